"""Calculating, applying, following and paying by instalments, through real pages and the API."""

import re
from datetime import timedelta
from decimal import Decimal as D
from io import BytesIO
from urllib.parse import parse_qs, urlparse

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from backoffice.arrangements import services
from backoffice.arrangements.models import Arrangement
from backoffice.arrangements.offers import Wish
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.revenue import services as revenue
from tests.eservices.payments.till import AFM, bill, disagreements, make_party
from tests.factories.signin import make_citizen, sign_in

HOME = "/el/account/arrangements/"


@pytest.fixture
def browser(opened_till_with_arrangements):
    """A citizen's browser in an open town; afterwards its books must agree."""
    cache.clear()
    citizen = make_citizen(AFM)
    client = Client()
    sign_in(client, citizen)
    client.party = make_party(afm=AFM)
    yield client
    assert disagreements() == []


def rent_of(party):
    """Return a debt out of a contract, which the law leaves out."""
    now = timezone.now()
    lines = [{"label_el": "Μίσθωμα", "label_en": "Rent", "amount": "100.00"}]
    return revenue.raise_charge(
        kind="rent",
        facts={"lines": lines},
        debtor_id=party.pk,
        source=Source("test.contract", "1"),
        on=athens_day(now),
        due_on=athens_day(now),
        actor=None,
        at=now,
    )


def text(answer):
    return answer.content.decode().replace("\xa0", " ")


def applied(browser, number=6, amount="600.00"):
    """Apply for instalments of one debt, page by page; return the arrangement."""
    charge = bill(browser.party, amount)
    chosen = {"charge": charge.code, "number": number}
    page = text(browser.get(f"{HOME}new/", chosen))
    assert "new/check/?" in page
    check = text(browser.get(f"{HOME}new/check/", chosen))
    hidden = dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', check))
    answer = browser.post(f"{HOME}new/check/", chosen | hidden)
    assert answer.status_code == 422  # the box was not ticked
    answer = browser.post(f"{HOME}new/check/", chosen | hidden | {"understood": "on"})
    assert answer.status_code == 302, text(answer)
    again = browser.post(f"{HOME}new/check/", chosen | hidden | {"understood": "on"})
    assert again.status_code == 302  # pressed twice: still one
    return Arrangement.objects.get()


def test_simulator_shows_choices_and_why_not(browser):
    debt, rent = bill(browser.party, "600.00"), rent_of(browser.party)
    page = text(browser.get(f"{HOME}new/"))
    assert "Δεν γίνεται" in page
    assert f'value="{debt.code}" checked' in page
    assert rent.code not in page
    page = text(browser.get(f"{HOME}new/", {"charge": debt.code, "number": "25"}))
    assert "Επιλέξτε από 2 έως" in page
    page = text(browser.get(f"{HOME}new/", {"number": "6"}))
    assert "τουλάχιστον μία οφειλή" in page
    page = text(browser.get(f"{HOME}new/", {"charge": debt.code, "number": "6"}))
    assert page.count("<svg viewBox") >= 4
    assert "Σε 6 δόσεις" in page


def test_apply_follow_and_pay_the_first_instalment(browser):
    arrangement = applied(browser)
    page = text(browser.get(f"{HOME}{arrangement.code}/"))
    assert "σε εξέλιξη" in page
    answer = browser.post(f"{HOME}{arrangement.code}/pay/")
    review = urlparse(answer.headers["Location"])
    asked = parse_qs(review.query)
    first = arrangement.instalments.get(number=1)
    (code,) = asked["charge"]
    assert D(asked[f"amount-{code}"][0]) == first.capital
    assert browser.get(answer.headers["Location"]).status_code == 200
    answer = browser.post(f"{HOME}{arrangement.code}/pay-all/")
    asked = parse_qs(urlparse(answer.headers["Location"]).query)
    assert D(asked[f"amount-{code}"][0]) == arrangement.capital  # on the first day without interest
    assert "600,00" in text(browser.get(HOME))


