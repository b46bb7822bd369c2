"""Checkout Sessions: what localstripe lacks."""

import re
from typing import Any
from urllib.parse import urlsplit

from localstripe import resources

from integrations.stripe.sandbox.bank import (
    AccountMethod,
    Bank,
    CardMethod,
    MethodsHidden,
    SandboxIntent,
    random_text,
    refusal,
)

SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
SMALLEST_CENTS = 50
LARGEST_CENTS = 99_999_999
METHODS = ("card", "sepa_debit")
LOCALES = frozenset(
    {"auto", "de", "el", "en", "en-GB", "es", "fr", "it", "nl", "pl", "pt", "ro", "sv", "tr"}
)
KNOWN = frozenset(
    {
        "allow_promotion_codes",
        "billing_address_collection",
        "cancel_url",
        "client_reference_id",
        "customer_creation",
        "customer_email",
        "expires_at",
        "line_items",
        "locale",
        "metadata",
        "mode",
        "payment_intent_data",
        "payment_method_types",
        "submit_type",
        "success_url",
        "ui_mode",
    }
)


class CheckoutSession(MethodsHidden, resources.StripeObject):
    """One visit to the hosted page."""

    object = "checkout.session"
    _id_prefix = "cs_test_"

    def __init__(self, params: dict[str, Any], lines: list[dict[str, Any]], now: int) -> None:
        super().__init__("cs_test_" + random_text(58))
        total = sum(line["amount_total"] for line in lines) if lines else None
        self._lines = lines
        self._intent_data = params.get("payment_intent_data") or {}
        self._settle_at: float | None = None
        self.amount_subtotal = total
        self.amount_total = total
        self.cancel_url = params.get("cancel_url")
        self.client_reference_id = params.get("client_reference_id")
        self.currency = lines[0]["currency"] if lines else None
        self.customer = None
        self.customer_email = params.get("customer_email")
        self.customer_details = (
            {"email": self.customer_email, "name": None} if self.customer_email else None
        )
        self.expires_at = int(params.get("expires_at") or now + LONGEST_SECONDS)
        self.locale = params.get("locale")
        self.metadata = params.get("metadata") or {}
        self.mode = "payment"
        self.payment_intent: str | None = None
        self.payment_method_types = params.get("payment_method_types") or list(METHODS)
        self.payment_status = "unpaid"
        self.status = "open"
        self.submit_type = params.get("submit_type")
        self.success_url = params["success_url"]
        self.total_details = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
        self.ui_mode = "hosted_page"
        self.url: str | None = None

    def intent(self) -> SandboxIntent | None:
        """Return the money side, which exists from the first attempt on."""
        return resources.store.get(f"payment_intent:{self.payment_intent}")

    def way_back(self) -> str:
        """Return the address a payer who is done goes to."""
        return self.success_url.replace("{CHECKOUT_SESSION_ID}", self.id)


def create_session(bank: Bank, params: dict[str, Any], page_root: str) -> CheckoutSession:
    """Open a session.

    :raises UserError: 400 naming the parameter that is wrong
    """
    check(params)
    now = int(bank.clock.now())
    check_times(params, now)
    session = CheckoutSession(params, _lines(params), now)
    session.url = f"{bank.public_url or page_root}/c/pay/{session.id}"
    bank.dirty = True
    return session


