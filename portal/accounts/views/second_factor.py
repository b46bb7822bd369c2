"""Giving the second factor, and setting one up."""

from io import BytesIO

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from backoffice.identity import queries, second_factor, services
from backoffice.identity.access import fresh_login_required, may_add_device
from backoffice.kernel.errors import DomainError
from portal.accounts.forms import AuthenticatorForm, SecondFactorForm

from .entry import safe_next


def _way_on(request: HttpRequest) -> str:
    home = "wagtailadmin_home" if request.user.is_staff_member else "accounts:home"  # type: ignore[union-attr]
    return safe_next(request) or reverse(home)


@never_cache
@login_required
def challenge(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor."""
    if second_factor.passed(request):
        return redirect(_way_on(request))
    if not queries.devices_of(request.user):  # type: ignore[arg-type]
        return redirect("second_factor:setup")
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = services.use_code(
                user_id=request.user.pk,  # type: ignore[arg-type]
                code=form.cleaned_data["code"],
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            second_factor.accept(request, device)
            return redirect(_way_on(request))
    ways = queries.ways_to_prove(request.user)  # type: ignore[arg-type]
    context = {"form": form, "ways": ways, "next": _way_on(request)}
    return render(request, "accounts/challenge.html", context)


def _refuse_strangers(request: HttpRequest) -> HttpResponse | None:
    # These pages are open before the second factor is given, so they must ask for it themselves.
    if may_add_device(request):
        return None
    return redirect("second_factor:challenge")


@never_cache
@fresh_login_required
def setup(request: HttpRequest) -> HttpResponse:
    """Offer an authenticator application or a passkey."""
    refusal = _refuse_strangers(request)
    if refusal:
        return refusal
    first = not queries.devices_of(request.user)  # type: ignore[arg-type]
    return render(request, "accounts/setup.html", {"is_first": first})


@never_cache
@fresh_login_required
def authenticator(request: HttpRequest) -> HttpResponse:
    """Show the secret of a new authenticator and take its first code."""
    refusal = _refuse_strangers(request)
    if refusal:
        return refusal
    form = AuthenticatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = services.confirm_authenticator(
                user_id=request.user.pk,  # type: ignore[arg-type]
                code=form.cleaned_data["code"],
                name=form.cleaned_data["name"],
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            second_factor.accept(request, device)
            return _after_adding(request)
    waiting = services.begin_authenticator(user_id=request.user.pk)  # type: ignore[arg-type]
    context = {"form": form, "secret": queries.readable_secret(waiting)}
    return render(request, "accounts/authenticator.html", context)


def _after_adding(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The device was added."))
    has_codes = queries.recovery_codes_left(request.user)  # type: ignore[arg-type]
    return redirect("accounts:security" if has_codes else "accounts:recovery_codes")


@never_cache
@fresh_login_required
def qr(request: HttpRequest) -> HttpResponse:
    """Draw the secret of the authenticator that is being set up."""
    if not may_add_device(request):
        raise PermissionDenied
    waiting = services.begin_authenticator(user_id=request.user.pk)  # type: ignore[arg-type]
    picture = BytesIO()
    segno.make(waiting.config_url, error="m").save(
        picture, kind="svg", scale=5, border=3, light="#ffffff", xmldecl=False, nl=False
    )
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@fresh_login_required
def passkey(request: HttpRequest) -> HttpResponse:
    """Offer to enter a passkey; the browser does the rest."""
    refusal = _refuse_strangers(request)
    if refusal:
        return refusal
    return render(request, "accounts/passkey.html", {})
