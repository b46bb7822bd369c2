"""Lists of charges: all of them, one with its rehearsal, its rows, its print."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.revenue import access, list_links, list_papers
from backoffice.revenue.list_forms import ListsForm, RowsForm
from backoffice.revenue.models import ChargeList, StagedCharge
from backoffice.revenue.queries import lists
from backoffice.revenue.states import ListState, RunState

COLUMNS = (
    gettext_lazy("Number"),
    pgettext_lazy("list", "Form"),
    gettext_lazy("Title"),
    gettext_lazy("Kind"),
    gettext_lazy("Period"),
    gettext_lazy("Charges"),
    gettext_lazy("Total"),
    gettext_lazy("State"),
    gettext_lazy("Certified on"),
    gettext_lazy("Decision number"),
    gettext_lazy("ADA"),
)
STAGED_COLUMNS = (
    gettext_lazy("No."),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Reference"),
    gettext_lazy("Amount"),
    gettext_lazy("Last time"),
    gettext_lazy("What stands out"),
)
CHARGE_COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Reference"),
    gettext_lazy("Amount"),
    gettext_lazy("Due on"),
    gettext_lazy("Payment code"),
    gettext_lazy("State"),
)
REFRESH_SECONDS = "4"
ACTS = (
    ("list_facts", "revenue.draft_list", gettext_lazy("Enter facts from a file")),
    ("list_rehearse", "revenue.draft_list", pgettext_lazy("charges", "Rehearse")),
    ("list_sample", "revenue.check_list", gettext_lazy("Look up the sample")),
    ("list_check", "revenue.check_list", gettext_lazy("Sign off as checked")),
    ("list_certify", "revenue.certify_list", gettext_lazy("Certify")),
    ("list_undo", "revenue.draft_list", gettext_lazy("Undo the rehearsal")),
    ("list_withdraw", "revenue.draft_list", gettext_lazy("Withdraw")),
    ("list_correct", "revenue.draft_list", gettext_lazy("Propose to cancel the whole list")),
    ("list_close", "revenue.certify_list", pgettext_lazy("list", "Close")),
)
AGAIN = pgettext_lazy("charges", "Rehearse again")


class ListsScreen(FilteredScreen):
    """The register of lists."""

    right = "revenue.view_chargelist"
    page_title = gettext_lazy("Lists of charges")
    template_name = "revenue/lists.html"
    form_class = ListsForm
    filename = "lists"

    def table(self) -> Table:
        """Return the chosen lists as rows of a file."""
        return COLUMNS, (
            (
                str(held) if held.number else "",
                held.get_form_display(),
                held.title,
                str(held.kind),
                held.period,
                held.rows,
                held.total,
                held.get_state_display(),
                held.on,
                held.decision,
                held.ada,
            )
            for held in lists.lists(**self.form.chosen)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen lists."""
        page = self.page_of(lists.lists(**self.form.chosen))
        return super().get_context_data(
            page=page,
            may_draft=self.user.has_perm("revenue.draft_list"),
            **kwargs,
        )


class OneList(StaffScreen):
    """What the screens of one list share."""

    right = "revenue.view_chargelist"
    held: ChargeList
    above = (("revenue:lists", ListsScreen.page_title),)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the list, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = access.list_for(self.user, kwargs["code"])
        self.run = lists.latest_run(self.held)

    @property
    def address(self) -> str:
        """Where the list is shown."""
        return reverse("revenue:list", args=[self.held.code])

    def back(self) -> str:
        """Where an act that was not done leads."""
        return self.address

    def get_page_title(self) -> str:
        """Name what the page does and the list."""
        return f"{self.page_title} {self.held}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the list and its last run."""
        return super().get_context_data(held=self.held, run=self.run, **kwargs)


