"""The shipped services: whole, in two languages, and worth the fee that the law says."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backoffice.forms import schema
from backoffice.procedures.engine import language

from . import seeds

ROOT = Path(__file__).parents[3]
NUMBERS = sorted(seeds.services())
TOPICS = {
    *("family-and-registry", "residence", "payments-and-debts", "property", "business"),
    *("public-space", "streets-and-traffic", "environment", "construction", "social-care"),
    *("children", "water", "cemeteries", "culture-and-learning", "transparency"),
}
LIFE_EVENTS = {
    *("having-a-child", "getting-married", "moving-home", "losing-someone", "owning-a-car"),
    *("starting-a-business", "building", "owning-property", "needing-support"),
}
GENERIC = {
    *("application-reply", "application-certificate", "application-permit"),
    *("application-decision", "application-ranked", "application-register"),
}
OUTPUTS = {
    *("certificate", "permit", "decision", "charge", "register_entry", "appointment"),
    *("ticket", "reply", "receipt", "contract", "copies", "card", "ranked_list", "redirect"),
}
TYPES = {
    *("text", "long_text", "number", "money", "date", "time", "yes_no", "choice", "choices"),
    *("afm", "amka", "iban", "rf", "postcode", "phone", "email", "plate", "address", "point"),
    *("polygon", "property", "business", "file", "group", "calculated", "consent", "note"),
}
SENSITIVE = {"amka", "iban"}
HELD = {
    *("party.afm", "party.full_name", "party.father_name", "party.email", "party.phone"),
    *("party.address", "party.business", "identity.mother_name"),
}
KEY = re.compile(r"[a-z][a-z0-9_]*")


def drawings() -> dict[str, Path]:
    """Return the shipped drawings by key; modules above procedures bring their own."""
    folders = ("backoffice/procedures/processes", "eservices/applications/processes")
    return {path.stem: path for name in folders for path in (ROOT / name).glob("*.bpmn")}


def codes(path: str, name: str) -> set[str]:
    """Return the codes that a data file of another module states."""
    data = json.loads((ROOT / path).read_text(encoding="utf-8"))
    return {row["code"] for row in (data[name] if name else data)}


def every_service(test: Any) -> Any:
    return pytest.mark.parametrize("number", NUMBERS)(test)


def test_every_number_has_one_file() -> None:
    files = list((seeds.FOLDER / "services").glob("*.yaml"))
    assert list(range(1, 66)) == NUMBERS
    assert len(files) == len(NUMBERS)
    assert len({service["code"] for service in seeds.services().values()}) == len(files)


@every_service
def test_file_is_named_by_number_and_code(number: int) -> None:
    service = seeds.services()[number]
    assert service["file"] == f"{number:02d}-{service['code']}.yaml"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", service["code"])


@every_service
def test_it_names_what_exists(number: int) -> None:
    service = seeds.services()[number]
    assert service["topics"]
    assert set(service["topics"]) <= TOPICS
    assert set(service["life_events"]) <= LIFE_EVENTS
    units = codes("backoffice/identity/data/departments.json", "departments")
    assert service["department"] in units
    assert service["process"] in drawings().keys() | GENERIC
    plan = codes("backoffice/documents/data/plan.json", "")
    assert service["register"]["classification"] in plan
    assert service["register"]["book"] in codes("backoffice/documents/data/books.json", "")
    assert service["output"]["type"] in OUTPUTS
    assert set(service["applicant_types"]) <= {
        *("natural", "legal", "guardian", "representative", "professional"),
    }
    assert service["auth_level"] in range(4)
    assert service["source"]["mark"] in ("V", "M")


@every_service
def test_it_says_by_when(number: int) -> None:
    deadline = seeds.services()[number]["deadline"]
    if deadline["kind"] == "none":
        assert deadline["reason"]
    else:
        assert deadline["kind"] in ("calendar", "working")
        assert deadline["days"] in range(366)
        assert deadline["basis"]


@every_service
def test_everything_is_said_in_both_languages(number: int) -> None:
    service = seeds.services()[number]
    needed = {"title", "summary", "description", "who", "you_get", "how_to_appeal", "keywords"}
    assert needed <= service.keys()
    for path, text in seeds.texts(service):
        assert set(text) == {"el", "en"}, path
        assert text["el"], path
        assert text["en"], path


@every_service
def test_card_is_in_plain_words(number: int) -> None:
    service = seeds.services()[number]
    assert len(service["title"]["el"]) <= 100
    assert len(service["summary"]["el"]) <= 200
    for path, text in seeds.texts(service):
        if isinstance(text["en"], str) and not path.startswith(".legal_basis"):
            greek = len(seeds.GREEK.findall(text["en"]))
            assert greek <= len(text["en"]) / 2 or greek < 30, (path, text["en"])


@pytest.mark.parametrize("name", sorted(seeds.parts()))
def test_part_is_whole(name: str) -> None:
    part = seeds.parts()[name]
    assert part["key"] == name
    assert set(part) == {"key", "title", "fields"}
    keys = [field["key"] for field in seeds.opened(part["fields"])]
    assert len(keys) == len(set(keys))
    for path, text in seeds.texts(part):
        assert set(text) == {"el", "en"}, path


def test_every_part_is_used() -> None:
    used = {
        field["part"]
        for service in seeds.services().values()
        for page in seeds.pages(service)
        for field in page["fields"]
        if "part" in field
    }
    assert used == set(seeds.parts())


@every_service
def test_fields_are_of_known_types_and_named_once(number: int) -> None:
    service = seeds.services()[number]
    keys = [field["key"] for field in seeds.fields(service)]
    assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)
    page_keys = [page["key"] for page in seeds.pages(service)]
    assert len(page_keys) == len(set(page_keys))
    for field in seeds.opened(seeds.fields(service)):
        assert KEY.fullmatch(field["key"])
        assert field["type"] in TYPES
        assert field.get("required", False) in (True, False, "recommended")
        assert field.get("prefill") in HELD | {None}
        assert ("options" in field) == (field["type"] in ("choice", "choices")), field["key"]
        assert ("fields" in field) == (field["type"] == "group"), field["key"]
        assert ("formula" in field) == (field["type"] == "calculated"), field["key"]
        values = [option["value"] for option in field.get("options", [])]
        assert len(values) == len(set(values)), field["key"]
        assert set(field.get("accept", [])) <= {"pdf", "image", "office"}


@every_service
def test_sensitive_fields_say_what_for(number: int) -> None:
    for field in seeds.opened(seeds.fields(seeds.services()[number])):
        if field["type"] in SENSITIVE:
            assert field.get("purpose"), field["key"]


@every_service
def test_conditions_and_formulas_read_and_name_their_own_form(number: int) -> None:
    for place, text, names in seeds.expressions(seeds.services()[number]):
        assert language.read(text).names <= names, (place, text)


@every_service
def test_conditions_compare_with_answers_that_can_be_given(number: int) -> None:
    service = seeds.services()[number]
    given = {
        field["key"]: {option["value"] for option in field["options"]}
        for field in seeds.opened(seeds.fields(service))
        if "options" in field
    }
    for place, text, _names in seeds.expressions(service):
        for key, value in re.findall(r"(\w+) (?:=|!=) \"([^\"]*)\"", text):
            assert value in given[key], (place, text)
        for key, values in re.findall(r"(\w+) in \[([^\]]*)\]", text):
            assert set(re.findall(r"\"([^\"]*)\"", values)) <= given[key], (place, text)


@every_service
def test_answers_fit_what_the_drawing_asks_by_the_same_name(number: int) -> None:
    service = seeds.services()[number]
    drawing = drawings().get(service["process"])
    if drawing is None:
        pytest.skip("The drawing comes with another module.")
    text = drawing.read_text(encoding="utf-8")
    asked = dict(re.findall(r'<loggia:field name="(\w+)" type="(\w+)"', text))
    for field in seeds.fields(service):
        wanted = asked.get(field["key"])
        kind = {"calculated": "number", "iban": "text"}.get(field["type"], field["type"])
        assert wanted in (None, kind), field["key"]
        if wanted == "choice":
            start = text.index(f'<loggia:field name="{field["key"]}"')
            offered = text[start : text.index("</loggia:field>", start)]
            values = set(re.findall(r'<loggia:choice value="(\w+)"', offered))
            assert {option["value"] for option in field["options"]} <= values


@every_service
def test_each_document_is_asked_once_or_fetched(number: int) -> None:
    service = seeds.services()[number]
    files = {field["key"]: field for field in seeds.fields(service) if field["type"] == "file"}
    for document in service["documents"]:
        if document.get("ex_officio"):
            assert document["key"] not in files
            continue
        field = files[document["key"]]
        assert field["label"] == document["title"]
        assert field.get("if") == document.get("if")
        if document["mandatory"]:
            assert field["required"] is True


@every_service
def test_fee_is_of_its_kind(number: int) -> None:
    fee = seeds.services()[number]["fee"]
    wanted = {
        "none": set(),
        "fixed": {"amount"},
        "formula": {"formula"},
        "tariff": {"rows"},
    }
    stated = fee.keys() & {"amount", "formula", "rows"}
    if fee["kind"] == "parabolo":
        assert stated in ({"amount"}, {"formula"}, set())
    else:
        assert stated == wanted[fee["kind"]]
    for row in fee.get("rows", []):
        assert re.fullmatch(r"\d+\.\d\d", row["amount"])
        assert row["mark"] in ("V", "M")


@every_service
def test_availability_says_when_or_where(number: int) -> None:
    availability = seeds.services()[number]["availability"]
    if availability["kind"] == "window":
        assert re.fullmatch(r"(0[1-9]|1[0-2])-\d\d", availability["from"])
        assert re.fullmatch(r"(0[1-9]|1[0-2])-\d\d", availability["until"])
    elif availability["kind"] == "redirect":
        assert availability["url"].startswith("https://")
        assert availability["reason"]
    else:
        assert availability["kind"] == "always"


def test_a_way_to_gov_gr_leads_to_the_service_or_says_what_to_look_for_there() -> None:
    bare = [
        number
        for number, one in seeds.services().items()
        if (place := one["availability"]).get("url", "").rstrip("/") == "https://www.gov.gr"
        and not (
            "αναζητήστε «" in place["reason"]["el"] and "search for “" in place["reason"]["en"]
        )
    ]
    assert bare == []


def test_windows_are_ranked_and_published_by_number() -> None:
    ranked = [one for one in seeds.services().values() if "scoring" in one]
    assert [one["number"] for one in ranked] == [21, 61, 62]
    for service in ranked:
        assert service["availability"]["kind"] == "window"
        assert service["published_by"]["by"] == "protocol_number"
        keys = [row["key"] for row in service["scoring"]["rows"]]
        assert len(keys) == len(set(keys))
        for row in service["scoring"]["rows"]:
            assert ("value" in row) != ("points" in row and "if" in row)


@pytest.mark.parametrize(
    ("declared", "euros"),
    [("2026-09-10", 0), ("2026-09-11", 30), ("2026-12-09", 30), ("2026-12-10", 60)],
)
def test_example_a_1_late_declaration_of_a_marriage(declared: str, euros: int) -> None:
    answers = {"marriage_date": "2026-08-01"}
    assert seeds.fee(seeds.services()[9], answers, date.fromisoformat(declared)) == euros


def test_example_a_1_codes_of_the_e_parabolo() -> None:
    codes = {row["code"]: row["amount"] for row in seeds.services()[9]["fee"]["codes"]}
    assert codes == {"3828": "30", "3829": "60"}


@pytest.mark.parametrize(("years", "euros"), [(1, 75), (2, 150), (3, 150), (4, 300)])
def test_example_a_20_music_licence(years: int, euros: int) -> None:
    assert seeds.fee(seeds.services()[42], {"years": str(years)}) == euros


def test_row_28_tables_are_charged_by_zone_area_and_months() -> None:
    answers = {"zone": "A", "length": "5", "width": "2.50", "months": "6"}
    assert seeds.fee(seeds.services()[28], answers) == Decimal("450.00")


def test_row_54_first_cubic_metres_are_free() -> None:
    assert seeds.fee(seeds.services()[54], {"volume": "2"}) == 0
    assert seeds.fee(seeds.services()[54], {"volume": "3.5"}) == Decimal("22.50")


def test_example_a_12_residence_needs_more_than_a_declaration() -> None:
    proof = seeds.services()[6]["documents"][0]
    assert (proof["key"], proof["mandatory"]) == ("residence_proof", True)


def test_example_a_14_place_of_a_child_is_asked_by_the_parent() -> None:
    fields = {field["key"]: field for field in seeds.fields(seeds.services()[35])}
    answers = {"beneficiary": "child"}
    assert language.read(fields["beneficiary_name"]["if"]).holds(answers)
    assert not language.read(fields["beneficiary_name"]["if"]).holds({"beneficiary": "self"})


@pytest.mark.parametrize(
    ("order", "grave_class", "euros"),
    [("first", "a", 250), ("first", "e", 25), ("second", "a", 350), ("second", "c", 140)],
)
def test_row_58_grave_extension_by_class_and_order(
    order: str, grave_class: str, euros: int
) -> None:
    answers = {"extension_order": order, "grave_class": grave_class, "extension_years": "3"}
    assert seeds.fee(seeds.services()[58], answers) == euros


@pytest.mark.parametrize(("bones", "euros"), [("field", 10), ("family", 25)])
def test_row_59_exhumation(bones: str, euros: int) -> None:
    assert seeds.fee(seeds.services()[59], {"bones": bones}) == euros


def test_row_11_and_60_fixed_amounts() -> None:
    assert seeds.fee(seeds.services()[11], {}) == 18
    assert seeds.fee(seeds.services()[60], {}) == 25


def test_row_21_points_of_a_poor_large_family() -> None:
    answers = {
        "category": ["poor", "large", "three"],
        "family_income": "13999.50",
        "dependants": "4",
    }
    assert seeds.points(seeds.services()[21], answers) == {"low_income": 40, "large_family": 20}


def test_row_61_points_of_a_working_single_parent() -> None:
    answers = {
        "parents_status": "single",
        "work_1": "employed",
        "minors": "2",
        "disability_home": False,
        "sibling_enrolled": True,
        "family_income": "14000",
    }
    assert seeds.points(seeds.services()[61], answers) == {
        "both_work": 30,
        "single_parent": 20,
        "children": 6,
        "sibling": 10,
        "low_income": 20,
    }


@pytest.mark.parametrize(
    ("disabled", "income", "rows"),
    [
        ("0", "7900.00", {"under_limit"}),
        ("0", "7900.01", set()),
        ("1", "10900.00", {"under_limit"}),
    ],
)
def test_row_62_limit_grows_with_dependants_and_disability(
    disabled: str, income: str, rows: set[str]
) -> None:
    answers = {"dependants": "2", "disabled": disabled, "family_income": income, "unemployed": "0"}
    found = seeds.points(seeds.services()[62], answers)
    assert found.keys() & {"under_limit", "half_limit"} == rows


def test_every_form_is_one_that_the_office_of_forms_reads() -> None:
    parts = {key: {"fields": part["fields"]} for key, part in seeds.parts().items()}
    for service in seeds.services().values():
        form = schema.read(service["form"], parts)
        assert set(form.fields) == {field["key"] for field in seeds.fields(service)}
