"""Pages of paying: check, leave for the card page, come back, keep the receipt."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from integrations.stripe.messages import GatewayError
from integrations.stripe.webhooks import ForgedEvent
from theme import pdf

from . import access, documents, door, services
from .basket import Basket, basket_by_rf, basket_for
from .forms import BasketForm
from .models import Attempt
from .payment_codes import visitor_of
from .states import AttemptState

IN_PROGRESS = "started"


@never_cache
@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show amount and payee before anybody leaves for the card page."""
    form = BasketForm(request.GET)
    if not form.is_valid():
        return _back_with(request, str(next(iter(form.errors.values()))[0]))
    if form.codes and not request.user.is_authenticated:
        return access.ask_to_sign_in(request)
    try:
        basket = _basket(request, form)
    except DomainError as error:
        return _back_with(request, str(error))
    context = {"basket": basket, "key": form.cleaned_data["key"]}
    return render(request, "payments/review.html", context)


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin the payment and lead to the card page."""
    form = BasketForm(request.POST)
    if not form.is_valid():
        return _back_with(request, str(next(iter(form.errors.values()))[0]))
    if form.codes and not request.user.is_authenticated:
        return access.ask_to_sign_in(request)
    payer = _payer(request)
    try:
        wish = _basket(request, form).wish(
            key=form.cleaned_data["key"], language=language(), email=payer.email if payer else ""
        )
        attempt = services.begin_checkout(payer=payer, wish=wish, at=timezone.now())
    except DomainError as error:
        return _back_with(request, str(error))
    access.remember(request, attempt.payment.code)
    return _lead_to(attempt)


def _payer(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _basket(request: HttpRequest, form: BasketForm) -> Basket:
    today = athens_day(timezone.now())
    if form.cleaned_data["rf"]:
        amount, visitor = form.amounts.get("rf"), visitor_of(request)
        return basket_by_rf(form.cleaned_data["rf"], amount, today, visitor)
    return basket_for(request.user, form.codes, form.amounts, today, language())


def _back_with(request: HttpRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    by_rf = "rf" in (request.POST or request.GET)
    return redirect("pay:by_rf" if by_rf or not request.user.is_authenticated else "debts:list")


def _lead_to(attempt: Attempt) -> HttpResponse:
    if attempt.url and attempt.state == AttemptState.OPEN:
        # 303: Back from the card page must not send the form again.
        return HttpResponseRedirect(attempt.url, status=303)
    return redirect("payments:return", attempt.payment.code)


@never_cache
@require_safe
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Tell how the payment stands, as the gateway says and not as the address says."""
    try:
        payment = access.payment_for(request, code, language())
    except Http404:
        return access.ask_to_sign_in(request)
    is_known = True
    if payment.state == IN_PROGRESS:
        is_known = door.refresh(code, at=timezone.now())
        payment = access.payment_for(request, code, language())
    if payment.receipt_code:
        return redirect("payments:receipt", payment.receipt_code)
    visit, is_open = door.visit_of(code), payment.state == IN_PROGRESS
    context = {
        "payment": payment,
        "is_open": is_open,
        # Without an answer nobody is told that nothing was charged.
        "can_continue": is_open and is_known and visit is not None and visit.url,
        "visit": visit,
        "says_what_for": access.knows_debtor(request, code),
    }
    return render(request, "payments/result.html", context)


@never_cache
@require_POST
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Begin again with the same choice, without typing anything."""
    payment = access.payment_for(request, code, language())
    try:
        attempt = services.retry_checkout(payment_code=payment.code, at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("payments:return", code)
    access.remember(request, attempt.payment.code)
    return _lead_to(attempt)


@never_cache
@require_POST
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """Close the card page, which releases the debt at once."""
    payment = access.payment_for(request, code, language())
    try:
        services.give_up(payment_code=payment.code, at=timezone.now())
    except GatewayError:
        messages.error(request, _("The card page does not answer now. Try again in a minute."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("payments:return", code)


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show a receipt; it stays at this address."""
    try:
        shown = access.receipt_for(request, code)
    except Http404:
        return access.ask_to_sign_in(request)
    if shown.code != code:
        return redirect("payments:receipt", shown.code)
    rows = [(documents.line_label(line, language()), line.amount) for line in shown.lines]
    method = shown.method_en if language() == "en" else shown.method_el
    context = {"receipt": shown, "rows": rows, "method": method}
    return render(request, "payments/receipt.html", context)


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the receipt as a PDF to keep."""
    try:
        shown = access.receipt_for(request, code)
    except Http404:
        return access.ask_to_sign_in(request)
    body = pdf.render("receipt", documents.receipt(shown, language()))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.pdf"'
    return response


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Keep a notice of the gateway; the work on it happens in the queue."""
    try:
        door.take_in(request.body, request.headers.get("Stripe-Signature"), at=timezone.now())
    except ForgedEvent:
        return HttpResponse(status=400)
    return HttpResponse(status=200)
