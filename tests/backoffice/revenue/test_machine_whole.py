"""The same treasury with arrangements, set-offs, lists and years that pass.

A run of eighteen steps seldom comes to the end of an arrangement or a list by itself. So each run
is led to one of these ends first, goes on at random from there, and one walk does every verb.
"""

import os
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from backoffice.arrangements import services as arrangements
from backoffice.arrangements.models import Arrangement
from backoffice.arrangements.offers import Wish
from backoffice.audit.models import Entry
from backoffice.kernel.money import ZERO
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.ledger import services as ledger
from backoffice.revenue import feeders, services
from backoffice.revenue.models import Act, Charge, ChargeList, Credit, Receipt
from backoffice.revenue.services import Item
from tests.backoffice.arrangements import town as plans

from .listing import DECISION, feed_numbers, look_up, set_tariff
from .test_machine import Treasury
from .town import approve, at, carry_out, decide, make_charge, person, propose, report

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
#: How often each stage is begun from; `MACHINE_EXAMPLES=50` looks longer than the suite can.
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "1"))
D = Decimal


def standing():
    """Return what is charged and not cancelled, in euros."""
    rows = Charge.objects.exclude(state="cancelled")
    return rows.aggregate(sum=Sum("principal"))["sum"] or ZERO


def received():
    """Return what the receipts tell, in euros."""
    return Receipt.objects.aggregate(sum=Sum("amount"))["sum"] or ZERO


