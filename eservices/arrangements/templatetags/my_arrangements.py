"""What a debt is called on these pages."""

from django import template

from backoffice.kernel.languages import language
from backoffice.revenue.queries import Debt
from eservices.payments.words import period

register = template.Library()


@register.filter
def arranged_label(debt: Debt) -> str:
    """Return what a debt is for, with its period, in the reader's language."""
    spoken = language()
    return f"{debt.label(spoken)} {period(debt.period, spoken)}".strip()
