"""Who may see a payment: the payer, those who represent the debtor, and the browser that paid."""

from django.http import Http404, HttpRequest

from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries

SESSION_KEY = "payments_made_here"
REMEMBERED = 20


def remember(request: HttpRequest, code: str) -> None:
    """Let the browser that began a payment see its result without signing in."""
    codes = [c for c in request.session.get(SESSION_KEY, []) if c != code]
    request.session[SESSION_KEY] = [*codes, code][-REMEMBERED:]


def payment_for(request: HttpRequest, code: str) -> revenue_queries.PaymentView:
    """Return a payment to whoever may see it.

    :raises Http404: to everybody else, and if there is none
    """
    if code in request.session.get(SESSION_KEY, []):
        return revenue_queries.payment_view(code)
    if request.user.is_authenticated:
        revenue_access.payment_for(request.user, code)
        return revenue_queries.payment_view(code)
    raise Http404


def may_name_payer(request: HttpRequest) -> bool:
    """Tell whether the page may show who paid; a code alone gives amount and payee only."""
    return request.user.is_authenticated
