"""Any order of charging, paying and taking back leaves books that agree to the cent."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from backoffice.kernel.actors import Source
from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO
from backoffice.ledger import services as ledger
from backoffice.ledger.models import Period
from backoffice.revenue import queries, services
from backoffice.revenue.models import Charge, Credit, Expense, Hold, Payment
from backoffice.revenue.services import Item

from .town import (
    approve,
    at,
    carry_out,
    disagreements,
    make_charge,
    make_party,
    person,
    propose,
    refund,
    report,
)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(120)]
amounts = st.decimals("0.50", "300", places=2)
LESS = ["write_off", "correction", "waiver"]
FAR = date(2034, 12, 31)
KINDS = ["fine", "rent", "administrative_fee"]


class Treasury(RuleBasedStateMachine):
    """A treasury and a plain model of it: what was charged, given back, received and returned."""

    charges = Bundle("charges")
    payments = Bundle("payments")
    settled = Bundle("settled")

    @initialize()
    def open(self):
        self.block = transaction.atomic()
        self.block.__enter__()
        self.parties = [make_party(n) for n in (1, 2)]
        self.today, self.last = date(2026, 4, 10), date(2026, 12, 30)
        self.step = 0
        self.charged = self.received = self.surcharged = ZERO

    def teardown(self):
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def now(self):
        self.step += 1
        return at(self.today)

    def attempt(self, verb, **facts):
        """Try a verb in a savepoint; a refusal leaves nothing behind."""
        with suppress(DomainError), transaction.atomic():
            return verb(**facts)
        return None

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.today = min(self.today + timedelta(days=days), self.last)

    @rule(target=charges, party=st.integers(0, 1), kind=st.sampled_from(KINDS), amount=amounts)
    def charge(self, party, kind, amount):
        now = self.now()
        made = make_charge(
            self.parties[party],
            str(amount),
            kind=kind,
            source=str(self.step),
            on=now.date(),
            due_on=now.date() + timedelta(days=20),
        )
        self.charged += amount
        return made.pk

    @rule(target=payments, charge=charges, amount=st.none() | amounts)
    def order(self, charge, amount):
        payment = self.attempt(
            services.payments.order,
            payer=None,
            items=[(charge, amount)],
            method="card",
            key=f"k{self.step}",
            at=self.now(),
        )
        return payment.code if payment else multiple()

    @rule(code=payments, ends=st.sampled_from(["fail", "abandon"]))
    def end(self, code, ends):
        if ends == "fail":
            services.fail_payment(reference=code, reason="declined", at=self.now())
        else:
            services.abandon_payment(reference=code, at=self.now())

    @rule(
        target=settled,
        code=payments,
        more=st.sampled_from([ZERO, ZERO, Decimal("7.25"), Decimal("-0.40")]),
    )
    def money_comes(self, code, more):
        """The bank reports, early or late, more or less than was asked."""
        payment = Payment.objects.get(code=code)
        now, amount = self.now(), max(payment.amount + more, Decimal("0.01"))
        first = payment.received is None
        ref = f"pi-{code}" if first else payment.bank_reference
        receipt = services.record_payment(
            report(payment, str(amount), ref=ref, paid_at=now), at=now
        )
        assert receipt.payment_id == payment.pk
        self.received += receipt.amount if first else ZERO
        return code

    @rule(code=settled)
    def money_comes_twice(self, code):
        now = self.now()
        payment = Payment.objects.get(code=code)
        services.record_payment(report(payment, "3.30", ref=f"x{self.step}", paid_at=now), at=now)
        self.received += Decimal("3.30")

    @rule(code=settled, amount=amounts)
    def money_goes_back(self, code, amount):
        counter = self.attempt(
            services.reverse_payment,
            reference=code,
            amount=amount,
            reason="επιστροφή",
            bank_reference=f"r{self.step}",
            actor=None,
            at=self.now(),
        )
        self.received -= counter.amount if counter else ZERO

    @rule(charge=consumes(charges))
    def cancel(self, charge):
        done = self.attempt(
            services.cancel_charge, charge_id=charge, reason="λάθος", actor=None, at=self.now()
        )
        self.charged -= done.principal if done else ZERO

    @rule(party=st.integers(0, 1), kind=st.sampled_from(KINDS), amount=amounts)
    def correct(self, party, kind, amount):
        now = self.now()
        services.credit_debtor(
            debtor_id=self.parties[party].pk,
            amount=amount,
            kinds=[kind],
            source=Source("test.correction", str(self.step)),
            reason="διόρθωση",
            actor=None,
            at=now,
        )
        self.charged -= amount

    @rule(charge=charges, amount=amounts)
    def credit_pays(self, charge, amount):
        for credit in Credit.objects.filter(of=None).order_by("-pk")[:1]:
            self.attempt(
                services.use_credit,
                credit_id=credit.pk,
                charge_id=charge,
                amount=amount,
                actor=None,
                at=self.now(),
            )

    @rule(amount=amounts)
    def credit_goes_back(self, amount):
        for credit in Credit.objects.filter(of=None).order_by("-pk")[:1]:
            act = self.attempt(refund, credit=credit, amount=str(amount), moment=self.now())
            self.received -= act.amount if act else ZERO

    @rule(
        charge=charges, kind=st.sampled_from(["write_off", "correction", "waiver"]), amount=amounts
    )
    def decide_less(self, charge, kind, amount):
        """An act takes off what it says, or is refused because it does not fit."""
        now = self.now()
        act = self.attempt(propose, kind=kind, items=(Item(charge, None, amount),), moment=now)
        if act is None:
            return
        approve(act, now)
        carry_out(act, now)
        self.charged -= amount if kind != "waiver" else ZERO

    @rule(charge=charges)
    def money_before_the_act(self, charge):
        """A payment comes between the approval of an act and its carrying out."""
        now = self.now()
        act = self.attempt(propose, kind="write_off", items=(Item(charge),), moment=now)
        if act is None:
            return
        approve(act, now)
        receipt = services.take_cash(
            items=[(charge, None)], key=f"c{self.step}", actor=person("cashier"), at=now
        )
        self.received += receipt.amount
        with pytest.raises(DomainError), transaction.atomic():
            carry_out(act, now)

    @rule(charge=charges, amount=amounts)
    def collecting_costs(self, charge, amount):
        self.attempt(
            services.charge_expenses,
            charge_id=charge,
            amount=amount,
            reason="επίδοση",
            actor=None,
            at=self.now(),
        )

    @rule()
    def costs_are_taken_back(self):
        for expense in Expense.objects.filter(of=None).order_by("-pk")[:1]:
            self.attempt(
                services.take_back_expenses,
                expense_id=expense.pk,
                reason="λάθος",
                actor=None,
                at=self.now(),
            )

    @rule(charge=charges, kind=st.sampled_from(["arranged", "arranged", "disputed"]))
    def hold(self, charge, kind):
        """A debt is arranged, or revived from the day it was arranged first."""
        now = self.now()
        earlier = Hold.objects.filter(charge=charge, kind=kind).order_by("pk").first()
        self.attempt(
            services.place_hold,
            charge_ids=[charge],
            kind=kind,
            source=Source("test.plan", str(self.step)),
            first=earlier.first if earlier else now.date(),
            reason="ρύθμιση",
            actor=None,
            at=now,
        )

    @rule(lost=st.booleans())
    def hold_ends(self, lost):
        """An arrangement is completed, or lost as if it had never stood."""
        now = self.now()
        standing = Hold.objects.filter(source_kind="test.plan", last=None, voided_at=None)
        for hold in standing.order_by("-pk")[:1]:
            source = Source(hold.source_kind, hold.source_id)
            facts = {"source": source, "reason": "τέλος", "actor": None, "at": now}
            if lost:
                self.attempt(services.void_hold, **facts)
            else:
                self.attempt(services.lift_hold, last=now.date(), **facts)

    @rule(party=st.integers(0, 1))
    def no_interest(self, party):
        now = self.now()
        services.exempt_from_interest(
            party_id=self.parties[party].pk,
            cause="conscript",
            began=now.date(),
            proof="Στρατολογία",
            actor=None,
            at=now,
        )

    @rule()
    def months_are_closed(self):
        """Everything before this month is closed; what is booked later is dated later."""
        past = Period.objects.filter(year=self.today.year, month__lt=self.today.month, state="open")
        for period in past:
            ledger.close_period(period_id=period.pk, actor=None, at=self.now())

    @invariant()
    def cards_tell_the_same(self):
        if not hasattr(self, "block"):
            return
        until = FAR
        ids = [party.pk for party in self.parties]
        cards = [queries.debtor_card(pk, until) for pk in ids]
        assert sum((card.balance for card in cards), ZERO) == queries.statement(ids, until).balance
        for debt in queries.debts_of(ids, self.today):
            tree = debt.explanation
            assert tree.amount == debt.total

    @invariant()
    def books_agree(self):
        if hasattr(self, "block"):
            assert disagreements() == []

    @invariant()
    def statement_tells_what_the_model_knows(self):
        if not hasattr(self, "block"):
            return
        ids = [party.pk for party in self.parties]
        statement = queries.statement(ids, FAR)
        surcharges = sum(
            (r.debit - r.credit for r in statement.rows if r.kind == "surcharge"), ZERO
        )
        costs = Expense.objects.aggregate(sum=Sum("amount"))["sum"] or ZERO
        assert statement.balance == self.charged + costs + surcharges - self.received
        left = sum((d.principal_open + d.expenses for d in queries.debts_of(ids, self.today)), ZERO)
        kept = sum((row["left"] for row in queries.credits_of(ids)), ZERO)
        assert statement.balance == left - kept
        assert Charge.objects.filter(state="open").count() == len(queries.debts_of(ids, self.today))


def test_any_order_of_verbs_keeps_the_books_right(town):
    run_state_machine_as_test(
        Treasury,
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
