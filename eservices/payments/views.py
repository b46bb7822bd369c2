"""Pages of paying: check, leave for the card page, come back, keep the receipt."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from integrations.stripe.messages import GatewayError
from integrations.stripe.webhooks import ForgedEvent
from theme import pdf

from . import access, documents, door, services
from .basket import Basket, basket_by_rf, basket_for
from .forms import BasketForm


@never_cache
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show amount and payee before anybody leaves for the card page."""
    form = BasketForm(request.GET)
    if not form.is_valid():
        return _back_with(request, next(iter(form.errors.values()))[0])
    try:
        basket = _basket(request, form)
    except DomainError as error:
        return _back_with(request, str(error))
    context = {"basket": basket, "key": form.cleaned_data["key"], "rf": form.cleaned_data["rf"]}
    return render(request, "payments/review.html", context)


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin the payment and lead to the card page."""
    form = BasketForm(request.POST)
    if not form.is_valid():
        return _back_with(request, next(iter(form.errors.values()))[0])
    payer = request.user if request.user.is_authenticated else None
    try:
        wish = _basket(request, form).wish(
            key=form.cleaned_data["key"],
            language=get_language() or "el",
            email=payer.email if payer else "",
        )
        attempt = services.begin_checkout(payer=payer, wish=wish, at=timezone.now())
    except DomainError as error:
        return _back_with(request, str(error))
    access.remember(request, attempt.payment.code)
    return _lead_to(attempt)


def _basket(request: HttpRequest, form: BasketForm) -> Basket:
    today = athens_day(timezone.now())
    if form.cleaned_data["rf"]:
        return basket_by_rf(form.cleaned_data["rf"], form.amounts.get("rf"), today)
    return basket_for(request.user, form.codes, form.amounts, today)


def _back_with(request: HttpRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return redirect("debts:list" if request.user.is_authenticated else "pay:by_rf")


def _lead_to(attempt: services.Attempt) -> HttpResponse:
    if attempt.url and attempt.state == services.Attempt.State.OPEN:
        # 303: Back from the card page must not send the form again.
        return HttpResponseRedirect(attempt.url, status=303)
    return redirect("payments:return", attempt.payment.code)


@never_cache
@require_safe
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Tell how the payment stands, as the gateway says and not as the address says."""
    payment = access.payment_for(request, code)
    if payment.is_open:
        # Without an answer the page says that the result is awaited; the periodic task asks again.
        with suppress(GatewayError):
            services.settle(payment_code=code, at=timezone.now())
        payment = access.payment_for(request, code)
    if payment.receipt_code:
        return redirect("payments:receipt", payment.receipt_code)
    context = {"payment": payment, "visit": door.visit_of(code)}
    return render(request, "payments/result.html", context)


@never_cache
@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Begin again with the same charges, without typing anything."""
    payment = access.payment_for(request, code)
    payer = request.user if request.user.is_authenticated else None
    try:
        attempt = services.retry_checkout(payment_code=payment.code, payer=payer, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("payments:return", code)
    access.remember(request, attempt.payment.code)
    return _lead_to(attempt)


@never_cache
@require_POST
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """Close the card page, which releases the debt at once."""
    payment = access.payment_for(request, code)
    try:
        services.give_up(payment_code=payment.code, at=timezone.now())
    except GatewayError:
        messages.error(request, _("The card page does not answer now. Try again in a minute."))
    return redirect("payments:return", code)


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show a receipt; it stays at this address."""
    return render(request, "payments/receipt.html", {"receipt": _receipt(request, code)})


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the receipt as a PDF to keep."""
    shown = _receipt(request, code)
    body = pdf.render("receipt", documents.receipt(shown, get_language() or "el"))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.pdf"'
    return response


def _receipt(request: HttpRequest, code: str) -> revenue_queries.ReceiptView:
    paid_here = request.session.get(access.SESSION_KEY, [])
    anonymous = revenue_queries.receipt_of_payments(code, paid_here)
    if anonymous is not None and not request.user.is_authenticated:
        return anonymous.without_payer()
    if anonymous is not None:
        return anonymous
    return revenue_queries.receipt_view(revenue_access.receipt_for(request.user, code))


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Keep a notice of the gateway; the work on it happens in the queue."""
    try:
        door.take_in(request.body, request.headers.get("Stripe-Signature"), at=timezone.now())
    except ForgedEvent:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
