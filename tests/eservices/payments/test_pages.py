"""The pages of paying as a browser meets them, over the real urlconf and the real card page."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from backoffice.audit.models import Entry
from backoffice.revenue import services as revenue
from backoffice.revenue.models import Payment
from eservices.payments.models import Attempt, Notice
from eservices.payments.payment_codes import MISSES_AN_HOUR
from tests.factories.signin import make_citizen, make_staff, sign_in, sign_in_staff
from tests.integrations.servers import StripePage

from .till import AFM, Till, bill, make_party, owed

UNKNOWN_RF = "RF89902018000000000000123"


@pytest.fixture
def citizen(till: Till) -> Client:
    """The debtor's own browser, signed in; the debt of the till becomes theirs."""
    user = make_citizen(AFM)
    till.party = make_party(afm=AFM)
    till.charge = bill(till.party, source="citizen")
    till.user = user
    client = Client()
    sign_in(client, user)
    return client


def clerk(client: Client, *rights: str) -> None:
    """Sign in somebody of the staff who holds some rights of this module."""
    user = make_staff("treasurer")
    found = Permission.objects.filter(content_type__app_label="payments", codename__in=rights)
    user.user_permissions.add(*found)
    sign_in_staff(client, user)


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form to pay."""
    form = page.split('action="/el/payments/start/"')[1].split("</form>")[0]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def pay_from_review(client: Client, query: str, **changes: str) -> StripePage:
    """Open the check page, press the button, and return the card page."""
    page = client.get(f"/el/payments/review/?{query}")
    assert page.status_code == 200, page
    answer = client.post("/el/payments/start/", fields(page.content.decode()) | changes)
    assert answer.status_code == 303, answer
    return StripePage(answer["Location"])


def come_back(client: Client, location: str | None):
    """Follow the card page's way back to our pages."""
    assert location
    return client.get(location.replace("http://localhost:8000", ""), follow=True)


