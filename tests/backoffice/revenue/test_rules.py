"""Worked examples of the domain references, by their numbers, and the edges beside them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.states import unreachable
from backoffice.revenue.rules import (
    BadCreditorCode,
    Credited,
    Owed,
    Payable,
    RatePeriod,
    Regime,
    TariffRow,
    TariffTable,
    UnknownTariff,
    check_rf,
    credit_in_order,
    distribute,
    due_on,
    first_day_of_tariff,
    group_rf,
    make_rf,
    surcharge,
    undo,
)
from backoffice.revenue.states import (
    CHARGE_MOVES,
    PAYMENT_MOVES,
    PAYMENT_WORDS,
    ChargeState,
    Component,
    PaymentState,
)

D = Decimal
LONG_AGO = date(2015, 1, 1)
KEDE = Regime("month", (RatePeriod(D("0.0073"), LONG_AGO, None),))
KEDE_DAILY = Regime("day", (RatePeriod(D("0.0876"), LONG_AGO, None),))
STAY = Regime("month", (RatePeriod(D("0.02"), LONG_AGO, None),), cap=D(1))
DUE = date(2026, 4, 30)


def grown(debt, regime, until):
    return surcharge(debt, regime, until).amount


# revenue.md 1.10


def test_1_10_no_1_lump_sum_certified_in_march_is_due_end_of_april():
    day = due_on(date(2026, 3, 12), LegalCalendar())
    assert day == date(2026, 4, 30)
    assert day.strftime("%A") == "Thursday"
    debt = Payable(D(100), day)
    assert grown(debt, KEDE, date(2026, 4, 30)) == 0
    assert grown(debt, KEDE, date(2026, 5, 1)) == D("0.73")


def test_1_10_no_2_three_started_months():
    assert grown(Payable(D(500), DUE), KEDE, date(2026, 7, 1)) == D("10.95")


def test_1_10_no_2_sixty_six_days():
    assert grown(Payable(D(500), DUE), KEDE_DAILY, date(2026, 7, 5)) == D("7.92")


def test_1_10_no_3_order_of_crediting():
    interest = grown(Payable(D(1000), DUE), KEDE, date(2026, 9, 15))
    assert interest == D("36.50")
    share = credit_in_order(D(400), Owed(D(1000), interest, expenses=D(25)))
    assert share.credited == (
        Credited(Component.EXPENSES, D(25)),
        Credited(Component.INTEREST, D("36.50")),
        Credited(Component.PRINCIPAL, D("338.50")),
    )
    assert D(1000) - share.credited[-1].amount == D("661.50")
    assert share.left == 0


# revenue.md 2.7


def test_2_7_no_1_fee_is_due_end_of_april():
    assert D(48000) * D("0.005") == D(240)
    assert LegalCalendar().last_working_day(2026, 4) == DUE


def test_2_7_no_2_three_months_late():
    assert grown(Payable(D(240), DUE), STAY, date(2026, 7, 20)) == D("14.40")


def test_2_7_no_3_sixty_months_late_meets_the_ceiling():
    node = surcharge(Payable(D(240), DUE), STAY, date(2031, 4, 20))
    assert node.amount == D(240)
    assert [child.amount for child in node.children] == [D(288), D(-48)]


def test_2_7_no_4_tariff_applies_three_months_after_publication():
    assert first_day_of_tariff(date(2026, 2, 10), 3) == date(2026, 5, 10)


# revenue.md 11.4


def test_11_4_no_1_overpayment_closes_the_debt_and_leaves_six_euros():
    (share,) = distribute(D(150), [(D(144), Owed(D(144)))])
    assert share.credited == (Credited(Component.PRINCIPAL, D(144)),)
    assert share.left == D(6)


def test_11_4_no_4_wrong_check_digits_are_refused():
    assert check_rf("RF34912341000000000012345") is None


@pytest.mark.parametrize(
    "code",
    ["RF35912341000000000012345", "RF65901234000000000000042", "RF55901239202600000001507"],
)
def test_11_2_test_codes_are_valid(code):
    assert check_rf(group_rf(code).lower()) == code


# edges


def test_surcharge_counts_only_what_was_open_when_the_month_began():
    debt = Payable(D(1000), DUE, ((date(2026, 6, 1), D(400)),))
    node = surcharge(debt, KEDE, date(2026, 8, 31))
    # May and June over 1000 (June had begun), July and August over 600.
    assert [(c.base, c.amount) for c in node.children] == [
        (D(1000), D("14.60")),
        (D(600), D("8.76")),
    ]


def test_surcharge_never_grows_on_itself():
    debt = Payable(D(100), DUE)
    one, twelve = grown(debt, STAY, date(2026, 5, 1)), grown(debt, STAY, date(2027, 4, 1))
    assert twelve == 12 * one


def test_months_keep_the_day_of_the_month_they_began_on():
    debt = Payable(D(100), date(2026, 1, 30))
    assert grown(debt, STAY, date(2026, 2, 27)) == D(2)
    assert grown(debt, STAY, date(2026, 2, 28)) == D(4)
    assert grown(debt, STAY, date(2026, 3, 30)) == D(4)
    assert grown(debt, STAY, date(2026, 3, 31)) == D(6)


def test_a_rate_changes_on_its_day():
    changing = Regime(
        "month",
        (
            RatePeriod(D("0.01"), LONG_AGO, date(2026, 5, 31)),
            RatePeriod(D("0.02"), date(2026, 6, 1), None),
        ),
    )
    assert grown(Payable(D(100), DUE), changing, date(2026, 6, 2)) == D(3)
    daily = Regime(
        "day",
        (
            RatePeriod(D("0.365"), LONG_AGO, date(2026, 5, 10)),
            RatePeriod(D("0.73"), date(2026, 5, 11), None),
        ),
    )
    assert grown(Payable(D(100), DUE), daily, date(2026, 5, 15)) == D("1.00") + D("1.00")


def test_without_a_regime_nothing_grows():
    assert grown(Payable(D(100), DUE), None, date(2030, 1, 1)) == 0


def test_the_tree_sums_to_its_root():
    debt = Payable(D("333.33"), DUE, ((date(2026, 6, 17), D("111.11")),))
    for regime in (KEDE, KEDE_DAILY, STAY):
        node = surcharge(debt, regime, date(2027, 3, 9))
        assert node.amount == sum(child.amount for child in node.children)


amounts = st.decimals("0.01", "5000", places=2)


@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=5), amounts)
def test_distribute_neither_makes_nor_loses_a_cent(debts, came):
    asked = [(wanted, Owed(principal, interest)) for wanted, principal, interest in debts]
    shares = distribute(came, asked)
    assert sum(sum(c.amount for c in s.credited) + s.left for s in shares) == came
    for share, (_wanted, owed) in zip(shares, asked, strict=True):
        assert share.left >= 0
        assert all(0 < c.amount <= owed.part(c.component) for c in share.credited)
    if any(share.left for share in shares):
        # Credit is kept only when every debt that was named is settled.
        for share, (_wanted, owed) in zip(shares, asked, strict=True):
            assert sum(c.amount for c in share.credited) == owed.total


@given(amounts, st.lists(amounts, max_size=6))
def test_undo_takes_the_last_first(amount, rows):
    taken = undo(amount, rows)
    assert sum(taken) == min(amount, sum(rows))
    for index, part in enumerate(taken):
        if part:
            assert taken[index + 1 :] == rows[index + 1 :]


def test_money_short_of_what_was_asked_fills_debts_in_their_order():
    shares = distribute(D(70), [(D(50), Owed(D(50))), (D(30), Owed(D(30)))])
    assert [sum(c.amount for c in s.credited) for s in shares] == [D(50), D(20)]


@given(st.integers(0, 10**15 - 1))
def test_payment_codes_are_valid_and_25_long(debt):
    code = make_rf("90000", debt)
    assert len(code) == 25
    assert iso11649.is_valid(code)
    assert check_rf(code) == code


@pytest.mark.parametrize("code", ["", "9000", "9000A", "900001"])
def test_creditor_code_has_five_digits(code):
    with pytest.raises(BadCreditorCode):
        make_rf(code, 1)


def row(key, first, last=None, rate="0.005"):
    return TariffRow(key, D(rate), first, last, "", "", "", "")


def test_tariff_of_an_area_goes_before_the_towns():
    table = TariffTable(
        [row("stay.hotel", LONG_AGO), row("stay.hotel@old", date(2026, 5, 10), None, "0.0075")]
    )
    assert table.on("stay.hotel@old", date(2026, 5, 9)).rate == D("0.005")
    assert table.on("stay.hotel@old", date(2026, 5, 10)).rate == D("0.0075")
    assert table.on("stay.hotel@new", date(2026, 5, 10)).rate == D("0.005")
    with pytest.raises(UnknownTariff):
        table.on("stay.tent", date(2026, 5, 10))


# states


@pytest.mark.parametrize(
    ("moves", "states", "start"),
    [
        (CHARGE_MOVES, ChargeState, ChargeState.OPEN),
        (PAYMENT_MOVES, PaymentState, PaymentState.STARTED),
    ],
)
def test_every_state_has_its_moves_and_is_reached(moves, states, start):
    assert set(moves) == set(states)
    assert unreachable(moves, start) == set()


def test_final_states_have_no_way_out():
    assert CHARGE_MOVES[ChargeState.CANCELLED] == set()
    assert PAYMENT_MOVES[PaymentState.REVERSED] == set()


def test_every_payment_state_has_a_word_for_citizens():
    assert set(PAYMENT_WORDS) == set(PaymentState)


def test_parts_are_credited_in_the_order_of_the_law():
    assert [c.value for c in Component] == ["expenses", "interest", "fine", "principal"]
