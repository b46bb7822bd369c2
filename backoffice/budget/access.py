"""The only way a screen gets a row of the budget: staff by right, nobody else."""

from django.http import Http404

from backoffice.identity.models import User

from .models import Amendment, BudgetYear


def budget_for(user: User, year: int) -> BudgetYear:
    """Return a year's budget for somebody who may read budgets.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm("budget.view_budgetyear"):
        raise Http404
    budget = BudgetYear.objects.filter(year=year).first()
    if budget is None:
        raise Http404
    return budget


def amendment_for(user: User, *, year: int, number: int) -> Amendment:
    """Return an amendment for somebody who may read amendments.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm("budget.view_amendment"):
        raise Http404
    amendment = (
        Amendment.objects.select_related("budget").filter(budget__year=year, number=number).first()
    )
    if amendment is None:
        raise Http404
    return amendment
