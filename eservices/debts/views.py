"""Pages of what is owed and why; paying begins here."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.kernel.dates import athens_day
from backoffice.kernel.exports import csv_response
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from theme import pdf

from . import access, documents, queries
from .forms import PartForm, RfForm, StatementForm


@never_cache
@login_required
@require_safe
def debts(request: HttpRequest) -> HttpResponse:
    """Show everything owed by everyone the user may pay for."""
    today = athens_day(timezone.now())
    debtors = access.visible_debtors(request.user, request.GET.get("debtor", ""))
    groups = queries.debts_by_debtor(debtors, today)
    return render(request, "debts/list.html", {"groups": groups, "today": today})


@never_cache
@login_required
@require_safe
def debt(request: HttpRequest, code: str) -> HttpResponse:
    """Show one debt as the tree it was calculated by, and what was paid of it."""
    charge = revenue_access.charge_for(request.user, code)
    shown = revenue_queries.debt_of(charge, athens_day(timezone.now()))
    form = PartForm(request.GET or None, initial={"amount": shown.total})
    if form.is_valid():
        query = {"charge": code, f"amount-{code}": form.cleaned_data["amount"]}
        return redirect(f"{reverse('payments:review')}?{urlencode(query)}")
    return render(request, "debts/detail.html", {"debt": shown, "form": form})


@never_cache
@login_required
@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """Show every movement, with the balance as it was on a day."""
    shown, form = _statement(request)
    return render(request, "debts/statement.html", {"statement": shown, "form": form})


@never_cache
@login_required
@require_safe
def statement_pdf(request: HttpRequest) -> HttpResponse:
    """Hand out one debtor's debts of today as a PDF."""
    today = athens_day(timezone.now())
    debtors = access.visible_debtors(request.user, request.GET.get("debtor", ""))
    if not debtors:
        raise Http404
    first = dict(list(debtors.items())[:1])
    (shown,) = queries.debts_by_debtor(first, today)
    body = pdf.render("statement", documents.statement(shown, get_language() or "el"))
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="statement-{today}.pdf"'
    return response


@never_cache
@login_required
@require_safe
def statement_csv(request: HttpRequest) -> HttpResponseBase:
    """Hand out the statement as a table."""
    shown, _form = _statement(request)
    header = [_("Day"), _("Debtor"), _("Movement"), _("Owed"), _("Paid"), _("Balance")]
    rows = ((m.on, m.debtor, m.label, m.debit, m.credit, m.balance) for m in shown.movements)
    return csv_response(f"statement-{shown.on}", header, rows)


def _statement(request: HttpRequest) -> tuple[revenue_queries.Statement, StatementForm]:
    form = StatementForm(request.GET or None)
    day = form.day(athens_day(timezone.now()))
    debtors = access.visible_debtors(request.user, request.GET.get("debtor", ""))
    return revenue_queries.statement(set(debtors), day), form


@never_cache
@require_safe
def pay_by_rf(request: HttpRequest) -> HttpResponse:
    """Show the amount of a payment code and its payee, and nothing else, to whoever holds it."""
    form = RfForm(request.GET or None)
    found = None
    if form.is_valid():
        found = revenue_queries.debt_by_rf(form.cleaned_data["rf"], athens_day(timezone.now()))
        if found is None:
            form.add_error("rf", _("We know no open debt with this code. It may be paid already."))
    return render(request, "debts/pay.html", {"form": form, "debt": found})
