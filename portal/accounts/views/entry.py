"""Coming in: the staff's door, and the fresh proof before something binding."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import RateLimited
from allauth.decorators import rate_limit
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from backoffice.identity import queries, services
from backoffice.kernel.errors import DomainError
from portal.accounts.forms import PasswordProofForm, SecondFactorForm


def staff_login(request: HttpRequest) -> HttpResponse:
    """Send staff through the one sign-in page there is, and back to where they were going.

    Whoever is signed in and has nothing to do there goes to the own account.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        # The sign-in page would send them straight back here, without end.
        return redirect("accounts:home")
    asked = safe_next(request) or reverse("wagtailadmin_home")
    return redirect(f"{reverse('account_login')}?{urlencode({'next': asked})}")


def safe_next(request: HttpRequest) -> str:
    """Return where the visitor was going, if that is on this site."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_here else ""


@never_cache
@login_required
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask who somebody is once more: password, code, passkey or TAXISnet."""
    wants_code = request.POST.get("with") == "code"
    password = PasswordProofForm(request.POST if _posted(request, "password") else None)
    code = SecondFactorForm(request.POST if wants_code else None)
    bound = code if wants_code else password
    if request.method == "POST" and bound.is_valid() and _proves(request, bound):
        return redirect(safe_next(request) or reverse("accounts:home"))
    ways = queries.ways_to_prove(request.user)  # type: ignore[arg-type]
    context = {
        "password_form": password,
        "code_form": code,
        "ways": ways,
        "next": safe_next(request) or reverse("accounts:home"),
        "form_has_errors": bool(password.errors or code.errors),
    }
    return render(request, "accounts/confirm.html", context)


def _posted(request: HttpRequest, way: str) -> bool:
    return request.method == "POST" and request.POST.get("with", "password") == way


def _proves(request: HttpRequest, form: forms.Form) -> bool:
    if isinstance(form, SecondFactorForm):
        return _proves_by_code(request, form)
    return _proves_by_password(request, form)


def _proves_by_code(request: HttpRequest, form: SecondFactorForm) -> bool:
    try:
        services.use_code(
            user_id=request.user.pk,  # type: ignore[arg-type]
            code=form.cleaned_data["code"],
            at=timezone.now(),
        )
    except DomainError as error:
        form.add_error("code", str(error))
        return False
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return True


@rate_limit(action="reauthenticate")
def _password_is_right(request: HttpRequest, password: str) -> bool:
    return get_adapter(request).reauthenticate(request.user, password)


def _proves_by_password(request: HttpRequest, form: forms.Form) -> bool:
    try:
        is_right = _password_is_right(request, form.cleaned_data["password"]) is True
    except (RateLimited, ValidationError):
        is_right = False
    if not is_right:
        form.add_error("password", _("The password is not correct. Try again."))
        return False
    record_authentication(request, request.user, method="password", reauthenticated=True)
    return True
