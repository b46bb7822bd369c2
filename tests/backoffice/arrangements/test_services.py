"""What the verbs do to arrangements, to debts and to the books."""

import json
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction

from backoffice.arrangements import errors, offers, queries, services
from backoffice.arrangements.models import ArrangedDebt, Arrangement, Instalment
from backoffice.arrangements.offers import Wish
from backoffice.arrangements.states import MOVES, ArrangementState
from backoffice.kernel.states import IllegalMove, unreachable
from backoffice.ledger import services as ledger
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.services import kinds
from tests.backoffice.revenue.town import make_party, make_user, verbs

from .town import START, arrange, at, disagreements, judge, owe, pay, pay_next, seen

DEFAULTS = json.loads(kinds.DEFAULTS.read_text("utf-8"))


def total_owed(party, on):
    return sum((debt.total for debt in revenue_queries.debts_of([party.pk], on)), D(0))


def test_applying_freezes_the_debts_and_writes_the_schedule(party):
    owe(party, "400.00"), owe(party, "200.00", source="2")
    arrangement = arrange(party, 6)
    # One started month of 0.73 % had grown: 2.92 + 1.46.
    assert (arrangement.principal, arrangement.surcharge) == (D("600.00"), D("4.38"))
    assert (arrangement.state, arrangement.rate) == ("running", D("0.0575"))
    rows = list(arrangement.instalments.all())
    assert sum(row.capital for row in rows) == D("604.38")
    assert rows[0].due_on == date(2026, 4, 17)
    assert rows[-1].due_on == date(2026, 9, 30)
    frozen = revenue_queries.debts_of([party.pk], date(2026, 9, 1))
    assert sum(debt.total for debt in frozen) == D("604.38")
    assert disagreements() == []


def test_same_key_again_is_the_same_arrangement(party):
    owe(party)
    assert arrange(party).pk == arrange(party).pk
    with pytest.raises(errors.NothingToArrange):
        arrange(party, key="k-2")


def test_offer_that_changed_is_refused(party):
    owe(party)
    wish = Wish(party.pk, (), 6)
    shown = offers.offer(wish, START)
    with pytest.raises(errors.OfferChanged):
        services.apply(wish=wish, key="k", actor=None, at=at(date(2026, 5, 4)), agreed=shown.total)
    services.apply(wish=wish, key="k", actor=None, at=at(START), agreed=shown.total)


@pytest.mark.parametrize(("amount", "number"), [("600.00", 25), ("600.00", 24), ("600.00", 1)])
def test_number_of_instalments_has_bounds(party, amount, number):
    owe(party, amount)
    with pytest.raises(errors.NumberRefused):
        arrange(party, number)


def test_too_little_to_arrange(party):
    owe(party, "40.00")
    with pytest.raises(errors.NumberRefused, match="30,00"):
        arrange(party, 2)


def test_contract_debts_are_left_out(party):
    rent = owe(party, "500.00", kind="rent")
    fine = owe(party, "500.00", source="2")
    with pytest.raises(errors.DebtExcluded):
        arrange(party, 6, charge_ids=[rent.pk, fine.pk])
    assert [d.charge_id for d in arrange(party, 6).debts.all()] == [fine.pk]


def test_closed_scheme_takes_no_applications(party):
    owe(party)
    with pytest.raises(errors.SchemeClosed):
        arrange(party, 6, scheme="special_5143")


def test_longer_term_by_ability_once_the_town_opens_it(party):
    owe(party, "3500.00")
    with pytest.raises(errors.NumberRefused):
        arrange(party, 36, income=D("22000"), children=1)
    terms = next(t for t in queries.law().terms if t.scheme.code == "standing")
    services.open_longer_term(terms_id=terms.pk, is_open=True, actor=None, at=at(START))
    offer = offers.offer(Wish(party.pk, (), 36, income=D("22000"), children=1), START)
    assert offer.most == 48
    offer = offers.offer(Wish(party.pk, (), 36, income=D("22000")), START)
    assert offer.most == 39


def test_every_instalment_on_its_day_completes_it(party):
    owe(party)
    arrangement = arrange(party, 3)
    for row in arrangement.instalments.all():
        judge(row.due_on)
        pay_next(arrangement, row.due_on)
        assert total_owed(party, row.due_on) > 0 or row.number == 3
    assert judge(date(2026, 7, 1))["completed"] == 1
    view = seen(arrangement, date(2026, 7, 1))
    assert [row.state for row in view.instalments] == ["paid"] * 3
    assert (view.left, view.arrangement.state) == (0, "completed")
    assert total_owed(party, date(2026, 7, 1)) == 0
    assert not ArrangedDebt.objects.filter(released_on=None).exists()
    assert disagreements() == []


