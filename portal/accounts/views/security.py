"""How somebody signs in, with what, and where they are signed in now."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backoffice.identity import access, queries, services
from backoffice.identity.access import fresh_login_required
from backoffice.kernel.errors import DomainError


@never_cache
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show password, TAXISnet, second factors and sessions."""
    user = request.user
    context = {
        "ways": queries.ways_to_prove(user),  # type: ignore[arg-type]
        "devices": queries.device_rows(user),  # type: ignore[arg-type]
        "recovery_codes_left": queries.recovery_codes_left(user),  # type: ignore[arg-type]
        "sessions": queries.session_rows(user, request.session.session_key),  # type: ignore[arg-type]
    }
    return render(request, "accounts/security.html", context)


@never_cache
@fresh_login_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes and show them once."""
    user = request.user
    if not queries.devices_of(user):  # type: ignore[arg-type]
        return redirect("second_factor:setup")
    codes: list[str] = []
    if request.method == "POST":
        codes = services.make_recovery_codes(user_id=user.pk, at=timezone.now())  # type: ignore[arg-type]
    left = queries.recovery_codes_left(user)  # type: ignore[arg-type]
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "left": left})


@never_cache
@fresh_login_required
def remove_device(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Remove a second factor after asking once."""
    device = access.device_for(request.user, kind, pk)  # type: ignore[arg-type]
    error = ""
    if request.method == "POST":
        try:
            services.remove_device(
                user_id=request.user.pk,  # type: ignore[arg-type]
                device=device,
                actor=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except DomainError as refused:
            error = str(refused)
        else:
            messages.success(request, _("The device was removed."))
            return redirect("accounts:security")
    context = {"device": device, "error": error, "form_has_errors": bool(error)}
    return render(request, "accounts/device_remove.html", context, status=409 if error else 200)


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one session out, wherever it is."""
    session = access.session_for(request.user, pk)  # type: ignore[arg-type]
    services.end_session(session_id=session.pk, actor=request.user, at=timezone.now())  # type: ignore[arg-type]
    messages.success(request, _("The session was ended."))
    return redirect("accounts:security")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    services.end_sessions_of(
        user_id=request.user.pk,  # type: ignore[arg-type]
        actor=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
        but=request.session.session_key,
    )
    messages.success(request, _("You are now signed in only here."))
    return redirect("accounts:security")
