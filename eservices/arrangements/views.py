"""Pages of paying by instalments: simulate, check, agree, follow, pay."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backoffice.arrangements import access as arrangements_access
from backoffice.arrangements import documents, queries, services
from backoffice.arrangements.queries import Offer, Payable, Wish
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from theme import pdf

from . import access, card
from .forms import AgreeForm, NumberForm, SimulatorForm


def _today() -> date:
    return athens_day(timezone.now())


@never_cache
@login_required
@require_safe
def arrangements(request: HttpRequest) -> HttpResponse:
    """Show the arrangements of everyone the user may pay for, with what each asks for next."""
    debtors = access.debtors_for(request.user)
    shown = queries.overview([debtor.pk for debtor in debtors], _today())
    return render(request, "my_arrangements/list.html", {"shown": shown, "debtors": debtors})


@dataclass(frozen=True, slots=True)
class Simulation:
    """What the simulator's page shows."""

    form: SimulatorForm
    debtor: access.Debtor | None
    wish: Wish | None = None
    offer: Offer | None = None
    problem: str = ""


def _simulate(request: HttpRequest, data: Any) -> Simulation:
    debtors = access.debtors_for(request.user)
    debtor = access.chosen_debtor(debtors, data.get("debtor", ""))
    asked = "number" in data
    form = SimulatorForm(data if asked else None, debtors=debtors)
    form.with_longer_term(queries.longer_term_is_open(_today()))
    if debtor is None or not asked or not form.is_valid():
        return Simulation(form, debtor)
    if not form.codes:
        return Simulation(form, debtor, problem=_("Choose at least one debt."))
    wish = form.wish(debtor.pk, access.charges_of(request.user, debtor.pk, form.codes))
    try:
        return Simulation(form, debtor, wish, queries.offer(wish, _today()))
    except DomainError as error:
        return Simulation(form, debtor, wish, problem=str(error))


@never_cache
@login_required
@require_safe
def simulator(request: HttpRequest) -> HttpResponse:
    """Show what instalments would cost, for any choice of debts and number, before applying."""
    made = _simulate(request, request.GET)
    chart = [
        {
            "label": _("%(number)s instalments") % {"number": choice.number},
            "value": choice.instalment,
            "second": choice.interest,
        }
        for choice in (queries.choices(made.offer, _today()) if made.offer else [])
    ]
    debts, reasons = queries.arrangeable(made.debtor.pk, _today()) if made.debtor else ([], {})
    rows = [(d, reasons.get(d.charge_id, ""), _ticked(made.form, d)) for d in debts]
    context = {"made": made, "rows": rows, "chart": chart, "language": language()}
    return render(request, "my_arrangements/simulator.html", context)


