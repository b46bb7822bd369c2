"""Letting others act for oneself, and for whom one acts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from backoffice.identity.access import fresh_login_required
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.party import access, queries, services
from portal.accounts import rows
from portal.accounts.forms import MandateForm


@never_cache
@login_required
def mandate_list(request: HttpRequest) -> HttpResponse:
    """List mandates given and held."""
    own = queries.party_of(request.user)  # type: ignore[arg-type]
    today = athens_day(timezone.now())
    context = {
        "own": own,
        "given": rows.mandates_given(own, today) if own else [],
        "held": rows.mandates_held(own, today) if own else [],
    }
    return render(request, "accounts/mandates.html", context)


@never_cache
@fresh_login_required
def give(request: HttpRequest) -> HttpResponse:
    """Give somebody a mandate."""
    own = queries.party_of(request.user)  # type: ignore[arg-type]
    if own is None:
        raise Http404
    today = athens_day(timezone.now())
    form = MandateForm(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.give_mandate_by_afm(
                principal_id=own.pk,
                agent_afm=data["afm"],
                agent_name=data["name"],
                scope=data["scope"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                actor=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The mandate was given."))
            return redirect("accounts:mandates")
    return render(request, "accounts/mandate_give.html", {"form": form})


@never_cache
@login_required
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """End a mandate; the one who gave it and the one who holds it may."""
    mandate = access.mandate_for(request.user, code)  # type: ignore[arg-type]
    if request.method == "POST":
        services.revoke_mandate(
            mandate_id=mandate.pk,
            actor=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
        messages.success(request, _("The mandate was revoked."))
        return redirect("accounts:mandates")
    own = queries.party_of(request.user)  # type: ignore[arg-type]
    row = rows.mandate(mandate, own, athens_day(timezone.now()))
    return render(request, "accounts/mandate_revoke.html", {"mandate": row})
