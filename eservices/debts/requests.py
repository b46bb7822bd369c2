"""What a citizen asks about debts: a credit back, another look at a charge."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.identity.access import signed_in
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services
from theme.forms import EuroField


class RefundForm(forms.Form):
    """Where a credit is to be paid."""

    iban = forms.CharField(
        label=gettext_lazy("IBAN"),
        max_length=42,
        help_text=gettext_lazy("27 characters that begin with GR. Blanks do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-length": "code"}),
    )
    payee = forms.CharField(
        label=gettext_lazy("Holder of the account"),
        max_length=140,
        help_text=gettext_lazy("As the bank writes it; it must be the account of the creditor."),
    )


class ObjectionForm(forms.Form):
    """What is wrong with a charge, and what proves it."""

    reasons = forms.CharField(
        label=gettext_lazy("What is wrong, and why?"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    wanted_less = EuroField(
        label=gettext_lazy("How much of it is too much?"), required=False, min_value=0
    )
    file = forms.FileField(
        label=gettext_lazy("A file that proves it"),
        required=False,
        help_text=gettext_lazy("PDF, JPG or PNG."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class WaiverForm(forms.Form):
    """Why the surcharge of a debt should be waived."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why it should be waived"),
        choices=revenue_queries.acts.waiver_causes,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("What happened, and what proves it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show the credits one may ask back, and what was asked before."""
    visible = revenue_access.visible_party_ids(request.user)
    context = {
        "credits": revenue_queries.credits_of(sorted(visible)),
        "refunds": revenue_queries.acts.refunds_of(visible),
        "waivers": revenue_queries.acts.waivers_of(visible),
        "objections": revenue_queries.acts.objections_of(visible),
    }
    return render(request, "debts/requests.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_refund(request: HttpRequest, credit: int) -> HttpResponse:
    """Ask for a credit back."""
    kept = revenue_access.own_credit_for(request.user, credit)
    form = RefundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act = services.ask_refund(
                credit_id=kept.pk,
                amount=None,
                actor=signed_in(request.user),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except services.BadIban as error:
            form.add_error("iban", str(error))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("debts:refund_state", code=act.code)
    left = next(
        (
            row["left"]
            for row in revenue_queries.credits_of([kept.party_id])
            if row["id"] == kept.pk
        ),
        None,
    )
    why = revenue_queries.interest_in_credit(kept.pk)
    context = {"credit": kept, "left": left, "form": form, "why": why}
    return render(request, "debts/refund.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_waiver(request: HttpRequest, code: str) -> HttpResponse:
    """Ask that the surcharge of a debt be waived."""
    charge = revenue_access.own_charge_for(request.user, code)
    form = WaiverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act = services.ask_waiver(
                charge_id=charge.pk,
                actor=signed_in(request.user),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("debts:waiver_state", code=act.code)
    debt = revenue_queries.debt_of(charge.pk, athens_day(timezone.now()))
    context = {"debt": debt, "form": form}
    return render(request, "debts/waiver.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def waiver_state(request: HttpRequest, code: str) -> HttpResponse:
    """Show where the waiver of a surcharge stands."""
    act = revenue_access.waiver_for(request.user, code)
    return render(request, "debts/waiver_state.html", {"act": act})


@never_cache
@login_required
@require_safe
def refund_state(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a refund stands."""
    act = revenue_access.refund_for(request.user, code)
    context = {"act": act, "interest": revenue_queries.interest_with_act(act.pk)}
    return render(request, "debts/refund_state.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, code: str) -> HttpResponse:
    """Lodge an objection against a charge."""
    charge = revenue_access.own_charge_for(request.user, code)
    sent = request.method == "POST"
    form = ObjectionForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        try:
            objection = services.object_to_charge(
                charge_id=charge.pk,
                actor=signed_in(request.user),
                at=timezone.now(),
                **_facts(form),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("debts:objection", code=objection.code)
    debt = revenue_queries.debt_of(charge.pk, athens_day(timezone.now()))
    last = services.last_day_to_object(charge)
    context = {"debt": debt, "form": form, "last_day": last}
    return render(request, "debts/object.html", context, status=422 if form.errors else 200)


def _facts(form: forms.Form) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    file = facts.pop("file")
    return facts | {"uploads": [(file.name, file)] if file else []}


@never_cache
@login_required
@require_safe
def objection(request: HttpRequest, code: str) -> HttpResponse:
    """Show where an objection stands, and the answer."""
    found = revenue_access.objection_for(request.user, code)
    mine = found.party_id in revenue_access.visible_party_ids(request.user)
    may_withdraw = mine and found.state == "lodged" and found.act_id is None
    context = {"objection": found, "may_withdraw": may_withdraw}
    return render(request, "debts/objection.html", context)


@never_cache
@login_required
@require_POST
def withdraw_objection(request: HttpRequest, code: str) -> HttpResponse:
    """Take back one's objection."""
    found = revenue_access.own_objection_for(request.user, code)
    try:
        services.withdraw_objection(
            objection_id=found.pk, actor=signed_in(request.user), at=timezone.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The objection is withdrawn."))
    return redirect("debts:objection", code=code)