def test_interest_is_given_back_to_the_consistent_by_two_persons(party):
    owe(party, "6000.00")
    arrangement = arrange(party, 12)
    for row in arrangement.instalments.all():
        pay_next(arrangement, row.due_on)
    judge(date(2027, 4, 1))
    paid = sum(row.interest for row in arrangement.instalments.all())
    view = seen(arrangement, date(2027, 4, 1))
    assert view.reward == (paid / 4).quantize(D("0.01"), rounding="ROUND_HALF_UP")
    one, other = make_user("one"), make_user("other")
    who = {"arrangement_id": arrangement.pk, "at": at(date(2027, 4, 2))}
    services.propose_reward(actor=one, **who)
    with pytest.raises(errors.SecondPersonNeeded):
        services.give_reward(actor=one, **who)
    services.give_reward(actor=other, **who)
    with pytest.raises(errors.NoReward):
        services.give_reward(actor=other, **who)
    assert sum(row["left"] for row in revenue_queries.credits_of([party.pk])) == view.reward
    assert disagreements() == []


def test_one_late_instalment_costs_and_is_forgiven(party):
    owe(party)
    arrangement = arrange(party, 6)
    assert judge(date(2026, 4, 20))["charged"] == 0  # the banks still report
    assert judge(date(2026, 4, 21))["charged"] == 1
    assert judge(date(2026, 4, 22))["charged"] == 1
    first = arrangement.instalments.get(number=1)
    fee = (first.capital * D("0.15")).quantize(D("0.01"), rounding="ROUND_HALF_UP")
    view = seen(arrangement, date(2026, 4, 22))
    assert (view.instalments[0].state, view.instalments[0].late_fee) == ("overdue", fee)
    assert pay_next(arrangement, date(2026, 4, 27)) == first.capital + fee
    view = seen(arrangement, date(2026, 5, 1))
    assert view.instalments[0].state == "late_paid"
    assert judge(date(2026, 5, 20))["lost"] == 0
    assert disagreements() == []


def test_money_ordered_in_time_takes_the_late_surcharge_back(party):
    owe(party)
    arrangement = arrange(party, 6)
    first = arrangement.instalments.get(number=1)
    asked = services.ask_next(arrangement_id=arrangement.pk, actor=None, at=at(START))
    ids = {d.code: d.charge_id for d in revenue_queries.debts_of([party.pk], START)}
    payment = revenue.start_payment(
        payer=None,
        items=[(ids[code], amount) for code, amount in asked.items],
        method="bank",
        key="slow",
        at=at(first.due_on),
    )
    late = first.due_on + timedelta(days=6)
    judge(late)
    assert seen(arrangement, late).instalments[0].late_fee > 0
    revenue.record_payment(
        revenue.PaymentReport(payment.code, payment.amount, "b-1", at(late), "bank"), at=at(late)
    )
    judge(late)
    view = seen(arrangement, late)
    assert (view.instalments[0].state, view.instalments[0].late_fee) == ("paid", 0)
    assert disagreements() == []


def test_missed_twice_is_lost_and_the_debt_grows_as_if_never_arranged(party):
    owe(party)
    twin = make_party(2)
    owe(twin, source="9")
    arrangement = arrange(party, 6)
    judge(date(2026, 4, 25))
    outcome = judge(date(2026, 6, 3))
    assert outcome["lost"] == 1
    arrangement.refresh_from_db()
    assert (arrangement.state, arrangement.cause) == ("lost", "late_total")
    on = date(2026, 6, 10)
    assert total_owed(party, on) == total_owed(twin, on)
    assert judge(on) == {"seen": 0, "charged": 0, "completed": 0, "lost": 0}
    assert disagreements() == []
    arrange(party, 6, on=on, key="again")  # a new one is possible over what is owed


def test_what_was_paid_before_the_loss_stays_paid(party):
    owe(party)
    arrangement = arrange(party, 6)
    paid = pay_next(arrangement, START)
    judge(date(2026, 7, 15))
    arrangement.refresh_from_db()
    assert arrangement.state == "lost"
    (debt,) = revenue_queries.debts_of([party.pk], date(2026, 7, 15))
    assert debt.paid == paid
    assert disagreements() == []


