"""The same treasury with arrangements, set-offs, lists and years that pass."""

import os
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
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
from backoffice.revenue.models import Charge, ChargeList, Credit, Receipt
from backoffice.revenue.services import Item
from tests.backoffice.arrangements import town as plans

from .listing import DECISION, feed_numbers, look_up, set_tariff
from .test_machine import Treasury
from .town import approve, at, carry_out, decide, make_charge, person, propose

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
#: `MACHINE_EXAMPLES=200` looks longer than every run of the suite can.
EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "4"))


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
        plans.pay(asked.items, now.date(), key=f"i{self.step}")

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
        if self.today.year == 2026 and self.step > 4:
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


def test_any_order_of_all_verbs_keeps_the_books_right(town):
    run_state_machine_as_test(
        Town,
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
