"""A budget from its draft to its execution, against the database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.audit.models import Entry as Trail
from backoffice.budget import queries, reconcile, rules, services
from backoffice.budget.models import Amendment, Line
from backoffice.budget.states import AmendmentState, BudgetState
from backoffice.kernel.states import IllegalMove
from backoffice.ledger import services as ledger
from tests.backoffice.ledger.builders import DAY, NOW, cr, dr, post

from .builders import LINES, change, enact, move, propose

pytestmark = pytest.mark.django_db
END = date(2026, 12, 31)


def rows(as_of=END):
    return {(row.side, row.ale): row for row in queries.execution(year=2026, as_of=as_of)}


def refused(sql, by):
    with pytest.raises(DatabaseError, match=by), transaction.atomic():
        connection.cursor().execute(sql)


def test_vote_checks_balance_reserve_and_decision(draft):
    pay = replace(LINES[3], initial=Decimal("9600000.01"))
    services.enter_lines(budget_id=draft.pk, lines=[pay], actor=None, at=NOW)
    with pytest.raises(rules.BudgetUnbalanced):
        move(draft, BudgetState.COUNCIL_VOTED)
    pay, reserve = replace(pay, initial=Decimal(1)), replace(LINES[4], initial=Decimal("400000.01"))
    services.enter_lines(budget_id=draft.pk, lines=[pay, reserve], actor=None, at=NOW)
    with pytest.raises(rules.ReserveTooLarge):
        services.move_budget(
            budget_id=draft.pk, state=BudgetState.COUNCIL_VOTED, decision="1", actor=None, at=NOW
        )
    services.enter_lines(budget_id=draft.pk, lines=LINES, actor=None, at=NOW)
    draft.refresh_from_db()
    draft.decision = ""
    draft.save()
    with pytest.raises(services.DecisionMissing):
        services.move_budget(
            budget_id=draft.pk, state=BudgetState.COUNCIL_VOTED, actor=None, at=NOW
        )


def test_states_are_not_skipped(draft):
    with pytest.raises(IllegalMove):
        services.move_budget(budget_id=draft.pk, state=BudgetState.EXECUTING, actor=None, at=NOW)


def test_code_needs_an_account_behind_it(draft):
    with pytest.raises(services.UnknownBudgetLine, match="1490101"):
        services.enter_lines(
            budget_id=draft.pk, lines=[replace(LINES[0], ale="1490101")], actor=None, at=NOW
        )


def test_entering_a_line_again_replaces_it_and_leaves_a_trace(draft):
    services.enter_lines(
        budget_id=draft.pk, lines=[replace(LINES[0], initial=Decimal(5))], actor=None, at=NOW
    )
    assert Line.objects.get(ale="1420901").initial == 5
    assert Line.objects.count() == len(LINES)
    assert Trail.objects.filter(action="budget.lines.entered").count() == 2


def test_voted_lines_stay_for_everyone(budget):
    with pytest.raises(services.BudgetNotDrafted):
        services.enter_lines(budget_id=budget.pk, lines=LINES, actor=None, at=NOW)
    refused("update budget_line set initial = initial + 1", "only by an amendment")
    refused("delete from budget_line", "only by an amendment")
    refused(
        "update budget_line l set ale = '1420902' from budget_budgetyear b "
        "where b.id = l.budget_id and l.ale = '1420901'",
        "only by an amendment",
    )
    refused("truncate budget_amendmentline", "never emptied")
    # The name may be mended.
    Line.objects.filter(ale="1310101").update(name_en="Central grants")


def test_b3_amendment_takes_effect_on_its_day(budget):
    with pytest.raises(rules.AmendmentUnbalanced):
        propose(
            budget,
            change("revenue", "1310101", 50000),
            change("expenditure", "2120101", "50000.01"),
        )
    services.open_line(
        budget_id=budget.pk,
        line=services.LineFacts("expenditure", "2410301", "Καύσιμα", Decimal(999)),
        actor=None,
        at=NOW,
    )
    amendment = propose(
        budget,
        change("revenue", "1310101", 50000),
        change("expenditure", "2120101", 30000),
        change("expenditure", "2410301", 20000),
    )
    assert amendment.number == 1
    assert rows()["expenditure", "2410301"].final == 0
    enact(amendment, date(2026, 6, 1))
    assert rows(date(2026, 5, 31))["revenue", "1310101"].amendments == 0
    after = rows()
    assert after["revenue", "1310101"].final == 2050000
    assert after["expenditure", "2410301"].final == 20000
    assert after["expenditure", "2120101"].final == 9630000
    with pytest.raises(IllegalMove):
        services.move_amendment(
            amendment_id=amendment.pk, state=AmendmentState.REJECTED, actor=None, at=NOW
        )


def test_amendment_cannot_take_more_than_a_line_has(budget):
    amendment = propose(
        budget,
        change("expenditure", "2910101", "-400000.01"),
        change("expenditure", "2120101", "400000.01"),
    )
    with pytest.raises(services.CreditBelowZero):
        enact(amendment, DAY)


def test_amendment_cannot_push_the_reserve_over_its_share(budget):
    amendment = propose(
        budget,
        change("expenditure", "2910101", "0.01"),
        change("expenditure", "2120101", "-0.01"),
    )
    with pytest.raises(rules.ReserveTooLarge):
        enact(amendment, DAY)


def test_amendment_needs_its_line_decision_and_a_budget_in_execution(draft):
    with pytest.raises(services.BudgetNotExecuting):
        propose(draft, change("revenue", "1310101", 1))
    budget = move(draft, BudgetState.EXECUTING)
    with pytest.raises(services.UnknownBudgetLine, match="2410301"):
        propose(budget, change("revenue", "1310101", 1), change("expenditure", "2410301", 1))
    amendment = propose(
        budget, change("revenue", "1310101", 1), change("expenditure", "2120101", 1)
    )
    for state in (
        AmendmentState.COMMITTEE,
        AmendmentState.COUNCIL_VOTED,
        AmendmentState.LEGALITY_CHECK,
    ):
        services.move_amendment(amendment_id=amendment.pk, state=state, actor=None, at=NOW)
    with pytest.raises(services.DecisionMissing):
        services.move_amendment(
            amendment_id=amendment.pk, state=AmendmentState.EFFECTIVE, actor=None, at=NOW
        )


def test_amendment_numbers_have_no_hole(budget):
    pair = (change("revenue", "1310101", 1), change("expenditure", "2120101", 1))
    assert [propose(budget, *pair).number for _ in range(2)] == [1, 2]
    with pytest.raises(rules.AmendmentUnbalanced):
        propose(budget, pair[0])
    assert propose(budget, *pair).number == 3
    assert list(reconcile.amendment_gaps()) == []


def test_amendments_are_guarded_by_the_database(budget):
    pair = (change("revenue", "1310101", 5), change("expenditure", "2120101", 5))
    amendment = propose(budget, *pair)
    refused("delete from budget_amendment", "Cannot delete")
    refused(
        "insert into budget_amendment (budget_id, number, state, reason, decision, ada, "
        f"effective_on) values ({budget.pk}, 9, 'effective', '', '1', '', '2026-03-02')",
        "begins as a proposal",
    )
    connection.cursor().execute(
        "update budget_amendmentline set delta = 6 where delta = 5 "
        "and line_id in (select id from budget_line where side = 'revenue')"
    )
    refused(
        "update budget_amendment set state = 'effective', decision = '1', "
        "effective_on = '2026-03-02'",
        "differ by",
    )
    connection.cursor().execute("update budget_amendmentline set delta = 5")
    enact(amendment, DAY)
    refused("update budget_amendment set reason = 'x'", "is final")
    refused("update budget_amendmentline set delta = 7", "only while it is proposed")
    refused("delete from budget_amendmentline", "only while it is proposed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(budget=budget, number=1, reason="again")


def charge(amount, ale="1420901", on=DAY):
    return post(dr("48401", amount, ale=ale), cr("14209", amount, ale=ale), journal="REV", on=on)


def collect(amount, ale="1420901", on=DAY):
    return post(dr("49301", amount), cr("48401", amount, ale=ale), journal="COL", on=on)


def test_execution_is_what_the_books_say(year, budget):
    wrong = charge("250.00")
    charge("1000.00")
    collect("600.00")
    ledger.reverse(entry_id=wrong.pk, on=DAY, reason="Wrong debtor", actor=None, at=NOW)
    post(dr("27909", "90.00", ale="1420901"), cr("58701", "90.00"))
    row = rows()["revenue", "1420901"]
    assert (row.initial, row.assessed, row.collected, row.refunded, row.outstanding) == (
        7000000,
        1000,
        600,
        90,
        400,
    )
    assert rows(date(2026, 3, 1))["revenue", "1420901"].assessed == 0
    payment = collect("100.00")
    ledger.reverse(entry_id=payment.pk, on=DAY, reason="Disputed", actor=None, at=NOW)
    assert rows()["revenue", "1420901"].collected == 600


def test_what_earlier_years_left_is_brought_forward(year, budget):
    ledger.open_year(year=2025, actor=None, at=NOW)
    charge("500.00", on=date(2025, 5, 5))
    collect("200.00", on=date(2025, 6, 6))
    collect("100.00")
    row = rows()["revenue", "1420901"]
    assert (row.brought_forward, row.assessed, row.collected, row.outstanding) == (300, 0, 100, 200)


def test_ten_digits_roll_up_and_strangers_stay_in_sight(year, budget):
    charge("10.00", ale="1420901005")
    charge("7.00", ale="1420555")
    found = rows()
    assert found["revenue", "1420901"].assessed == 10
    assert found["revenue", "1420555"].assessed == 7
    assert not found["revenue", "1420555"].has_line
    total = queries.total_of(found.values(), "revenue")
    assert (total.assessed, total.initial) == (17, 10000000)
    assert queries.by_major_category(found.values())[2] == (
        "14 Πωλήσεις αγαθών και υπηρεσιών",
        Decimal(7000000),
        0,
    )


def test_execution_takes_one_statement(year, budget, django_assert_num_queries):
    charge("10.00")
    with django_assert_num_queries(1):
        queries.execution(year=2026, as_of=END)


def test_budget_and_books_reconcile_until_a_code_is_missing(year, budget):
    charge("10.00")
    collect("4.00")
    checks = (
        reconcile.assessed_differs,
        reconcile.assessed_without_receivable,
        reconcile.unbalanced_amendments,
        reconcile.unbalanced_budgets,
    )
    for check in checks:
        assert list(check()) == [], check.__name__
    post(dr("48401", 3), cr("14209", 3), journal="REV")
    assert list(reconcile.assessed_differs()) == [
        {"year": 2026, "budget": Decimal("10.00"), "ledger": Decimal("13.00")}
    ]
    post(dr("48401", 3), cr("14209", 3, ale="1420901"), journal="REV")
    assert list(reconcile.assessed_without_receivable()) == [
        {"ale": "1420901", "revenue": Decimal("13.00"), "receivable": Decimal("10.00")}
    ]
    with connection.cursor() as cursor:
        connection.check_constraints()
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update budget_line set initial = initial + 1 where side = 'expenditure'")
        cursor.execute("set local session_replication_role = origin")
    assert [row["surplus"] for row in reconcile.unbalanced_budgets()] == [-2]
