"""Who may see a payment: the payer, those who represent the debtor, and the browser that paid."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.access import Visitor

from .models import Notice

SESSION_KEY = "payments_made_here"
REMEMBERED = 20


def remember(request: HttpRequest, code: str) -> None:
    """Let the browser that began a payment see its result without signing in."""
    codes = [c for c in _made_here(request) if c != code]
    request.session[SESSION_KEY] = [*codes, code][-REMEMBERED:]


def _made_here(request: HttpRequest) -> list[str]:
    return list(request.session.get(SESSION_KEY, []))


def payment_for(request: HttpRequest, code: str, language: str) -> revenue_queries.PaymentView:
    """Return a payment to whoever may see it.

    :raises Http404: to everybody else, and if there is none
    """
    revenue_access.payment_for(request.user, code, in_hand=_made_here(request))
    return revenue_queries.payment_view(code, language)


def receipt_for(request: HttpRequest, code: str) -> revenue_queries.ReceiptView:
    """Return a receipt by its own code or by its payment's, without a debtor's name for strangers.

    Whoever pays by payment code holds a notice, which says nothing about the right to know whose.

    :raises Http404: to whoever may not see it, and if there is none
    """
    in_hand = _made_here(request)
    try:
        receipt = revenue_access.receipt_for(request.user, code, in_hand=in_hand)
    except Http404:
        payment = revenue_access.payment_for(request.user, code, in_hand=in_hand)
        found = revenue_queries.receipt_of_payment(payment)
        if found is None:
            raise
        receipt = found
    if request.user.has_perm("revenue.view_receipt"):
        return revenue_queries.receipt_view(receipt)
    if receipt.payment.party_id in revenue_access.visible_party_ids(request.user):
        return revenue_queries.receipt_view(receipt)
    return revenue_queries.guest_receipt_view(receipt)


def knows_debtor(request: HttpRequest, code: str) -> bool:
    """Tell whether a page may say what a payment is for, and not only how much it is."""
    payment = revenue_access.payment_for(request.user, code, in_hand=_made_here(request))
    if request.user.has_perm("revenue.view_payment"):
        return True
    return payment.party_id in revenue_access.visible_party_ids(request.user)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page, whether there is such a payment or not.

    A link in a mail is opened in many browsers; "not found" would look like a lost receipt.

    :raises Http404: if somebody is signed in already
    """
    if request.user.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def notice_for(user: Visitor, pk: int) -> Notice:
    """Return a notice to staff who see notices.

    :raises Http404: to everybody else
    """
    if not user.has_perm("payments.view_notice"):
        raise Http404
    notice = Notice.objects.select_related("resolved_by").filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice
