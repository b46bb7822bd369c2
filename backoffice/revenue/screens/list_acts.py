"""What is done to a list: each page asks once more and calls one verb."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from backoffice.kernel.errors import DomainError
from backoffice.kernel.screens import Table, TableScreen
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import services
from backoffice.revenue.forms import ReasonForm
from backoffice.revenue.list_forms import (
    DecisionForm,
    FactsForm,
    NewListForm,
    SureForm,
    VerdictForm,
)
from backoffice.revenue.queries import lists
from backoffice.revenue.services import Decision, DueDayMissing
from theme.formatting import day

from .lists import OneList


class NewListScreen(ActScreen):
    """Draw up a list."""

    right = "revenue.draft_list"
    page_title = gettext_lazy("Draw up a list")
    form_class = NewListForm

    def back(self) -> str:
        """Lead back to the lists."""
        return reverse("revenue:lists")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Draw it up and show it."""
        self.held = services.draft_list(**facts, **who)
        return reverse("revenue:list", args=[self.held.code])

    def said(self) -> str:
        """Tell until when it is paid, and what comes next."""
        return _(
            "The list is drawn up, to be paid until %(day)s. Enter its facts, then rehearse it."
        ) % {"day": day(self.held.due_on)}

    def refuse(self, form: Any, error: DomainError) -> None:
        """Say a missing day at its field, anything else at the form."""
        form.add_error("due_on" if isinstance(error, DueDayMissing) else None, str(error))


class ListAct(OneList, ActScreen):
    """An act on one list."""


class FactsScreen(TableScreen, ListAct):
    """Enter facts from a file, and see the rows that nobody could use."""

    right = "revenue.draft_list"
    page_title = gettext_lazy("Enter facts from a file")
    form_class = FactsForm
    template_name = "revenue/list_facts_file.html"
    filename = "wrong-rows"

    def table(self) -> Table:
        """Return the wrong rows as they came, with what is wrong, as a file to mend."""
        found = list(lists.wrong_facts(self.held))
        names = list(found[0].cells) if found else []
        header = (_("Row"), *names, _("What is wrong"))
        return header, ((row.row, *row.cells.values(), row.error) for row in found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the first wrong rows."""
        right, wrong = lists.facts_count(self.held)
        return super().get_context_data(
            wrong_rows=lists.wrong_facts(self.held)[:100], right=right, wrong=wrong, **kwargs
        )

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter them; with wrong rows among them stay, to show those."""
        self.entered = services.enter_facts(list_id=self.held.pk, content=facts["file"], **who)
        if self.entered.wrong:
            return reverse("revenue:list_facts", args=[self.held.code])
        return self.address

    def said(self) -> str:
        """Tell how many rows are right and how many wrong."""
        right, wrong = self.entered.right, self.entered.wrong
        if not wrong:
            return ngettext("%(n)s row entered.", "%(n)s rows entered.", right) % {"n": right}
        return _("%(right)s rows entered, %(wrong)s kept apart: see what is wrong with them.") % {
            "right": right,
            "wrong": wrong,
        }


class RehearseScreen(ListAct):
    """Order a rehearsal."""

    right = "revenue.draft_list"
    page_title = pgettext_lazy("charges", "Rehearse")
    form_class = SureForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Order it; the page of the list tells how far it has come."""
        services.order_run(list_id=self.held.pk, **who)
        return self.address

    def said(self) -> str:
        """Tell that it is under way."""
        return _("The rehearsal is ordered. This page tells how far it has come.")


class SampleScreen(OneList):
    """The rows drawn by lot, to be looked up and ticked."""

    right = "revenue.check_list"
    page_title = gettext_lazy("Look up the sample")
    template_name = "revenue/list_sample.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the sample."""
        sample = lists.sample_of(self.run) if self.run else []
        return super().get_context_data(sample=sample, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was found about one row."""
        form = VerdictForm(request.POST)
        address = reverse("revenue:list_sample", args=[self.held.code])
        if self.run is None or not form.is_valid():
            messages.error(request, _("Choose whether the row is right or wrong."))
            return redirect(address)
        try:
            row = services.look_up_row(
                run_id=self.run.pk, actor=self.user, at=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(address)
        return redirect(f"{address}#row-{row.position}")


class CheckScreen(ListAct):
    """Sign a list off as checked."""

    right = "revenue.check_list"
    page_title = gettext_lazy("Sign off as checked")
    form_class = SureForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Sign it off."""
        services.check_list(list_id=self.held.pk, **who)
        return self.address

    def said(self) -> str:
        """Tell who comes next."""
        return _("The list is checked. Somebody else certifies it.")


class CertifyScreen(ListAct):
    """Certify a list, or the correction of one."""

    right = "revenue.certify_list"
    page_title = gettext_lazy("Certify")
    form_class = DecisionForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Certify it."""
        decision = Decision(facts["organ"], facts["number"], facts["decided_on"], facts["ada"])
        self.held = services.certify_list(
            list_id=self.held.pk, decision=decision, on=facts["on"], **who
        )
        return self.address

    def said(self) -> str:
        """Tell its number."""
        return _("The list is certified under number %(number)s.") % {"number": self.held}


class _ReasonAct(ListAct):
    """An act that states its reason."""

    form_class = ReasonForm


class UndoScreen(_ReasonAct):
    """Undo a rehearsal as a whole."""

    right = "revenue.draft_list"
    page_title = gettext_lazy("Undo the rehearsal")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Undo it."""
        if self.run is not None:
            services.undo_run(run_id=self.run.pk, **facts, **who)
        return self.address

    def said(self) -> str:
        """Tell that nothing is left of it."""
        return _("The rehearsal is undone. Nothing of it is left.")


class CorrectScreen(_ReasonAct):
    """Propose to cancel a whole list."""

    right = "revenue.draft_list"
    page_title = gettext_lazy("Propose to cancel the whole list")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Draw up the correcting list and show it."""
        made = services.draft_correction(list_id=self.held.pk, **facts, **who)
        return reverse("revenue:list", args=[made.code])

    def said(self) -> str:
        """Tell who comes next."""
        return _("The correcting list is drawn up. Somebody else certifies it.")


class WithdrawScreen(_ReasonAct):
    """Give up a list that was not certified."""

    right = "revenue.draft_list"
    page_title = gettext_lazy("Withdraw")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Withdraw it."""
        services.withdraw_list(list_id=self.held.pk, **facts, **who)
        return self.address

    def said(self) -> str:
        """Tell that it is given up."""
        return _("The list is withdrawn. It took no number.")


class CloseScreen(ListAct):
    """Close a certified list."""

    right = "revenue.certify_list"
    page_title = pgettext_lazy("list", "Close")
    form_class = SureForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Close it."""
        services.close_list(list_id=self.held.pk, **who)
        return self.address

    def said(self) -> str:
        """Tell that it is closed."""
        return _("The list is closed.")
