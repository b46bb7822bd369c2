"""The way of a declaration, one question a page; every answer is saved before the next is asked."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.business_fees.access import signed_in
from backoffice.business_fees.errors import NoRate
from backoffice.kernel.errors import DomainError
from eservices.tourist_fee import journey as journeys
from eservices.tourist_fee import services
from eservices.tourist_fee.forms import AmountForm, FileForm, ReasonForm, ReceiptsForm
from eservices.tourist_fee.journey import AMOUNT, CHECK, Journey

Step = Callable[..., HttpResponse]


def step(view: Callable[..., HttpResponse]) -> Step:
    """Give a page the journey of the signed-in user; without a draft begin at the beginning."""

    @never_cache
    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, code: str, period: str, **rest: Any) -> HttpResponse:
        try:
            found = journeys.journey_for(signed_in(request.user), code, period, timezone.now())
        except NoRate as error:
            return render(request, "tourist_fee/refused.html", {"error": error}, status=409)
        if found is None:
            return redirect("tourist_fee:declare", code, period)
        return view(request, found, **rest)

    return wrapped


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Go on with a draft, show what was declared, or say what stands in the way."""
    establishment, view = journeys.period_for(signed_in(request.user), code, period, timezone.now())
    if view.declaration:
        return redirect("tourist_fee:declaration", view.declaration.code)
    if not view.can_declare:
        context = {"establishment": establishment, "view": view}
        return render(request, "tourist_fee/elsewhere.html", context)
    if request.method == "POST":
        services.open_draft(
            user=signed_in(request.user),
            establishment=establishment,
            period=view.period,
            at=timezone.now(),
        )
        return redirect("tourist_fee:receipts", code, period)
    draft = journeys.draft_of(signed_in(request.user), establishment.pk, view.period)
    context = {"establishment": establishment, "view": view, "draft": draft}
    return render(request, "tourist_fee/begin.html", context)


def _onward(request: HttpRequest, found: Journey) -> HttpResponse:
    """Go to the next open question, or back to the check page somebody came from."""
    code, period = found.establishment.code, found.period.key
    name, number = found.next_step
    if name == AMOUNT:
        address = redirect("tourist_fee:amount", code, period, number)
        if _came_from_check(request):
            address["Location"] += "?from=check"
        return address
    if _came_from_check(request):
        return redirect("tourist_fee:check", code, period)
    return redirect(f"tourist_fee:{name}", code, period)


def _came_from_check(request: HttpRequest) -> bool:
    return request.GET.get("from") == CHECK


def _back(request: HttpRequest, otherwise: str) -> str:
    return CHECK if _came_from_check(request) else otherwise


@step
def receipts(request: HttpRequest, found: Journey) -> HttpResponse:
    """Ask whether there were receipts."""
    had = found.draft.had_receipts
    initial = {"had_receipts": None if had is None else "yes" if had else "no"}
    form = ReceiptsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.answer_receipts(
            draft=found.draft, had_receipts=form.cleaned_data["had_receipts"], at=timezone.now()
        )
        return _to_amounts(request, found)
    context = {"form": form, "journey": found, "back": _back(request, "start")}
    return render(request, "tourist_fee/receipts.html", context)


def _to_amounts(request: HttpRequest, found: Journey) -> HttpResponse:
    """Ask every amount on the first way through, only open ones when coming from the check."""
    code, period = found.establishment.code, found.period.key
    if found.draft.had_receipts and not _came_from_check(request):
        return redirect("tourist_fee:amount", code, period, 1)
    return _onward(request, found)


@step
def amount(request: HttpRequest, found: Journey, number: int) -> HttpResponse:
    """Ask one amount."""
    code, period = found.establishment.code, found.period.key
    if not 1 <= number <= len(found.slots) or found.draft.had_receipts is not True:
        return redirect("tourist_fee:receipts", code, period)
    slot = found.slots[number - 1]
    form = AmountForm(
        request.POST or None,
        label=slot.category.base,
        initial={"amount": found.bases.get(slot.name)},
    )
    if request.method == "POST" and form.is_valid():
        services.answer_amount(
            draft=found.draft, slot=slot.name, base=form.cleaned_data["amount"], at=timezone.now()
        )
        if number < len(found.slots) and not _came_from_check(request):
            return redirect("tourist_fee:amount", code, period, number + 1)
        return _onward(request, found)
    context = {
        "form": form,
        "journey": found,
        "slot": slot,
        "number": number,
        "back": _back(request, "receipts" if number == 1 else "amount"),
        "previous": number - 1,
    }
    return render(request, "tourist_fee/amount.html", context)


@step
def files(request: HttpRequest, found: Journey) -> HttpResponse:
    """Take files and, for a correction, the reason."""
    if not found.is_complete:
        return _onward(request, found)
    adding = request.method == "POST" and request.POST.get("action") == "add"
    going_on = request.method == "POST" and not adding
    form = FileForm(request.POST if adding else None, request.FILES if adding else None)
    reason = ReasonForm(
        request.POST if going_on else None, initial={"reason": found.draft.reason}, prefix="why"
    )
    if adding and form.is_valid() and _kept(found, form):
        return redirect(request.get_full_path())
    if going_on and reason.is_valid():
        services.answer_files(
            draft=found.draft, reason=reason.cleaned_data["reason"], at=timezone.now()
        )
        return redirect("tourist_fee:check", found.establishment.code, found.period.key)
    context = {
        "form": form,
        "reason": reason,
        "journey": found,
        "back": _back(request, "amount" if found.draft.had_receipts else "receipts"),
        "previous": len(found.slots),
        "form_has_errors": form.errors or reason.errors,
    }
    return render(request, "tourist_fee/files.html", context)


def _kept(found: Journey, form: FileForm) -> bool:
    try:
        services.add_file(draft=found.draft, upload=form.cleaned_data["file"], at=timezone.now())
    except DomainError as error:
        form.add_error("file", str(error))
        return False
    return True


@never_cache
@login_required
@require_POST
def remove_file(request: HttpRequest, code: str, period: str, file: str) -> HttpResponse:
    """Throw away a file of the draft."""
    found = journeys.journey_for(signed_in(request.user), code, period, timezone.now())
    if found:
        services.remove_file(draft=found.draft, code=file, at=timezone.now())
    return redirect("tourist_fee:files", code, period)


def _send(request: HttpRequest, found: Journey | None) -> HttpResponse:
    try:
        declaration = services.submit_draft(
            journey=found,
            user=signed_in(request.user),
            key=request.POST.get("key", ""),
            at=timezone.now(),
        )
    except DomainError as error:
        context = {"journey": found, "error": error, "form_has_errors": True}
        template = "tourist_fee/check.html" if found else "tourist_fee/refused.html"
        return render(request, template, context, status=409)
    return redirect("tourist_fee:sent", declaration.code)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """Show every answer with a way to change it; sending twice sends once."""
    try:
        found = journeys.journey_for(signed_in(request.user), code, period, timezone.now())
    except NoRate as error:
        return render(request, "tourist_fee/refused.html", {"error": error}, status=409)
    if request.method == "POST":
        return _send(request, found)
    if found is None:
        return redirect("tourist_fee:declare", code, period)
    if not found.is_complete:
        return _onward(request, found)
    return render(request, "tourist_fee/check.html", {"journey": found})