def _ticked(form: SimulatorForm, debt: Any) -> bool:
    return debt.code in form.codes if form.is_bound else True


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Show the whole schedule once more, and agree to it."""
    made = _simulate(request, request.POST if request.method == "POST" else request.GET)
    if made.offer is None or made.wish is None:
        messages.error(request, made.problem or _("Choose debts and a number first."))
        return redirect("my_arrangements:simulator")
    form = AgreeForm(request.POST if request.method == "POST" else None, initial=_asked(made.offer))
    if form.is_valid():
        try:
            arrangement = services.apply(
                wish=made.wish,
                key=f"web:{form.cleaned_data['key']}",
                agreed=form.cleaned_data["agreed"],
                actor=cast("User", request.user),
                at=timezone.now(),
            )
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(f"{reverse('my_arrangements:check')}?{_query(made.form)}")
        messages.success(request, _said(arrangement))
        return redirect("my_arrangements:arrangement", arrangement.code)
    context = {"made": made, "offer": made.offer, "form": form, "language": language()}
    status = 422 if form.is_bound else 200
    return render(request, "my_arrangements/check.html", context, status=status)


def _asked(offer: Offer) -> dict[str, Any]:
    return {"key": AgreeForm.fresh_key(), "agreed": str(offer.total)}


def _query(form: SimulatorForm) -> str:
    pairs = [("charge", code) for code in form.codes]
    pairs += [(name, form.data[name]) for name in form.fields if form.data.get(name)]
    return urlencode(pairs)


def _said(arrangement: Any) -> str:
    if arrangement.state == "awaiting":
        return _("Your application is in. It awaits a decision; your debts do not grow meanwhile.")
    return _("The arrangement is in force. Pay its first instalment by the day below.")


@never_cache
@login_required
@require_safe
def arrangement(request: HttpRequest, code: str) -> HttpResponse:
    """Show one arrangement: what to pay next, every instalment, its debts."""
    found = arrangements_access.arrangement_for(request.user, code)
    view = queries.arrangement_view(found, _today())
    may_act = found.debtor_id in {debtor.pk for debtor in access.debtors_for(request.user)}
    charge = card.active_order(found, _today()) if may_act else None
    context = {
        "view": view,
        "one": found,
        "may_act": may_act,
        "charge": charge,
        "language": language(),
    }
    return render(request, "my_arrangements/arrangement.html", context)


@never_cache
@login_required
@require_POST
def pay(request: HttpRequest, code: str) -> HttpResponse:
    """Go and pay what is due, or the next instalment."""
    found = arrangements_access.own_arrangement_for(request.user, code)
    try:
        asked = services.ask_next(
            arrangement_id=found.pk, actor=cast("User", request.user), at=timezone.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("my_arrangements:arrangement", code)
    return _to_review(request, asked, code)


@never_cache
@login_required
@require_POST
def pay_all(request: HttpRequest, code: str) -> HttpResponse:
    """Go and pay everything that is left, which saves the interest of later months."""
    found = arrangements_access.own_arrangement_for(request.user, code)
    try:
        asked = services.ask_rest(
            arrangement_id=found.pk, actor=cast("User", request.user), at=timezone.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("my_arrangements:arrangement", code)
    return _to_review(request, asked, code)


def _to_review(request: HttpRequest, asked: Payable, code: str) -> HttpResponse:
    if not asked.items:
        messages.info(request, _("Nothing is to be paid here any more."))
        return redirect("my_arrangements:arrangement", code)
    pairs = [("charge", charge) for charge, _amount in asked.items]
    pairs += [(f"amount-{charge}", str(amount)) for charge, amount in asked.items]
    return redirect(f"{reverse('payments:review')}?{urlencode(pairs)}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_chance(request: HttpRequest, code: str) -> HttpResponse:
    """Show and agree to the second chance of a lost arrangement."""
    found = arrangements_access.own_arrangement_for(request.user, code)
    number = NumberForm(request.POST or request.GET or None, initial={"number": 2})
    offer, problem = None, ""
    if number.is_valid():
        try:
            wish = queries.second_wish(found.pk, number.cleaned_data["number"])
            offer = queries.offer(wish, _today())
        except DomainError as error:
            problem = str(error)
    data = request.POST if request.method == "POST" and offer else None
    form = AgreeForm(data, initial=_asked(offer) if offer else None)
    if offer and form.is_valid():
        try:
            made = services.revive(
                arrangement_id=found.pk,
                number=number.cleaned_data["number"],
                key=f"web:{form.cleaned_data['key']}",
                agreed=form.cleaned_data["agreed"],
                actor=cast("User", request.user),
                at=timezone.now(),
            )
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _said(made))
            return redirect("my_arrangements:arrangement", made.code)
    context = {"one": found, "number": number, "offer": offer, "problem": problem, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "my_arrangements/second_chance.html", context, status=status)


@never_cache
@login_required
@require_safe
def arrangement_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the arrangement with its schedule as a PDF."""
    found = arrangements_access.arrangement_for(request.user, code)
    body = pdf.render("arrangement", documents.arrangement(found, _today(), language()))
    response = HttpResponse(body, content_type="application/pdf")
    name = f"arrangement-{found.year}-{found.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
