"""localstripe's objects, brought up to what the real gateway shows and made to obey our clock.

localstripe keeps one store for the process, so one process is one bank.
"""

import copy
import secrets
import string
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from localstripe import resources
from localstripe.errors import UserError

from integrations.sandbox import Clock
from integrations.stripe.messages import API_VERSION
from integrations.stripe.sandbox.cards import FAILING_IBANS, CardBehaviour, card_for

FEE_SHARE_PER_MILLE = 15
FEE_FIXED_CENTS = 25

# Who caused an event: the API call's id and idempotency key.
CALLER: ContextVar[dict[str, str | None]] = ContextVar(
    "CALLER",
    default={"id": None, "idempotency_key": None},  # noqa: B039
)


@dataclass
class Bank:
    """What the handlers need besides localstripe's store."""

    clock: Clock
    announce: Callable[[resources.Event], None]
    settle_after: float = 5.0
    merchant: str = "Δήμος Μινώας Ακτής"
    public_url: str = ""
    # Why the bank refuses every charge of a saved card; empty while it does not.
    saved_cards: str = ""
    dirty: bool = False
    idempotency: dict[str, dict[str, Any]] = field(default_factory=dict)
    running_keys: set[str] = field(default_factory=set)

    def install(self) -> None:
        """Put this bank's clock and announcements under localstripe, and keep it off the disk."""
        resources.time = SimpleNamespace(time=self.clock.now)
        resources.schedule_webhook = self._complete_event
        # It would write one pickle at a fixed place after every change, shared by every process.
        resources.Store.dump_to_disk = lambda _store: None

    def emit(self, kind: str, subject: resources.StripeObject) -> None:
        """Record an event about `subject` as it stands and send it."""
        self._complete_event(resources.Event(kind, subject))

    def _complete_event(self, event: resources.Event) -> None:
        event.api_version = API_VERSION
        event.pending_webhooks = 1
        event.request = dict(CALLER.get())
        event.data = copy.deepcopy(event.data)
        self.dirty = True
        self.announce(event)

    def forget(self) -> None:
        """Empty the bank."""
        resources.store.clear()
        self.idempotency.clear()
        self.running_keys.clear()
        self.settle_after = 5.0
        self.saved_cards = ""
        self.dirty = True

    def all_of(self, cls: type[resources.StripeObject]) -> list[Any]:
        """Return every stored object of a class, oldest first."""
        return [item for item in resources.store.values() if isinstance(item, cls)]


def random_text(length: int) -> str:
    """Return letters and digits nobody can guess."""
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(length))


def find(cls: type[resources.StripeObject], object_id: str, kind: str) -> Any:
    """Return a stored object.

    :raises UserError: 404 in the gateway's form
    """
    found = resources.store.get(f"{cls.object}:{object_id}")
    if found is None:
        raise refusal(404, f"No such {kind}: '{object_id}'", code="resource_missing", param="id")
    return found


def refusal(status: int, message: str, **details: Any) -> UserError:
    """Build an error answer in the gateway's form."""
    error = UserError(status, message)
    error.body["error"].update(details)
    return error


class MethodsHidden:
    """localstripe shows every public attribute as a field; methods are none."""

    def _export(self, expand: Any = None) -> dict[str, Any]:
        exported = super()._export(expand)  # type: ignore[misc]
        return {name: value for name, value in exported.items() if not callable(value)}


class CardMethod(MethodsHidden, resources.PaymentMethod):
    """A card typed into the hosted page."""

    def behaviour(self) -> CardBehaviour:
        """Return what the test number stands for."""
        return card_for(self._card_number)

    def _requires_authentication(self) -> bool:
        return self.behaviour().needs_challenge

    def _charging_is_declined(self) -> bool:
        return self.behaviour().is_declined


class AccountMethod(MethodsHidden, resources.PaymentMethod):
    """A bank account typed into the hosted page: money that arrives days later, or not."""

    def _charging_is_declined(self) -> bool:
        return self._sepa_debit_iban in FAILING_IBANS