class Town(Treasury):
    """Adds to the treasury what charges and takes money by rules of its own."""

    charges = Treasury.charges
    #: What the trail of all runs tells; a machine whose every verb was refused would prove nothing.
    done: ClassVar[Counter[str]] = Counter()

    def teardown(self):
        if hasattr(self, "block") and not connection.needs_rollback:
            self.done.update(Entry.objects.values_list("action", flat=True))
        super().teardown()

    @initialize()
    def open_more(self):
        plans.open_schemes()
        set_tariff()
        self.people = person("drafter"), person("certifier")
        if "test.numbers" not in feeders.kinds():
            feeders.register("test.numbers", feeders.Feeder("numbers", feed_numbers))

    @contextmanager
    def counted(self):
        """Count what a verb charges by itself: interest of an arrangement, fees of the late."""
        charged, came = standing(), received()
        yield
        self.charged += standing() - charged
        self.received += received() - came

    # arrangements

    @rule(party=st.integers(0, 1), number=st.integers(2, 12))
    def arrange(self, party, number):
        """A debt worth arranging comes, falls due and is arranged with whatever else is owed."""
        now = self.now()
        with self.counted():
            make_charge(
                self.parties[party],
                "600.00",
                source=f"plan{self.step}",
                on=now.date(),
                due_on=now.date() + timedelta(days=5),
            )
            self.time_passes_by(20)
            self.attempt(
                arrangements.apply,
                wish=Wish(self.parties[party].pk, (), number),
                key=f"a{self.step}",
                actor=None,
                at=self.now(),
            )

    @rule(rest=st.booleans(), whose=st.integers(0, 3))
    def pay_what_is_arranged(self, rest, whose):
        running = list(Arrangement.objects.filter(state="running").order_by("-pk"))
        if whose < len(running):
            ask = arrangements.ask_rest if rest else arrangements.ask_next
            with self.counted():
                self.attempt(self.pay, ask=ask, arrangement=running[whose])

    def pay(self, ask, arrangement):
        now = self.now()
        asked = ask(arrangement_id=arrangement.pk, actor=None, at=now)
        ids = dict(Charge.objects.values_list("code", "pk"))
        payment = services.payments.order(
            payer=None,
            items=[(ids[code], amount) for code, amount in asked.items],
            method="card",
            key=f"i{self.step}",
            at=now,
        )
        ref = f"pi-{payment.code}"
        services.record_payment(report(payment, ref=ref, paid_at=now), at=now)

    @rule(days=st.sampled_from([1, 75, 150, 150]))
    def arrangements_are_judged(self, days):
        """They are lost, warned or completed, on whatever day the judge comes."""
        self.time_passes_by(days)
        with self.counted():
            arrangements.judge_arrangements(at=self.now())

    @rule(number=st.integers(1, 6))
    def revive(self, number):
        for lost in Arrangement.objects.filter(state="lost").order_by("-pk")[:1]:
            with self.counted():
                self.attempt(
                    arrangements.revive,
                    arrangement_id=lost.pk,
                    number=number,
                    key=f"r{self.step}",
                    actor=None,
                    at=self.now(),
                )

    @rule()
    def revoke(self):
        for running in Arrangement.objects.filter(state="running").order_by("pk")[:1]:
            with self.counted():
                self.attempt(
                    arrangements.revoke,
                    arrangement_id=running.pk,
                    cause="new_debts",
                    reason="αίτηση",
                    actor=person("treasurer"),
                    at=self.now(),
                )

    # what a decision ends

    @rule(charge=charges)
    def set_off(self, charge):
        now = self.now()
        for credit in Credit.objects.filter(of=None).order_by("-pk")[:1]:
            self.attempt(decide, kind="set_off", items=(Item(charge, credit.pk),), moment=now)

    @rule(charge=charges)
    def lapse(self, charge):
        """The time to collect it is over; most are refused, until the years have passed."""
        now = self.now()
        act = self.attempt(propose, kind="lapse", items=(Item(charge),), moment=now)
        if act is not None:
            approve(act, now)
            carry_out(act, now)
            self.charged -= act.amount

    @rule()
    def years_pass(self):
        if self.step > 4:
            self.a_new_decade()

    def a_new_decade(self):
        if self.today.year == 2026:
            self.today, self.last = date(2032, 1, 2), date(2032, 12, 30)
            ledger.open_year(year=2032, actor=None, at=at(self.today))

    def time_passes_by(self, days):
        self.today = min(self.today + timedelta(days=days), self.last)

    # lists

    @rule(target=charges, count=st.integers(1, 3))
    def certify_a_list(self, count):
        with self.counted(), transaction.atomic():
            held = self.attempt(self.certified, count=count)
        rows = Charge.objects.filter(list=held) if held else Charge.objects.none()
        return multiple(*rows.values_list("pk", flat=True))

    def certified(self, count):
        drafter, certifier = self.people
        now = self.now()
        held = services.draft_list(
            kind="cleaning_fee",
            period=f"T{self.step}",
            title="Τέλη",
            feeder="test.numbers",
            options={"count": count},
            tariffs_on=now.date(),
            due_on=now.date() + timedelta(days=20),
            actor=drafter,
            at=now,
        )
        run = services.order_run(list_id=held.pk, actor=drafter, at=now)
        look_up(services.rehearse_run(run_id=run.pk, at=now), drafter)
        services.check_list(list_id=held.pk, actor=drafter, at=now)
        return services.certify_list(
            list_id=held.pk, decision=DECISION, on=now.date(), actor=certifier, at=now
        )

    @rule(corrected=st.booleans())
    def a_list_ends(self, corrected):
        for held in ChargeList.objects.filter(state="certified").order_by("-pk")[:1]:
            with self.counted():
                self.attempt(self.correct_list if corrected else self.close_list, held=held)

    def close_list(self, held):
        services.close_list(list_id=held.pk, actor=self.people[0], at=self.now())

    def correct_list(self, held):
        drafter, certifier = self.people
        now = self.now()
        made = services.draft_correction(list_id=held.pk, reason="λάθος", actor=drafter, at=now)
        services.certify_list(
            list_id=made.pk, decision=DECISION, on=now.date(), actor=certifier, at=now
        )

    @invariant()
    def arrangements_agree(self):
        if hasattr(self, "block"):
            load()
            names = [name for name in QUERIES if name.startswith("arrangements.")]
            assert [name for name in names if list(QUERIES[name][1]())] == []


class Led(Town):
    """A town that is led to some end before anything happens at random."""

    charges = Treasury.charges

    def __init__(self):
        super().__init__()
        Town.open(self)
        Town.open_more(self)
        self.lead()

    # It is open already: without the decorator these are no steps of a run.
    def open(self): ...

    def open_more(self): ...

    def lead(self):
        raise NotImplementedError


