"""Sixteen clients at once: notices doubled and mixed, browsers, cash desk; one receipt each."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.db import connection, connections
from django.utils import timezone

from backoffice.kernel.errors import DomainError
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Payment
from eservices.payments import inbox, services
from eservices.payments.handlers import NotYet
from eservices.payments.models import Attempt, Notice
from eservices.payments.opening import Wish
from tests.integrations.servers import NoticeReceiver, SandboxServer, StripePage

from .till import Till, bill, disagreements, make_party, open_town, owed, receipts

CLIENTS = 16
PAYMENTS = 4

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def busy_till(
    transactional_db: None,
    stripe_sandbox: SandboxServer,
    notice_receiver: NoticeReceiver,
    settings: Any,
) -> Iterator[Till]:
    """A till whose rows other connections see."""
    settings.STRIPE_API_BASE = stripe_sandbox.url
    settings.STRIPE_TIMEOUT = 20
    stripe_sandbox.send_to(notice_receiver.url)
    open_town()
    party = make_party()
    yield Till(stripe_sandbox, notice_receiver, party, bill(party))
    assert disagreements() == []


def at_once(work: Callable[[Any], Any], things: list[Any]) -> list[Any]:
    """Do something with every thing, in as many threads, beginning together."""
    start = threading.Barrier(len(things))

    def run(thing: Any) -> Any:
        start.wait()
        try:
            return work(thing)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(run, things))


def in_threads(work: Callable[[Any], Any], things: list[Any]) -> list[Any]:
    """Do something with every thing, sixteen at a time."""

    def run(thing: Any) -> Any:
        try:
            return work(thing)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(run, things))


def test_notices_doubled_and_mixed_through_sixteen_clients(
    busy_till: Till, live_server: Any
) -> None:
    till = busy_till
    charges = [bill(make_party(n), f"{n}1.00", source=f"r{n}") for n in range(2, 2 + PAYMENTS)]
    for charge in charges:
        wish = Wish(((charge.pk, None),), f"race-{charge.pk}", "el")
        attempt = services.begin_checkout(payer=None, wish=wish, at=timezone.now())
        StripePage(attempt.url).pay()
    till.sandbox.wait_for_notices()
    sent = [notice for notice in till.receiver.notices for _copy in range(CLIENTS)]
    random.Random(16).shuffle(sent)
    assert len(sent) >= PAYMENTS * CLIENTS

    def post(notice: Any) -> int:
        answer = requests.post(
            f"{live_server.url}/webhooks/stripe/",
            data=notice.body,
            headers={"Stripe-Signature": notice.signature, "Content-Type": "application/json"},
            timeout=60,
        )
        return answer.status_code

    assert set(in_threads(post, sent)) == {200}
    events = {notice.body for notice in till.receiver.notices}
    assert Notice.objects.count() == len(events)

    ids = [pk for pk in Notice.objects.values_list("pk", flat=True) for _copy in range(4)]
    random.Random(4).shuffle(ids)
    in_threads(work_on, ids)
    for pk in set(ids):
        work_on(pk)
    assert not Notice.objects.filter(state="waiting").exists()
    assert sorted(r.amount for r in receipts()) == sorted(charge.principal for charge in charges)
    assert [r.number for r in receipts()] == list(range(1, PAYMENTS + 1))
    assert {owed(charge) for charge in charges} == {Decimal("0.00")}


def work_on(pk: int) -> None:
    try:
        inbox.work_off(notice_id=pk, at=timezone.now())
    except NotYet:
        return


def test_browser_webhook_and_periodic_task_give_one_receipt(busy_till: Till) -> None:
    attempt = busy_till.begin()
    busy_till.page(attempt).pay()
    code = attempt.payment.code

    def settle(_thread: int) -> Any:
        return services.settle(payment_code=code, at=timezone.now())

    assert {v.value for v in at_once(settle, list(range(8)))} == {"record"}
    assert len(receipts()) == 1
    assert owed(busy_till.charge) == 0


def test_a_form_sent_eight_times_at_once_opens_one_page(busy_till: Till) -> None:
    wish = Wish(((busy_till.charge.pk, None),), "eight-times", "el")

    def begin(_thread: int) -> str:
        try:
            return services.begin_checkout(payer=None, wish=wish, at=timezone.now()).url
        except services.GatewaySilent:
            return ""

    urls = set(at_once(begin, list(range(8)))) - {""}
    assert len(urls) == 1
    assert (Payment.objects.count(), Attempt.objects.count()) == (1, 1)


def test_two_tabs_that_pay_at_once_leave_one_page_open(busy_till: Till) -> None:
    def begin(key: str) -> str:
        wish = Wish(((busy_till.charge.pk, None),), key, "el")
        try:
            return services.begin_checkout(payer=None, wish=wish, at=timezone.now()).url
        except DomainError:
            return ""

    urls = [url for url in at_once(begin, ["tab-1", "tab-2"]) if url]
    paid = [url for url in urls if StripePage(url).pay().location]
    inbox.ask_about_stuck(older_than=timedelta(0), at=timezone.now())
    assert len(paid) == 1
    assert owed(busy_till.charge) == 0
    assert len(receipts()) == 1


def test_cash_desk_against_the_card(busy_till: Till) -> None:
    attempt = busy_till.begin()
    busy_till.page(attempt).pay()

    def pay(way: str) -> str:
        try:
            if way == "card":
                services.settle(payment_code=attempt.payment.code, at=timezone.now())
            else:
                item = (busy_till.charge.pk, None)
                revenue.take_cash(items=[item], key="desk", actor=None, at=timezone.now())
        except DomainError as error:
            return error.code
        return "paid"

    results = at_once(pay, ["card", "cash"])
    assert results[0] == "paid"
    assert owed(busy_till.charge) == 0
    assert len(receipts()) == 1 + (results[1] == "paid")
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(amount), 0) from revenue_credit")
        assert cursor.fetchone()[0] == (144 if results[1] == "paid" else 0)