class SandboxCharge(MethodsHidden, resources.Charge):
    """One attempt to move money."""

    _settling = False

    def describe(self, method: resources.PaymentMethod) -> None:
        """Add what the gateway tells about a charge beyond localstripe."""
        details = getattr(method, method.type)
        self.payment_method_details = {"type": method.type, method.type: dict(details)}
        self.billing_details = dict(method.billing_details)
        self.amount_captured = 0
        self.disputed = False
        self.outcome = {"type": "authorized", "network_status": "approved_by_network"}

    def settle(self, *, honoured: bool, on_success: Any, on_failure: Any) -> None:
        """Let a delayed method arrive or bounce."""
        self._settling = True
        self._authorized = honoured
        super()._initialize_charge(on_success, on_failure)

    def _is_async_payment_method(self) -> bool:
        return not self._settling and super()._is_async_payment_method()

    def _initialize_charge(
        self, on_success: Any = None, on_failure_now: Any = None, on_failure_later: Any = None
    ) -> None:
        # localstripe would settle a delayed method by itself after half a second.
        if not self._is_async_payment_method():
            super()._initialize_charge(on_success, on_failure_now, on_failure_later)

    def _trigger_payment(self, on_success: Callable[[], None] | None = None) -> None:
        super()._trigger_payment()
        transaction = resources.store["balance_transaction:" + self.balance_transaction]
        transaction.fee = (self.amount * FEE_SHARE_PER_MILLE + 500) // 1000 + FEE_FIXED_CENTS
        self.amount_captured = self.amount
        if on_success:
            on_success()

    def _set_auth_failure(self) -> None:
        super()._set_auth_failure()
        method = resources.PaymentMethod._api_retrieve(self.payment_method)
        if not isinstance(method, CardMethod):
            self.failure_code = "debit_not_authorized"
            self.failure_message = "The bank did not honour the collection."
            return
        behaviour = method.behaviour()
        self.failure_code = behaviour.code
        self.outcome = {
            "type": "issuer_declined",
            "network_status": "declined_by_network",
            "reason": behaviour.decline_code,
        }

    @property
    def amount_refunded(self) -> int:
        """Return the cents on their way back or back already."""
        return sum(
            refund.amount
            for refund in self.refunds._list
            if refund.status in ("succeeded", "pending")
        )


class SandboxIntent(MethodsHidden, resources.PaymentIntent):
    """The money side of a Checkout Session."""

    latest_charge: Any
    next_action: Any
    payment_method: Any
    cancellation_reason: str | None = None
    description: str | None = None
    _refused: dict[str, Any] | None = None

    def charge_saved(self) -> None:
        """Charge the saved card; its holder proved who they are when it was saved."""
        self._create_charge(on_failure_now=self._note_failure)

    def refuse_saved(self, code: str, decline_code: str) -> None:
        """Let the bank refuse before there is a charge."""
        self._refused = {
            "code": code,
            "decline_code": decline_code,
            "message": "The card was declined.",
        }
        self.payment_method = None
        self._announce("payment_intent.payment_failed")

    def attempt(self, method: resources.PaymentMethod, challenge_url: str) -> None:
        """Try to charge `method`; the state afterwards tells what came of it."""
        self.latest_charge = None
        self.payment_method = method.id
        self._confirm(on_failure_now=self._note_failure)
        if self.next_action:
            self.next_action = {
                "type": "redirect_to_url",
                "redirect_to_url": {"url": challenge_url, "return_url": None},
            }
            self._announce("payment_intent.requires_action")
        elif self.status == "processing":
            self._announce("payment_intent.processing")

    def pass_challenge(self) -> None:
        """Charge after the payer proved who they are."""
        self.next_action = None
        self._create_charge(on_failure_now=self._note_failure)

    def fail_challenge(self) -> None:
        """Ask for another method because the payer's proof failed."""
        self.next_action = None
        self._authentication_failed = True
        self.payment_method = None
        self._announce("payment_intent.payment_failed")

    def settle(self, *, honoured: bool) -> None:
        """Let a delayed method arrive or bounce."""
        self.latest_charge.settle(
            honoured=honoured, on_success=self._on_success, on_failure=self._note_failure
        )

    def cancel(self, reason: str) -> None:
        """Give the intent up."""
        self._canceled = True
        self.next_action = None
        self.cancellation_reason = reason
        self._announce("payment_intent.canceled")

    def _create_charge(self, on_failure_now: Callable[[], None]) -> None:
        method = resources.PaymentMethod._api_retrieve(self.payment_method)
        charge = SandboxCharge(
            amount=self.amount,
            currency=self.currency,
            description=self.description,
            metadata=dict(self.metadata),
            source=method.id,
        )
        charge.payment_intent = self.id
        charge.describe(method)
        self.latest_charge = charge
        charge._initialize_charge(self._on_success, on_failure_now, on_failure_now)

    def _on_success(self) -> None:
        resources.schedule_webhook(resources.Event("charge.succeeded", self.latest_charge))
        super()._on_success()

    def _note_failure(self) -> None:
        resources.schedule_webhook(resources.Event("charge.failed", self.latest_charge))
        self._announce("payment_intent.payment_failed")

    def _announce(self, kind: str) -> None:
        resources.schedule_webhook(resources.Event(kind, self))

    @property
    def amount_received(self) -> int:
        """Return the cents taken in."""
        return self.amount if self.status == "succeeded" else 0

    @property
    def last_payment_error(self) -> dict[str, Any] | None:
        """Return why the last attempt failed, in the gateway's form."""
        error = super().last_payment_error if self._refused is None else dict(self._refused)
        if error is None:
            return None
        error["type"] = "card_error"
        if error.get("charge"):
            error["decline_code"] = self.latest_charge.outcome.get("reason")
        return error

    def _export(self, expand: Any = None) -> dict[str, Any]:
        wanted = list(expand or [])
        whole_charge = "latest_charge" in wanted
        exported = super()._export([path for path in wanted if path != "latest_charge"])
        exported.pop("charges")  # the gateway dropped both in 2022
        exported.pop("invoice")
        charge = exported["latest_charge"]
        if charge and not whole_charge:
            exported["latest_charge"] = charge["id"]
        return exported
