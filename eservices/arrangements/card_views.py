"""Pages of the monthly charge: agree to it, save the card, see it, stop it."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.arrangements import access as arrangements_access
from backoffice.arrangements import queries
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from eservices.payments import standing

from . import card
from .forms import CardForm


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def monthly(request: HttpRequest, code: str) -> HttpResponse:
    """Show how the monthly charge of an arrangement stands, or agree to one and save a card."""
    found = arrangements_access.own_arrangement_for(request.user, code)
    at = timezone.now()
    view = queries.arrangement_view(found, athens_day(at))
    form = CardForm(request.POST if request.method == "POST" else None, initial=_fresh())
    if form.is_valid():
        try:
            order = card.give(
                arrangement=found,
                total=view.left_total,
                language=language(),
                key=f"web:{request.user.pk}:{form.cleaned_data['key']}",
                actor=cast("User", request.user),
                at=at,
            )
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("my_arrangements:card", code)
        # 303: Back from the card page must not send the form again.
        return HttpResponseRedirect(order.url or request.path, status=303)
    context = {
        "one": found,
        "view": view,
        "charge": card.order_of(found, at),
        "consent": card.consent_text(found, view.left_total, language()),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "my_arrangements/card.html", context, status=status)


def _fresh() -> dict[str, Any]:
    return {"key": CardForm.fresh_key()}


@never_cache
@login_required
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop the monthly charge; nothing is charged after it."""
    found = arrangements_access.own_arrangement_for(request.user, code)
    charge = card.order_of(found, timezone.now())
    if charge is not None:
        standing.stop(order_id=charge.order.pk, actor=cast("User", request.user), at=timezone.now())
        messages.success(request, _("Your card is not charged any more."))
    return redirect("my_arrangements:card", code)
