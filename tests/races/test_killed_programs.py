"""The real web server and the real worker die with SIGKILL in the middle of their work.

Each is killed while it waits for a lock that the test holds, so that it surely stands inside its
transaction. The next life of the same program takes the work up; nothing is lost or doubled.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests
from django.conf import settings
from django.test import Client
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from backoffice.audit import services as audit
from backoffice.enforcement import services as enforcement
from backoffice.enforcement import tasks as enforcement_tasks
from backoffice.enforcement.models import Batch, Notice, Part
from backoffice.kernel.dates import athens_day
from backoffice.kernel.reconcile import run_all
from backoffice.ledger import services as ledger
from backoffice.revenue import services as revenue
from backoffice.revenue import tasks as revenue_tasks
from backoffice.revenue.models import Charge, Payment, Receipt, Run, StagedCharge
from eservices.payments import door
from eservices.payments import services as payments
from eservices.payments import tasks as payment_tasks
from eservices.payments.models import Attempt
from eservices.payments.models import Notice as GatewayNotice
from eservices.payments.opening import Wish
from tests.backoffice.enforcement import town as notices
from tests.backoffice.revenue import listing
from tests.backoffice.revenue.town import make_party, make_user
from tests.eservices.payments.till import bill
from tests.factories.signin import make_staff, sign_in_staff
from tests.integrations.servers import NoticeReceiver, SandboxServer, StripePage, notice_receiver
from tests.scenarios.browser import Browser
from tests.scenarios.people import Person
from tests.scenarios.town import Town

from .programs import House, Program, barred, free_port

__all__ = ["notice_receiver"]

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]
#: Every verb ends with its row of the trail: whoever waits here has written everything else.
TRAIL = "lock table audit_entry in share mode"
VISIT = "select 1 from payments_attempt for update"
SAMPLE = "lock table revenue_samplerow in share mode"
CHOICE = "select 1 from enforcement_candidate where id = %s for update"
LINES = "lock table enforcement_noticeline in share mode"


@pytest.fixture
def town(house: House) -> None:
    notices.open_town()
    year = athens_day(timezone.now()).year
    for other in {year, year + 1} - {2026, 2027, 2031}:
        ledger.open_year(year=other, actor=None, at=timezone.now())


def disagreements() -> list[Any]:
    audit.seal(at=timezone.now())
    return [(found.name, found.rows) for found in run_all() if found.rows]


def killed_while(program: Program, act: Callable[[], Any], *, bar: str, written: str) -> Any:
    """Kill a program that an act of ours brought to a bar; return how the act ended."""
    with ThreadPoolExecutor(1) as pool:
        with barred(bar):
            coming: Future[Any] = pool.submit(act)
            program.waits_having_written(written)
            program.kill()
        program.is_forgotten()
        return coming.exception()


def test_web_server_killed_in_a_payment(
    town: None, house: House, stripe_sandbox: SandboxServer
) -> None:
    charge, port = bill(make_party()), free_port()
    site = f"http://localhost:{port}"
    house.environment["SITE_URL"] = site
    stripe_sandbox.send_to(f"{site}/webhooks/stripe/")
    stripe_sandbox.behave(hold=True)
    first, payer = house.web(port), Person(Browser(site))
    back = payer.chooses_by_code(charge.rf_code).pay().location

    def comes_back() -> Any:
        return payer.browser.open(str(back))

    ended = killed_while(first, comes_back, bar=TRAIL, written="revenue_receipt")
    assert isinstance(ended, requests.ConnectionError)
    assert (Payment.objects.get().state, Receipt.objects.count()) == ("started", 0)
    assert Charge.objects.get().state == "open"
    assert disagreements() == []

    # The second life books it, and dies before it has noted that the visit is over.
    second = house.web(port)
    ended = killed_while(second, comes_back, bar=VISIT, written="payments_attempt")
    assert isinstance(ended, requests.ConnectionError)
    assert Receipt.objects.count() == 1

    house.web(port)
    receipt = payer.reads_receipt(comes_back())
    stripe_sandbox.release()
    story = Town(site, stripe_sandbox, None)
    story.hears_the_gateway()
    assert [receipt.number] == [str(row) for row in Receipt.objects.all()]
    assert (Charge.objects.get().state, Attempt.objects.get().state) == ("settled", "closed")
    assert disagreements() == []


def officer_before(site: str, role: str) -> Browser:
    """Return the browser of an officer who has signed in."""
    client, browser = Client(), Browser(site)
    sign_in_staff(client, make_staff(role))
    browser.session.cookies.set(settings.SESSION_COOKIE_NAME, client.session.session_key)
    return browser


def test_web_server_and_worker_killed_while_a_list_is_certified(town: None, house: House) -> None:
    listing.set_tariff()
    rows = listing.table([(n, f"Π{n}", "90", "") for n in range(1, 41)])
    held = listing.checked(rows, make_user("drafter"))
    port = free_port()
    site = f"http://localhost:{port}"
    address = f"/cms/revenue/lists/{held.code}/"
    web, worker = house.web(port), house.worker()
    treasurer = officer_before(site, "treasurer")
    asked = treasurer.open(f"{address}certify/")
    decision = {"organ": "Δ.Ε.", "number": "17/2026", "decided_on": "2026-04-09"}

    def certifies() -> Any:
        return treasurer.send(asked, decision | {"on": "2026-04-10"})

    ended = killed_while(web, certifies, bar=TRAIL, written="revenue_charge")
    worker.kill()
    worker.is_forgotten()
    assert isinstance(ended, requests.ConnectionError)
    held.refresh_from_db()
    assert (held.state, held.number, held.entry_id) == ("checked", None, None)
    assert (Charge.objects.count(), StagedCharge.objects.count()) == (0, 40)
    assert Run.objects.get().state == "rehearsed"
    assert disagreements() == []

    house.web(port)
    # The page says where the list stands, and the same press certifies it, once.
    before = treasurer.open(address)
    assert before.link("Βεβαίωση") == f"{address}certify/"
    for _press in range(2):
        after = certifies()
        assert after.status == 200
    held.refresh_from_db()
    assert (str(held), held.rows, held.total) == ("1/2026", 40, Decimal("5760.00"))
    assert str(held) in after.text
    assert (Charge.objects.count(), StagedCharge.objects.count()) == (40, 0)
    assert Charge.objects.filter(state="open", list=held).count() == 40
    assert Run.objects.get().state == "certified"
    assert disagreements() == []


def taken_in(receiver: NoticeReceiver, sandbox: SandboxServer) -> None:
    """Keep what the gateway sent, as if it had come an hour ago."""
    sandbox.wait_for_notices()
    for notice in receiver.notices:
        door.take_in(notice.body, notice.signature, at=timezone.now() - timedelta(hours=1))


def sweep(task: Any) -> None:
    """Let the clock's task come now, unless a worker queued it by the clock already."""
    with suppress(AlreadyEnqueued):
        task.defer(timestamp=0)


