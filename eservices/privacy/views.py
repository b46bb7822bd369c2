"""Pages of one's own data: who looked, what one agreed to, requests and copies."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.registry import UnknownKind
from backoffice.privacy import access, services
from backoffice.privacy import queries as office
from backoffice.privacy.words import ANSWER

from . import queries
from .forms import AskForm


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """Show requests, consents and looks; take a new request."""
    user = _user(request)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask(
                user=user,
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
                key=f"citizen:{user.pk}:{form.cleaned_data['key']}",
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error("kind", str(error))
        else:
            return redirect("my_privacy:request", made.code)
    today = athens_day(timezone.now())
    context = {
        "form": form,
        "requests": list(office.requests_of(user)[:30]),
        "agreements": queries.agreements_of(user),
        "looks": queries.looks_at(user),
        "answer_months": office.months_for(ANSWER, today),
        "looks_since": office.looks_kept_since(),
        "agreed": office.agreed_elsewhere(user, (get_language() or "el")[:2]),
        "held": queries.purposes_held(),
        "periods": queries.periods_on(today),
    }
    status = 422 if form.errors else 200
    return render(request, "my_privacy/home.html", context, status=status)


@never_cache
@login_required
@require_safe
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """Show one request and its answer."""
    found = access.request_for(request.user, code)
    parcel = getattr(found, "parcel", None)
    kept = parcel if parcel is not None and parcel.destroyed_at is None else None
    return render(request, "my_privacy/request.html", {"asked": found, "parcel": kept})


@never_cache
@login_required
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take a request back."""
    found = access.request_for(request.user, code)
    try:
        services.withdraw_request(request_id=found.pk, actor=_user(request), at=timezone.now())
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("my_privacy:request", code)


@never_cache
@login_required
@require_safe
def parcel(request: HttpRequest, code: str) -> HttpResponseBase:
    """Hand the copy to its person."""
    found = access.parcel_for(request.user, code)
    body = services.fetch_parcel(parcel=found, at=timezone.now())
    answer = FileResponse(body, as_attachment=True, filename=f"data-{code}.zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@never_cache
@login_required
@require_POST
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Agree to a purpose, or take it back."""
    user, now = _user(request), timezone.now()
    language = (get_language() or "el")[:2]
    try:
        if request.POST.get("agree") == "yes":
            services.give_consent(user=user, purpose=purpose, language=language, at=now)
            messages.success(request, _("You agreed. You can take it back here at any time."))
        else:
            services.withdraw_consent(user=user, purpose=purpose, at=now)
            messages.success(request, _("You took it back."))
    except UnknownKind as error:
        raise Http404 from error
    return redirect("my_privacy:home")
