"""The fee at the counter: taken by the clerk who took the application, in the same flow."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from backoffice.identity import services as identity
from backoffice.kernel.dates import athens_day
from backoffice.treasury import services as treasury
from backoffice.treasury.models import Session
from eservices.applications.models import Application
from eservices.applications.services.counter import begin_at_counter, send_at_counter
from eservices.applications.services.till import take_fee
from eservices.applications.till import till_of
from tests.backoffice.documents.corpus import pdf
from tests.factories.signin import make_staff, sign_in_staff

from . import counter


@pytest.fixture
def clerk(citizen):
    """A clerk of the counter."""
    return make_staff("head", "counter@example.org", "revenue")


@pytest.fixture
def screen(clerk):
    """The clerk's browser."""
    client = Client()
    sign_in_staff(client, clerk)
    return client


@pytest.fixture
def desk():
    """A cash desk of the town."""
    return treasury.set_up_desk(
        code="t1", name_el="Ταμείο 1", name_en="Desk 1", actor=None, at=timezone.now()
    )


def also_cashier(clerk):
    """Let a clerk keep a cash desk too."""
    identity.assign_role(
        user_id=clerk.pk,
        role="cashier",
        department=None,
        valid_from=athens_day(timezone.now()) - timedelta(days=1),
        actor=None,
        at=timezone.now(),
    )
    return type(clerk).objects.get(pk=clerk.pk)


def opened(desk, clerk):
    """Open the desk with a hundred euros."""
    return treasury.open_session(
        desk_id=desk.pk,
        pieces={"50.00": 2},
        slip="ΑΝ-1",
        key=f"open-{clerk.pk}",
        actor=clerk,
        at=timezone.now(),
    )


def sent_at_counter(clerk):
    """Return an application that the clerk sent for the person."""
    from eservices.applications import services

    now = timezone.now()
    draft = begin_at_counter(
        service=counter.TREE, afm=counter.AFM, how="id_card", note="", actor=clerk, at=now
    )
    answers = {"kind": "Ελιά", "height": "7", "danger": False}
    services.save_draft(draft_id=draft.pk, answers=answers, at=now)
    for field, name in (("photo", "a.pdf"), ("title_deed", "b.pdf")):
        file = counter.file(name, pdf(text=name))
        services.add_upload(draft_id=draft.pk, field=field, upload=file, actor=clerk, at=now)
    draft.refresh_from_db()
    return send_at_counter(draft=draft, actor=clerk, language="el", at=timezone.now())


def words_of(answer):
    """Return what a PDF says."""
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(page.extract_text() for page in pages)


def test_the_clerk_takes_the_money_and_prints_both_receipts(clerk, screen, desk):
    clerk = also_cashier(clerk)
    opened(desk, clerk)
    application = sent_at_counter(clerk)
    address = f"/cms/applications/{application.code}/payment/"
    assert (
        f'href="{address}"' in screen.get(f"/cms/applications/{application.code}/").content.decode()
    )
    page = screen.get(address).content.decode()
    assert "12,50" in page
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    said = {"key": key.group(1), "method": "cash", "handed": "10,00", "reference": "", "email": ""}
    short = screen.post(address, said)
    assert short.status_code == 422
    assert Application.objects.get(pk=application.pk).state == "awaiting_payment"
    said["handed"] = "20,00"
    for _press in range(2):
        done = screen.post(address, said, follow=True)
        assert done.status_code == 200
    page = done.content.decode()
    assert "7,50" in page
    application = Application.objects.get(pk=application.pk)
    assert (application.state, application.charge.state) == ("in_progress", "settled")
    assert Session.objects.get().takings.count() == 1
    receipt = Session.objects.get().takings.get().receipt
    assert f"/receipts/{receipt.code}/print/" in page
    printed = words_of(screen.get(f"/cms/applications/{application.code}/receipt.pdf"))
    assert str(receipt) in printed
    assert application.entry.label in printed


def test_sending_at_the_counter_leads_to_the_fee(clerk, screen):
    from eservices.applications import services

    now = timezone.now()
    draft = begin_at_counter(
        service=counter.TREE, afm=counter.AFM, how="id_card", note="", actor=clerk, at=now
    )
    answers = {"kind": "Ελιά", "height": "7", "danger": False}
    services.save_draft(draft_id=draft.pk, answers=answers, at=now)
    file = counter.file("a.pdf", pdf(text="a"))
    services.add_upload(draft_id=draft.pk, field="photo", upload=file, actor=clerk, at=now)
    answer = screen.post(f"/cms/applications/counter/{draft.code}/")
    made = Application.objects.get(draft_code=draft.code)
    assert answer.headers["Location"] == f"/cms/applications/{made.code}/payment/"


def test_without_an_open_desk_the_way_on_is_clear(clerk, screen, desk):
    application = sent_at_counter(clerk)
    address = f"/cms/applications/{application.code}/payment/"
    today = athens_day(timezone.now())
    page = screen.get(address).content.decode()
    assert till_of(clerk, today).way == "elsewhere"
    assert application.charge.rf_code in page
    assert 'name="method"' not in page
    assert application.charge.rf_code in words_of(
        screen.get(f"/cms/applications/{application.code}/receipt.pdf")
    )
    clerk = also_cashier(clerk)
    assert till_of(clerk, today).way == "open_one"
    assert "/treasury/open/" in screen.get(address).content.decode()
    refused = screen.post(address, {"key": "k", "method": "cash"})
    assert refused.status_code == 422
    opened(desk, clerk)
    assert till_of(clerk, today).way == "take"
    assert till_of(clerk, today + timedelta(days=1)).way == "close_first"
    other = make_staff("head", "other@example.org", "revenue")
    assert [str(one.code) for one in till_of(other, today).desks] == ["t1"]


def test_a_withdrawn_application_takes_no_money(clerk, desk, citizen):
    from backoffice.kernel.errors import DomainError
    from eservices.applications import services

    clerk = also_cashier(clerk)
    opened(desk, clerk)
    application = sent_at_counter(clerk)
    now = timezone.now()
    services.withdraw(application_id=application.pk, reason="", actor=citizen, at=now)
    with pytest.raises(DomainError):
        take_fee(
            application_id=application.pk,
            tendered=treasury.Tendered("cash"),
            key="k",
            actor=clerk,
            at=now,
        )
