"""Time to collect: what is about to lapse, the January report, what lets the time begin anew."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.actors import Source
from backoffice.kernel.screens import PAGE, FilteredScreen, Table
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.revenue import queries, services
from backoffice.revenue.late_forms import ExpenseForm, InterruptForm, JanuaryForm, LapsingForm

from .charges import OneCharge

LAPSING_COLUMNS = (
    gettext_lazy("Can be collected until"),
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Kind"),
    gettext_lazy("Certified on"),
    gettext_lazy("Due on"),
    gettext_lazy("Open amount"),
    gettext_lazy("Interruptions"),
)
JANUARY_COLUMNS = (
    gettext_lazy("Kind"),
    gettext_lazy("Year"),
    gettext_lazy("Charges"),
    gettext_lazy("Open amount"),
    gettext_lazy("Lapses in the next year"),
    gettext_lazy("Lapsed already"),
)


class LapsingScreen(FilteredScreen):
    """Debts whose time to be collected ends within some months, or has ended."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("About to lapse")
    template_name = "revenue/lapsing.html"
    form_class = LapsingForm
    filename = "about-to-lapse"

    def rows(self) -> list[queries.Limitation]:
        """Return the chosen debts, the earliest end first."""
        return queries.about_to_lapse(months=self.form.chosen["months"], on=today())

    def table(self) -> Table:
        """Return them as rows of a file."""
        language = get_language() or "el"
        return LAPSING_COLUMNS, (
            (
                row.deadline.last,
                row.number,
                row.debtor,
                row.afm,
                row.label(language),
                row.on,
                row.due_on,
                row.open,
                len(row.events),
            )
            for row in self.rows()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of them, and what they come to."""
        rows = self.rows()
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("p"))
        total = sum(row.open for row in rows)
        english = get_language() == "en"
        return super().get_context_data(
            page=page, total=total, today=today(), english=english, **kwargs
        )


class JanuaryScreen(FilteredScreen):
    """What was certified and not collected, for the report of each January (ΚΔΚ 166Α §4)."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("January report")
    template_name = "revenue/january.html"
    form_class = JanuaryForm
    filename = "january-report"

    def table(self) -> Table:
        """Return the sums by kind and year of certification."""
        name = "name_en" if get_language() == "en" else "name_el"
        keys = (name, "year", "charges", "open", "lapses", "lapsed")
        rows = queries.january_report(self.form.chosen["year"])
        return JANUARY_COLUMNS, [tuple(row[key] for key in keys) for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table with its totals."""
        header, rows = self.table()
        rows = list(rows)
        totals = [sum(row[place] for row in rows) for place in range(2, 6)]
        return super().get_context_data(header=header, rows=rows, totals=totals, **kwargs)


class InterruptScreen(OneCharge, ActScreen):
    """Record what lets the time to collect a debt begin anew."""

    right = "revenue.interrupt_limitation"
    page_title = gettext_lazy("Record an interruption of limitation of charge")
    form_class = InterruptForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Record it and show the charge."""
        key = facts.pop("key")
        services.interrupt_limitation(
            charge_ids=[self.charge.pk], source=Source("revenue.interruption", key), **facts, **who
        )
        return self.address

    def said(self) -> str:
        """Tell until when it can be collected now."""
        last = queries.limitation(self.charge.pk).deadline.last
        return _("It can be collected until %(last)s.") % {
            "last": f"{last:%d/%m/%Y}" if last else "…"
        }


class ExpensesScreen(OneCharge, ActScreen):
    """Charge what it cost to collect a debt."""

    right = "revenue.charge_expense"
    page_title = gettext_lazy("Charge collection expenses to charge")
    form_class = ExpenseForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Charge them and show the charge."""
        services.charge_expenses(
            charge_id=self.charge.pk,
            amount=facts["amount"],
            reason=facts["reason"],
            source=Source("revenue.expense", facts["key"]),
            **who,
        )
        return self.address
