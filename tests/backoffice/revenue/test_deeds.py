"""Rules by the day of a deed as rows that staff enter and end, and the due days that follow."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import translation

from backoffice.kernel.actors import Source
from backoffice.procedures import operations
from backoffice.procedures.operations import Context
from backoffice.revenue import queries, services
from backoffice.revenue.models import Charge, ChargeList, PayTerm
from backoffice.revenue.services import DueDayMissing, PayTermRefused

from .test_screens import second_factor, staff  # noqa: F401
from .town import AT, TODAY, at, make_charge, make_party, make_user, verbs

FIRST = date(2026, 5, 1)
FACTS = {
    "kind": "rent",
    "days": 10,
    "months": 1,
    "regime": "kede",
    "valid_from": FIRST,
    "legal_basis": "συνθετικός νόμος",
}


def enter(**facts):
    return services.set_pay_term(**FACTS | facts, actor=None, at=AT)


def terms(kind="rent"):
    found = PayTerm.objects.filter(kind__code=kind).order_by("valid_from")
    return [(term.months, term.days, term.valid_until) for term in found]


# --- rows ---------------------------------------------------------------------------------------


def test_a_later_term_ends_the_one_before_and_changes_nothing_else(town):
    enter()
    later = enter(months=3, days=0, valid_from=date(2027, 1, 1), decision="7/2026")
    assert terms() == [(1, 10, date(2026, 12, 31)), (3, 0, None)]
    assert verbs()[-2:] == ["revenue.term.set"] * 2
    # Again it is the same row, and nothing is told.
    assert enter(months=3, days=0, valid_from=date(2027, 1, 1)) == later
    assert verbs()[-2:] == ["revenue.term.set"] * 2


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"days": 0, "months": 0}, "at least one day or month"),
        ({"legal_basis": " "}, "legal basis"),
        ({"regime": "none"}, "Choose what is added"),
        ({"valid_until": date(2026, 4, 30)}, "before the first one"),
        ({"valid_from": date(2026, 4, 1)}, "Choose a later first day"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_the_rows_as_they_were(town, wrong, mend):
    enter()
    with translation.override("en"), pytest.raises(PayTermRefused, match=mend):
        enter(**wrong)
    assert terms() == [(1, 10, None)]


def test_open_debts_keep_the_rule_under_which_they_were_charged(town):
    """A term from a day of the past would leave their due days and change what they bear."""
    charge = make_charge(make_party(), "100.00", kind="rent")
    with translation.override("en"):
        with pytest.raises(PayTermRefused, match=f"1 open debt .* after {charge.on:%d/%m/%Y}"):
            enter(valid_from=charge.on)
        services.cancel_charge(charge_id=charge.pk, reason="δοκιμή", actor=None, at=AT)
        first = charge.on - timedelta(days=9)
        term = enter(valid_from=first)
        make_charge(make_party(2), "100.00", kind="rent", source="2")
        with pytest.raises(PayTermRefused, match="1 open debt"):
            services.end_pay_term(term_id=term.pk, last=first, actor=None, at=AT)
    assert terms() == [(1, 10, None)]


def test_an_ended_term_leaves_later_deeds_to_the_kind(town):
    term = enter(kind="fine")
    services.end_pay_term(term_id=term.pk, last=date(2026, 6, 30), actor=None, at=AT)
    with pytest.raises(PayTermRefused):
        services.end_pay_term(term_id=term.pk, last=date(2026, 7, 31), actor=None, at=AT)
    served = date(2026, 7, 1)
    days = {"kind": "fine", "certified_on": served, "served_on": served}
    assert queries.due_day(**days, occurred_on=date(2026, 6, 30)) == date(2026, 8, 11)
    assert queries.due_day(**days, occurred_on=served) == date(2026, 8, 31)


# --- due days -----------------------------------------------------------------------------------


def raised(kind="traffic_fine", **facts):
    line = {"label_el": "Παράβαση", "label_en": "Offence", "amount": "150.00"}
    return services.raise_charge(
        kind=kind,
        facts={"lines": [line]} | facts,
        debtor_id=make_party().pk,
        source=Source("test.deed", kind),
        on=date(2026, 1, 10),
        actor=None,
        at=at(date(2026, 1, 10)),
    )


def test_example_5_5_4_due_by_the_term_when_nobody_says_a_day(town):
    charge = raised(occurred_on=date(2026, 1, 9), served_on=date(2026, 1, 10))
    assert charge.due_on == date(2026, 9, 10)
    assert queries.debt_of(charge.pk, date(2026, 9, 11)).total == D(180)


def test_asked_again_after_the_law_changed_it_is_the_same_charge(town):
    days = {"occurred_on": date(2026, 1, 9), "served_on": date(2026, 1, 10)}
    charge = raised(**days)
    term = PayTerm.objects.get(kind__code="traffic_fine", valid_until=None)
    services.end_pay_term(term_id=term.pk, last=date(2026, 2, 1), actor=None, at=AT)
    assert raised(**days) == charge


def test_a_kind_with_a_rule_of_its_own_and_one_with_none(town):
    assert raised("fine").due_on == date(2026, 2, 27)
    with translation.override("en"):
        with pytest.raises(DueDayMissing, match="Enter the last day to pay"):
            raised("rent")
        with pytest.raises(DueDayMissing, match="Enter the day of service"):
            raised(occurred_on=date(2026, 1, 9), served_on="soon")
    assert Charge.objects.count() == 1


def test_a_list_is_proposed_the_day_of_its_kinds_rule(town):
    drafter = make_user("drafter")

    def drafted(kind, **more):
        return services.draft_list(
            kind=kind,
            period="2026",
            title="Κατάλογος",
            feeder="revenue.file",
            tariffs_on=TODAY,
            actor=drafter,
            at=AT,
            **more,
        ).due_on

    assert drafted("traffic_fine") == date(2026, 12, 10)
    assert drafted("cleaning_fee", due_on=date(2026, 7, 1)) == date(2026, 7, 1)
    with pytest.raises(DueDayMissing):
        drafted("rent")


def test_a_procedure_that_knows_the_service_charges_by_the_term(town):
    party, user = make_party(), make_user("officer")
    context = Context(
        case_id=1,
        case_code="C",
        key="C:charge:1",
        source=Source("procedures.case", "C"),
        subject=Source("test", "1"),
        party_id=party.pk,
        department_id=None,
        actor=user,
        at=AT,
    )
    inputs = {"kind": "traffic_fine", "amount": "80", "text": "Παράβαση ΚΟΚ"}
    operations.run("revenue.raise_charge", context, inputs | {"served_on": "2026-04-09"})
    assert Charge.objects.get().due_on == date(2026, 12, 9)


# --- screens ------------------------------------------------------------------------------------


@pytest.fixture
def office(town, client, second_factor):  # noqa: F811
    rights = ("view_chargekind", "add_tariff", "draft_list", "view_chargelist")
    second_factor(client, staff(*rights, name="officer"))
    return client


def test_a_term_is_entered_ended_and_its_history_read_on_the_pages(office):
    facts = {key: str(value) for key, value in FACTS.items()}
    page = reverse("revenue:terms")
    assert office.post(reverse("revenue:set_term"), facts).headers["Location"] == page
    office.post(reverse("revenue:set_term"), facts | {"valid_from": "2027-01-01", "months": "2"})
    term = PayTerm.objects.get(kind__code="rent", valid_until=None)
    end = reverse("revenue:end_term", args=[term.pk])
    shown = office.get(page, {"kind": "rent"}).content.decode()
    assert [shown.count(text) for text in ("συνθετικός νόμος", "31/12/2026", end)] == [2, 1, 1]
    assert office.get(page, {"kind": "rent", "on": "2026-06-01"}).context["terms"].count() == 1
    rows = office.get(page, {"kind": "rent", "export": "csv"}).getvalue().decode()
    assert rows.count("συνθετικός νόμος") == 2
    wrong = office.post(reverse("revenue:set_term"), facts | {"months": "0", "days": "0"})
    assert wrong.status_code == 422
    assert office.post(end, {"last": "2027-06-30"}).status_code == 302
    assert end not in office.get(reverse("revenue:kinds")).content.decode()


def test_a_reader_sees_the_terms_and_enters_none(office, second_factor):  # noqa: F811
    second_factor(office, staff("view_chargekind", name="reader"))
    assert reverse("revenue:set_term") not in office.get(reverse("revenue:terms")).content.decode()
    assert office.post(reverse("revenue:set_term"), {}).status_code in {302, 403}


def test_the_form_of_a_list_says_a_missing_day_at_its_field(office):
    facts = {
        "form": "certification",
        "kind": "rent",
        "period": "2026",
        "title": "Μισθώματα",
        "feeder": "revenue.file",
        "tariffs_on": TODAY.isoformat(),
    }
    refused = office.post(reverse("revenue:new_list"), facts)
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["due_on"]
    told = office.post(reverse("revenue:new_list"), facts | {"kind": "cleaning_fee"}, follow=True)
    held = ChargeList.objects.get()
    assert f"{held.due_on:%d/%m/%Y}" in told.content.decode()
