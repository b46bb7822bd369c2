"""What waits for the office of fees: findings, and declarations that did not come."""

from datetime import date

from django.db.models import QuerySet

from backoffice.business_fees.models import Declaration, ExpectedPeriod
from backoffice.business_fees.states import DeclarationState, PeriodState
from backoffice.identity.models import User


def findings_to_certify(user: User) -> QuerySet[Declaration]:
    """Return the findings that another officer proposed."""
    rows = Declaration.objects.filter(state=DeclarationState.PROPOSED)
    return rows.exclude(declared_by=user)


def to_invite(on: date) -> QuerySet[ExpectedPeriod]:
    """Return the periods past their day whose business was not invited to declare."""
    states = (PeriodState.EXPECTED, PeriodState.MISSING)
    return ExpectedPeriod.objects.filter(due_on__lt=on, state__in=states)


def to_assess(on: date) -> QuerySet[ExpectedPeriod]:
    """Return the periods whose business was invited and did not answer in time."""
    return ExpectedPeriod.objects.filter(answer_by__lt=on, state=PeriodState.INVITED)
