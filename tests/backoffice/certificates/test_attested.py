"""Attested certificates: typed facts, two persons, cases, refusals by example number."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.certificates import attested, facts, kinds, queries, services, stating
from backoffice.certificates.errors import (
    FactsRefused,
    KeyUsedOtherwise,
    NotAtOnce,
    SecondNeeded,
    Settled,
)
from backoffice.certificates.models import Application, Certificate, Statement
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.procedures import operations
from backoffice.revenue import certificates as revenue_certificates
from backoffice.revenue import services as revenue
from tests.backoffice.documents.sealed import town_seal
from tests.eservices.payments.till import bill, make_party
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff
from tests.integrations.signing import pdfsig, signing_desk, signing_process

__all__ = ["signing_desk", "signing_process", "town_seal"]
TODAY = date(2026, 11, 20)
RESIDENCE = {
    "address": "Πλαγιά 3, 81100 Δοκιμή",
    "since": "2015-03-01",
    "evidence": ["utility-bill", "solemn-declaration"],
    "decision_maker": "Δοκιμάκη Άννα, προϊσταμένη",
}
STREET = {
    "property": "Διώροφη οικία",
    "block": "125",
    "plot": "04",
    "street": "Πλαγιά",
    "number": "3Α",
    "engineer": "Δοκιμάκης Πέτρος",
    "inspected_on": "2026-11-02",
}
TAP = {
    "property": "01234567890",
    "supply": "1 23456789-01 0",
    "address": "Πλαγιά 3",
    "area": "84.5",
    "owners": "Δοκιμάκης Ιωάννης; 50 %\nΔοκιμάκη Μαρία; 1/2",
    "first_day": "2021-01-01",
    "last_day": "2026-11-20",
    "reason": "sale",
}
SEMINAR = {"seminar": "Πρώτες βοήθειες", "hours": "36", "held": 12, "attended": 10}
SEMINAR["ended_on"] = "2026-11-10"
EXTRACT = {
    "body": "Δημοτικού Συμβουλίου",
    "session": "23ο/2026",
    "session_kind": "regular",
    "decision": "484/2026",
    "subject": "Ονομασία πλατείας",
    "place": "το Δημαρχείο",
    "held_on": "2026-11-18",
    "hour": "19:00",
    "invitation": "31200",
    "invited_on": "2026-11-13",
    "members": 41,
    "present": 34,
    "text": "Εγκρίνει την ονομασία.\n\nΗ απόφαση αναρτάται.",
    "vote": "υπέρ 30, κατά 4",
}


def wrong(kind: kinds.Kind, given: dict[str, Any]) -> dict[str, str]:
    values, errors = facts.read(kind.facts, given)
    return kind.check(values, TODAY, kind.shipped(TODAY)) | errors


# the rules, without a database


def test_a12_a_solemn_declaration_alone_does_not_prove_residence() -> None:
    alone = RESIDENCE | {"evidence": ["solemn-declaration"]}
    assert set(wrong(attested.RESIDENCE, alone)) == {"evidence"}
    assert wrong(attested.RESIDENCE, RESIDENCE) == {}
    assert set(wrong(attested.RESIDENCE, RESIDENCE | {"evidence": []})) == {"evidence"}


def test_residence_says_since_when_or_for_which_years() -> None:
    no_time = {key: value for key, value in RESIDENCE.items() if key != "since"}
    assert set(wrong(attested.RESIDENCE, no_time)) == {"since"}
    assert wrong(attested.RESIDENCE, no_time | {"years": "2019-2024"}) == {}
    assert set(wrong(attested.RESIDENCE, RESIDENCE | {"since": "2026-12-01"})) == {"since"}


@pytest.mark.parametrize(("held", "needed"), [(12, 10), (10, 8), (5, 4), (6, 5), (1, 1)])
def test_a21_four_fifths_of_the_sessions_rounded_up(held: int, needed: int) -> None:
    share = attested.SEMINAR.shipped(TODAY)["attended_share"]
    assert attested.sessions_needed(held, share) == needed


def test_a21_of_twelve_sessions_ten_are_needed_and_nine_refused() -> None:
    assert wrong(attested.SEMINAR, SEMINAR) == {}
    assert set(wrong(attested.SEMINAR, SEMINAR | {"attended": 9})) == {"attended"}
    assert set(wrong(attested.SEMINAR, SEMINAR | {"attended": 13})) == {"attended"}
    assert set(wrong(attested.SEMINAR, SEMINAR | {"grade": "4.9"})) == {"grade"}


def test_t5_1_ten_sessions_eight_attended_grade_five() -> None:
    ten = SEMINAR | {"held": 10, "grade": "5"}
    assert wrong(attested.SEMINAR, ten | {"attended": 8}) == {}
    assert set(wrong(attested.SEMINAR, ten | {"attended": 7})) == {"attended"}


def test_t4_3_fourteen_of_forty_one_are_the_least_quorum() -> None:
    assert wrong(attested.EXTRACT, EXTRACT | {"present": 14}) == {}
    assert set(wrong(attested.EXTRACT, EXTRACT | {"present": 13})) == {"present"}
    assert set(wrong(attested.EXTRACT, EXTRACT | {"present": 42})) == {"present"}
    late = EXTRACT | {"invited_on": "2026-11-19"}
    assert set(wrong(attested.EXTRACT, late)) == {"invited_on"}


@pytest.mark.parametrize("share", ["0 %", "3/2", "101%", "μισό", "1/0"])
def test_shares_that_are_none(share: str) -> None:
    given = TAP | {"owners": [["Α", share]]}
    assert set(wrong(revenue_certificates.TAP_POSITION, given)) == {"owners"}
    assert wrong(revenue_certificates.TAP_POSITION, TAP | {"owners": "Α; 33,33%"}) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("inspected_on", "2026-13-01"),
        ("inspected_on", datetime(2026, 11, 1, tzinfo=UTC)),
        ("street", {"a": 1}),
        ("street", "x" * 301),
        ("number", True),
        ("unknown", "x"),
    ],
)
def test_what_cannot_be_read_is_named(key: str, value: Any) -> None:
    assert key in wrong(attested.STREET, STREET | {key: value})


@pytest.mark.parametrize("value", ["-1", "1.5", "NaN", "1e12", "δώδεκα", True, [1]])
def test_counts_are_whole_numbers(value: Any) -> None:
    assert "held" in wrong(attested.SEMINAR, SEMINAR | {"held": value})


# with the town


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of

    return party_of(citizen) or make_party(afm="100000090")


@pytest.fixture
def clerk(town) -> Any:
    return make_staff("clerk", "clerk@example.org", "civil-status")


@pytest.fixture
def head(town) -> Any:
    return make_staff("head", "head@example.org", "administrative")


def property_duty(party: Any, amount: str) -> Any:
    now, on = timezone.now(), athens_day(timezone.now())
    revenue.set_tariff(
        kind="property_fee",
        key="property.test",
        rate=Decimal(1),
        label_el="ΤΑΠ",
        label_en="Property duty",
        valid_from=date(on.year, 1, 1),
        legal_basis="test",
        actor=None,
        at=now,
    )
    line = {"key": "property.test", "base": amount, "on": on.isoformat()}
    return revenue.raise_charge(
        kind="property_fee",
        facts={"lines": [line]},
        debtor_id=party.pk,
        source=Source("test.property", "1"),
        on=on,
        due_on=on + timedelta(days=30),
        actor=None,
        at=now,
    )


def state(party: Any, actor: Any, kind: str, given: dict[str, Any], key: str = "k") -> Statement:
    return stating.state_facts(
        kind=kind, party_id=party.pk, facts=given, key=key, actor=actor, at=timezone.now()
    )


def issue(statement: Statement, actor: Any) -> Certificate:
    made = stating.issue_stated(statement_id=statement.pk, actor=actor, at=timezone.now())
    return Certificate.objects.get(application=made)


def test_stated_by_one_issued_by_another_and_sealed(
    party, clerk, head, town_seal, tmp_path
) -> None:
    made = state(party, clerk, "permanent-residence", RESIDENCE)
    with pytest.raises(SecondNeeded):
        stating.issue_stated(statement_id=made.pk, actor=clerk, at=timezone.now())
    given = issue(made, head)
    assert issue(made, head).pk == given.pk
    assert "μόνιμα στη διεύθυνση Πλαγιά 3" in given.content["paragraphs"][0]
    assert "από 01/03/2015" in given.content["paragraphs"][0]
    assert ["Αποφάσισε (ονοματεπώνυμο και ιδιότητα)", RESIDENCE["decision_maker"]] in given.content[
        "facts"
    ]
    assert "Signature is Valid." in pdfsig(queries.file_of(given).content, tmp_path)
    page = Client().get(f"/verify/{given.verification}/").content.decode()
    assert "Βεβαίωση μόνιμης κατοικίας" in page
    assert party.name not in page


def test_the_database_keeps_facts_and_the_second_person(party, clerk, head) -> None:
    made = state(party, clerk, "permanent-residence", RESIDENCE)
    application = Application.objects.create(
        key="x", kind=made.kind, party=party, made_at=timezone.now(), tried_at=timezone.now()
    )
    rows = Statement.objects.filter(pk=made.pk)
    changes: tuple[dict[str, Any], ...] = (
        {"facts": {}},
        {"needs_second": False},
        {"application": application, "issued_by": clerk},
        {"application": application},
        {"dropped_at": timezone.now()},
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("truncate certificates_statement cascade")
    issue(made, head)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(issued_by=None, application=None)


def test_set_aside_stays_set_aside(party, clerk, head) -> None:
    made = state(party, clerk, "permanent-residence", RESIDENCE)
    act = {"statement_id": made.pk, "actor": head, "at": timezone.now()}
    stating.set_aside(reason="λάθος διεύθυνση", **act)
    with pytest.raises(Settled):
        stating.issue_stated(**act)


def test_refused_facts_and_used_keys(party, clerk, citizen) -> None:
    with pytest.raises(FactsRefused) as refused:
        state(party, clerk, "seminar-attendance", SEMINAR | {"attended": 9})
    assert "τουλάχιστον 10" in str(refused.value)
    first = state(party, clerk, "street-number", STREET)
    assert state(party, clerk, "street-number", STREET).pk == first.pk
    with pytest.raises(KeyUsedOtherwise):
        state(party, clerk, "street-number", STREET | {"number": "5"})
    with pytest.raises(NotAtOnce):
        state(party, clerk, "clearance", {}, key="c")
    with pytest.raises(NotAtOnce):
        services.obtain(
            kind="street-number", party_id=party.pk, key="o", actor=citizen, at=timezone.now()
        )


def test_a13_forty_euros_of_property_duty_are_paid_in_one_sum_first(
    party, citizen, clerk, head
) -> None:
    charge = property_duty(party, "40.00")
    other = bill(party, "90.00", source="2")
    made = state(party, clerk, "tap-position", TAP)
    asked = stating.issue_stated(statement_id=made.pk, actor=head, at=timezone.now())
    (ground,) = asked.grounds
    assert (ground["charge"], ground["in_one_sum"]) == (charge.code, True)
    assert ground["amount"].replace("\xa0", " ") == "40,00 €"
    visitor = Client()
    sign_in(visitor, citizen)
    page = visitor.get(f"/el/account/certificates/{asked.code}/").content.decode()
    assert "εφάπαξ" in page
    assert "/account/arrangements/" not in page
    revenue.take_cash(items=[(charge.pk, None)], key="p", actor=None, at=timezone.now())
    visitor.post(f"/el/account/certificates/{asked.code}/go-on/")
    given = Certificate.objects.get(application=asked)
    assert given.content["tables"][0]["rows"] == [
        ["Δοκιμάκης Ιωάννης", "50 %"],
        ["Δοκιμάκη Μαρία", "1/2"],
    ]
    assert other.pk
    listed = visitor.get("/api/v1/certificates/").json()
    assert listed[0]["certificate"]["number"] == given.entry.label
    assert given.entry.label in visitor.get("/el/account/certificates/").content.decode()


def test_an_extract_has_the_header_of_its_minutes(party, clerk) -> None:
    given = issue(state(party, clerk, "council-extract", EXTRACT), clerk)
    head, met, *text = given.content["paragraphs"]
    assert head == (
        "Απόσπασμα από το πρακτικό 23ο/2026 τακτικής συνεδρίασης του Δημοτικού Συμβουλίου. "
        "Αριθμός απόφασης: 484/2026. Θέμα: Ονομασία πλατείας."
    )
    assert "18/11/2026, ημέρα Τετάρτη, ώρα 19:00" in met
    assert "από τα 41 μέλη ήταν παρόντα 34" in met
    assert text[-1] == "Η απόφαση αυτή έλαβε αύξοντα αριθμό 484/2026."
    assert given.content["facts"][0][0] == "Χορηγείται σε"


# cases


def context(party: Any, key: str = "C1:t1", party_id: int | None = 0) -> operations.Context:
    return operations.Context(
        case_id=1,
        case_code="C1",
        key=key,
        source=Source("procedures.case", "C1"),
        subject=Source("x", "1"),
        party_id=party.pk if party_id == 0 else party_id,
        department_id=None,
        actor=None,
        at=timezone.now(),
    )


def run(where: operations.Context, **inputs: Any) -> dict[str, Any]:
    return operations.run("certificates.attest", where, inputs)


def test_a_case_hands_facts_over_once_per_step(party) -> None:
    street = {"kind": "street-number", "facts": STREET}
    first = run(context(party), **street)
    assert first["issued"] is True
    assert first["number"]
    assert run(context(party), **street) == first
    assert run(context(party, key="C1:t2"), **street)["code"] != first["code"]
    statement = Statement.objects.earliest("pk")
    assert (statement.source_id, statement.stated_by) == ("C1", None)


def test_a_case_gets_at_once_kinds_and_learns_what_stands_against(party) -> None:
    bill(party, due_in=-5)
    found = run(context(party), kind="clearance")
    assert (found["issued"], found["number"]) == (False, "")
    assert "5 ημέρες" in found["against"]


def test_a_case_with_wrong_facts_stops_with_words(party) -> None:
    with pytest.raises(operations.InputRefused, match="δεν αποδεικνύει"):
        run(
            context(party),
            kind="permanent-residence",
            facts=RESIDENCE | {"evidence": ["solemn-declaration"]},
        )
    for inputs in ({"kind": "none"}, {"kind": "street-number", "facts": [1]}):
        with pytest.raises(operations.InputRefused):
            run(context(party), **inputs)
    with pytest.raises(operations.InputRefused):
        run(context(party, party_id=None), kind="clearance")


# screens

SCREENS = "/cms/certificates/"


def desk(user: Any) -> Client:
    client = Client()
    sign_in_staff(client, user)
    return client


def posted(given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {f"fact_{key}": value for key, value in given.items()} | {"key": "form"} | more


def test_clerk_states_head_issues_and_hands_it_out(party, clerk, head, town_seal) -> None:
    counter, office = desk(clerk), desk(head)
    address = f"{SCREENS}state/permanent-residence/"
    assert counter.get(address).status_code == 200
    alone = posted(RESIDENCE | {"evidence": ["solemn-declaration"]}, afm=party.afm)
    assert "δεν αποδεικνύει" in counter.post(address, alone).content.decode()
    assert counter.post(address, posted(RESIDENCE, afm="1")).status_code == 422
    sent = counter.post(address, posted(RESIDENCE, afm=party.afm))
    assert sent.status_code == 302
    assert counter.post(sent.url).status_code == 404
    assert "Έκδοση της βεβαίωσης" not in counter.get(sent.url).content.decode()
    assert "Έκδοση της βεβαίωσης" in office.get(sent.url).content.decode()
    assert office.post(sent.url).status_code == 302
    given = Certificate.objects.get()
    assert given.entry.label in counter.get(sent.url).content.decode()
    assert counter.get(f"{sent.url}file/").content.startswith(b"%PDF")
    assert given.entry.label in office.get(SCREENS).content.decode()


def test_units_state_their_own_kinds(party, clerk) -> None:
    counter = desk(clerk)
    page = counter.get(f"{SCREENS}stated/").content.decode()
    assert "permanent-residence" in page
    assert "street-number" not in page
    assert counter.get(f"{SCREENS}state/street-number/").status_code == 404
    foreign = state(party, clerk, "street-number", STREET)
    assert counter.get(f"{SCREENS}stated/{foreign.code}/").status_code == 404


def test_an_extract_is_issued_by_whoever_states_it(party, town_seal) -> None:
    counter = desk(make_staff("council_secretary"))
    sent = counter.post(f"{SCREENS}state/council-extract/", posted(EXTRACT, afm=party.afm))
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    assert Certificate.objects.get().kind == "council-extract"


def test_the_list_asks_the_same_however_long(party, clerk) -> None:
    counter = desk(clerk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert counter.get(f"{SCREENS}stated/").status_code == 200
        return len(seen)

    state(party, clerk, "permanent-residence", RESIDENCE)
    asked()
    few = asked()
    for n in range(5):
        state(party, clerk, "permanent-residence", RESIDENCE, key=f"more{n}")
    assert asked() == few


def test_amounts_stay_exact() -> None:
    values, errors = facts.read(
        revenue_certificates.TAP_POSITION.facts, TAP | {"area": Decimal("84.50")}
    )
    assert (values["area"], errors) == ("84.50", {})
