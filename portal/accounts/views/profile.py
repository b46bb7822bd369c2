"""Who the town knows somebody as, and how it reaches them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backoffice.identity import queries, services
from backoffice.party import queries as parties
from backoffice.party import services as party_services
from portal.accounts.forms import ContactForm, LanguageForm
from portal.accounts.languages import remember_language


def _page(request: HttpRequest, **forms: object) -> HttpResponse:
    user = request.user
    party = parties.party_of(user)  # type: ignore[arg-type]
    contact = {"email": party.email, "phone": party.phone} if party else {}
    context = {
        "identity": queries.verified_identity(user),  # type: ignore[arg-type]
        "party": party,
        "language_form": LanguageForm(initial={"language": user.language}),  # type: ignore[union-attr]
        "contact_form": ContactForm(initial=contact),
        "form_has_errors": bool(forms),
    } | forms
    return render(request, "accounts/profile.html", context)


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile."""
    return _page(request)


@login_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language, and go on in it."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _page(request, language_form=form)
    chosen = form.cleaned_data["language"]
    services.switch_language(user_id=request.user.pk, language=chosen, at=timezone.now())  # type: ignore[arg-type]
    address = translate_url(request.build_absolute_uri(reverse("accounts:profile")), chosen)
    with translation.override(chosen):
        messages.success(request, _("The language was changed."))
    return remember_language(redirect(address), chosen)


@login_required
@require_POST
def contact(request: HttpRequest) -> HttpResponse:
    """Keep how the town reaches the visitor."""
    form = ContactForm(request.POST)
    party = parties.party_of(request.user)  # type: ignore[arg-type]
    if party is None:
        return redirect("accounts:profile")
    if not form.is_valid():
        return _page(request, contact_form=form)
    party_services.change_contact(
        party_id=party.pk,
        email=form.cleaned_data["email"],
        phone=form.cleaned_data["phone"].replace(" ", ""),
        actor=request.user,  # type: ignore[arg-type]
        at=timezone.now(),
    )
    messages.success(request, _("Your contact details were saved."))
    return redirect("accounts:profile")
