"""Refunds as the gateway gives them, and disputes, which localstripe lacks."""

from typing import Any

from localstripe import resources

from integrations.stripe.messages import REFUND_REASONS
from integrations.stripe.sandbox.bank import Bank, CardMethod, SandboxCharge, find, refusal

DISPUTE_FEE_CENTS = 2000
EVIDENCE_SECONDS = 7 * 24 * 3600
DISPUTE_REASONS = frozenset(
    {
        "bank_cannot_process",
        "credit_not_processed",
        "customer_initiated",
        "duplicate",
        "fraudulent",
        "general",
        "product_not_received",
        "product_unacceptable",
        "unrecognized",
    }
)


class Dispute(resources.StripeObject):
    """A payer's complaint to their bank; the money is taken back until it is decided."""

    object = "dispute"
    _id_prefix = "dp_"

    def __init__(self, charge: SandboxCharge, reason: str, amount: int) -> None:
        super().__init__()
        self.amount = amount
        self.balance_transactions: list[dict[str, Any]] = []
        self.charge = charge.id
        self.currency = charge.currency
        self.evidence: dict[str, Any] = {}
        self.evidence_details = {
            "due_by": self.created + EVIDENCE_SECONDS,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        }
        self.is_charge_refundable = False
        self.metadata: dict[str, str] = {}
        self.payment_intent = charge.payment_intent
        self.reason = reason
        self.status = "needs_response"


def create_refund(bank: Bank, params: dict[str, Any]) -> resources.Refund:
    """Send money back.

    :raises UserError: 400 if more is asked than is left
    """
    reason = params.pop("reason", None)
    if reason is not None and reason not in REFUND_REASONS:
        raise refusal(400, f"Invalid reason: {reason}", param="reason")
    charge = _charge_of(params)
    left = charge.amount - charge.amount_refunded
    if left == 0:
        raise refusal(400, "The charge is refunded already", code="charge_already_refunded")
    amount = resources.try_convert_to_int(params.get("amount", left))
    if not isinstance(amount, int) or amount < 1:
        raise refusal(400, "Invalid amount", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise refusal(400, f"Only {left} of the charge is left to refund", param="amount")
    if charge.disputed:
        raise refusal(400, "The charge is disputed", code="charge_disputed")
    refund = resources.Refund(
        charge=charge.id, amount=amount, metadata=params.get("metadata") or {}
    )
    refund.payment_intent = charge.payment_intent
    refund.reason = reason
    _begin(bank, refund, charge)
    return refund


def _charge_of(params: dict[str, Any]) -> SandboxCharge:
    if params.get("charge"):
        charge = find(resources.Charge, params["charge"], "charge")
    elif params.get("payment_intent"):
        intent = find(resources.PaymentIntent, params["payment_intent"], "payment_intent")
        charge = intent.latest_charge
    else:
        raise refusal(400, "Give charge or payment_intent", param="payment_intent")
    if charge is None or charge.status != "succeeded":
        raise refusal(400, "There is no successful charge to refund", param="payment_intent")
    return charge


def _begin(bank: Bank, refund: resources.Refund, charge: SandboxCharge) -> None:
    method = resources.PaymentMethod._api_retrieve(charge.payment_method)
    outcome = method.behaviour().refund_outcome if isinstance(method, CardMethod) else ""
    refund._settle_at = bank.clock.now() + bank.settle_after if outcome else None
    refund._outcome = outcome
    # A refund that will fail looks successful first; one that succeeds late looks pending.
    refund.status = "pending" if outcome == "succeeded" else "succeeded"
    bank.emit("refund.created", refund)
    bank.emit("charge.refunded", charge)


def settle_refund(bank: Bank, refund: resources.Refund, outcome: str) -> None:
    """Let a refund succeed late or fail after all.

    :raises UserError: 400 for an unknown outcome
    """
    if outcome not in ("succeeded", "failed"):
        raise refusal(400, "outcome must be succeeded or failed")
    refund._settle_at = None
    refund.status = outcome
    if outcome == "failed":
        refund.failure_reason = "lost_or_stolen_card"
        bank.emit("refund.failed", refund)
    bank.emit("refund.updated", refund)
    bank.emit("charge.refund.updated", refund)


def keep_time(bank: Bank) -> None:
    """Settle the refunds that are due by the bank's clock."""
    now = bank.clock.now()
    for refund in bank.all_of(resources.Refund):
        due = getattr(refund, "_settle_at", None)
        if due is not None and due <= now:
            settle_refund(bank, refund, refund._outcome)


def open_dispute(
    bank: Bank, charge: SandboxCharge, reason: str = "general", amount: int | None = None
) -> Dispute:
    """Let the payer's bank take the money back for now.

    :raises UserError: 400 if the charge cannot be disputed
    """
    if charge.status != "succeeded" or charge.disputed:
        raise refusal(400, "Only a successful charge can be disputed, and only once")
    if reason not in DISPUTE_REASONS:
        raise refusal(400, f"reason must be one of {', '.join(sorted(DISPUTE_REASONS))}")
    charge.disputed = True
    dispute = Dispute(charge, reason, charge.amount if amount is None else amount)
    dispute.balance_transactions.append(_move(charge, dispute, -1, DISPUTE_FEE_CENTS))
    bank.emit("charge.dispute.created", dispute)
    bank.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(bank: Bank, dispute: Dispute, outcome: str) -> None:
    """Decide a dispute for the town (`won`) or the payer (`lost`).

    :raises UserError: 400 if it is decided already
    """
    if outcome not in ("won", "lost"):
        raise refusal(400, "outcome must be won or lost")
    if dispute.status in ("won", "lost"):
        raise refusal(400, "The dispute is decided already")
    dispute.status = outcome
    charge = find(resources.Charge, dispute.charge, "charge")
    if outcome == "won":
        dispute.balance_transactions.append(_move(charge, dispute, 1, 0))
        bank.emit("charge.dispute.funds_reinstated", dispute)
    bank.emit("charge.dispute.closed", dispute)


def _move(charge: SandboxCharge, dispute: Dispute, sign: int, fee: int) -> dict[str, Any]:
    # localstripe knows charges and refunds as sources; the rest is put right afterwards.
    transaction = resources.BalanceTransaction(
        amount=sign * dispute.amount,
        currency=dispute.currency,
        description=f"Dispute {dispute.id}",
        reporting_category="charge",
        source=charge.id,
        type="charge",
    )
    transaction.type = "adjustment"
    transaction.reporting_category = "dispute" if sign < 0 else "dispute_reversal"
    transaction.source = dispute.id
    transaction.fee = fee
    exported: dict[str, Any] = transaction._export()
    return exported
