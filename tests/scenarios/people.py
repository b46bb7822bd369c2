"""What people do, as they would say it: declares, pays, gives up, takes cash. All synthetic."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core import mail
from django.test import Client

from backoffice.revenue.models import Charge
from tests.factories.signin import make_staff, sign_in_staff
from tests.integrations.servers import GsisPage, StripePage

from .browser import Browser, Seen

MONEY = re.compile(r"(\d{1,3}(?:\.\d{3})*,\d{2})\s*€")
RECEIPT = re.compile(r"\bA-\d{4}-\d{6}\b")


def amounts(text: str) -> list[Decimal]:
    """Return the euros that stand in a text, as 1.234,56 €."""
    found = MONEY.findall(text.replace("\xa0", " "))
    return [Decimal(shown.replace(".", "").replace(",", ".")) for shown in found]


@dataclass
class Receipt:
    """The receipt page that somebody sees."""

    number: str
    text: str
    page: Seen

    @property
    def total(self) -> Decimal:
        """The last amount on the page, in euros."""
        return amounts(self.text)[-1]


@dataclass
class Person:
    """Somebody with a browser and no account."""

    browser: Browser
    payment: Seen | None = field(default=None, repr=False)

    def reaches_card_page(self, page: Seen) -> StripePage:
        """Check the amount, press the button, and stand before the card page."""
        assert "Ελέγξτε πριν πληρώσετε" in page.text, page.text
        sent = self.browser.send(page, action="/payments/start/")
        assert sent.outside, sent.text
        return StripePage(sent.outside)

    def looks_up(self, rf_code: str) -> Seen:
        """Type a payment code without signing in."""
        return self.browser.send(self.browser.open("/el/pay/"), {"rf": rf_code}, action="")

    def chooses_by_code(self, rf_code: str) -> StripePage:
        """Type a payment code and go to the card page."""
        found = self.looks_up(rf_code)
        return self.reaches_card_page(self.browser.send(found, action="/payments/review/"))

    def comes_back(self, page: Any) -> Seen:
        """Follow the card page's way back to the town."""
        assert page.location, page.text
        return self.browser.open(page.location)

    def gets_receipt(self, page: Any) -> Receipt:
        """Come back from the card page and read the receipt."""
        return self.reads_receipt(self.comes_back(page))

    def reads_receipt(self, seen: Seen) -> Receipt:
        """Read a receipt page."""
        number = RECEIPT.search(seen.text)
        assert number, seen.text
        return Receipt(number.group(), seen.text, seen)

    def pays_by_code(self, rf_code: str, **card: str) -> Receipt:
        """Pay a debt by its payment code with a good card."""
        return self.gets_receipt(self.chooses_by_code(rf_code).pay(**card))

    def saves_pdf(self, receipt: Receipt) -> bytes:
        """Save the receipt as a PDF."""
        return self.browser.press(receipt.page, "PDF").body


@dataclass
class Citizen(Person):
    """Somebody whom TAXISnet knows."""

    userid: str = "dokimi2"
    email: str = "hotelier@example.org"

    def signs_in(self) -> Seen:
        """Sign in with TAXISnet; the first time prove an e-mail address by a code."""
        gsis = self.browser.open("/el/account/gsis/login/")
        assert gsis.outside, gsis.text
        seen = self.browser.open(str(GsisPage(gsis.outside).sign_in(self.userid).location))
        if "/3rdparty/signup/" in seen.url:
            seen = self.browser.send(seen, {"email": self.email})
            seen = self.browser.send(seen, {"code": code_of_last_mail()})
        assert seen.url.endswith("/el/account/"), (seen.url, seen.text)
        return seen

    def declares(self, place: Any, period: str, *answers: str) -> Seen:
        """Declare a period of an establishment through its pages and return the confirmation.

        :param answers: what is typed into each amount, as 48.000,00; none declares zero
        """
        seen = self.browser.send(
            self.browser.open(f"/el/services/tourist-fee/{place.code}/{period}/")
        )
        return self._answers(seen, answers)

    def corrects(self, declaration: str, reason: str, *answers: str) -> Seen:
        """Correct a declaration from its page and return the confirmation."""
        seen = self.browser.open(f"/el/services/tourist-fee/declarations/{declaration}/")
        seen = self.browser.send(seen, action="/correct/")
        return self._answers(seen, answers, {"why-reason": reason})

    def _answers(self, seen: Seen, answers: tuple[str, ...], last: Any = None) -> Seen:
        seen = self.browser.send(seen, {"had_receipts": "yes" if answers else "no"})
        for typed in answers:
            seen = self.browser.send(seen, {"amount": typed})
        seen = self.browser.send(seen, last or {"action": "go"})
        assert "/check/" in seen.url, (seen.url, seen.text)
        seen = self.browser.send(seen)
        assert "/sent/" in seen.url, (seen.url, seen.text)
        return seen

    def sees_debts(self) -> Seen:
        """Open the list of what is owed."""
        return self.browser.open("/el/account/debts/")

    def chooses_everything(self) -> StripePage:
        """Tick all debts, as the list proposes, and go to the card page."""
        review = self.browser.send(self.sees_debts(), action="/payments/review/")
        return self.reaches_card_page(review)

    def chooses(self, charge: Charge, part: str = "") -> StripePage:
        """Open one debt and go to the card page for all or part of it."""
        debt = self.browser.open(f"/el/account/debts/{charge.code}/")
        return self.reaches_card_page(
            self.browser.send(debt, {"amount": part} if part else {}, action="")
        )

    def pays(self, **card: str) -> Receipt:
        """Pay everything that is owed with a good card."""
        return self.gets_receipt(self.chooses_everything().pay(**card))

    def opens_mail(self, letter: Any) -> Receipt:
        """Follow the link of a mail to the receipt."""
        (link,) = re.findall(rf"{re.escape(self.browser.site)}(\S+)", letter.body)
        return self.reads_receipt(self.browser.open(link))


@dataclass
class Treasurer:
    """Somebody at the counter, with the second factor given."""

    browser: Browser

    @classmethod
    def comes_to_work(cls, site: str) -> "Treasurer":
        """Sign in; the way through the sign-in pages is tried elsewhere."""
        client, browser = Client(), Browser(site)
        sign_in_staff(client, make_staff("treasurer"))
        browser.session.cookies.set("sessionid", client.cookies["sessionid"].value)
        return cls(browser)

    def opens_counter(self, charge: Charge) -> Seen:
        """Open the screen that takes cash for a charge."""
        return self.browser.open(f"/cms/revenue/charges/{charge.code}/cash/")

    def takes_cash(self, screen: Seen) -> Seen:
        """Press the button of that screen."""
        return self.browser.send(screen, {"amount": ""})


def code_of_last_mail() -> str:
    """Return the code that the last mail carries."""
    found = re.search(
        r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", str(mail.outbox[-1].body), re.MULTILINE
    )
    assert found, mail.outbox[-1].body
    return found.group(1)
