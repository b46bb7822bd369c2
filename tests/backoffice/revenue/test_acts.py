"""Decisions: two people, an organ within its limit, and the books as finance.md §4.2 has them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from backoffice.kernel.actors import Source
from backoffice.kernel.states import IllegalMove, unreachable
from backoffice.ledger import services as ledger
from backoffice.revenue import queries, services
from backoffice.revenue.act_states import ACT_MOVES, ActState
from backoffice.revenue.models import Act, ActLimit, Allocation, Charge, Credit, Relief
from backoffice.revenue.positions import positions_of
from backoffice.revenue.services import Item

from .town import (
    AT,
    IBAN,
    TODAY,
    approve,
    at,
    balances,
    carry_out,
    decide,
    disagreements,
    lines_of,
    make_charge,
    make_party,
    pay,
    person,
    propose,
    refund,
    verbs,
)

pytestmark = pytest.mark.django_db
D = Decimal
NEXT_YEAR = at(date(2027, 3, 10))
LATER = at(date(2031, 2, 2))


def state(charge: Charge) -> str:
    return Charge.objects.get(pk=charge.pk).state


def open_of(charge: Charge) -> Decimal:
    return positions_of([charge.pk])[charge.pk].principal_open


def whole(charge: Charge, amount: str | None = None) -> Item:
    return Item(charge_id=charge.pk, amount=D(amount) if amount else None)


# the books (finance.md §4.2)


def test_r15_cancellation_in_the_same_year(party):
    charge = make_charge(party, "1000.00", kind="rent")
    act = decide("correction", whole(charge))
    relief = Relief.objects.get(source_id=f"{act.code}:1")
    assert lines_of(relief.entry_id) == [
        ("14301", D(1000), D(0), "1430101001"),
        ("48401", D(0), D(1000), "1430101001"),
    ]
    assert (balances(), state(charge)) == ({}, "written_off")
    assert disagreements() == []


def test_r16_write_off_of_a_debt_of_a_past_year(party):
    charge = make_charge(party, "150.00", kind="rent")
    act = decide("write_off", whole(charge), moment=NEXT_YEAR)
    relief = Relief.objects.get(source_id=f"{act.code}:1")
    assert lines_of(relief.entry_id) == [
        ("76408", D(150), D(0), ""),
        ("48401", D(0), D(150), "1430101001"),
    ]
    assert relief.entry.journal_id == "GEN"
    assert state(charge) == "written_off"
    assert disagreements() == []


def test_r17_refund_of_a_sum_paid_wrongly(party):
    charge = make_charge(party, "90.00", kind="rent")
    pay(charge)
    decide("correction", whole(charge), moment=NEXT_YEAR)
    before = balances()
    act = refund(Credit.objects.get(of=None), "90.00", NEXT_YEAR)
    assert before == {"14301": D(-90), "27909": D(90), "49301": D(90), "5990101": D(-90)}
    after = balances()
    assert (after["27909"], after["58701"]) == (D(90), D(-90))
    assert "5990101" not in after
    assert act.state == "done"
    assert disagreements() == []


def order(*acts: Act, moment=NEXT_YEAR):
    return services.make_order(
        act_ids=[act.pk for act in acts],
        pay_on=moment.date(),
        actor=person("treasurer"),
        at=moment,
    )


def paid(transfer, reference="BANK-1", moment=NEXT_YEAR):
    return services.note_paid(
        transfer_id=transfer.pk,
        bank_reference=reference,
        paid_on=moment.date(),
        actor=person("treasurer"),
        at=moment,
    )


def test_r17b_refund_paid_by_the_bank(party):
    charge = make_charge(party, "90.00", kind="rent")
    pay(charge, came="180.00")
    made = order(refund(Credit.objects.get(of=None), "90.00", NEXT_YEAR))
    transfer = paid(made.transfers.get())
    assert lines_of(transfer.entry_id) == [
        ("58701", D(90), D(0), ""),
        ("42201", D(0), D(90), ""),
    ]
    assert paid(transfer) == transfer
    assert "58701" not in balances()
    assert disagreements() == []


def test_refund_that_the_bank_returns_is_a_credit_again(party):
    pay(make_charge(party), came="150.00")
    made = order(refund(Credit.objects.get(), "6.00", NEXT_YEAR))
    transfer = paid(made.transfers.get())
    facts = {"reason": "Κλειστός λογαριασμός", "actor": person("treasurer"), "at": NEXT_YEAR}
    services.note_returned(transfer_id=transfer.pk, returned_on=NEXT_YEAR.date(), **facts)
    (kept,) = queries.credits_of([party.pk])
    assert kept["left"] == D(6)
    assert queries.statement([party.pk], NEXT_YEAR.date()).balance == D(-6)
    assert balances()["5990101"] == D(-6)
    assert disagreements() == []
    with pytest.raises(IllegalMove):
        paid(transfer, "BANK-2")
    with pytest.raises(services.NothingChosen):
        order(transfer.act)
    # Another account is another decision.
    again = refund(Credit.objects.get(of=None, receipt=None), "6.00", NEXT_YEAR)
    assert order(again).number == 2


# write-off


def test_write_off_takes_the_surcharge_with_it(party):
    charge = make_charge(party, "500.00")
    day = at(date(2026, 7, 5))
    assert queries.debt_of(charge.pk, day.date()).total == D("510.95")
    decide("write_off", whole(charge), moment=day)
    debt = queries.debt_of(charge.pk, date(2026, 12, 1))
    assert (debt.total, debt.state, debt.surcharge) == (D(0), "written_off", D(0))
    assert queries.debts_of([party.pk], day.date()) == []
    assert queries.statement([party.pk], day.date()).balance == D(0)
    assert disagreements() == []


def test_part_of_a_debt_is_written_off(party):
    charge = make_charge(party, "500.00")
    day = at(date(2026, 7, 5))
    decide("write_off", whole(charge, "200.00"), moment=day)
    debt = queries.debt_of(charge.pk, date(2026, 7, 31))
    # Three months on 500,00, the fourth has not begun.
    assert (debt.principal_open, debt.surcharge, debt.state) == (D(300), D("10.95"), "open")
    assert queries.debt_of(charge.pk, date(2026, 8, 1)).surcharge == D("10.95") + D("2.19")
    pay(charge, moment=at(date(2026, 7, 31)))
    assert state(charge) == "settled"
    assert disagreements() == []


def test_fruitless_years_are_counted_from_the_year_of_certification(party):
    charge = make_charge(party)
    facts = {"cause": "no_property"}
    with pytest.raises(services.CauseUnfit, match="1/1/2030"):
        propose("write_off", whole(charge), moment=at(date(2029, 12, 31)), **facts)
    assert propose("write_off", whole(charge), moment=LATER, **facts).state == "proposed"


def test_payment_reversed_after_a_write_off_opens_the_rest(party):
    charge = make_charge(party, "100.00")
    receipt = pay(charge, "40.00")
    decide("write_off", whole(charge))
    services.reverse_payment(
        reference=receipt.payment.code,
        amount=D(40),
        reason="Αμφισβήτηση",
        bank_reference="dp_1",
        actor=None,
        at=AT,
    )
    assert (state(charge), open_of(charge)) == ("open", D(40))
    assert disagreements() == []


def test_money_after_a_write_off_is_kept_as_credit(party):
    charge = make_charge(party, "100.00")
    payment = services.start_payment(
        payer=None, items=[(charge.pk, None)], method="card", key="k", at=AT
    )
    decide("write_off", whole(charge))
    services.record_payment(
        services.PaymentReport(payment.code, D(100), "pi_late", AT, "test"), at=AT
    )
    assert Credit.objects.get().amount == D(100)
    assert state(charge) == "written_off"
    assert disagreements() == []


def test_a_debt_lapses_five_years_after_the_year_of_certification(party):
    charge = make_charge(party, "100.00")
    with pytest.raises(services.NotLapsed, match="31/12/2031"):
        propose("lapse", whole(charge), moment=at(date(2031, 12, 31)))
    ledger.open_year(year=2032, actor=None, at=AT)
    decide("lapse", whole(charge), moment=at(date(2032, 1, 2)))
    assert state(charge) == "written_off"
    assert disagreements() == []


def test_a_notice_extends_the_time_once(party):
    charge = make_charge(party, "100.00")
    services.interrupt_limitation(
        charge_ids=[charge.pk],
        kind="notice_served",
        on=date(2026, 5, 4),
        reference="Ατομική ειδοποίηση 1",
        source=Source("test", "1"),
        actor=None,
        at=at(date(2026, 5, 4)),
    )
    with pytest.raises(services.NotLapsed, match="31/12/2036"):
        propose("lapse", whole(charge), moment=at(date(2032, 1, 2)))


def test_expenses_go_with_a_debt_that_is_written_off(party):
    charge = make_charge(party, "100.00")
    services.charge_expenses(charge_id=charge.pk, amount=D(25), reason="Επίδοση", actor=None, at=AT)
    decide("write_off", whole(charge))
    assert queries.debt_of(charge.pk, TODAY).total == D(0)
    assert (balances(), disagreements()) == ({}, [])


# correction


def test_correction_of_a_paid_charge_gives_a_credit(party):
    charge = make_charge(party, "100.00")
    pay(charge, "70.00")
    decide("correction", whole(charge, "50.00"))
    assert (state(charge), Credit.objects.get().amount) == ("written_off", D(20))
    with pytest.raises(services.ActDoesNotFit, match="50,00"):
        propose("correction", whole(charge, "50.01"))
    decide("correction", whole(charge, "50.00"), cause="double")
    assert sum(row["left"] for row in queries.credits_of([party.pk])) == D(70)
    assert disagreements() == []


def test_what_was_never_owed_grew_no_surcharge(party):
    charge = make_charge(party, "500.00")
    decide("correction", whole(charge, "300.00"), moment=at(date(2026, 7, 5)))
    assert queries.debt_of(charge.pk, date(2026, 7, 5)).surcharge == D("4.38")


# waiver


def test_waiver_lessens_the_surcharge_as_it_is_read(party):
    charge = make_charge(party, "500.00")
    day = at(date(2026, 7, 5))
    act = propose("waiver", whole(charge), moment=day)
    assert act.amount == D("10.95")
    carry_out(approve(act, day), day)
    assert queries.debt_of(charge.pk, day.date()).surcharge == D(0)
    # It goes on growing on what is still owed.
    assert queries.debt_of(charge.pk, date(2026, 8, 1)).surcharge == D("3.65")
    assert (open_of(charge), Relief.objects.count()) == (D(500), 0)
    pay(charge, moment=day)
    assert state(charge) == "settled"
    assert disagreements() == []


@pytest.mark.parametrize("cause", ["not_served", "office_fault"])
def test_the_treasury_says_its_opinion_first(party, cause):
    day = at(date(2026, 7, 5))
    act = propose("waiver", whole(make_charge(party)), moment=day, cause=cause)
    with pytest.raises(services.OpinionMissing):
        approve(act, day)
    with pytest.raises(DatabaseError, match="waiver_has_the_treasurys_opinion"):
        force(act, "approved")
    facts = {"act_id": act.pk, "actor": person("treasurer"), "at": day}
    services.give_opinion(opinion="Σύμφωνη γνώμη", **facts)
    with pytest.raises(services.ActDoesNotFit):
        services.give_opinion(opinion="Αρνητική γνώμη", **facts)
    assert approve(act, day).state == "approved"


# set-off


def test_set_off_counts_from_the_day_both_coexisted(party):
    pay(make_charge(party), came="244.00")
    credit = Credit.objects.get()
    debt = make_charge(party, "80.00", source="2")
    day = at(date(2026, 9, 1))
    assert queries.debt_of(debt.pk, day.date()).surcharge > 0
    decide("set_off", Item(debt.pk, credit.pk), moment=day)
    assert (state(debt), queries.debt_of(debt.pk, day.date()).total) == ("settled", D(0))
    assert set(Allocation.objects.filter(charge=debt).values_list("value_on", "amount")) == {
        (TODAY, D(80))
    }
    assert sum(row["left"] for row in queries.credits_of([party.pk])) == D(20)
    assert disagreements() == []


def test_one_credit_is_set_off_against_several_debts(party):
    pay(make_charge(party), came="244.00")
    credit = Credit.objects.get()
    debts = [make_charge(party, "80.00", source=str(n)) for n in (2, 3)]
    act = decide("set_off", *(Item(debt.pk, credit.pk) for debt in debts))
    assert [row.amount for row in act.items.all()] == [D(80), D(20)]
    assert open_of(debts[1]) == D(60)
    stranger = make_charge(make_party(2), source="9")
    with pytest.raises(services.ActDoesNotFit):
        propose("set_off", Item(stranger.pk, credit.pk))
    assert disagreements() == []


# limits of organs


@pytest.mark.parametrize(
    ("amount", "organ"), [("150000.00", "committee"), ("150000.01", "council")]
)
def test_the_committee_decides_up_to_150_000(party, amount, organ):
    charge = make_charge(party, amount)
    act = propose("write_off", whole(charge))
    assert act.organ == organ
    if organ == "council":
        with pytest.raises(services.AboveTheLimit, match=r"150\.000,00"):
            propose("write_off", whole(charge), organ="committee")
    with pytest.raises(services.AboveTheLimit):
        propose("write_off", whole(charge), organ="treasurer")


def test_a_limit_that_fell_meanwhile_stops_the_approval(party):
    act = propose("write_off", whole(make_charge(party, "900.00")))
    old = ActLimit.objects.get(kind="write_off", organ="committee")
    old.valid_until = date(2026, 4, 9)
    old.save()
    ActLimit.objects.create(
        kind="write_off",
        organ="committee",
        up_to=D(500),
        valid_from=TODAY,
        legal_basis="δοκιμή",
    )
    with pytest.raises(services.AboveTheLimit, match="500,00"):
        approve(act)


# two people


def test_nobody_approves_what_he_proposed(party):
    act = propose("write_off", whole(make_charge(party)))
    with pytest.raises(services.SecondPersonNeeded):
        approve(act, actor=person("proposer"))
    with pytest.raises(services.SecondPersonNeeded):
        services.refuse_act(act_id=act.pk, reason="Όχι", actor=person("proposer"), at=AT)


def force(act: Act, new: str, **more) -> None:
    """Write past the services, as somebody at the database would."""
    facts = {
        "state": new,
        "approver": person("approver"),
        "decided_at": AT,
        "decision_on": TODAY,
        "decision_number": "1",
    }
    with transaction.atomic():
        Act.objects.filter(pk=act.pk).update(**facts | more)


def test_the_database_refuses_the_proposer_as_approver(party):
    act = propose("write_off", whole(make_charge(party)))
    with pytest.raises(DatabaseError, match=r"act_keeps_what_was_decided|approved_by_another"):
        force(act, "approved", approver=person("proposer"))
    # … nor may the proposer be swapped first.
    with pytest.raises(DatabaseError, match="act_keeps_what_was_decided"), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(proposer=person("approver"))
    force(act, "approved")
    assert Act.objects.get().state == "approved"


@pytest.mark.parametrize(
    "change",
    [
        {"amount": D(1)},
        {"reason": "Άλλος λόγος"},
        {"cause": "no_property"},
        {"organ": "council"},
        {"decision_number": "13/2026"},
        {"state": "proposed"},
        {"party": None},
    ],
)
def test_the_database_refuses_changes_after_approval(party, change):
    act = approve(propose("write_off", whole(make_charge(party))))
    with pytest.raises(DatabaseError), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(**change)
    with pytest.raises(DatabaseError, match="act_items_come_before"), transaction.atomic():
        act.items.create(position=2, charge_id=make_charge(party, source="2").pk, amount=D(1))
    with pytest.raises(DatabaseError), transaction.atomic():
        act.items.update(amount=D(1))


def test_the_database_refuses_effects_without_approval(party):
    charge = make_charge(party)
    act = propose("write_off", whole(charge))
    with pytest.raises(IllegalMove):
        carry_out(act)
    with pytest.raises(DatabaseError, match="act_follows_its_steps"):
        force(act, "done", carrier=person("treasurer"), carried_at=AT)
    with pytest.raises(DatabaseError, match="waiver_needs"), transaction.atomic():
        Allocation.objects.create(
            charge=charge,
            act=act,
            component="interest",
            amount=D(1),
            value_on=TODAY,
            booked_on=TODAY,
        )
    with pytest.raises(DatabaseError, match="relief_by_act"), transaction.atomic():
        Relief.objects.create(
            debtor=party,
            source_kind="revenue.act",
            source_id=f"{act.code}:1",
            amount=D(1),
            reason="x",
            on=TODAY,
            entry=charge.entry,
        )


def test_the_database_refuses_a_credit_that_leaves_without_a_decision(party):
    charge = make_charge(party)
    pay(charge, came="150.00")
    credit = Credit.objects.get()
    facts = {"party": party, "of": credit, "account": credit.account, "amount": D(-6)}
    with pytest.raises(DatabaseError, match="credit_leaves_by_decision"), transaction.atomic():
        Credit.objects.create(**facts, booked_on=TODAY, reason="x", entry=charge.entry)


def test_another_person_orders_the_bank(party):
    pay(make_charge(party), came="150.00")
    act = refund(Credit.objects.get(), "6.00")
    with pytest.raises(services.SecondPersonNeeded):
        services.make_order(act_ids=[act.pk], pay_on=TODAY, actor=person("approver"), at=AT)
    made = order(act, moment=AT)
    with pytest.raises(services.NothingChosen):
        order(act, moment=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.transfers.update(iban="GR9608100010000001234567890")
    assert order_refused(act)


def order_refused(act: Act) -> bool:
    with pytest.raises(services.OrderRefused):
        services.make_order(
            act_ids=[act.pk], pay_on=date(2026, 4, 9), actor=person("treasurer"), at=AT
        )
    return True


# what happens meanwhile


def test_an_act_that_no_longer_fits_is_refused_with_words(party):
    charge = make_charge(party, "100.00")
    act = approve(propose("write_off", whole(charge)))
    pay(charge, "60.00")
    with pytest.raises(services.ActDoesNotFit, match=r"40,00.*100,00"):
        carry_out(act)
    services.withdraw_act(act_id=act.pk, reason="Πληρώθηκε μέρος", actor=person("a"), at=AT)
    decide("write_off", whole(charge))
    assert (open_of(charge), state(charge)) == (D(0), "written_off")
    assert disagreements() == []


def test_an_act_is_carried_out_once(party):
    act = decide("write_off", whole(make_charge(party)))
    assert carry_out(act) == act
    assert Relief.objects.count() == 1
    assert verbs()[-3:] == [
        "revenue.act.proposed",
        "revenue.act.approved",
        "revenue.act.carried_out",
    ]


def test_numbers_of_acts_have_no_gap(party):
    charge = make_charge(party)
    first = propose("write_off", whole(charge))
    with pytest.raises(services.ActDoesNotFit), transaction.atomic():
        propose("write_off", whole(charge, "999.00"))
    services.refuse_act(act_id=first.pk, reason="Όχι", actor=person("approver"), at=AT)
    assert str(propose("write_off", whole(charge))) == "2/2026"
    assert disagreements() == []


def test_requests_say_how_to_mend(party):
    charge, other = make_charge(party), make_charge(make_party(2), source="2")
    with pytest.raises(services.NothingChosen):
        propose("write_off", whole(charge), whole(other))
    with pytest.raises(services.CauseUnfit):
        propose("write_off", whole(charge), cause="time_barred")
    with pytest.raises(services.ReasonMissing):
        services.propose_act(
            kind="write_off",
            cause="no_estate",
            items=[whole(charge)],
            reason=" ",
            actor=person("a"),
            at=AT,
        )
    with pytest.raises(services.DecisionMissing):
        services.approve_act(
            act_id=propose("write_off", whole(charge)).pk,
            decision_number="1",
            decision_on=date(2026, 4, 11),
            actor=person("approver"),
            at=AT,
        )
    with pytest.raises(services.UnknownAct):
        services.carry_out_act(act_id=0, actor=person("a"), at=AT)


# a citizen asks for a credit


def ask(credit: Credit, iban: str = IBAN, amount: Decimal | None = None) -> Act:
    return services.ask_refund(
        credit_id=credit.pk,
        amount=amount,
        iban=iban,
        payee="Δοκιμαστικός",
        actor=person("citizen"),
        at=AT,
    )


def test_a_citizen_asks_and_the_office_proposes(party):
    pay(make_charge(party), came="150.00")
    credit = Credit.objects.get()
    with pytest.raises(services.BadIban, match="GR"):
        ask(credit, "GR1601101250000000012300696")
    act = ask(credit, "GR16 0110 1250 0000 0001 2300 695")
    assert (act.state, act.amount, act.iban) == ("asked", D(6), IBAN)
    assert ask(credit) == act
    taken = services.take_up(act_id=act.pk, reason="Ελέγχθηκε", actor=person("proposer"), at=AT)
    assert (taken.state, taken.organ) == ("proposed", "committee")
    with pytest.raises(services.SecondPersonNeeded):
        approve(taken, actor=person("citizen"))
    carry_out(approve(taken))
    assert queries.credits_of([party.pk]) == []
    assert disagreements() == []


def test_every_state_of_an_act_is_reached():
    assert unreachable(ACT_MOVES, ActState.ASKED) == set()


def test_the_year_of_the_books_must_be_open(party):
    act = approve(propose("write_off", whole(make_charge(party))), at(date(2028, 1, 5)))
    with pytest.raises(ledger.PeriodClosed), transaction.atomic():
        carry_out(act, at(date(2028, 1, 5)))
    assert Act.objects.get().state == "approved"