def test_second_chance_once_over_what_is_left(party):
    owe(party)
    arrangement = arrange(party, 6)
    pay_next(arrangement, START)
    judge(date(2026, 7, 15))
    on = date(2026, 7, 20)
    who = {"arrangement_id": arrangement.pk, "actor": None, "at": at(on)}
    with pytest.raises(errors.NumberRefused):
        services.revive(number=6, key="r-0", **who)
    second = services.revive(number=5, key="r-1", **who)
    assert second.rate == D("0.0725")  # 5.5 + 0.25 + 1.5 points
    days = list(second.instalments.values_list("due_on", flat=True))
    assert days[:3] == [date(2026, 7, 23)] * 2 + [date(2026, 8, 31)]
    assert services.revive(number=5, key="r-1", **who).pk == second.pk
    with pytest.raises(errors.NoSecondChance):
        services.revive(number=4, key="r-2", **who)
    judge(date(2026, 11, 30))
    with pytest.raises(errors.NoSecondChance):
        services.revive(
            arrangement_id=second.pk, number=2, key="r-3", actor=None, at=at(date(2026, 12, 1))
        )
    assert disagreements() == []


def test_paying_all_at_once_saves_the_interest_of_later_months(party):
    owe(party, "1200.00")
    arrangement = arrange(party, 12)
    on = date(2026, 5, 4)
    pay_next(arrangement, START)
    rest = services.ask_rest(arrangement_id=arrangement.pk, actor=None, at=at(on))
    pay(rest.items, on, key="all")
    judge(date(2026, 5, 5))
    arrangement.refresh_from_db()
    second = arrangement.instalments.get(number=2)
    view = seen(arrangement, on)
    assert arrangement.state == "completed"
    assert rest.total == arrangement.capital - view.instalments[0].capital + second.interest
    assert disagreements() == []


def test_above_the_treasurers_limit_two_persons_decide(party):
    owe(party, "60000.00")
    one, other = make_user("one"), make_user("other")
    arrangement = services.apply(
        wish=Wish(party.pk, (), 24), key="k", actor=make_user("applicant"), at=at(START)
    )
    assert (arrangement.state, arrangement.organ) == ("awaiting", "committee")
    assert not arrangement.instalments.exists()
    who = {"arrangement_id": arrangement.pk, "at": at(date(2026, 5, 5))}
    with pytest.raises(errors.DecisionMissing):
        services.approve(actor=other, **who)
    services.prepare_decision(
        decision="12/2026", ada="Ψ1", decided_on=date(2026, 5, 4), actor=one, **who
    )
    with pytest.raises(errors.SecondPersonNeeded):
        services.approve(actor=one, **who)
    services.approve(actor=other, **who)
    arrangement.refresh_from_db()
    assert arrangement.state == "running"
    assert arrangement.instalments.first().due_on == date(2026, 5, 8)
    assert arrangement.instalments.count() == 24
    with pytest.raises(IllegalMove):
        services.refuse(reason="όχι", actor=other, **who)
    assert disagreements() == []


def test_refused_arrangement_never_stood(party):
    owe(party, "160000.00")
    arrangement = arrange(party, 24)
    assert arrangement.organ == "council"
    services.refuse(
        arrangement_id=arrangement.pk,
        reason="Δεν εγκρίθηκε",
        actor=make_user("one"),
        at=at(date(2026, 6, 5)),
    )
    assert total_owed(party, date(2026, 6, 5)) == D("160000") * D("1.0219")
    assert disagreements() == []


def test_officer_revokes_with_cause_and_reason(party):
    owe(party)
    arrangement = arrange(party)
    who = {"arrangement_id": arrangement.pk, "actor": make_user("one"), "at": at(START)}
    with pytest.raises(errors.ReasonMissing):
        services.revoke(cause="late_total", reason="x", **who)
    services.revoke(cause="false_data", reason="Ψευδή στοιχεία", **who)
    with pytest.raises(errors.NotRunning):
        services.revoke(cause="false_data", reason="πάλι", **who)


def test_reminder_goes_out_once_five_days_before(party):
    party.email = "p@example.org"
    party.save(update_fields=["email"])
    owe(party)
    arrange(party, 6)
    assert services.remind(at=at(START)) == 1
    assert services.remind(at=at(START)) == 0
    assert services.remind(at=at(date(2026, 5, 23))) == 0
    assert services.remind(at=at(date(2026, 5, 24))) == 1
    assert len(mail.outbox) == 2


