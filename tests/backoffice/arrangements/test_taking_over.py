"""Arrangements of ν.5143/2024 taken over from another system. All synthetic."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import Permission
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from backoffice.arrangements import services
from backoffice.arrangements.errors import DebtExcluded, SchemeClosed, SecondPersonNeeded
from backoffice.arrangements.models import Arrangement
from backoffice.arrangements.rules import schedule_left
from backoffice.arrangements.services import Papers, TakeOverRefused
from backoffice.kernel.calendar import LegalCalendar
from backoffice.revenue import queries as revenue_queries
from tests.backoffice.revenue.test_screens import second_factor  # noqa: F401 - a fixture
from tests.backoffice.revenue.town import make_user, person

from .test_services import old_debt
from .town import at, disagreements, judge, owe, pay_next, seen

APPLIED = date(2025, 1, 20)
TODAY = date(2025, 4, 10)
NEXT = date(2025, 4, 30)


@pytest.fixture
def debt(party):
    """A debt of 1,000.00 on which 41 started months, 299.30, had grown by the application."""
    return old_debt(party)


def papers(party, **more):
    """Twelve instalments of 20 % of the interest and the debt; three paid, nine left.

    In our register nothing of it was paid: 1,299.30 − 80 % of 299.30 = 1,059.86.
    """
    facts = {
        "debtor_id": party.pk,
        "scheme": "special_5143",
        "group": "vulnerable",
        "applied_on": APPLIED,
        "agreed_parts": 12,
        "left_parts": 9,
        "left_amount": D("1059.86"),
        "next_due": NEXT,
        "origin": "Παλαιό πρόγραμμα",
        "origin_number": "77/2025",
        "decision": "Πρωτ. 912",
        "decided_on": date(2025, 1, 22),
        "late_before": 1,
        "paid_amount": D("353.28"),
    }
    return Papers(**facts | more)


def take(party, *, key="t-1", **more):
    return services.take_over(
        papers=papers(party, **more), key=key, actor=person("clerk"), at=at(TODAY)
    )


def approved(made):
    return services.approve(arrangement_id=made.pk, actor=person("treasurer"), at=at(TODAY))


def owed(party, day):
    return sum(d.total for d in revenue_queries.debts_of([party.pk], day))


def test_what_is_left_falls_due_on_its_day_and_the_month_ends_after_it():
    parts = schedule_left(D("100.00"), 3, first_due=date(2025, 4, 30), calendar=LegalCalendar())
    assert [(part.due_on, part.capital) for part in parts] == [
        (date(2025, 4, 30), D("33.33")),
        (date(2025, 5, 30), D("33.33")),
        (date(2025, 6, 30), D("33.34")),
    ]


def test_the_papers_rule_and_the_rest_is_waived_while_it_runs(party, debt):
    made = take(party)
    assert (made.state, made.principal, made.surcharge) == ("awaiting", D(1000), D("299.30"))
    assert (made.capital, made.waived, made.parts) == (D("1059.86"), D("239.44"), 9)
    # What the register computes and what the law's table waives meet here to the cent.
    assert made.taken_over.table_waiver == D("239.44")
    assert owed(party, TODAY) == D("1059.86")
    assert disagreements() == []


def test_another_person_puts_it_in_force(party, debt):
    made = take(party)
    with pytest.raises(SecondPersonNeeded):
        services.approve(arrangement_id=made.pk, actor=person("clerk"), at=at(TODAY))
    running = approved(made)
    rows = list(running.instalments.values_list("due_on", "capital"))
    assert (running.state, len(rows), rows[0]) == ("running", 9, (NEXT, D("117.76")))
    assert sum(capital for _due, capital in rows) == D("1059.86")
    assert disagreements() == []


def test_paid_to_the_end_it_owes_nothing_of_what_was_waived(party, debt):
    running = approved(take(party))
    for row in running.instalments.all():
        pay_next(running, row.due_on)
    assert judge(date(2025, 12, 20))["completed"] == 1
    assert owed(party, date(2026, 1, 1)) == 0
    assert disagreements() == []


def test_late_instalments_before_count_towards_its_loss(party, debt):
    running = approved(take(party, late_before=2))
    judge(date(2025, 5, 10))  # the first one left was missed: the third in all
    running.refresh_from_db()
    assert (running.state, running.cause) == ("lost", "late_total")
    # What was waived comes back with the surcharge of the months since.
    assert owed(party, date(2025, 5, 10)) > D("1299.30")
    assert disagreements() == []


def test_without_late_ones_before_one_miss_is_no_loss(party, debt):
    running = approved(take(party, late_before=0))
    judge(date(2025, 5, 10))
    running.refresh_from_db()
    assert running.state == "running"
    # 5 % of the late instalment for the month that began.
    assert seen(running, date(2025, 5, 10)).instalments[0].late_fee == D("5.89")


def test_the_same_form_again_is_the_same_and_other_papers_are_refused(party, debt):
    made = take(party)
    assert take(party) == made
    with pytest.raises(DebtExcluded):
        take(party, key="t-2", origin_number="78/2025", charge_ids=(debt.pk,))
    assert Arrangement.objects.count() == 1


def test_refused_the_debts_grow_as_if_it_had_not_been_entered(party, debt):
    made = take(party)
    services.refuse(
        arrangement_id=made.pk, reason="Λάθος έγγραφα", actor=person("treasurer"), at=at(TODAY)
    )
    assert owed(party, TODAY) > D("1299.30")
    assert disagreements() == []


WRONG = {
    "more than the register has": {"left_amount": D("1299.31")},
    "less than the debts themselves": {"left_amount": D("999.99")},
    "more left than agreed": {"left_parts": 13},
    "more than the scheme has": {"agreed_parts": 61},
    "lost already": {"late_before": 3},
    "no number": {"origin_number": " "},
    "no decision": {"decision": ""},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_papers_that_contradict_are_refused(party, debt, wrong):
    with pytest.raises(TakeOverRefused):
        take(party, **wrong)
    assert not Arrangement.objects.exists()


def test_a_scheme_closed_on_the_day_or_with_interest_is_refused(party, debt):
    with pytest.raises(SchemeClosed):
        take(party, applied_on=date(2025, 3, 15))
    with pytest.raises(TakeOverRefused):
        take(party, scheme="standing")


def test_a_debt_certified_after_the_laws_day_stays_out(party, debt):
    facts = {"source": "late", "kind": "old-fine", "due_on": date(2025, 3, 31)}
    late = owe(party, "50.00", on=date(2025, 2, 3), **facts)
    made = take(party)
    assert [row.charge_id for row in made.debts.all()] == [debt.pk]
    with pytest.raises(DebtExcluded):
        take(party, key="t-2", origin_number="9", charge_ids=(late.pk,))


def test_it_never_changes(party, debt):
    made = take(party)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update arrangements_takenover set late_before = 0 where arrangement_id = %s", [made.pk]
        )


def test_by_the_page(client, second_factor, party, debt):  # noqa: F811
    user = make_user("officer", is_staff=True)
    names = {"access_admin", "view_arrangement", "prepare_decision"}
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    second_factor(client, user)
    known = papers(party)
    facts = {
        "afm": party.afm,
        "scheme": known.scheme,
        "group": known.group,
        "debts": f"{debt.number}/{debt.year}",
        "applied_on": "2025-01-20",
        "agreed_parts": "12",
        "left_parts": "9",
        "left_amount": "1.059,86",
        "next_due": "2025-04-30",
        "late_before": "1",
        "paid_amount": "353,28",
        "origin": known.origin,
        "origin_number": known.origin_number,
        "decision": known.decision,
        "decided_on": "2025-01-22",
        "key": "form-1",
    }
    wrong = client.post(reverse("arrangements:take_over"), facts | {"debts": "99/2001"})
    assert wrong.status_code == 422
    answer = client.post(reverse("arrangements:take_over"), facts)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url).content.decode()
    assert "77/2025" in page