def check(params: dict[str, Any], known: frozenset[str] = KNOWN) -> None:
    """Check what sessions of every mode share.

    :raises UserError: 400 naming the parameter that is wrong
    """
    for name in params:
        if name not in known:
            raise refusal(
                400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name
            )
    if params.get("mode") not in ("payment", "setup"):
        raise refusal(400, "This sandbox opens sessions of mode payment or setup", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise refusal(400, "This sandbox shows the hosted page only", param="ui_mode")
    if params.get("locale") is not None and params["locale"] not in LOCALES:
        raise refusal(400, "Invalid locale", param="locale")
    if len(params.get("client_reference_id") or "") > 200:
        raise refusal(400, "At most 200 characters", param="client_reference_id")
    _check_address(params, "success_url", required=True)
    _check_address(params, "cancel_url", required=False)
    _check_methods(params)


def _check_address(params: dict[str, Any], name: str, *, required: bool) -> None:
    url = params.get(name)
    if url is None and not required:
        return
    parts = urlsplit(str(url or ""))
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise refusal(400, "Not a valid URL", code="url_invalid", param=name)


def _check_methods(params: dict[str, Any]) -> None:
    methods = params.get("payment_method_types") or ["card"]
    if not isinstance(methods, list) or set(methods) - set(METHODS):
        raise refusal(400, f"This sandbox knows {', '.join(METHODS)}", param="payment_method_types")
    email = params.get("customer_email")
    if email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
        raise refusal(400, f"Invalid email address: {email}", code="email_invalid")


def check_times(params: dict[str, Any], now: int) -> None:
    """Check when a session shall end.

    :raises UserError: 400 if that is too soon or too late
    """
    if params.get("expires_at") is None:
        return
    wanted = _whole(params["expires_at"], "expires_at") - now
    # A minute of grace either way: the caller's clock is not ours.
    if not SHORTEST_SECONDS - 60 <= wanted <= LONGEST_SECONDS + 60:
        raise refusal(
            400, "expires_at must lie 30 minutes to 24 hours after creation", param="expires_at"
        )


def _lines(params: dict[str, Any]) -> list[dict[str, Any]]:
    items = params.get("line_items")
    if not isinstance(items, list) or not 1 <= len(items) <= 100:
        raise refusal(400, "Give 1 to 100 line items", param="line_items")
    lines = [_line(item, f"line_items[{number}]") for number, item in enumerate(items)]
    if len({line["currency"] for line in lines}) != 1:
        raise refusal(400, "All line items must share one currency", param="line_items")
    total = sum(line["amount_total"] for line in lines)
    if total < SMALLEST_CENTS:
        raise refusal(
            400, "The total must be at least 0.50", code="amount_too_small", param="line_items"
        )
    if total > LARGEST_CENTS:
        raise refusal(400, "The total is too large", code="amount_too_large", param="line_items")
    return lines


def _line(item: Any, where: str) -> dict[str, Any]:
    price = item.get("price_data") if isinstance(item, dict) else None
    if not isinstance(price, dict):
        raise refusal(400, "This sandbox needs price_data", param=f"{where}[price_data]")
    product = price.get("product_data")
    name = product.get("name") if isinstance(product, dict) else None
    if not name:
        raise refusal(400, "Missing name", param=f"{where}[price_data][product_data][name]")
    if price.get("currency") != "eur":
        raise refusal(400, "This sandbox pays in eur", param=f"{where}[price_data][currency]")
    amount = _whole(price.get("unit_amount"), f"{where}[price_data][unit_amount]")
    quantity = _whole(item.get("quantity", 1), f"{where}[quantity]")
    if amount < 0 or quantity < 1:
        raise refusal(400, "Amount and quantity must be positive", param=where)
    return {
        "id": "li_" + random_text(24),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount * quantity,
        "amount_tax": 0,
        "amount_total": amount * quantity,
        "currency": "eur",
        "description": name,
        "price": {"object": "price", "unit_amount": amount, "currency": "eur"},
        "quantity": quantity,
    }


def _whole(value: Any, name: str) -> int:
    if isinstance(value, int):
        return value
    if not re.fullmatch(r"-?\d{1,15}", str(value)):
        raise refusal(
            400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=name
        )
    return int(value)


def card_from(number: str, month: int, year: int, cvc: str, name: str) -> CardMethod:
    """Turn a typed card into a payment method."""
    return CardMethod(
        type="card",
        billing_details={"name": name, "email": None},
        card={"number": number, "exp_month": month, "exp_year": year, "cvc": cvc},
    )


def account_from(iban: str, name: str) -> AccountMethod:
    """Turn a typed bank account into a payment method that settles later."""
    return AccountMethod(
        type="sepa_debit",
        billing_details={"name": name, "email": None},
        sepa_debit={"iban": iban},
    )


def pay(bank: Bank, session: CheckoutSession, method: resources.PaymentMethod) -> SandboxIntent:
    """Try `method` for an open session and return the money side, whose status tells the result."""
    intent = session.intent() or _new_intent(session)
    challenge_url = f"{session.url}/challenge"
    intent.attempt(method, challenge_url)
    _follow(bank, session, intent)
    return intent


def answer_challenge(bank: Bank, session: CheckoutSession, *, passed: bool) -> SandboxIntent:
    """Take the payer's answer on the 3-D Secure page."""
    intent = session.intent()
    assert intent is not None
    if passed:
        intent.pass_challenge()
    else:
        intent.fail_challenge()
    _follow(bank, session, intent)
    return intent


def _new_intent(session: CheckoutSession) -> SandboxIntent:
    data = session._intent_data
    metadata = data.get("metadata") or {}
    intent = SandboxIntent(
        amount=session.amount_total, currency=session.currency, metadata=dict(metadata)
    )
    intent.description = data.get("description")
    intent.receipt_email = session.customer_email
    intent.payment_method_types = list(session.payment_method_types)
    session.payment_intent = intent.id
    resources.schedule_webhook(resources.Event("payment_intent.created", intent))
    return intent


def _follow(bank: Bank, session: CheckoutSession, intent: SandboxIntent) -> None:
    bank.dirty = True
    if intent.status == "succeeded":
        _complete(bank, session, "paid")
    elif intent.status == "processing":
        session._settle_at = bank.clock.now() + bank.settle_after
        _complete(bank, session, "unpaid")


def _complete(bank: Bank, session: CheckoutSession, payment_status: str) -> None:
    session.status = "complete"
    session.payment_status = payment_status
    session.url = None
    bank.emit("checkout.session.completed", session)


def settle(bank: Bank, session: CheckoutSession, *, honoured: bool | None = None) -> None:
    """Let a delayed payment arrive or bounce; by default as its account number says."""
    intent = session.intent()
    if intent is None or intent.status != "processing":
        raise refusal(400, "Nothing is in progress for this session")
    session._settle_at = None
    intent.settle(honoured=intent.latest_charge._authorized if honoured is None else honoured)
    if intent.status == "succeeded":
        session.payment_status = "paid"
        bank.emit("checkout.session.async_payment_succeeded", session)
    else:
        bank.emit("checkout.session.async_payment_failed", session)


def expire(bank: Bank, session: CheckoutSession) -> None:
    """Close an open session.

    :raises UserError: 400 if it is no longer open
    """
    if session.status != "open":
        raise refusal(
            400,
            f"Only open sessions can be expired; this one is {session.status}",
            code="resource_state_invalid",
        )
    session.status = "expired"
    session.url = None
    if intent := session.intent():
        intent.cancel("expired")
    bank.emit("checkout.session.expired", session)


def keep_time(bank: Bank) -> None:
    """Expire and settle what is due by the bank's clock."""
    now = bank.clock.now()
    for session in bank.all_of(CheckoutSession):
        if session.status == "open" and session.expires_at <= now:
            expire(bank, session)
        elif session._settle_at is not None and session._settle_at <= now:
            settle(bank, session)