def refused(sql, *values):
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_database_refuses_what_was_not_agreed(party):
    charge = owe(party)
    arrangement = arrange(party)
    pk = arrangement.pk
    refused("update arrangements_arrangement set capital = 1 where id = %s", pk)
    refused("update arrangements_arrangement set rate = 0 where id = %s", pk)
    refused("delete from arrangements_arrangement where id = %s", pk)
    refused("update arrangements_instalment set due_on = '2030-01-01'")
    refused("delete from arrangements_instalment")
    refused("update arrangements_arrangeddebt set principal = 1")
    refused("update arrangements_terms set least_instalment = 1")
    refused("update arrangements_baserate set rate = 0")
    with pytest.raises(IntegrityError), transaction.atomic():
        Instalment.objects.create(
            arrangement=arrangement, number=7, due_on=START, capital=1, interest=0
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        ArrangedDebt.objects.create(
            arrangement=arrangement,
            charge_id=charge.pk,
            position=9,
            principal=1,
            surcharge=0,
            rows_before=0,
        )
    judge(date(2026, 7, 15))
    refused("update arrangements_arrangement set state = 'running', cause = '' where id = %s", pk)


def test_large_one_cannot_run_without_two_persons(party):
    owe(party, "60000.00")
    arrangement = arrange(party, 24)
    one = make_user("one")
    refused("update arrangements_arrangement set state = 'running' where id = %s", arrangement.pk)
    refused(
        "update arrangements_arrangement set state = 'running', decision = '1', prepared_by_id = "
        "%s, approved_by_id = %s where id = %s",
        one.pk,
        one.pk,
        arrangement.pk,
    )


def test_states_are_all_reached():
    assert unreachable(MOVES, ArrangementState.AWAITING) == set()


def test_judging_many_takes_a_few_statements(town, django_assert_max_num_queries):
    for number in range(1, 6):
        party = make_party(number)
        owe(party, source=f"s{number}")
        arrange(party, key=f"k{number}")
    with django_assert_max_num_queries(9):
        assert judge(START) == {"seen": 5, "charged": 0, "completed": 0, "lost": 0}


def test_each_verb_leaves_its_row(party):
    owe(party)
    arrange(party)
    judge(date(2026, 7, 15))
    with connection.cursor() as cursor:
        cursor.execute(
            "select action from audit_entry where action like 'arrangements.arr%%' order by id"
        )
        found = [row[0].rpartition(".")[2] for row in cursor.fetchall()]
    assert found == ["applied", "confirmed", "lost"]
    assert "revenue.hold.placed" in verbs()
    assert Arrangement.objects.count() == 1


def old_debt(party):
    """Raise a debt of 2024 on which 300.00 of interest grew by January 2025; open those years."""
    for year in (2024, 2025):
        ledger.open_year(year=year, actor=None, at=at(START))
    kind = next(k for k in DEFAULTS["kinds"] if k["code"] == "fine")
    facts = {k: v for k, v in kind.items() if k not in {"code", "regime", "tariffs", "early"}}
    facts |= DEFAULTS["surcharge_accounts"] | {"valid_from": date(2020, 1, 1)}
    revenue.register_kind(
        code="old-fine", facts=facts, regime="kede", actor=None, at=at(date(2024, 1, 1))
    )
    return owe(party, "1000.00", kind="old-fine", on=date(2024, 1, 2), due_on=date(2021, 8, 31))


def test_example_1_10_6_waiver_stands_while_it_runs_and_comes_back_when_lost(party):
    old_debt(party)
    on = date(2025, 1, 20)
    arrangement = arrange(party, 6, on=on, scheme="special_5143", group="vulnerable")
    # 41 started months of 0.73 %: 299.30; 85 % of it waived, to the cent.
    assert (arrangement.surcharge, arrangement.waived) == (D("299.30"), D("254.41"))
    assert (arrangement.capital, arrangement.rate) == (D("1044.89"), 0)
    assert total_owed(party, date(2025, 6, 1)) == D("1044.89")
    pay_next(arrangement, on)
    judge(date(2025, 3, 5))  # the second instalment is late
    view = seen(arrangement, date(2025, 3, 5))
    assert view.instalments[1].late_fee == D("8.71")
    judge(date(2025, 4, 10))
    arrangement.refresh_from_db()
    assert (arrangement.state, arrangement.cause) == ("lost", "unpaid_in_a_row")
    (debt,) = [
        d for d in revenue_queries.debts_of([party.pk], date(2025, 4, 10)) if d.kind == "old-fine"
    ]
    # 41 months of 1,000.00, three of the 870.74 left; 44.89 of the instalment were interest.
    assert debt.surcharge == D("299.30") + D("19.07") - D("44.89")
    assert disagreements() == []


def test_example_1_10_6_paid_in_full_owes_nothing_of_what_was_waived(party):
    old_debt(party)
    on = date(2025, 1, 20)
    arrangement = arrange(party, 6, on=on, scheme="special_5143", group="vulnerable")
    for row in arrangement.instalments.all():
        pay_next(arrangement, row.due_on)
    assert judge(date(2025, 7, 10))["completed"] == 1
    assert total_owed(party, date(2026, 1, 1)) == 0
    assert disagreements() == []
