"""What waits in revenue besides acts and objections: lists, transfers, payments without an end."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from backoffice.identity.models import User
from backoffice.revenue.act_states import ActState, TransferState
from backoffice.revenue.models import Act, ChargeList, Payment, Run, Transfer
from backoffice.revenue.states import ListState, PaymentState, RunState

# A card page is open for half an hour; what is still open later ended without our being told.
STUCK_AFTER = timedelta(hours=1)


def lists_to_check() -> QuerySet[ChargeList]:
    """Return the lists that have a rehearsal and wait to be signed off as checked."""
    rehearsed = Run.objects.filter(list=OuterRef("pk"), state=RunState.REHEARSED)
    return ChargeList.objects.filter(Exists(rehearsed), state=ListState.DRAFTED)


def lists_to_certify(user: User) -> QuerySet[ChargeList]:
    """Return the checked lists that somebody else drew up."""
    return ChargeList.objects.filter(state=ListState.CHECKED).exclude(drafted_by=user)


def acts_asked_for() -> QuerySet[Act]:
    """Return what citizens asked for and nobody proposed yet."""
    return Act.objects.filter(state=ActState.ASKED)


def acts_to_carry_out() -> QuerySet[Act]:
    """Return what was approved and not carried out."""
    return Act.objects.filter(state=ActState.APPROVED)


def transfers_ordered() -> QuerySet[Transfer]:
    """Return the refunds in bank orders of which the bank has not said what became of them."""
    return Transfer.objects.filter(state=TransferState.ORDERED)


def payments_without_end(now: datetime) -> QuerySet[Payment]:
    """Return the payments that began more than an hour ago and never ended."""
    return Payment.objects.filter(state=PaymentState.STARTED, started_at__lt=now - STUCK_AFTER)
