"""What must never be found between the gateway and the books."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query

from .inbox import payments_without_attempt
from .models import Attempt, Notice, StandingOrder
from .states import AttemptState, NoticeState, OrderState, Outcome

PATIENCE = timedelta(minutes=10)
# The periodic task asks every five minutes; after this nobody brought an expired visit to an end.
GRACE = timedelta(minutes=15)
PAID = Q(payload__payment_status="paid")


@query("payments.paid_is_recorded", _("Paid at the gateway, but not recorded"))
def paid_but_not_recorded() -> Iterable[Mapping[str, Any]]:
    """Find payments that a notice calls paid and that have no receipt."""
    told = (
        Notice.objects.filter(
            PAID, type__startswith="checkout.session.", received_at__lt=timezone.now() - PATIENCE
        )
        .annotate(session=KeyTextTransform("id", "payload"))
        .values("session")
    )
    found = Attempt.objects.filter(session_id__in=told, doubt="")
    return list(
        found.exclude(payment__state__in=["settled", "reversed"])
        .annotate(code=F("payment__code"))
        .values("code", "session_id")
    )


@query("payments.notices_are_worked", _("Notices of the gateway waiting for over ten minutes"))
def notices_waiting() -> Iterable[Mapping[str, Any]]:
    """Find notices that nobody worked on."""
    waiting = Notice.objects.filter(
        state=NoticeState.WAITING, received_at__lt=timezone.now() - PATIENCE
    )
    return list(waiting.order_by("received_at").values("event_id", "type", "received_at"))


@query("payments.notices_are_refused", _("Notices of the gateway that could not be booked"))
def notices_refused() -> Iterable[Mapping[str, Any]]:
    """Find money that moved at the gateway and that a clerk has not brought into the books."""
    kinds = [Outcome.REFUSED, Outcome.DIFFERS, Outcome.STRANGER]
    refused = Notice.objects.filter(state=NoticeState.FOR_CLERK, outcome__in=kinds)
    return list(refused.order_by("received_at").values("event_id", "type", "outcome", "detail"))


@query("payments.visits_come_to_an_end", _("Card pages past their end that were not settled"))
def attempts_left_open() -> Iterable[Mapping[str, Any]]:
    """Find visits whose page has expired while their payment is in progress.

    A slow way of paying may take days, which the intent tells; those are not lost.
    """
    late = Attempt.objects.exclude(state=AttemptState.CLOSED).filter(
        expires_at__lt=timezone.now() - GRACE, intent_id=""
    )
    return list(
        late.annotate(code=F("payment__code")).values("code", "session_id", "expires_at", "state")
    )


@query("payments.amounts_agree", _("Paid at the gateway with another amount than asked"))
def attempts_in_doubt() -> Iterable[Mapping[str, Any]]:
    """Find visits where amount, currency or reference differ from what was asked."""
    return list(
        Attempt.objects.exclude(doubt="")
        .exclude(payment__state__in=["settled", "reversed"])
        .annotate(code=F("payment__code"))
        .values("code", "session_id", "doubt")
    )


@query("payments.card_payments_have_a_visit", _("Card payments without a visit to the gateway"))
def payments_without_visit() -> Iterable[Mapping[str, Any]]:
    """Find card payments that a crash left without a way to pay them."""
    return [{"payment": code} for code in payments_without_attempt(timezone.now() - GRACE)]


@query("payments.cards_are_forgotten", _("Cards of stopped orders that the gateway still keeps"))
def cards_kept() -> Iterable[Mapping[str, Any]]:
    """Find stopped orders whose card was not forgotten within two days."""
    late = StandingOrder.objects.filter(
        state=OrderState.STOPPED,
        forgotten_at=None,
        stopped_at__lt=timezone.now() - timedelta(days=2),
    )
    return list(late.exclude(card_id="").values("code", "stopped_at"))
