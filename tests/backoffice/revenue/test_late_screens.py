"""The card at the office, what lapses, the January report, changes of tariffs, by their pages."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from backoffice.ledger import services as ledger
from backoffice.revenue import services
from backoffice.revenue.models import Exemption, Expense, LimitationEvent

from .test_screens import second_factor, staff  # noqa: F401 - a fixture
from .town import AT, TODAY, at, make_charge, make_party, pay

pytestmark = pytest.mark.django_db
RIGHTS = (
    "view_charge",
    "view_tariff",
    "view_chargekind",
    "add_exemption",
    "charge_expense",
    "interrupt_limitation",
)


@pytest.fixture
def office(client, second_factor, town):  # noqa: F811
    second_factor(client, staff(*RIGHTS))
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def url(name, *args):
    return reverse(f"revenue:{name}", args=args)


def test_a_debtor_is_found_and_the_card_adds_up(office):
    party = make_party()
    make_charge(party, "100.00", source="1")
    pay(make_charge(party, "40.00", source="2"))
    assert party.code not in text(office.get(url("debtors")))
    assert url("card", party.code) in text(office.get(url("debtors"), {"text": party.afm}))
    page = text(office.get(url("card", party.code)))
    assert "140,00" in page
    assert "100,00" in page
    rows = office.get(url("card", party.code), {"export": "csv"}).getvalue().decode()
    assert rows.count("\n") >= 4
    assert office.get(url("card", "nobody")).status_code == 404


def test_the_card_as_it_was_known_leaves_out_what_came_later(office):
    party = make_party()
    make_charge(party, "100.00", source="1", on=TODAY)
    make_charge(party, "30.00", source="2", on=date(2026, 6, 1), due_on=date(2026, 7, 31))
    address = url("card", party.code)
    assert "130,00" in text(office.get(address, {"as_of": "2026-12-31"}))
    known = text(office.get(address, {"as_of": "2026-12-31", "known_on": TODAY.isoformat()}))
    assert "130,00" not in known
    assert "100,00" in known
    only = text(office.get(address, {"kind": "payment"}))
    assert "30,00 €</td>" not in only


def test_the_card_asks_as_much_for_many_movements_as_for_few(office, django_assert_max_num_queries):
    party = make_party()
    for number in range(15):
        make_charge(party, "10.00", source=str(number))
    office.get(url("card", party.code))
    with django_assert_max_num_queries(20):
        office.get(url("card", party.code))


def test_days_without_interest_are_entered_ended_and_withdrawn(office):
    party = make_party()
    facts = {"cause": "conscript", "began": "2026-02-10", "proof": "Βεβαίωση 7"}
    assert office.post(url("exempt", party.code), facts).status_code == 302
    row = Exemption.objects.get()
    assert "Βεβαίωση 7" in text(office.get(url("card", party.code)))
    ended = office.post(url("end_exemption", party.code, row.pk), {"ended": "2026-11-10"})
    assert ended.status_code == 302
    row.refresh_from_db()
    assert row.last == date(2027, 2, 28)
    gone = office.post(url("withdraw_exemption", party.code, row.pk), {"reason": "Λάθος"})
    assert gone.status_code == 302
    row.refresh_from_db()
    assert row.withdraw_reason == "Λάθος"
    other = make_party(2)
    assert office.get(url("end_exemption", other.code, row.pk)).status_code == 404


def test_expenses_are_charged_once_however_often_the_form_is_sent(office):
    charge = make_charge(make_party())
    facts = {"amount": "25,00", "reason": "Επίδοση", "key": "form-1"}
    for _again in range(2):
        assert office.post(url("expenses", charge.code), facts).status_code == 302
    assert Expense.objects.get().amount == D(25)
    assert url("expenses", charge.code) in text(office.get(url("charge", charge.code)))


def old_charge():
    ledger.open_year(year=2020, actor=None, at=AT)
    services.register_kind(
        code="old",
        facts=OLD,
        regime=None,
        actor=None,
        at=AT,
    )
    return make_charge(
        make_party(), "70.00", kind="old", on=date(2020, 3, 2), due_on=date(2020, 4, 30)
    )


OLD = {
    "name_el": "Παλαιό τέλος",
    "name_en": "Old fee",
    "ale": "1560901001",
    "receivable_account": "48601",
    "income_account": "15609",
    "surcharge_ale": "1560101001",
    "surcharge_receivable_account": "48601",
    "surcharge_income_account": "15601",
    "assessor": "revenue.as_stated",
    "legal_basis": "δοκιμή",
    "valid_from": date(2020, 1, 1),
}


def test_what_lapses_is_listed_until_an_interruption_is_recorded(office):
    charge = old_charge()  # until 31/12/2025
    late = text(office.get(url("lapsing"), {"months": "0"}))
    assert "70,00" in late
    assert url("charge", charge.code) in late
    file = office.get(url("lapsing"), {"months": "0", "export": "csv"}).getvalue().decode()
    assert "Παλαιό τέλος" in file
    facts = {
        "kind": "notice_served",
        "on": "2025-06-02",
        "reference": "Αποδεικτικό 4",
        "key": "form-1",
    }
    for _again in range(2):
        assert office.post(url("interrupt", charge.code), facts).status_code == 302
    assert LimitationEvent.objects.count() == 1
    assert "70,00" not in text(office.get(url("lapsing"), {"months": "0"}))
    assert "31/12/2030" in text(office.get(url("charge", charge.code)))


def test_the_january_report_sums_by_kind_and_year(office):
    old_charge()
    make_charge(make_party(2), "30.00", source="2")
    page = text(office.get(url("january"), {"year": "2025"}))
    assert "Παλαιό τέλος" in page
    assert "70,00" in page
    rows = office.get(url("january"), {"year": "2026", "export": "csv"}).getvalue().decode()
    assert "30" in rows


def test_what_changed_between_two_days(office):
    for day, rate in ((date(2026, 1, 1), "1.00"), (date(2026, 3, 1), "1.25")):
        services.set_tariff(
            kind="cleaning_fee",
            key="cleaning.home",
            rate=D(rate),
            label_el="Κατοικίες",
            label_en="Homes",
            unit="m²",
            valid_from=day,
            legal_basis="δοκιμή",
            decision="41/2025",
            actor=None,
            at=at(day),
        )
    asked = {"first": "2026-02-01", "last": "2026-04-01"}
    page = text(office.get(url("tariff_changes"), asked))
    assert "Κατοικίες" in page
    assert "25" in page
    assert "41/2025" in page
    same = text(office.get(url("tariff_changes"), {"first": "2026-03-01", "last": "2026-04-01"}))
    assert "Κατοικίες" not in same
    assert office.get(url("tariff_changes"), asked | {"export": "xlsx"}).status_code == 200


def test_the_limits_of_organs_stand_with_the_law(office):
    assert "150.000,00" in text(office.get(url("kinds")))
