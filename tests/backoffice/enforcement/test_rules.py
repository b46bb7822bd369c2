"""The law's figures as pure functions, by the examples of the domain notes."""

from datetime import date
from decimal import Decimal

import pytest

from backoffice.enforcement import states
from backoffice.enforcement.rules import (
    ChargeFacts,
    DebtorFacts,
    Figures,
    ServiceLaw,
    Step,
    deemed_on,
    ladder_of,
    measures_allowed,
    measures_from,
    objection_until,
    seizable_day_wage,
    seizable_wage,
)
from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.states import unreachable

D = Decimal
FIGURES = Figures(
    30, 30, D("500"), D("500"), D("50"), D("1250"), D("1000"), D("1500"), D("0.5"), D("0.8")
)
EEPIDOSI = ServiceLaw(serves=True, from_posting=True, days=10, working_days=True)
POST = ServiceLaw(serves=True, from_posting=False, days=0, working_days=False)
EMAIL = ServiceLaw(serves=False, from_posting=True, days=0, working_days=False)
CALENDAR = LegalCalendar()


def test_example_t3_7_eepidosi_is_deemed_served_ten_working_days_after_posting():
    served = deemed_on(EEPIDOSI, sent_on=date(2026, 12, 14), delivered_on=None, calendar=CALENDAR)
    assert served == date(2026, 12, 29)


def test_an_opening_before_does_not_move_the_day():
    served = deemed_on(
        EEPIDOSI, sent_on=date(2026, 12, 14), delivered_on=date(2026, 12, 15), calendar=CALENDAR
    )
    assert served == date(2026, 12, 29)


def test_post_counts_from_its_delivery_and_mail_never():
    sent = date(2026, 6, 10)
    assert deemed_on(POST, sent_on=sent, delivered_on=None, calendar=CALENDAR) is None
    day = date(2026, 6, 15)
    assert deemed_on(POST, sent_on=sent, delivered_on=day, calendar=CALENDAR) == day
    assert deemed_on(EMAIL, sent_on=sent, delivered_on=sent, calendar=CALENDAR) is None


def test_thirty_days_must_pass_before_measures():
    assert measures_from(date(2026, 12, 29), FIGURES) == date(2027, 1, 29)


def test_the_last_day_to_object_rolls_over_days_off():
    # 30 days after 1 July 2026 is Friday the 31st; after 2 July it is a Saturday.
    assert objection_until(date(2026, 7, 1), FIGURES, CALENDAR) == date(2026, 7, 31)
    assert objection_until(date(2026, 7, 2), FIGURES, CALENDAR) == date(2026, 8, 3)


@pytest.mark.parametrize(
    ("total", "kinds"),
    [
        ("49.99", ("third_party",)),
        ("50.00", ("third_party", "bank")),
        ("499.99", ("third_party", "bank")),
        ("500.00", ("third_party", "bank", "movables", "immovables")),
    ],
)
def test_floors_of_articles_9_and_31(total, kinds):
    assert measures_allowed(D(total), FIGURES) == kinds


@pytest.mark.parametrize(
    ("wage", "seizable"),
    [("1000.00", "0"), ("1200.00", "100.00"), ("1500.00", "250.00"), ("1800.00", "550.00")],
)
def test_protected_wages_of_article_33(wage, seizable):
    assert seizable_wage(D(wage), FIGURES) == D(seizable)


def test_four_fifths_of_a_day_wage_stay_free():
    assert seizable_day_wage(D("50.00"), FIGURES) == D("10.00")


ON = date(2026, 6, 10)


def facts(**more):
    return ChargeFacts(1, D("600.00"), date(2026, 4, 30), **more)


@pytest.mark.parametrize(
    ("charge", "step", "first"),
    [
        (facts(), Step.NOTICE, date(2026, 5, 1)),
        (facts(notified_on=date(2026, 4, 10)), Step.OVERDUE_NOTICE, date(2026, 5, 1)),
        (facts(overdue_on=date(2026, 5, 5)), Step.SERVE_OVERDUE, date(2026, 5, 5)),
        (
            facts(overdue_on=date(2026, 5, 5), overdue_served_on=date(2026, 5, 11)),
            Step.WAIT,
            date(2026, 6, 11),
        ),
        (
            facts(overdue_on=date(2026, 5, 5), overdue_served_on=date(2026, 5, 10)),
            Step.MEASURES,
            date(2026, 6, 10),
        ),
        (
            facts(overdue_served_on=date(2026, 5, 1), measure="M1"),
            Step.MEASURE_OPEN,
            date(2026, 5, 1),
        ),
        (facts(overdue_served_on=date(2026, 5, 1), hold="arranged"), Step.HELD, date(2026, 5, 1)),
    ],
)
def test_each_rung_and_its_first_day(charge, step, first):
    climbed = ladder_of(DebtorFacts(7, (charge,)), FIGURES, ON)
    assert (climbed.next.step, climbed.next.on) == (step, first)


def test_a_debtor_stands_where_the_furthest_debt_stands_and_is_told_the_rest():
    ripe = ChargeFacts(1, D("300.00"), date(2026, 3, 31), overdue_served_on=date(2026, 5, 1))
    new = ChargeFacts(2, D("250.00"), date(2026, 5, 29))
    held = ChargeFacts(3, D("900.00"), date(2026, 3, 31), hold="disputed")
    climbed = ladder_of(DebtorFacts(7, (new, held, ripe)), FIGURES, ON)
    assert [verdict.step for verdict in climbed.verdicts] == [
        Step.MEASURES,
        Step.NOTICE,
        Step.HELD,
    ]
    assert climbed.amount == D("1450.00")
    # The floor looks at the whole debt that is not held (άρθρο 9 §4); third hands need no notice.
    measures, notice, on_hold = climbed.verdicts
    assert "immovables" in measures.measures
    assert notice.measures == ("third_party", "bank")
    assert on_hold.measures == ()


@pytest.mark.parametrize(
    ("moves", "start", "words"),
    [
        (states.BATCH_MOVES, states.BatchState.DRAFT, states.BatchState),
        (states.PART_MOVES, states.PartState.WAITING, states.PartState),
        (states.NOTICE_MOVES, states.NoticeState.ISSUED, states.NoticeState),
        (states.DELIVERY_MOVES, states.DeliveryState.WAITING, states.DeliveryState),
        (states.MEASURE_MOVES, states.MeasureState.PROPOSED, states.MeasureState),
    ],
)
def test_every_state_has_its_moves_and_is_reached(moves, start, words):
    assert set(moves) == set(words)
    assert unreachable(moves, start) == set()