class Revived(Led):
    def lead(self):
        self.arrange(party=0, number=6)
        self.arrangements_are_judged(days=150)
        self.revive(number=2)
        assert Arrangement.objects.filter(state="running").exclude(follows=None).exists()


class SetOff(Led):
    def lead(self):
        self.charge_and_overpay()
        self.set_off(charge=self.charge(party=0, kind="rent", amount=D("20.00")))
        assert acts("set_off")

    def charge_and_overpay(self):
        made = self.charge(party=0, kind="fine", amount=D("50.00"))
        self.money_comes(code=self.order(charge=made, amount=None), more=D("7.25"))


class Lapsed(Led):
    def lead(self):
        made = self.charge(party=1, kind="fine", amount=D("80.00"))
        self.a_new_decade()
        self.lapse(charge=made)
        assert acts("lapse")


class Closed(Led):
    def lead(self):
        self.certify_a_list(count=2)
        self.a_list_ends(corrected=False)
        assert lists("closed")


def acts(kind):
    """Return how many acts of a kind were carried out."""
    return Act.objects.filter(kind=kind, state="done").count()


def lists(state):
    """Return how many lists are in a state."""
    return ChargeList.objects.filter(state=state).count()


def arranged(state):
    """Return how many arrangements are in a state."""
    return Arrangement.objects.filter(state=state).count()


@pytest.mark.parametrize("stage", [Revived, SetOff, Lapsed, Closed])
def test_any_order_of_all_verbs_keeps_the_books_right(town, stage):
    run_state_machine_as_test(
        stage,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=18,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    if os.environ.get("MACHINE_TOLD"):
        print(sorted(Town.done.items()))


class Walk(Town):
    """One way through all verbs; after each, its witness has grown and every invariant holds."""

    charges = Treasury.charges

    def does(self, witness, verb, **facts):
        before = witness()
        done = verb(**facts)
        assert witness() > before, verb.__name__
        self.cards_tell_the_same()
        self.books_agree()
        self.statement_tells_what_the_model_knows()
        self.arrangements_agree()
        return done

    def owe(self, amount, kind="fine", party=0):
        return self.does(
            Charge.objects.count, self.charge, party=party, kind=kind, amount=D(amount)
        )

    def pay_some(self, charge, amount, more="0"):
        code = self.order(charge=charge, amount=D(amount) if amount else None)
        return self.does(Receipt.objects.count, self.money_comes, code=code, more=D(more))

    def go(self):
        does = self.does
        first, second, old = self.owe("50.00"), self.owe("60.00"), self.owe("80.00", party=1)
        paid = self.pay_some(first, None, more="30.00")
        self.pay_some(second, "25.00")
        does(lambda: acts("refund"), self.credit_goes_back, amount=D("5.00"))
        other = self.owe("20.00", kind="rent")
        does(lambda: acts("set_off"), self.set_off, charge=other)
        does(reversals, self.money_goes_back, code=paid, amount=D("40.00"))
        facts = {"charge": second, "kind": "write_off", "amount": D("10.00")}
        does(lambda: acts("write_off"), self.decide_less, **facts)
        does(lambda: arranged("running"), self.arrange, party=0, number=6)
        does(Receipt.objects.count, self.pay_what_is_arranged, rest=False, whose=0)
        does(lambda: arranged("lost"), self.arrangements_are_judged, days=150)
        does(lambda: arranged("running"), self.revive, number=2)
        does(lambda: lists("certified"), self.certify_a_list, count=2)
        does(lambda: lists("closed"), self.a_list_ends, corrected=False)
        self.a_new_decade()
        does(lambda: acts("lapse"), self.lapse, charge=old)


def reversals():
    """Return how many counter-receipts there are."""
    return Receipt.objects.exclude(reverses=None).count()


def test_one_walk_through_all_twelve_verbs(town):
    walk = Walk()
    try:
        walk.open()
        walk.open_more()
        walk.go()
    finally:
        walk.teardown()
