"""A day at a cash desk, from the float to the Z report."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from backoffice.identity.models import User
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Credit, Receipt
from backoffice.revenue.tills import TakenAtTheDesk
from backoffice.treasury import errors, queries, services
from backoffice.treasury.models import Cancellation, Desk, Movement, Session, Taking
from backoffice.treasury.services import AtOnce, Tendered
from backoffice.treasury.states import CancellationState, SessionState
from tests.backoffice.revenue.town import balances, lines_of

from . import till
from .till import AT, NEXT_DAY, D

pytestmark = pytest.mark.django_db


@pytest.fixture
def party(opened_revenue) -> Any:
    return till.make_party()


@pytest.fixture
def charge(party) -> Any:
    return till.make_charge(party)


@pytest.fixture
def cashier() -> User:
    return till.make_user("cashier")


@pytest.fixture
def treasurer() -> User:
    return till.make_user("treasurer")


@pytest.fixture
def desk(party) -> Desk:
    return till.make_desk()


@pytest.fixture
def session(desk, cashier) -> Session:
    return till.open_desk(desk, cashier)


def refused(name: str, act) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert name in str(caught.value) or name == caught.value.__cause__.diag.constraint_name


# opening


def test_a_float_drawn_from_the_bank_is_posted(session) -> None:
    assert session.state == SessionState.OPEN
    assert (session.left, session.opening) == (D(0), D(100))
    movement = Movement.objects.get()
    assert lines_of(movement.entry_id) == [
        ("42101", D(100), D(0), ""),
        ("42201", D(0), D(100), ""),
    ]
    assert queries.till_of(session).cash == D(100)


def test_one_living_session_for_a_desk_and_for_a_cashier(session, desk, cashier, treasurer) -> None:
    with pytest.raises(errors.DeskBusy):
        till.open_desk(desk, treasurer, key="other")
    second = till.make_desk("t2")
    with pytest.raises(errors.DeskBusy):
        till.open_desk(second, cashier, key="other")
    copy = {f.attname: getattr(session, f.attname) for f in Session._meta.concrete_fields}
    copy |= {"id": None, "code": "X", "key": "X", "number": 9}
    refused(
        "one_living_session", lambda: Session.objects.create(**copy | {"cashier_id": treasurer.pk})
    )
    refused("one_living_session", lambda: Session.objects.create(**copy | {"desk_id": second.pk}))


def test_the_same_form_opens_once(session, desk, cashier) -> None:
    again = till.open_desk(desk, cashier)
    assert again.pk == session.pk
    assert Movement.objects.count() == 1


def test_a_float_that_differs_is_explained_and_above_the_limit_approved(
    session, desk, cashier, treasurer
) -> None:
    till.close(session, "100.00")
    with pytest.raises(errors.DifferenceUnexplained):
        till.open_desk(desk, cashier, pieces={"20.00": 4}, slip="", key="k2", at=NEXT_DAY)
    second = till.open_desk(
        desk, cashier, pieces={"20.00": 4}, slip="", reason="λείπει 20άρικο", key="k2", at=NEXT_DAY
    )
    assert second.state == SessionState.WAITING
    with pytest.raises(errors.SecondPersonNeeded):
        services.approve_opening(session_id=second.pk, actor=cashier, at=NEXT_DAY)
    services.approve_opening(session_id=second.pk, actor=treasurer, at=NEXT_DAY)
    assert queries.till_of(second).cash == D(80)
    assert balances()["4990101"] == D(20)
    assert till.disagreements() == []


# taking


def test_cash_is_taken_with_change_and_lies_in_the_session(charge, session, cashier) -> None:
    taking = till.take(charge, cashier, handed=D(150))
    assert (taking.amount, taking.tendered) == (D(144), D(150))
    assert taking.session_id == session.pk
    shown = revenue_queries.receipt_view(taking.receipt)
    assert shown.counter == f"Ταμείο 1 · {session}"
    assert queries.till_of(session).cash == D(244)
    assert lines_of(taking.receipt.entry_id)[0] == ("42101", D(144), D(0), "")
    till.commit_checks()
    assert till.disagreements() == []


def test_a_card_at_the_counter_rests_until_the_bank_credits_it(charge, session, cashier) -> None:
    taking = till.take(charge, cashier, method="pos", reference="483921")
    assert lines_of(taking.receipt.entry_id)[0][:2] == ("49301", D(144))
    found = queries.till_of(session)
    assert (found.cash, found.card) == (D(100), D(144))
    till.commit_checks()


def test_too_little_is_refused_and_nothing_is_written(charge, session, cashier) -> None:
    with pytest.raises(errors.TooLittleTendered):
        till.take(charge, cashier, handed=D(100))
    assert Receipt.objects.count() == 0


def test_the_same_form_gives_the_same_receipt_even_after_closing(charge, session, cashier) -> None:
    first = till.take(charge, cashier)
    till.close(session, "244.00")
    assert till.take(charge, cashier).pk == first.pk
    with pytest.raises(revenue.KeyReused):
        till.take(charge, cashier, amount="10.00")
    assert Taking.objects.count() == 1


def test_no_cash_without_an_open_session(charge, desk, cashier) -> None:
    with pytest.raises(errors.NoOpenSession):
        till.take(charge, cashier)
    with pytest.raises(TakenAtTheDesk):
        revenue.take_cash(items=[(charge.pk, None)], key="k", actor=cashier, at=AT)


def test_the_database_refuses_cash_beside_the_desks(charge, session, cashier, treasurer) -> None:
    def beside() -> None:
        revenue.take_at_counter(
            items=[(charge.pk, None)], method="cash", key="k", actor=cashier, at=AT
        )
        till.commit_checks()

    refused("cash_belongs_into_a_session", beside)
    taking = till.take(charge, cashier)

    def back() -> None:
        revenue.reverse_at_counter(
            reference=taking.receipt.payment.code,
            amount=D(144),
            reason="x",
            bank_reference="x",
            actor=cashier,
            at=AT,
        )
        till.commit_checks()

    till.commit_checks()
    refused("cash_goes_back_in_a_session", back)
    with pytest.raises(TakenAtTheDesk):
        revenue.reverse_payment(
            reference=taking.receipt.payment.code,
            amount=D(144),
            reason="x",
            bank_reference="x",
            actor=cashier,
            at=AT,
        )


def test_the_database_refuses_money_in_another_ones_session(charge, session, treasurer) -> None:
    def elsewhere() -> None:
        receipt = revenue.take_at_counter(
            items=[(charge.pk, None)], method="cash", key="k", actor=treasurer, at=AT
        )
        Taking.objects.create(
            session=session, receipt=receipt, method="cash", amount=D(144), taken_at=AT
        )

    refused("money_is_taken_in_an_open_session", elsewhere)


def test_a_town_without_desks_takes_cash_as_before(charge, cashier) -> None:
    revenue.take_cash(items=[(charge.pk, None)], key="k", actor=cashier, at=AT)
    till.commit_checks()


def test_a_session_is_one_day(charge, session, cashier) -> None:
    with pytest.raises(errors.DayNotClosed):
        till.take(charge, cashier, at=NEXT_DAY)


def test_revenue_outside_lists_is_certified_and_collected_at_once(party, session, cashier) -> None:
    facts = {"lines": [{"label_el": "Παράβολο", "label_en": "Fee", "amount": "12.50"}]}
    ask = {
        "revenue_facts": AtOnce("fine", party.pk, facts),
        "tendered": Tendered("cash", D(20)),
        "key": "once",
        "actor": cashier,
        "at": AT,
    }
    taking = services.take_at_once(**ask)
    assert services.take_at_once(**ask).pk == taking.pk
    assert taking.amount == D("12.50")
    assert till.disagreements() == []


# deposits


def test_a_deposit_follows_template_r10(charge, session, cashier) -> None:
    till.take(charge, cashier)
    ask = {"amount": D(200), "slip": "ΚΑΤ-77", "key": "dep", "actor": cashier, "at": AT}
    movement = services.deposit_cash(**ask)
    assert services.deposit_cash(**ask).pk == movement.pk
    assert lines_of(movement.entry_id) == [
        ("42201", D(200), D(0), ""),
        ("42101", D(0), D(200), ""),
    ]
    assert queries.till_of(session).cash == D(44)
    with pytest.raises(errors.TillTooLow):
        services.deposit_cash(**ask | {"key": "dep2"})
    with pytest.raises(errors.SlipMissing):
        services.deposit_cash(**ask | {"key": "dep3", "slip": " "})


# closing


def test_close_without_difference(charge, session, cashier) -> None:
    till.take(charge, cashier)
    closed = till.close(session, "244.00")
    assert closed.state == SessionState.CLOSED
    assert close_again(closed).pk == closed.pk
    assert till.disagreements() == []


def close_again(session: Session) -> Session:
    return till.close(session, "1.00")


@pytest.mark.parametrize(
    ("counted", "account", "expected"), [("249.00", "5990103", -5), ("239.00", "4990101", 5)]
)
def test_a_small_difference_has_its_reason_and_its_account(
    charge, session, cashier, counted, account, expected
) -> None:
    till.take(charge, cashier)
    with pytest.raises(errors.DifferenceUnexplained):
        till.close(session, counted)
    till.close(session, counted, reason="λάθος στα ρέστα")
    assert balances()[account] == D(expected)
    assert till.disagreements() == []


def test_a_great_difference_needs_a_second_person(charge, session, cashier, treasurer) -> None:
    till.take(charge, cashier)
    counted = till.close(session, "200.00", reason="λείπουν 44 €")
    assert counted.state == SessionState.COUNTED
    other = till.make_charge(charge.debtor, "10.00", source="2")
    with pytest.raises(errors.NoOpenSession):
        till.take(other, cashier, key="form-2")
    with pytest.raises(errors.SecondPersonNeeded):
        services.approve_close(session_id=session.pk, actor=cashier, at=AT)
    closed = services.approve_close(session_id=session.pk, actor=treasurer, at=AT)
    assert (closed.state, closed.approved_by) == (SessionState.CLOSED, treasurer)
    assert Movement.objects.get(kind="shortage").approved_by == treasurer
    assert till.disagreements() == []


def test_a_counted_desk_may_be_counted_anew(charge, session, cashier) -> None:
    till.take(charge, cashier)
    till.close(session, "144.00", reason="ξέχασα το κέρμα")
    services.count_anew(session_id=session.pk, reason="νέα καταμέτρηση", actor=cashier, at=AT)
    assert till.close(session, "244.00").state == SessionState.CLOSED


def test_the_terminals_total_is_compared(charge, session, cashier) -> None:
    till.take(charge, cashier, method="pos")
    with pytest.raises(errors.DifferenceUnexplained):
        till.close(session, "100.00", card="140.00")
    closed = till.close(session, "100.00", card="140.00", reason="διαφορά 4 € στο τερματικό")
    # The clearing account keeps the gap until the bank's statement explains it.
    assert closed.state == SessionState.CLOSED
    assert not Movement.objects.filter(kind__in=["surplus", "shortage"]).exists()
    assert till.disagreements() == []


def test_the_database_keeps_a_closed_session_as_it_is(charge, session, cashier) -> None:
    taking = till.take(charge, cashier)
    till.close(session, "244.00")

    def sql(statement: str) -> Any:
        def act() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        return act

    def protected(statement: str) -> None:
        with pytest.raises(Exception, match=r"Cannot|closed"), transaction.atomic():
            sql(statement)()

    protected("update treasury_session set closing = 1")
    protected("update treasury_taking set amount = 1")
    protected("delete from treasury_movement")
    refused(
        "cash_moves_in_a_living_session",
        sql(
            "insert into treasury_movement (key, session_id, kind, amount, slip, reason, "
            f"made_by_id, made_at, entry_id) values ('x', {session.pk}, 'deposit', -1, 's', '', "
            f"{cashier.pk}, now(), {taking.receipt.entry_id})"
        ),
    )


def test_the_next_cashier_takes_over_what_was_left(charge, session, desk, treasurer) -> None:
    till.take(charge, session.cashier)
    till.close(session, "244.00")
    (free,) = queries.free_desks()
    assert free.left == D(244)
    taken_over = till.open_desk(desk, treasurer, pieces=till.pieces("244.00"), slip="", key="h")
    assert (taken_over.follows, taken_over.left, taken_over.number) == (session, D(244), 2)
    assert till.disagreements() == []


# cancelling


def test_a_receipt_is_cancelled_in_its_session(charge, session, cashier) -> None:
    taking = till.take(charge, cashier)
    ask = {"receipt_id": taking.receipt_id, "reason": "λάθος οφειλή", "actor": cashier, "at": AT}
    done = services.cancel_receipt(**ask)
    assert services.cancel_receipt(**ask).pk == done.pk
    assert done.state == CancellationState.DONE
    assert done.counter.series == "AK"
    charge.refresh_from_db()
    assert charge.state == "open"
    assert queries.till_of(session).cash == D(100)
    till.commit_checks()
    assert till.disagreements() == []


def test_a_receipt_of_an_earlier_session_needs_two(
    charge, session, desk, cashier, treasurer
) -> None:
    taking = till.take(charge, cashier)
    till.close(session, "244.00")
    second = till.open_desk(
        desk, cashier, pieces=till.pieces("244.00"), slip="", key="k2", at=NEXT_DAY
    )
    asked = services.cancel_receipt(
        receipt_id=taking.receipt_id, reason="διπλή είσπραξη", actor=cashier, at=NEXT_DAY
    )
    assert asked.state == CancellationState.ASKED
    with pytest.raises(errors.SecondPersonNeeded):
        decide(asked, cashier)
    refused(
        "cancellation_is_approved_by_another",
        lambda: Cancellation.objects.filter(pk=asked.pk).update(
            state="approved", approved_by=cashier
        ),
    )
    decide(asked, treasurer)
    for _again in range(2):
        done = services.hand_back(cancellation_id=asked.pk, actor=cashier, at=NEXT_DAY)
    assert (done.state, done.session_id) == (CancellationState.DONE, second.pk)
    assert queries.till_of(second).cash == D(100)
    till.commit_checks()
    assert till.disagreements() == []


def decide(asked: Cancellation, actor: User) -> Cancellation:
    return services.decide_cancellation(
        cancellation_id=asked.pk, state=CancellationState.APPROVED, actor=actor, at=NEXT_DAY
    )


def test_a_receipt_that_passed_no_desk_is_not_cancelled_here(charge, session, cashier) -> None:
    from tests.backoffice.revenue.town import pay

    receipt = pay(charge)
    with pytest.raises(errors.NothingToCancel):
        services.cancel_receipt(receipt_id=receipt.pk, reason="x", actor=cashier, at=AT)


# reports


def test_the_daily_totals_equal_the_receipts(party, charge, session, desk, cashier) -> None:
    other = till.make_charge(party, "60.00", source="2")
    till.take(charge, cashier)
    till.take(other, cashier, key="f2", method="pos")
    part = till.make_charge(party, "50.00", source="3")
    back = till.take(part, cashier, key="f3", amount="20.00")
    services.cancel_receipt(receipt_id=back.receipt_id, reason="x", actor=cashier, at=AT)
    day = AT.date()
    rows = queries.daily_totals(day, day)
    assert sum(row.amount for row in rows if row.method == "cash") == D(144)
    assert sum(row.amount for row in rows if row.method == "pos") == D(60)
    assert rows == queries.daily_totals(day, day, desk_id=desk.pk)
    report = queries.report_of(session)
    assert not report.is_final
    assert report.cash_expected == D(244)
    assert sum(t.amount for t in report.takings) == D(204)
    assert Credit.objects.count() == 0
    assert queries.daily_totals(day + timedelta(days=1), day + timedelta(days=9)) == []