def test_pdf_has_the_schedule(browser):
    arrangement = applied(browser)
    answer = browser.get(f"{HOME}{arrangement.code}/arrangement.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    last = arrangement.instalments.get(number=6)
    assert f"{last.due_on:%d/%m/%Y}" in words


def test_awaiting_and_lost_with_second_chance(browser):
    arrangement = applied(browser, 24, "60000.00")
    page = text(browser.get(f"{HOME}{arrangement.code}/"))
    assert "αναμένει απόφαση" in page
    assert browser.post(f"{HOME}{arrangement.code}/pay/").status_code == 302


def test_second_chance_page(browser):
    arrangement = applied(browser, 3)
    later = timezone.now() + timedelta(days=50)
    services.judge_arrangements(at=later)
    page = text(browser.get(f"{HOME}{arrangement.code}/"))
    assert "χάθηκε" in page
    address = f"{HOME}{arrangement.code}/second-chance/"
    page = text(browser.get(address, {"number": "4"}))
    assert "Επιλέξτε από 1 έως 3" in page
    page = text(browser.get(address, {"number": "2"}))
    hidden = dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))
    answer = browser.post(address, {"number": "2", "understood": "on"} | hidden)
    assert answer.status_code == 302
    assert Arrangement.objects.get(follows=arrangement).parts == 2


def test_strangers_find_nothing(browser):
    arrangement = applied(browser)
    stranger, nobody = Client(), Client()
    sign_in(stranger, make_citizen("100000181", "stranger@example.org"))
    for page in ("", "arrangement.pdf", "second-chance/"):
        address = f"{HOME}{arrangement.code}/{page}"
        assert stranger.get(address).status_code == 404
        assert nobody.get(address).status_code == 302
    assert stranger.post(f"{HOME}{arrangement.code}/pay/").status_code == 404
    charge = arrangement.debts.get().charge
    answer = stranger.get(f"{HOME}new/", {"charge": charge.code, "number": "3"})
    assert answer.status_code == 404


def test_list_takes_as_many_queries_for_three_as_for_one(browser):
    def count():
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(HOME).status_code == 200
        return len(seen)

    def arrange(key):
        charge = bill(browser.party, "600.00", source=key)
        services.apply(
            wish=Wish(browser.party.pk, (charge.pk,), 6),
            key=key,
            actor=None,
            at=timezone.now(),
        )

    arrange("a")
    count()
    one = count()
    arrange("b"), arrange("c")
    assert count() == one


def test_the_same_through_the_api(browser):
    charge = bill(browser.party, "600.00")
    wish = {"charges": [charge.code], "number": 6}
    post = {"content_type": "application/json"}
    offer = browser.post("/api/v1/arrangements/offers/", wish, **post)
    assert offer.status_code == 200, offer.content
    body = wish | {"agreed": offer.json()["total"]}
    refused = browser.post("/api/v1/arrangements/", body, **post)
    assert refused.status_code == 400  # no key
    head = {"HTTP_IDEMPOTENCY_KEY": "key-of-mine"}
    made = browser.post("/api/v1/arrangements/", body, **post, **head)
    again = browser.post("/api/v1/arrangements/", body, **post, **head)
    assert (made.status_code, again.json()["code"]) == (201, made.json()["code"])
    code = made.json()["code"]
    assert browser.get(f"/api/v1/arrangements/{code}/").json()["state"] == "running"
    asked = browser.post(f"/api/v1/arrangements/{code}/payable/", {}, **post).json()
    assert asked["total"] == made.json()["instalments"][0]["amount"]
    late = browser.post(
        f"/api/v1/arrangements/{code}/second-chance/", {"number": 2}, **post, **head
    )
    assert (late.status_code, late.json()["code"]) == (409, "no_second_chance")
    assert len(browser.get("/api/v1/arrangements/").json()) == 1
