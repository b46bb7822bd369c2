"""Pages of what is owed and why; paying begins here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.kernel.dates import athens_day
from backoffice.kernel.exports import csv_response
from backoffice.kernel.languages import language
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from eservices.payments.payment_codes import TooManyGuesses, open_debt, visitor_of
from theme import pdf
from theme.formatting import euro

from . import access, documents, queries
from .forms import PartForm, RfForm, StatementForm, SumForm


@never_cache
@login_required
@require_safe
def debts(request: HttpRequest) -> HttpResponse:
    """Show everything owed by everyone the user may pay for."""
    today = athens_day(timezone.now())
    visible = access.debtors_for(request.user)
    groups = queries.shown(visible, today, request.GET.get("page", ""))
    return render(request, "debts/list.html", {"groups": groups, "today": today})


@never_cache
@login_required
@require_safe
def pay_sum(request: HttpRequest) -> HttpResponse:
    """Spread a sum over the debts in the town's order, and lead to the check before paying."""
    form = SumForm(request.GET)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("debts:list")
    debtors = access.chosen_of(access.debtors_for(request.user), form.cleaned_data["debtor"])
    spread = queries.sum_of(debtors, form.cleaned_data["sum"], athens_day(timezone.now()))
    if spread is None or not spread.parts:
        messages.info(request, _("Nothing is owed that this sum could pay."))
        return redirect("debts:list")
    said = _("First what an arrangement asks for, then your oldest debts.")
    if spread.left:
        left = _("%(left)s is not asked for: no debt takes it.") % {"left": euro(spread.left)}
        said = f"{said} {left}"
    messages.info(request, said)
    query = [("charge", part.debt.code) for part in spread.parts]
    query += [(f"amount-{part.debt.code}", str(part.amount)) for part in spread.parts]
    return redirect(f"{reverse('payments:review')}?{urlencode(query)}")


@never_cache
@login_required
@require_safe
def debt(request: HttpRequest, code: str) -> HttpResponse:
    """Show one debt as the tree it was calculated by, and begin to pay all or part of it."""
    charge = revenue_access.charge_for(request.user, code)
    shown = revenue_queries.debt_of(charge.pk, athens_day(timezone.now()))
    form = PartForm(request.GET if "amount" in request.GET else None, owed=shown.total)
    if form.is_valid():
        query = {"charge": code, f"amount-{code}": form.cleaned_data["amount"]}
        return redirect(f"{reverse('payments:review')}?{urlencode(query)}")
    return render(request, "debts/detail.html", {"debt": shown, "form": form})


@never_cache
@login_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Show every movement of a debtor, with the balance as it was on a day."""
    shown, form = _statement(request)
    rows = [(row, queries.movement_label(row, language())) for row in shown.rows] if shown else []
    context = {"statement": shown, "rows": rows, "form": form}
    return render(request, "debts/statement.html", context)


@never_cache
@login_required
@require_safe
def statement_pdf(request: HttpRequest) -> HttpResponse:
    """Hand out one debtor's debts of today as a PDF."""
    today = athens_day(timezone.now())
    debtors = access.chosen_of(access.debtors_for(request.user), request.GET.get("debtor", ""))
    groups = queries.debts_by_debtor(dict(list(debtors.items())[:1]), today)
    if not groups:
        raise Http404
    body = pdf.render("statement", documents.statement(groups[0], language()))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="statement-{today}.pdf"'
    return response


@never_cache
@login_required
@require_safe
def statement_csv(request: HttpRequest) -> HttpResponseBase:
    """Hand out the movements as a table."""
    shown, _form = _statement(request)
    if shown is None:
        raise Http404
    header = [
        _("Day"),
        _("Movement"),
        _("Period"),
        _("Number"),
        _("Owed"),
        _("Credited"),
        _("Balance"),
    ]
    rows = (
        (m.on, m.label(language()), m.period, m.number, m.debit, m.credit, m.balance)
        for m in shown.rows
    )
    return csv_response(f"statement-{shown.on}", header, rows)


def _statement(request: HttpRequest) -> tuple[queries.DebtorStatement | None, StatementForm]:
    visible = access.debtors_for(request.user)
    names, today = [(v.code, v.name) for v in visible], athens_day(timezone.now())
    form = StatementForm(request.GET or None, debtors=names, today=today)
    debtors = access.chosen_of(visible, request.GET.get("debtor", ""))
    return queries.statement_of(debtors, form.day, form.known_on), form


@never_cache
@require_safe
def pay_by_rf(request: HttpRequest) -> HttpResponse:
    """Show the amount of a payment code and its payee, and nothing else, to whoever holds it."""
    form = RfForm(request.GET if "rf" in request.GET else None)
    found, status = None, 200
    if form.is_valid():
        today = athens_day(timezone.now())
        try:
            found = open_debt(form.cleaned_data["rf"], today, visitor_of(request))
        except TooManyGuesses as error:
            form.add_error("rf", str(error))
            status = 429
        else:
            if found is None:
                form.add_error(
                    "rf", _("We know no debt with this code. Compare it with the notice.")
                )
    context = {"form": form, "debt": found}
    return render(request, "debts/pay.html", context, status=status)