def killed_in(program: Program, *, written: str) -> None:
    program.waits_having_written(written)
    program.kill()


def test_worker_killed_in_a_payment_a_run_and_a_batch(
    town: None,
    house: House,
    stripe_sandbox: SandboxServer,
    notice_receiver: NoticeReceiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four lives: each takes up what the one before left, and dies in work of another kind."""
    stripe_sandbox.send_to(notice_receiver.url)
    wish = Wish(((bill(make_party()).pk, None),), "key", "el")
    attempt = payments.begin_checkout(payer=None, wish=wish, at=timezone.now())
    StripePage(attempt.url).pay()
    taken_in(notice_receiver, stripe_sandbox)
    first = house.worker()
    with barred(TRAIL):
        killed_in(first, written="revenue_receipt")
    first.is_forgotten()
    assert (Receipt.objects.count(), Charge.objects.get().state) == (0, "open")

    sweep(payment_tasks.ask_about_stuck)
    second = house.worker()
    second.wait_for(lambda: not GatewayNotice.objects.filter(state="waiting").exists())
    second.wait_for(lambda: Charge.objects.exclude(told_at=None).exists())
    run = run_ordered_before(second)
    assert (run.state, StagedCharge.objects.count()) == ("computing", 0)

    sweep(revenue_tasks.rehearse_again)
    third = house.worker()
    third.wait_for(lambda: Run.objects.get().state == "rehearsed")
    assert StagedCharge.objects.count() == 40
    batch = batch_issued_before(third, monkeypatch)
    assert [part.state for part in batch.parts.order_by("number")] == ["set", "waiting", "waiting"]
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 2]

    sweep(enforcement_tasks.go_on)
    fourth = house.worker()
    fourth.wait_for(lambda: Batch.objects.get().state == "issued")
    fourth.end()
    assert sorted(Notice.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert Notice.objects.values("debtor").distinct().count() == 5
    assert Receipt.objects.count() == 1
    assert disagreements() == []


def run_ordered_before(worker: Program) -> Run:
    """Order a run of forty charges and kill the worker when its rows are written."""
    listing.set_tariff()
    drafter, hour_ago = make_user("drafter"), timezone.now() - timedelta(hours=1)
    rows = listing.table([(n, f"Π{n}", "90", "") for n in range(1, 41)])
    held = listing.draft(drafter, rows)
    with barred(SAMPLE):
        run = revenue.order_run(list_id=held.pk, actor=drafter, at=hour_ago)
        killed_in(worker, written="revenue_stagedcharge")
    worker.is_forgotten()
    run.refresh_from_db()
    return run


def batch_issued_before(worker: Program, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Issue five notices in three parts and kill the worker in the second of them."""
    monkeypatch.setattr("backoffice.enforcement.services.batches.PART", 2)
    officer = make_user("officer")
    debtors = [notices.debtor(number).pk for number in range(11, 16)]
    batch = notices.choose(officer)
    assert {row.debtor_id for row in batch.candidates.filter(choice="in")} == set(debtors)
    third = batch.candidates.get(position=3)
    with ExitStack() as later:
        # It may set the first part, and begin the second no sooner than its lines are barred.
        with barred(CHOICE, third.pk):
            enforcement.issue_batch(batch_id=batch.pk, actor=officer, at=notices.AT)
            worker.wait_for(lambda: Part.objects.filter(state="set").exists())
            worker.waits()
            later.enter_context(barred(LINES))
        killed_in(worker, written="enforcement_notice")
    worker.is_forgotten()
    batch.refresh_from_db()
    return batch
