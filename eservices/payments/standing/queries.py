"""Standing orders as pages show them; nothing here writes."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from backoffice.kernel.actors import Source
from backoffice.revenue.states import PaymentState
from eservices.payments.models import StandingOrder
from eservices.payments.states import OrderState
from eservices.payments.words import refusal

from . import collectors
from .charging import next_try
from .collectors import Due


@dataclass(frozen=True, slots=True)
class OrderView:
    """A standing order as its page tells it; `amount` is what is expected, in euros."""

    order: StandingOrder
    next_on: date | None
    amount: Decimal | None
    refused_at: datetime | None
    refusal: str

    @property
    def is_asked(self) -> bool:
        """Whether the card was not saved yet."""
        return self.order.state == OrderState.ASKED

    @property
    def is_active(self) -> bool:
        """Whether the card is charged."""
        return self.order.state == OrderState.ACTIVE

    @property
    def card(self) -> str:
        """The card, as far as anybody but the gateway knows it."""
        return f"{self.order.brand.title()} •••• {self.order.last4}"

    @property
    def expiry(self) -> str:
        """Month and year until which the card is valid."""
        return f"{self.order.exp_month or 0:02d}/{self.order.exp_year or 0}"


def order_of(source: Source, on: date) -> OrderView | None:
    """Return the latest order of a source with what it charges next, or none."""
    order = (
        StandingOrder.objects.filter(source_kind=source.kind, source_id=source.id)
        .order_by("-pk")
        .first()
    )
    if order is None:
        return None
    next_on, amount = _next(order, on)
    failed = order.charges.filter(payment__state=PaymentState.FAILED).order_by("-pk").first()
    if failed is None or _was_paid_since(order, failed.pk):
        return OrderView(order, next_on, amount, None, "")
    return OrderView(order, next_on, amount, failed.planned_at, refusal(failed.last_failure))


def _was_paid_since(order: StandingOrder, attempt_id: int) -> bool:
    later = order.charges.filter(pk__gt=attempt_id, payment__state=PaymentState.SETTLED)
    return later.exists()


def _next(order: StandingOrder, on: date) -> tuple[date | None, Decimal | None]:
    if order.state != OrderState.ACTIVE:
        return None, None
    found = collectors.get(order.source_kind).next_due(order.source_id, on)
    if found is None:
        return None, None
    due, amount = found
    day = next_try(order, due)
    return (max(day, on), amount) if day else (None, None)


def is_collected(source: Source) -> bool:
    """Tell whether a card is charged for a source."""
    return StandingOrder.objects.filter(
        source_kind=source.kind, source_id=source.id, state=OrderState.ACTIVE
    ).exists()


def orders(*, state: str = "", text: str = "") -> QuerySet[StandingOrder]:
    """Return orders for staff, the newest first.

    :param text: an order's code, whole, or the beginning of a debtor's name or AFM
    """
    found = StandingOrder.objects.select_related("party", "given_by")
    if state:
        found = found.filter(state=state)
    if text:
        found = found.filter(code=text.upper()) | found.filter(party__search_key__contains=text)
    return found.order_by("-pk")


__all__ = ["Due", "OrderView", "is_collected", "order_of", "orders"]
