"""Staff screens of the budget: execution, lines and their import, amendments."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import ActScreen, StaffScreen, Table, TableScreen

from . import access, imports, queries, services
from .forms import ExecutionForm, ImportForm, MoveAmendmentForm, MoveBudgetForm, today

COLUMNS = (
    gettext_lazy("Side"),
    gettext_lazy("Budget code"),
    gettext_lazy("Name"),
    gettext_lazy("Initial"),
    gettext_lazy("Amendments"),
    gettext_lazy("Final"),
    gettext_lazy("Brought forward"),
    gettext_lazy("Assessed"),
    gettext_lazy("Collected"),
    gettext_lazy("Refunded"),
    gettext_lazy("Outstanding"),
)


class BudgetScreen(StaffScreen):
    """A page about one year's budget that asks for one right."""

    right: ClassVar[str] = "budget.view_budgetyear"
    header_icon = "clipboard-list"

    def find(self, **kwargs: Any) -> None:
        """Find the year's budget, or answer that there is none."""
        self.budget = access.budget_for(self.user, kwargs["year"])

    def get_page_title(self) -> str:
        """Name the page and the year."""
        return f"{self.page_title} {self.budget.year}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the budget and its neighbours in time."""
        return super().get_context_data(budget=self.budget, budgets=queries.budgets(), **kwargs)


class StartScreen(StaffScreen):
    """Lead to the budget of this year, or the latest."""

    right = "budget.view_budgetyear"
    template_name = "budget/start.html"
    page_title = gettext_lazy("Budget")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Go to a year's execution, or say that there is none."""
        budget = queries.budget_of(today().year) or queries.budgets().first()
        if budget:
            return redirect("budget:execution", budget.year)
        return super().get(request, *args, **kwargs)


class ExecutionScreen(TableScreen, BudgetScreen):
    """How a budget is executed up to a day."""

    page_title = gettext_lazy("Budget execution")
    template_name = "budget/execution.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the chosen day."""
        self.filename = f"budget-{self.budget.year}"
        self.form = ExecutionForm(request.GET or None, year=self.budget.year)
        self.rows = queries.execution(year=self.budget.year, as_of=self.form.day)
        return super().get(request, *args, **kwargs)

    def table(self) -> Table:
        """Return the lines as rows of a file."""
        sides = {"revenue": _("revenue"), "expenditure": _("expenditure")}
        return COLUMNS, [
            (
                sides[row.side],
                row.ale,
                row.name,
                row.initial,
                row.amendments,
                row.final,
                *(
                    (row.brought_forward, row.assessed, row.collected, row.refunded)
                    if row.side == "revenue"
                    else (None, None, None, None)
                ),
                row.outstanding if row.side == "revenue" else None,
            )
            for row in self.rows
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both sides, their totals and the chart of revenue."""
        chart = [
            {"label": code, "value": max(final, 0), "second": max(collected, 0)}
            for code, final, collected in queries.by_major_category(self.rows)
        ]
        return super().get_context_data(
            form=self.form,
            day=self.form.day,
            revenue=[row for row in self.rows if row.side == "revenue"],
            expenditure=[row for row in self.rows if row.side == "expenditure"],
            revenue_total=queries.total_of(self.rows, "revenue"),
            expenditure_total=queries.total_of(self.rows, "expenditure"),
            chart=chart,
            **kwargs,
        )


class LinesScreen(BudgetScreen):
    """The lines of a budget, with the way to take them from a file and to the next state."""

    page_title = gettext_lazy("Budget lines")
    template_name = "budget/lines.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the lines and the forms that apply."""
        kwargs.setdefault("import_form", ImportForm())
        kwargs.setdefault("move_form", MoveBudgetForm(state=self.budget.state))
        return super().get_context_data(lines=queries.lines_of(self.budget.year), **kwargs)


class ImportScreen(LinesScreen):
    """Take the lines of a drafted budget from a file."""

    right = "budget.import_lines"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Enter all lines of the file, or name the rows that stop it."""
        form = ImportForm(request.POST, request.FILES)
        problems: list[str] = []
        if form.is_valid():
            try:
                lines = imports.import_lines(
                    budget_id=self.budget.pk,
                    content=form.cleaned_data["file"].read(imports.MAX_BYTES + 1),
                    actor=self.user,
                    at=timezone.now(),
                )
            except DomainError as error:
                form.add_error(None, str(error))
                problems = getattr(error, "problems", [])
            else:
                messages.success(request, _("%s lines were entered.") % len(lines))
                return redirect("budget:lines", self.budget.year)
        context = self.get_context_data(import_form=form, problems=problems)
        return self.render_to_response(context, status=422)


class MoveScreen(LinesScreen):
    """Move a budget to its next state."""

    right = "budget.move_budget"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Move it, or say what is in the way."""
        form = MoveBudgetForm(request.POST, state=self.budget.state)
        if form.is_valid():
            try:
                services.move_budget(
                    budget_id=self.budget.pk,
                    actor=self.user,
                    at=timezone.now(),
                    **form.cleaned_data,
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The budget was moved."))
                return redirect("budget:lines", self.budget.year)
        return self.render_to_response(self.get_context_data(move_form=form), status=422)


class AmendmentsScreen(BudgetScreen):
    """The amendments of a budget with what each changes."""

    right = "budget.view_amendment"
    page_title = gettext_lazy("Amendments")
    template_name = "budget/amendments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the amendments."""
        return super().get_context_data(
            amendments=queries.amendments_of(self.budget.year), **kwargs
        )


class MoveAmendmentScreen(ActScreen, BudgetScreen):
    """Move an amendment to its next state."""

    right = "budget.move_amendment"
    page_title = gettext_lazy("Amendment")
    template_name = "budget/amendment_move.html"

    def find(self, **kwargs: Any) -> None:
        """Find the amendment, or answer that there is none."""
        super().find(**kwargs)
        self.amendment = access.amendment_for(self.user, **kwargs)

    def form(self, data: Any = None, files: Any = None) -> MoveAmendmentForm:
        """Offer the states that may follow."""
        return MoveAmendmentForm(data, state=self.amendment.state)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the amendment."""
        return super().get_context_data(amendment=self.amendment, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Move it."""
        services.move_amendment(amendment_id=self.amendment.pk, **facts, **who)
        return reverse("budget:amendments", args=[self.budget.year])

    def said(self) -> str:
        """Tell that it is done."""
        return _("The amendment was moved.")
