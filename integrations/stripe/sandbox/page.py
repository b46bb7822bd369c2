"""The hosted page: card or account, the bank's challenge, and what is shown when it is over."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from localstripe import resources

from integrations.sandbox import Pages, page_language
from integrations.stripe.sandbox import reversals, sessions, setups
from integrations.stripe.sandbox.api import BANK
from integrations.stripe.sandbox.bank import Bank, CardMethod
from integrations.stripe.sandbox.cards import passes_iban, passes_luhn
from integrations.stripe.sandbox.page_texts import SHOWN_CARDS, TEXTS, decline_text, money
from integrations.stripe.sandbox.sessions import CheckoutSession
from integrations.stripe.sandbox.setups import SetupSession

PAGES = Pages(Path(__file__).parent / "pages")
EXPIRY = re.compile(r"(0?[1-9]|1[0-2])\s*[/\-. ]?\s*(\d{2}|20\d{2})")


def add_routes(app: web.Application) -> None:
    """Add the pages a payer sees."""
    app.router.add_get("/c/pay/{id}", _show)
    app.router.add_post("/c/pay/{id}", _submit)
    app.router.add_get("/c/pay/{id}/challenge", _show_challenge)
    app.router.add_post("/c/pay/{id}/challenge", _answer_challenge)


@dataclass
class Typed:
    """What the payer typed, and what is wrong with it."""

    method: str = "card"
    number: str = ""
    expiry: str = ""
    cvc: str = ""
    name: str = ""
    iban: str = ""
    month: int = 0
    year: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Any, now: float) -> "Typed":
        """Take the form and check what the chosen method needs."""
        typed = cls(
            method="sepa_debit" if form.get("method") == "sepa_debit" else "card",
            number=re.sub(r"[\s-]", "", form.get("number", "")),
            expiry=form.get("expiry", "").strip(),
            cvc=form.get("cvc", "").strip(),
            name=form.get("name", "").strip(),
            iban=re.sub(r"\s", "", form.get("iban", "")).upper(),
        )
        if typed.method == "card":
            typed._check_number()
            typed._check_expiry(now)
            if not re.fullmatch(r"[0-9]{3}", typed.cvc):
                typed.errors["cvc"] = "e_cvc_wrong"
        elif not passes_iban(typed.iban):
            typed.errors["iban"] = "e_iban_wrong"
        if not typed.name:
            typed.errors["name"] = "e_name_missing"
        return typed

    def _check_number(self) -> None:
        if not self.number:
            self.errors["number"] = "e_number_missing"
        elif not re.fullmatch(r"[0-9]{16}", self.number) or not passes_luhn(self.number):
            self.errors["number"] = "e_number_wrong"

    def _check_expiry(self, now: float) -> None:
        match = EXPIRY.fullmatch(self.expiry)
        if match is None:
            self.errors["expiry"] = "e_expiry_wrong"
            return
        self.month, self.year = int(match[1]), 2000 + int(match[2]) % 100
        today = datetime.fromtimestamp(now, UTC)
        if (self.year, self.month) < (today.year, today.month):
            self.errors["expiry"] = "e_expiry_past"

    def payment_method(self) -> resources.PaymentMethod:
        """Turn sound input into a payment method."""
        if self.method == "card":
            return sessions.card_from(self.number, self.month, self.year, self.cvc, self.name)
        return sessions.account_from(self.iban, self.name)


def _find(request: web.Request) -> CheckoutSession | None:
    sessions.keep_time(request.app[BANK])
    return resources.store.get("checkout.session:" + request.match_info["id"])


def _words(session: CheckoutSession | None, request: web.Request) -> dict[str, Any]:
    language = page_language(session.locale if session else None, request)
    return {"language": language, "t": TEXTS[language]}


async def _show(request: web.Request) -> web.StreamResponse:
    session = _find(request)
    if session is None or session.status != "open":
        return _closed(session, request)
    return _card_page(session, request, Typed(), _last_failure(session, request))


def _last_failure(session: CheckoutSession, request: web.Request) -> str:
    """Return why the last attempt failed, for a payer who comes back from the challenge."""
    if "failed" not in request.query:
        return ""
    error = _error_of(session)
    if not error:
        return ""
    texts = _words(session, request)["t"]
    return decline_text(texts, error["code"], error.get("decline_code") or "")


def _error_of(session: CheckoutSession) -> dict[str, Any] | None:
    if isinstance(session, SetupSession):
        return session.setup().last_setup_error
    intent = session.intent()
    return intent.last_payment_error if intent else None


def _card_page(
    session: CheckoutSession, request: web.Request, typed: Typed, failure: str
) -> web.Response:
    words = _words(session, request)
    language, texts = words["language"], words["t"]
    errors = {name: texts[code] for name, code in typed.errors.items()}
    if failure:
        errors["number"] = failure
    lines = [
        {"name": line["description"], "amount": money(line["amount_total"], language)}
        for line in session._lines
    ]
    values = {
        **words,
        "merchant": request.app[BANK].merchant,
        "amount": money(session.amount_total or 0, language) if lines else "",
        "lines": lines,
        "errors": errors,
        "error_list": list(errors.items()),
        "typed": typed,
        "account_chosen": typed.method == "sepa_debit",
        "methods": session.payment_method_types,
        "can_cancel": bool(session.cancel_url),
        "cards": SHOWN_CARDS[language],
    }
    return PAGES.response("card.html", values, leads_to=_ways_out(session))


def _ways_out(session: CheckoutSession) -> list[str]:
    return [session.success_url, session.cancel_url or ""]


async def _submit(request: web.Request) -> web.StreamResponse:
    session = _find(request)
    if session is None or session.status != "open":
        return _closed(session, request)
    form = await request.post()
    if form.get("action") == "cancel" and session.cancel_url:
        raise web.HTTPSeeOther(session.cancel_url)
    bank = request.app[BANK]
    typed = Typed.read(form, bank.clock.now())
    if typed.errors:
        return _card_page(session, request, typed, "")
    saves = isinstance(session, SetupSession)
    attempt: Any = setups.try_card if saves else sessions.pay
    outcome = attempt(bank, session, typed.payment_method())
    if outcome.status == "requires_action":
        raise web.HTTPSeeOther(f"/c/pay/{session.id}/challenge")
    if session.status == "complete":
        _dispute_if_told(bank, session)
        raise web.HTTPSeeOther(session.way_back())
    error = _error_of(session) or {"code": ""}
    texts = _words(session, request)["t"]
    failure = decline_text(texts, error["code"], error.get("decline_code") or "")
    return _card_page(session, request, typed, failure)


def _dispute_if_told(bank: Bank, session: CheckoutSession) -> None:
    intent = session.intent()
    if intent is None:
        return  # a card was saved; no money moved
    method = resources.PaymentMethod._api_retrieve(intent.payment_method)
    if isinstance(method, CardMethod) and method.behaviour().dispute_reason:
        reversals.open_dispute(bank, intent.latest_charge, method.behaviour().dispute_reason)


def _challenged(session: CheckoutSession | None) -> bool:
    if session is None or session.status != "open":
        return False
    if isinstance(session, SetupSession):
        return bool(session.setup().status == "requires_action")
    intent = session.intent()
    return intent is not None and intent.status == "requires_action"


async def _show_challenge(request: web.Request) -> web.StreamResponse:
    session = _find(request)
    if session is None or not _challenged(session):
        return _closed(session, request)
    words = _words(session, request)
    values = {
        **words,
        "merchant": request.app[BANK].merchant,
        "amount": money(session.amount_total or 0, words["language"]),
    }
    return PAGES.response("challenge.html", values, leads_to=_ways_out(session))


async def _answer_challenge(request: web.Request) -> web.StreamResponse:
    session = _find(request)
    if session is None or not _challenged(session):
        return _closed(session, request)
    form = await request.post()
    bank = request.app[BANK]
    saves = isinstance(session, SetupSession)
    answer: Any = setups.answer_challenge if saves else sessions.answer_challenge
    answer(bank, session, passed=form.get("action") == "complete")
    if session.status == "complete":
        raise web.HTTPSeeOther(session.way_back())
    raise web.HTTPSeeOther(f"/c/pay/{session.id}?failed=1")


def _closed(session: CheckoutSession | None, request: web.Request) -> web.StreamResponse:
    """Say why there is nothing to pay here, and lead back."""
    if session is not None and session.status == "open":
        raise web.HTTPSeeOther(f"/c/pay/{session.id}")
    words = _words(session, request)
    state = session.status if session else "missing"
    back = ""
    if session is not None:
        back = session.way_back() if state == "complete" else session.cancel_url or ""
    values = {
        **words,
        "heading": words["t"][f"closed_{state}_title"],
        "text": words["t"][f"closed_{state}"],
        "back": back,
    }
    return PAGES.response("closed.html", values, status=200 if session else 404)
