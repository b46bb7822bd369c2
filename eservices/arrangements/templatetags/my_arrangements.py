"""What a debt is called on these pages."""

from django import template
from django.utils.translation import get_language

from backoffice.revenue.queries import Debt
from eservices.payments.words import period

register = template.Library()


@register.filter
def arranged_label(debt: Debt) -> str:
    """Return what a debt is for, with its period, in the reader's language."""
    language = (get_language() or "el")[:2]
    return f"{debt.label(language)} {period(debt.period, language)}".strip()
