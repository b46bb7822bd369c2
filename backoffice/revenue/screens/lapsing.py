"""What is about to lapse, the January report, and what happens to one late charge."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.actors import Source
from backoffice.ledger.screens import PAGE, FilteredScreen
from backoffice.revenue import queries, services
from backoffice.revenue.late_forms import (
    ExpensesForm,
    InterruptForm,
    JanuaryForm,
    LapsingForm,
)
from backoffice.revenue.states import LimitationEventKind

from .acts import ActScreen
from .charges import OneCharge

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Kind"),
    gettext_lazy("Certified on"),
    gettext_lazy("Due on"),
    gettext_lazy("Open amount"),
    gettext_lazy("Extended by"),
    gettext_lazy("Lapses after"),
)
REPORT_COLUMNS = (
    gettext_lazy("Kind"),
    gettext_lazy("Year of certification"),
    gettext_lazy("Charges"),
    gettext_lazy("Open amount"),
    gettext_lazy("Lapses within the year"),
    gettext_lazy("Time has run out"),
)


class LapsingScreen(FilteredScreen):
    """Open debts whose time to collect ends soon, or has ended."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("About to lapse")
    template_name = "revenue/lapsing.html"
    form_class = LapsingForm
    filename = "about-to-lapse"

    def found(self) -> list[queries.Limitation]:
        """Return what the form asks for."""
        return queries.about_to_lapse(months=self.form.chosen["months"], on=self.form.chosen["on"])

    def table(self) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        """Return them as rows of a file."""
        language = get_language() or "el"
        return COLUMNS, [
            (
                row.number,
                row.debtor,
                row.afm,
                row.label(language),
                row.on,
                row.due_on,
                row.open,
                _event(row),
                row.deadline.last,
            )
            for row in self.found()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of them."""
        found, language = self.found(), get_language() or "el"
        page = Paginator(found, PAGE).get_page(self.request.GET.get("p"))
        on = self.form.chosen["on"]
        rows = [
            (row, row.label(language), _event(row), row.deadline.has_passed(on)) for row in page
        ]
        total = sum((row.open for row in found), 0)
        return super().get_context_data(page=page, rows=rows, total=total, on=on, **kwargs)


def _event(row: queries.Limitation) -> str:
    event = row.deadline.extended_by
    if event is None:
        return ""
    return f"{LimitationEventKind(event.kind).label} {event.on:%d/%m/%Y}"


class JanuaryScreen(FilteredScreen):
    """What the head of finance reports each January: certified and not collected."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("January report")
    template_name = "revenue/january.html"
    form_class = JanuaryForm
    filename = "january-report"

    def table(self) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        """Return the report as rows of a file."""
        name = "name_en" if get_language() == "en" else "name_el"
        keys = (name, "year", "charges", "open", "lapses", "lapsed")
        rows = queries.january_report(self.form.chosen["year"])
        return REPORT_COLUMNS, [tuple(row[key] for key in keys) for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the report to the page."""
        header, rows = self.table()
        year = self.form.chosen["year"]
        return super().get_context_data(header=header, rows=rows, year=str(year), **kwargs)


class ExpensesScreen(OneCharge, ActScreen):
    """Charge what it cost to collect a debt."""

    right = "revenue.charge_expense"
    page_title = gettext_lazy("Collection expenses of charge")
    form_class = ExpensesForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Charge them and show the debt."""
        source = Source("revenue.screen", str(facts.pop("key")))
        services.charge_expenses(charge_id=self.charge.pk, source=source, **facts, **who)
        return self.address

    def said(self) -> str:
        """Tell what follows."""
        return _("The expenses are owed with the debt. Money pays them first.")


class InterruptScreen(OneCharge, ActScreen):
    """Record what extends the time to collect a debt."""

    right = "revenue.interrupt_limitation"
    page_title = gettext_lazy("Interruption of limitation of charge")
    form_class = InterruptForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Record it and show the debt."""
        source = Source("revenue.screen", str(facts.pop("key")))
        services.interrupt_limitation(charge_ids=[self.charge.pk], source=source, **facts, **who)
        return reverse("revenue:charge", args=[self.charge.code])

    def said(self) -> str:
        """Tell what follows."""
        deadline = queries.limitation(self.charge.pk).deadline.last
        return _("It is recorded. The debt can be collected until %(day)s.") % {
            "day": f"{deadline:%d/%m/%Y}" if deadline else "–"
        }
