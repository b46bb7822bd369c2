"""Cards saved on the hosted page, and charged later while their holder is away."""

from typing import Any

from localstripe import resources

from integrations.stripe.sandbox import sessions
from integrations.stripe.sandbox.bank import (
    Bank,
    CardMethod,
    MethodsHidden,
    SandboxIntent,
    find,
    refusal,
)

KNOWN = (sessions.KNOWN - {"line_items", "payment_intent_data", "submit_type"}) | {
    "customer",
    "setup_intent_data",
}
CHARGE = frozenset(
    {
        "amount",
        "confirm",
        "currency",
        "customer",
        "description",
        "metadata",
        "off_session",
        "payment_method",
        "payment_method_types",
    }
)
ABSENT = "authentication_required"


class SandboxSetup(MethodsHidden, resources.SetupIntent):
    """A card on its way to be saved."""

    last_setup_error: dict[str, Any] | None = None


class SetupSession(sessions.CheckoutSession):
    """One visit to the hosted page that saves a card and moves no money."""

    def __init__(self, params: dict[str, Any], now: int) -> None:
        super().__init__(params, [], now)
        data = params.get("setup_intent_data") or {}
        setup = SandboxSetup(
            customer=params["customer"],
            payment_method_types=["card"],
            metadata=dict(data.get("metadata") or {}),
        )
        self.mode = "setup"
        self.customer = params["customer"]
        self.payment_method_types = ["card"]
        self.payment_status = "no_payment_required"
        self.setup_intent = setup.id

    def setup(self) -> SandboxSetup:
        """Return the card's side, which exists from the beginning."""
        found: SandboxSetup = resources.store[f"setup_intent:{self.setup_intent}"]
        return found


def create_session(bank: Bank, params: dict[str, Any], page_root: str) -> SetupSession:
    """Open a page that saves a card.

    :raises UserError: 400 naming the parameter that is wrong
    """
    sessions.check(params, KNOWN)
    now = int(bank.clock.now())
    sessions.check_times(params, now)
    find(resources.Customer, params.get("customer") or "", "customer")
    session = SetupSession(params, now)
    session.url = f"{bank.public_url or page_root}/c/pay/{session.id}"
    bank.dirty = True
    return session


def try_card(bank: Bank, session: SetupSession, method: CardMethod) -> SandboxSetup:
    """Try to save a typed card; the state afterwards tells what came of it."""
    setup = session.setup()
    setup.last_setup_error = None
    behaviour = method.behaviour()
    method.card["brand"] = behaviour.brand
    setup.payment_method = method.id
    if behaviour.needs_challenge:
        setup.status = "requires_action"
    elif behaviour.is_declined and not behaviour.saves:
        _refuse(bank, setup, behaviour.code, behaviour.decline_code)
    else:
        _save(bank, session, setup)
    return setup


def answer_challenge(bank: Bank, session: SetupSession, *, passed: bool) -> SandboxSetup:
    """Take the holder's answer on the 3-D Secure page."""
    setup = session.setup()
    if passed:
        _save(bank, session, setup)
    else:
        _refuse(bank, setup, "setup_intent_authentication_failure", "")
    return setup


def _save(bank: Bank, session: SetupSession, setup: SandboxSetup) -> None:
    method = find(resources.PaymentMethod, setup.payment_method, "payment_method")
    method.customer = session.customer
    setup.status = "succeeded"
    session.status, session.url = "complete", None
    bank.emit("payment_method.attached", method)
    bank.emit("setup_intent.succeeded", setup)
    bank.emit("checkout.session.completed", session)


def _refuse(bank: Bank, setup: SandboxSetup, code: str, decline_code: str) -> None:
    setup.payment_method = None
    setup.status = "requires_payment_method"
    setup.last_setup_error = {"type": "card_error", "code": code, "decline_code": decline_code}
    bank.emit("setup_intent.setup_failed", setup)


def charge(bank: Bank, params: dict[str, Any]) -> SandboxIntent:
    """Charge a saved card at once.

    :raises UserError: 402 with the intent if the bank refuses, 400 for a wrong parameter
    """
    method = _card_of(params)
    intent = SandboxIntent(
        amount=params.get("amount"),
        currency=params.get("currency"),
        customer=params["customer"],
        payment_method=method.id,
        metadata=dict(params.get("metadata") or {}),
    )
    intent.description = params.get("description")
    intent.payment_method_types = ["card"]
    bank.emit("payment_intent.created", intent)
    behaviour = method.behaviour()
    if bank.saved_cards or behaviour.always_asks:
        code = bank.saved_cards or ABSENT
        intent.refuse_saved("card_declined" if bank.saved_cards else ABSENT, code)
    else:
        intent.charge_saved()
    bank.dirty = True
    if intent.status != "succeeded":
        raise _declined(intent)
    return intent


def _card_of(params: dict[str, Any]) -> CardMethod:
    for name in params:
        if name not in CHARGE:
            raise refusal(400, f"Received unknown parameter: {name}", param=name)
    for name in ("confirm", "off_session"):
        if str(params.get(name)).lower() != "true":
            raise refusal(400, f"This sandbox charges saved cards only: {name}=true", param=name)
    find(resources.Customer, params.get("customer") or "", "customer")
    method: CardMethod = find(
        resources.PaymentMethod, params.get("payment_method") or "", "PaymentMethod"
    )
    if method.customer != params["customer"]:
        raise refusal(
            400,
            "The payment method is not attached to this customer; save the card again",
            code="payment_method_unexpected_state",
            param="payment_method",
        )
    return method


def _declined(intent: SandboxIntent) -> Exception:
    error = intent.last_payment_error or {}
    return refusal(
        402,
        "The card was declined.",
        code=str(error.get("code") or ""),
        decline_code=str(error.get("decline_code") or ""),
        payment_intent=intent._export(),
    )
