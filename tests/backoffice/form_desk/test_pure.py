"""Steps over documents, conditions made of choices, differences in words. No database."""

import pytest
from django.utils import translation

from backoffice.forms import choosing, compare, editing
from backoffice.forms.choosing import Choice, Choices
from backoffice.forms.errors import NothingThere

from .papers import FORM, PART, document, field, page, spoken

PARTS = {"applicant": PART}


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Όνομα του αιτούντος", "onoma_tou_aitountos"),
        ("Number of rooms", "number_of_rooms"),
        ("3 θέσεις", "theseis"),
        ("Ψυχή & ύλη;", "psychi_yli"),
    ],
)
def test_keys_are_made_of_labels(text: str, key: str) -> None:
    assert editing.plain_key(text) == key


def test_a_free_key_is_counted_up() -> None:
    assert editing.free_key("name", {"name", "name_2"}) == "name_3"


def test_fields_are_added_moved_doubled_and_removed() -> None:
    made = editing.add(FORM, (1, 1), field("new"))
    assert [one.get("key") for one in made["pages"][1]["fields"]][1] == "new"
    made = editing.move(made, (1, 1), 0)
    made = editing.duplicate(made, (1, 0))
    keys = [one["key"] for one in made["pages"][1]["fields"]]
    assert keys == ["new", "new_2", "own", "count", "why"]
    made = editing.remove(made, (1, 0))
    assert editing.entry_at(made, (1, 0))["key"] == "new_2"
    assert len(FORM["pages"][1]["fields"]) == 3
    with pytest.raises(NothingThere):
        editing.remove(FORM, (7,))


def test_conditions_follow_a_key_that_changes() -> None:
    own = {**editing.entry_at(FORM, (1, 0)), "key": "mine"}
    made = editing.change(FORM, (1, 0), own)
    assert made["pages"][1]["fields"][1]["if"] == "mine = true"


def test_a_link_is_turned_into_fields_of_ones_own() -> None:
    made = editing.detach(FORM, (0, 0), PARTS)
    assert [one["key"] for one in made["pages"][0]["fields"]] == ["surname", "phone"]
    assert "from" not in made["pages"][0]["fields"][0]


def test_a_condition_may_ask_what_stands_before_it() -> None:
    assert list(editing.asked_before(FORM, (1, 1), PARTS)) == ["surname", "phone", "own"]


FIELDS = {
    "own": field("own", "yes_no"),
    "n": field("n", "number"),
    "why": FORM["pages"][1]["fields"][2],
    "many": field("many", "choices", options=FORM["pages"][1]["fields"][2]["options"]),
    "name": field("name"),
}


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([Choice("own", "is", "Ναι")], "own = true"),
        ([Choice("why", "is", "Επικίνδυνο")], 'why = "danger"'),
        ([Choice("why", "one_of", "old, Dangerous")], 'why in ["old", "danger"]'),
        ([Choice("many", "holds", "old")], '"old" in many'),
        ([Choice("n", "at_least", "2,5"), Choice("name", "answered")], "n >= 2.5 and name != null"),
        ([Choice("name", "is_not", 'a"b')], 'name != "a\\"b"'),
    ],
)
def test_choices_make_conditions_and_are_read_back(lines: list[Choice], text: str) -> None:
    assert choosing.text_of(Choices("and", tuple(lines)), FIELDS) == text
    read = choosing.choices_of(text)
    assert read is not None
    assert choosing.text_of(read, FIELDS) == text
    shown = [
        Choice(one.field, one.sign, choosing.value_in_words(one, FIELDS[one.field], "el"))
        for one in read.lines
    ]
    assert choosing.text_of(Choices(read.join, tuple(shown)), FIELDS) == text


@pytest.mark.parametrize(
    "line",
    [
        Choice("gone", "is", "1"),
        Choice("n", "is", "many"),
        Choice("why", "is", "x"),
        Choice("own", "is", "maybe"),
        Choice("name", "is", " "),
    ],
)
def test_an_unclear_choice_is_refused(line: Choice) -> None:
    with pytest.raises(choosing.UnclearChoice):
        choosing.text_of(Choices("and", (line,)), FIELDS)


def test_what_says_more_than_choices_stays_an_expression() -> None:
    assert choosing.choices_of("n * 2 > 3") is None
    assert choosing.choices_of("n > 1 and (own or n < 0)") is None
    assert choosing.in_words("own = true and n > 2", FIELDS, "en") == (
        "«Question own» is «Yes» and «Question n» is more than «2»"
    )


def test_differences_are_told_in_words() -> None:
    new = editing.remove(FORM, (1, 1))
    new = editing.change(new, (1, 0), {**new["pages"][1]["fields"][0], "required": False})
    new = editing.add(new, (1, 2), field("extra", "date"))
    new = editing.add(new, (2,), page("end", field("z")))
    told = {(one.how, one.what): one.lines for one in compare.differences(FORM, new, "en")}
    assert told["removed", "Number: Question count"] == ()
    assert told["added", "Date: Question extra"] == ()
    assert told["added", "Page: Σελίδα end"] == ()
    assert told["changed", "Yes or no: Question own"] == (
        "Whether it must be answered: was “must be answered”, is “may be left empty”.",
    )
    assert compare.differences(FORM, FORM, "el") == []


def test_only_what_moved_is_said_to_have_moved() -> None:
    old = document(page("one", *(field(key) for key in "abcd")))
    new = editing.move(old, (0, 3), 0)
    assert [(one.how, one.what) for one in compare.differences(old, new, "en")] == [
        ("moved", "Short text: Question d")
    ]


def test_options_are_compared_by_value() -> None:
    why = {**FORM["pages"][1]["fields"][2]}
    why["options"] = [
        {"value": "danger", "label": spoken("Επικίνδυνο", "Unsafe")},
        {"value": "sick", "label": spoken("Άρρωστο", "Sick")},
    ]
    new = editing.change(FORM, (1, 2), why)
    (change,) = compare.differences(FORM, new, "en")
    assert change.lines == (
        "The answer “Old” is gone.",
        "The answer “Dangerous” is now called “Unsafe”.",
        "The answer “Sick” is new.",
    )


def test_a_fault_knows_its_place() -> None:
    assert editing.place_of("pages.0.fields.2.fields.1.label") == (0, 2, 1)
    assert editing.place_of("pages.3.title") == (3,)
    assert editing.place_of("pages") == ()
