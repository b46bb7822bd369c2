"""Two at once, and a judge that dies: each race is first shown to be lost without its guard."""

import os
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from backoffice.arrangements import services
from backoffice.arrangements.errors import DebtExcluded
from backoffice.arrangements.models import ArrangedDebt, Arrangement
from backoffice.arrangements.offers import Wish
from backoffice.arrangements.services import running
from backoffice.kernel.errors import DomainError
from backoffice.ledger import services as ledger
from backoffice.revenue import services as revenue
from tests.backoffice.arrangements.town import (
    START,
    arrange,
    at,
    disagreements,
    judge,
    open_schemes,
    owe,
)
from tests.backoffice.revenue.town import make_party, open_town
from tests.factories.servers import database_url

from .test_revenue_payments import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.timeout(240)]
ROOT = Path(__file__).resolve().parents[2]
LATE = date(2026, 7, 15)


@pytest.fixture
def party(transactional_db):
    ledger.load_chart()
    open_town()
    open_schemes()
    return make_party()


def both_apply(party):
    charge = owe(party)
    wish = Wish(party.pk, (charge.pk,), 6)
    acts = [
        lambda key=key: services.apply(wish=wish, key=key, actor=None, at=at(START))
        for key in ("one", "two")
    ]
    return at_once(*acts)


def test_two_applications_arrange_a_debt_once(party):
    results = both_apply(party)
    assert sorted(type(r).__name__ for r in results) in (
        ["AlreadyArranged", "Arrangement"],
        ["Arrangement", "DebtExcluded"],
        ["Arrangement", "HoldRefused"],
    )
    assert ArrangedDebt.objects.count() == Arrangement.objects.count() == 1
    assert disagreements() == []


def test_without_lock_only_the_database_keeps_the_second_out(party, monkeypatch):
    """Both look before either writes: the look does not help, the unique row does."""
    meeting = threading.Barrier(2)

    def no_lock(ids):
        meeting.wait(timeout=20)

    monkeypatch.setattr(revenue, "lock_charges", no_lock)
    results = both_apply(party)
    assert not any(isinstance(r, DebtExcluded) for r in results)
    assert sum(isinstance(r, DomainError) for r in results) == 1
    assert Arrangement.objects.count() == 1


def payment_under_way(party, monkeypatch, *, wait):
    """Judge while a payment that was ordered in time is being booked; return the outcome."""
    owe(party)
    arrangement = arrange(party, 2)
    asked = services.ask_rest(arrangement_id=arrangement.pk, actor=None, at=at(START))
    ids = [row.charge_id for row in arrangement.debts.all()]
    items = [(ids[0], arrangement.capital)]
    payment = revenue.start_payment(payer=None, items=items, method="bank", key="k", at=at(START))
    assert asked.total >= arrangement.capital
    report = revenue.PaymentReport(payment.code, payment.amount, "bank-1", at(START), "bank")
    booked, judged = threading.Event(), threading.Event()

    def pay():
        with transaction.atomic():
            revenue.record_payment(report, at=at(LATE))
            booked.set()
            judged.wait(timeout=1.5)

    def look():
        booked.wait(timeout=20)
        try:
            return services.judge(arrangement_id=arrangement.pk, at=at(LATE))
        finally:
            judged.set()

    if not wait:
        monkeypatch.setattr(running.revenue, "lock_charges", lambda ids: None)
        monkeypatch.setattr(running.revenue, "void_hold", lambda **facts: None)
        monkeypatch.setattr(running, "cancel_untouched", lambda *facts: 0)
    results = at_once(pay, look)
    assert results[0] is None, results
    return results[1]


def test_judge_who_does_not_wait_loses_what_was_paid_in_time(party, monkeypatch):
    assert payment_under_way(party, monkeypatch, wait=False) == "lost"


def test_judge_waits_for_the_payment_under_way(party, monkeypatch):
    assert payment_under_way(party, monkeypatch, wait=True) != "lost"
    assert disagreements() == []


KILLED = """
import django, os, signal
django.setup()
from datetime import UTC, datetime
from backoffice.arrangements import services
from backoffice.arrangements.services import judging
real, seen = judging.judge, []
def judge(**facts):
    if len(seen) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    seen.append(1)
    return real(**facts)
judging.judge = judge
services.judge_arrangements(at=datetime(2026, 7, 15, 2, tzinfo=UTC))
"""


def test_killed_judge_is_made_good_by_the_next(party):
    for number in range(2, 6):
        other = make_party(number)
        owe(other, source=f"s{number}")
        arrange(other, key=f"k{number}")
    env = os.environ | {"DATABASE_URL": database_url()}
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        env=env,
        cwd=ROOT,
        timeout=180,
    )
    assert done.returncode == -signal.SIGKILL
    assert Arrangement.objects.filter(state="lost").count() == 2
    assert judge(LATE)["lost"] == 2
    assert judge(LATE)["lost"] == 0
    assert disagreements() == []