class ListScreen(OneList, FilteredScreen):
    """One list: where it stands, what its rehearsal found, its charges."""

    page_title = pgettext_lazy("charges", "List")
    template_name = "revenue/list.html"
    form_class = RowsForm
    filename = "list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page; while a run is calculated it asks for itself again, without a script."""
        response = super().get(request, *args, **kwargs)
        if self.run is not None and self.run.state == RunState.COMPUTING:
            response.headers["Refresh"] = REFRESH_SECONDS
        return response

    @cached_property
    def is_lost(self) -> bool:
        """Tell whether there was a rehearsal whose charges are gone."""
        return self.run is not None and self.run.is_lost

    @property
    def is_rehearsed(self) -> bool:
        """Tell whether rehearsed charges are to be shown."""
        rehearsed = self.run is not None and self.run.state == RunState.REHEARSED
        return rehearsed and not self.is_lost

    def rows(self) -> Any:
        """Return the chosen rows: rehearsed ones, or charges once the list is certified."""
        chosen = self.form.chosen
        if self.is_rehearsed and self.run is not None:
            return lists.staged(self.run, **chosen)
        return lists.listed(self.held, text=chosen["text"])

    def table(self) -> Table:
        """Return the chosen rows as rows of a file."""
        rows = self.rows().iterator(chunk_size=2000)
        if self.is_rehearsed:
            return STAGED_COLUMNS, (_staged_row(row) for row in rows)
        return CHARGE_COLUMNS, (_charge_row(charge) for charge in rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the comparison, a page of rows and what may be done."""
        page = self.page_of(self.rows())
        run = self.run if self.is_rehearsed else None
        right, wrong = lists.facts_count(self.held)
        return super().get_context_data(
            page=page,
            is_rehearsed=self.is_rehearsed,
            is_lost=self.is_lost,
            comparison=lists.comparison(run) if run else [],
            bars=lists.bars(run) if run else [],
            vanished=lists.vanished(run)[:20] if run else [],
            sample=_sample_counts(run) if run else None,
            facts_right=right,
            facts_wrong=wrong,
            acts=list(self._acts()),
            links=list_links.links_for(self.user, self.held.code) if self._is_standing() else [],
            **kwargs,
        )

    def _is_standing(self) -> bool:
        """Tell whether its charges are there to be served and collected."""
        return self.held.is_certified and self.held.corrects_id is None

    def _acts(self) -> Iterable[tuple[str, Any]]:
        """Return what the reader may do now: the address of each act and its words."""
        living, correction = self.is_rehearsed, self.held.corrects_id is not None
        state = self.held.state
        before = state in {ListState.DRAFTED, ListState.CHECKED}
        drafted = state == ListState.DRAFTED and not correction
        stands = state == ListState.CERTIFIED
        possible = {
            "list_facts": drafted and not living and not self.is_lost,
            "list_rehearse": drafted or self.is_lost,
            "list_sample": living,
            "list_check": drafted and living,
            "list_certify": state == ListState.CHECKED and not self.is_lost,
            "list_undo": living or self.is_lost,
            "list_withdraw": before and not living and not self.is_lost,
            "list_correct": stands and not correction,
            "list_close": stands,
        }
        for name, right, words in ACTS:
            if possible[name] and self.user.has_perm(right):
                again = self.is_lost and name == "list_rehearse"
                yield name, AGAIN if again else words


def _sample_counts(run: Any) -> dict[str, int]:
    verdicts = list(run.sample.values_list("verdict", flat=True))
    return {
        "rows": len(verdicts),
        "left": verdicts.count(""),
        "wrong": verdicts.count("wrong"),
    }


def _staged_row(row: StagedCharge) -> tuple[Any, ...]:
    return (
        row.position,
        row.debtor.full_name,
        row.debtor.afm or "",
        row.source_id,
        row.amount,
        row.previous,
        row.get_flag_display() if row.flag else "",
    )


def _charge_row(charge: Any) -> tuple[Any, ...]:
    return (
        str(charge),
        charge.debtor.full_name,
        charge.debtor.afm or "",
        charge.source_id,
        charge.principal,
        charge.due_on,
        charge.rf_code,
        charge.get_state_display(),
    )


class RowScreen(OneList):
    """One rehearsed charge with the tree that explains it."""

    page_title = gettext_lazy("Row of the list")
    template_name = "revenue/list_row.html"

    def look(self) -> Look | None:
        """Say whose rehearsed charge it shows."""
        return Look("debts", [self.row.debtor_id], str(self.held))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the row, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        row = self.run and lists.staged_row(self.run, kwargs["position"])
        if not row:
            raise Http404
        self.row = row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the row."""
        return super().get_context_data(row=self.row, **kwargs)


class PrintScreen(OneList):
    """The list as a document to sign and file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand out the PDF."""
        if not self.held.is_certified:
            raise Http404
        content = list_papers.list_pdf(self.held, get_language() or "el")
        response = HttpResponse(content, content_type="application/pdf")
        name = _("list-%(number)s") % {"number": str(self.held).replace("/", "-")}
        response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return response