def test_a_citizen_pays_and_finds_the_receipt(till: Till, citizen: Client) -> None:
    page = pay_from_review(citizen, f"charge={till.charge.code}")
    back = come_back(citizen, page.pay().location)
    text = back.content.decode()
    assert "Απόδειξη A-" in text
    assert "144,00" in text
    assert "Πρόστιμα" in text
    assert till.party.full_name in text
    pdf = citizen.get(back.request["PATH_INFO"] + "receipt.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    words = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert "144,00" in words
    assert "Απόδειξη" in words
    assert owed(till.charge) == 0


def test_the_mail_tells_where_the_receipt_is(till: Till, citizen: Client) -> None:
    page = pay_from_review(citizen, f"charge={till.charge.code}")
    back = come_back(citizen, page.pay().location)
    receipt = Payment.objects.get().receipts.get()
    assert revenue.send_receipt(receipt_id=receipt.pk, at=timezone.now())
    (letter,) = mail.outbox
    assert letter.to == ["citizen@example.org"]
    assert str(receipt) in letter.subject
    (link,) = re.findall(r"http://localhost:8000(\S+)", letter.body)
    opened = citizen.get(link, follow=True)
    assert opened.request["PATH_INFO"] == back.request["PATH_INFO"]
    stranger = Client().get(link)
    assert stranger.status_code == 302
    assert "/account/login/" in stranger["Location"]


def test_part_of_a_debt(till: Till, citizen: Client) -> None:
    asked = citizen.get(f"/el/account/debts/{till.charge.code}/?amount=44,00")
    assert asked.status_code == 302
    page = pay_from_review(citizen, asked["Location"].partition("?")[2])
    assert "44,00" in page.open().text
    come_back(citizen, page.pay().location)
    assert owed(till.charge) == Decimal("100.00")


@pytest.mark.parametrize("amount", ["0,99", "144,01", "-5", "ένα"])
def test_an_amount_that_cannot_be_paid_says_why(till: Till, citizen: Client, amount: str) -> None:
    page = citizen.get(f"/el/account/debts/{till.charge.code}/", {"amount": amount})
    assert page.status_code == 200
    assert "Πρόβλημα" in page.content.decode()
    review = citizen.get(
        "/el/payments/review/",
        {"charge": till.charge.code, f"amount-{till.charge.code}": amount},
        follow=True,
    )
    assert "/payments/review/" not in review.request["PATH_INFO"]


def test_a_forged_amount_is_refused_at_the_door(till: Till, citizen: Client) -> None:
    sent = {"charge": till.charge.code, f"amount-{till.charge.code}": "0.01", "key": "forged-key"}
    answer = citizen.post("/el/payments/start/", sent, follow=True)
    assert "Επιλέξτε ποσό" in answer.content.decode()
    assert not Payment.objects.exists()


def test_double_click_is_one_payment(till: Till, citizen: Client) -> None:
    page = citizen.get(f"/el/payments/review/?charge={till.charge.code}").content.decode()
    first = citizen.post("/el/payments/start/", fields(page))
    second = citizen.post("/el/payments/start/", fields(page))
    assert first["Location"] == second["Location"]
    assert Payment.objects.count() == 1


def test_going_back_then_going_on_then_giving_up_then_again(till: Till, citizen: Client) -> None:
    page = pay_from_review(citizen, f"charge={till.charge.code}")
    back = come_back(citizen, page.cancel().location)
    text = back.content.decode()
    assert "Δεν έχετε πληρώσει ακόμη" in text
    assert page.url in text
    path = back.request["PATH_INFO"]
    gone = citizen.post(path.replace("return", "give-up"), follow=True).content.decode()
    assert "Η πληρωμή δεν ολοκληρώθηκε" in gone
    assert "Νέα προσπάθεια" in gone
    again = citizen.post(path.replace("return", "again"))
    assert again.status_code == 303
    come_back(citizen, StripePage(again["Location"]).pay().location)
    assert owed(till.charge) == 0


def test_a_slow_method_says_that_it_is_in_progress(till: Till, citizen: Client) -> None:
    till.sandbox.seed(settle_after=3600)
    page = pay_from_review(citizen, f"charge={till.charge.code}")
    text = come_back(citizen, page.pay_from_account().location).content.decode()
    assert "είναι σε εξέλιξη" in text
    assert "Νέα προσπάθεια" not in text


def test_a_silent_gateway_is_no_server_error(till: Till, citizen: Client) -> None:
    till.sandbox.fail("status:500", "POST /v1/checkout/sessions", times=2)
    page = citizen.get(f"/el/payments/review/?charge={till.charge.code}").content.decode()
    answer = citizen.post("/el/payments/start/", fields(page), follow=True)
    assert answer.status_code == 200
    assert "δεν ανταποκρίνεται" in answer.content.decode()
    good = citizen.post("/el/payments/start/", fields(page))
    path = StripePage(good["Location"]).pay().location
    till.sandbox.fail("status:500", "GET /v1/checkout/sessions/*")
    unknown = come_back(citizen, path).content.decode()
    assert "είναι σε εξέλιξη" in unknown
    assert "Δεν χρεωθήκατε" not in unknown
    assert "Απόδειξη A-" in come_back(citizen, path).content.decode()


def test_by_rf_without_signing_in_and_without_a_name(till: Till) -> None:
    browser = Client()
    shown = browser.get("/el/pay/", {"rf": till.charge.rf_code}).content.decode()
    assert "144,00" in shown
    review = browser.get("/el/payments/review/", {"rf": till.charge.rf_code}).content.decode()
    page = pay_from_review(browser, f"rf={till.charge.rf_code}")
    result = come_back(browser, page.cancel().location)
    back = come_back(browser, page.pay().location)
    receipt = back.content.decode()
    assert "Απόδειξη A-" in receipt
    for text in (shown, review, result.content.decode(), receipt):
        assert till.party.name not in text
        assert till.party.afm not in text
    for text in (shown, review, result.content.decode()):
        assert "Πρόστιμα" not in text
    pdf = browser.get(back.request["PATH_INFO"] + "receipt.pdf")
    words = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert till.party.name not in words
    assert "144,00" in words


def test_part_by_rf(till: Till) -> None:
    page = pay_from_review(Client(), f"rf={till.charge.rf_code}&amount-rf=44,00")
    page.pay()
    till.settle(Attempt.objects.get())
    assert owed(till.charge) == Decimal("100.00")


def test_a_stranger_who_is_signed_in_pays_by_rf_and_learns_no_name(till: Till) -> None:
    client = Client()
    sign_in(client, make_citizen("094014201", "other@example.org"))
    page = pay_from_review(client, f"rf={till.charge.rf_code}")
    text = come_back(client, page.pay().location).content.decode()
    assert "Απόδειξη A-" in text
    assert till.party.name not in text


def test_another_browser_sees_nothing_of_a_payment_by_rf(till: Till) -> None:
    browser = Client()
    page = pay_from_review(browser, f"rf={till.charge.rf_code}")
    back = come_back(browser, page.pay().location)
    code = Payment.objects.get().code
    paths = [back.request["PATH_INFO"], back.request["PATH_INFO"] + "receipt.pdf"]
    paths += [f"/el/payments/{code}/return/", f"/el/payments/receipts/{code}/"]
    for path in [*paths, "/el/payments/receipts/NOTHERE12345/"]:
        answer = Client().get(path)
        assert "/account/login/" in answer["Location"], path
    other = Client()
    sign_in(other, make_citizen("094014201", "other@example.org"))
    for path in [*paths, "/el/payments/receipts/NOTHERE12345/"]:
        assert other.get(path).status_code == 404, path
    for verb in ("again", "give-up"):
        assert other.post(f"/el/payments/{code}/{verb}/").status_code == 404
        assert Client().post(f"/el/payments/{code}/{verb}/").status_code == 404


def test_nobody_chooses_anothers_debt(till: Till, citizen: Client) -> None:
    foreign = bill(make_party(7), source="foreign")
    for codes in ([foreign.code], [till.charge.code, foreign.code], ["NOTHERE12345"]):
        assert citizen.get("/el/payments/review/", {"charge": codes}).status_code == 404
        assert citizen.post("/el/payments/start/", {"charge": codes}).status_code == 404
    assert Client().get("/el/payments/review/", {"charge": foreign.code}).status_code == 302
    assert Client().post("/el/payments/start/", {"charge": foreign.code}).status_code == 302
    assert not Payment.objects.exists()


def test_trying_codes_is_stopped(till: Till) -> None:
    browser = Client()
    for _try in range(MISSES_AN_HOUR):
        page = browser.get("/el/pay/", {"rf": UNKNOWN_RF})
        assert "Δεν βρέθηκε οφειλή" in page.content.decode()
    assert browser.get("/el/pay/", {"rf": till.charge.rf_code}).status_code == 429
    assert browser.get(f"/api/v1/payment-codes/{till.charge.rf_code}/").status_code == 429
    refused = browser.get("/el/payments/review/", {"rf": till.charge.rf_code}, follow=True)
    assert "144,00" not in refused.content.decode()
    other = browser.get("/el/pay/", {"rf": till.charge.rf_code}, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 200


def test_a_wrong_code_is_answered_before_anything_is_looked_up(till: Till) -> None:
    with CaptureQueriesContext(connection) as caught:
        page = Client().get("/el/pay/", {"rf": "RF12 3456"})
    assert "Δεν είναι έγκυρος κωδικός RF" in page.content.decode()
    assert not [query for query in caught if "revenue_" in query["sql"]]


def test_the_webhook_answers_at_once_and_calls_nobody(till: Till, client: Client) -> None:
    attempt = till.begin()
    till.page(attempt).pay()
    till.sandbox.wait_for_notices()
    calls = len(till.sandbox.log())
    for notice in till.receiver.notices:
        answer = client.post(
            "/webhooks/stripe/",
            notice.body,
            content_type="application/json",
            headers={"Stripe-Signature": notice.signature or ""},
        )
        assert answer.status_code == 200
        assert answer.content == b""
    assert len(till.sandbox.log()) == calls
    assert Notice.objects.filter(state="waiting").count() == len(till.receiver.notices)
    till.work(list(Notice.objects.all()))


def test_the_webhook_refuses_what_is_not_signed(till: Till, client: Client) -> None:
    assert client.post("/webhooks/stripe/", b"{}", content_type="text/plain").status_code == 400
    assert client.get("/webhooks/stripe/").status_code == 405
    assert not Notice.objects.exists()


def test_a_clerk_settles_a_notice(till: Till) -> None:
    attempt = till.paid()
    till.sandbox.seed(dispute={"payment_intent": attempt.intent_id})
    till.hear()
    client = Client()
    clerk(client, "view_notice", "view_attempt", "resolve_notice")
    listed = client.get("/cms/card-payments/notices/").content.decode()
    assert "ο πληρωτής αμφισβητεί την πληρωμή" in listed
    notice = Notice.objects.get(type="charge.dispute.created")
    path = f"/cms/card-payments/notices/{notice.pk}/"
    assert "due by" in client.get(path).content.decode()
    assert client.post(path, {"resolution": " "}).status_code == 422
    done = client.post(path, {"resolution": "Στάλθηκαν τα αποδεικτικά"}, follow=True)
    assert done.status_code == 200
    notice.refresh_from_db()
    assert (notice.state, notice.resolution) == ("done", "Στάλθηκαν τα αποδεικτικά")
    trail = Entry.objects.get(action="payments.notice.resolved")
    assert trail.note == "Στάλθηκαν τα αποδεικτικά"
    assert trail.user_id
    assert client.post(path, {"resolution": "ξανά"}).status_code == 422
    assert attempt.payment.code in client.get("/cms/card-payments/visits/").content.decode()


@pytest.mark.parametrize("path", ["notices/", "visits/", "notices/1/"])
def test_staff_screens_are_for_those_who_hold_the_right(till: Till, path: str) -> None:
    client = Client()
    sign_in_staff(client, make_staff("editor"))
    assert client.get(f"/cms/card-payments/{path}").status_code in {302, 403, 404}
    assert Client().get(f"/cms/card-payments/{path}").status_code == 302


@pytest.mark.parametrize("address", ["notices", "visits"])
def test_staff_lists_ask_a_constant_number_of_queries(till: Till, address: str) -> None:
    client = Client()
    clerk(client, "view_notice", "view_attempt")
    client.get(f"/cms/card-payments/{address}/?state=")
    counts = []
    for _round in range(2):
        till.paid("10.00")
        till.deliver()
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"/cms/card-payments/{address}/?state=").status_code == 200
        counts.append(len(caught))
    till.work(list(Notice.objects.all()))
    assert counts[0] == counts[1]
