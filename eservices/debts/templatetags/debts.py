"""What a debt is called on a page."""

from django import template

from backoffice.kernel.languages import language
from backoffice.revenue.queries import Debt
from eservices.debts import queries

register = template.Library()


@register.filter
def debt_label(debt: Debt) -> str:
    """Return what a debt is for, in the reader's language."""
    return queries.label_of(debt, language())
