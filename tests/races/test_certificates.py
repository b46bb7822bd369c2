"""A certificate is true when it is issued: whoever reverses a payment meanwhile waits."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from backoffice.certificates import services
from backoffice.certificates.kinds import KINDS, nothing_to_hold
from backoffice.certificates.models import Certificate
from backoffice.certificates.services import applying
from backoffice.kernel.dates import athens_day
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from tests.backoffice.documents.office import open_town as open_registry
from tests.eservices.payments.till import bill, make_party, open_town
from tests.factories.signin import make_user

from .test_revenue_payments import at_once, failures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(180)]


@pytest.fixture
def paid(transactional_db) -> Any:
    """Return an overdue charge that was paid."""
    from backoffice.identity.services import load_roles

    load_roles(at=timezone.now())
    open_registry()
    open_town()
    charge = bill(make_party(), due_in=-5)
    revenue.take_cash(items=[(charge.pk, None)], key="k", actor=None, at=timezone.now())
    return charge


def meet(monkeypatch, *, held: bool) -> None:
    """Let the reversal begin once the facts were read, before the number is taken."""
    kind, real = KINDS.get("clearance"), applying.issue
    read = threading.Event()

    def issue(*args: Any) -> Any:
        read.set()
        # Long enough for the other side to commit, if nothing holds it.
        threading.Event().wait(1.5)
        return real(*args)

    monkeypatch.setattr(applying, "issue", issue)
    if not held:
        changed = replace(kind, hold=nothing_to_hold)
        monkeypatch.setitem(KINDS._handlers, "clearance", changed)
    monkeypatch.setattr(meet, "read", read, raising=False)


def ask(charge: Any, user: Any) -> Any:
    return lambda: services.apply_for(
        kind="clearance", party_id=charge.debtor_id, key="k", actor=user, at=timezone.now()
    )


def go_back(charge: Any) -> Any:
    def act() -> Any:
        meet.read.wait(timeout=60)
        receipt = charge.allocations.first().receipt
        revenue.reverse_payment(
            reference=receipt.payment.code,
            amount=receipt.amount,
            reason="x",
            bank_reference="x",
            actor=None,
            at=timezone.now(),
        )
        return Certificate.objects.count()

    return act


def test_a_reversal_overtakes_without_the_hold(paid, monkeypatch) -> None:
    meet(monkeypatch, held=False)
    results = at_once(ask(paid, make_user("a@example.org")), go_back(paid))
    assert failures(results) == []
    # Money had gone back before the certificate stood: it was never true.
    assert results[1] == 0


def test_a_reversal_waits_for_the_certificate(paid, monkeypatch) -> None:
    meet(monkeypatch, held=True)
    results = at_once(ask(paid, make_user("a@example.org")), go_back(paid))
    assert failures(results) == []
    assert results[1] == 1
    today = athens_day(timezone.now())
    assert revenue_queries.clearance_of(paid.debtor_id, today).state == "refused"
