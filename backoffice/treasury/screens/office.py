"""For the treasurer: totals by day and month, cancellations, the desks themselves."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from backoffice.kernel.languages import language
from backoffice.kernel.money import ZERO
from backoffice.kernel.screens import FilteredScreen, Table
from backoffice.kernel.sights import Look
from backoffice.treasury import access, papers, queries, services
from backoffice.treasury.forms import ChangeDeskForm, DecisionForm, DeskForm, TotalsForm
from backoffice.treasury.states import CancellationState

from .rights import DeskAct, DeskScreen

COLUMNS = (
    gettext_lazy("Day"),
    gettext_lazy("Revenue code"),
    gettext_lazy("Way of paying"),
    pgettext_lazy("money", "Receipts"),
    gettext_lazy("Amount"),
)


class TotalsScreen(FilteredScreen):
    """Collections by day, revenue code and way of paying (ημερήσια κατάσταση)."""

    right = access.SEE
    page_title = gettext_lazy("Daily totals")
    template_name = "treasury/totals.html"
    form_class = TotalsForm
    filename = "daily-totals"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or hand out the file or print that was asked for."""
        if request.GET.get("export") == "pdf":
            self.form = self.form_class(request.GET)
            chosen = self.form.chosen
            body = papers.totals(self.rows(), chosen["first"], chosen["last"], language())
            return papers.pdf_response(body, self.filename)
        return super().get(request, *args, **kwargs)

    def rows(self) -> list[queries.TotalRow]:
        """Return the chosen totals."""
        chosen = self.form.chosen
        desks = {desk.code: desk.pk for desk in queries.desks()}
        return queries.daily_totals(
            chosen["first"], chosen["last"], desk_id=desks.get(chosen["desk"])
        )

    def table(self) -> Table:
        """Return the totals as rows of a file."""
        return COLUMNS, (
            (row.on, row.ale or _("credit kept"), row.method_name, row.receipts, row.amount)
            for row in self.rows()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the totals, and the days of the range by way of paying."""
        rows = self.rows()
        methods, days = queries.by_day(rows)
        total = sum((row.amount for row in rows), ZERO)
        return super().get_context_data(
            rows=rows, methods=methods, days=days, total=total, **kwargs
        )


class CancellationsScreen(DeskScreen):
    """Receipts taken back, or waiting for it."""

    rights = (access.USE, access.SEE)
    page_title = gettext_lazy("Cancelled receipts")
    template_name = "treasury/cancellations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the latest, and what the reader may do."""
        return super().get_context_data(
            rows=queries.cancellations()[:100],
            may_decide=self.user.has_perm(access.APPROVE),
            may_hand_back=self.user.has_perm(access.USE),
            **kwargs,
        )


class OneCancellation(DeskAct):
    """What the screens of one cancellation share."""

    def look(self) -> Look | None:
        """Say whose receipt it is."""
        receipt = self.asked.receipt
        return Look("payment", [receipt.payment.party_id], str(receipt))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.asked = access.cancellation_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where cancellations stand."""
        return reverse("treasury:cancellations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what was asked."""
        return super().get_context_data(asked=self.asked, **kwargs)


class DecideScreen(OneCancellation):
    """Approve or refuse, as a second person."""

    rights = (access.APPROVE,)
    page_title = gettext_lazy("Decide on a cancellation")
    form_class = DecisionForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Decide it."""
        state = CancellationState(facts["state"])
        services.decide_cancellation(cancellation_id=self.asked.pk, state=state, **who)
        return self.back()


class HandBackScreen(OneCancellation):
    """Hand the money of an approved cancellation back."""

    page_title = gettext_lazy("Hand the money back")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Hand it back and show the counter-receipt."""
        done = services.hand_back(cancellation_id=self.asked.pk, **who)
        assert done.counter is not None
        return reverse("treasury:receipt", args=[done.counter.code])


class DesksScreen(DeskScreen):
    """The town's cash desks."""

    rights = (access.SEE,)
    page_title = gettext_lazy("Cash desks")
    template_name = "treasury/desks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the desks."""
        may = self.user.has_perm("treasury.change_desk")
        return super().get_context_data(desks=queries.desks(), may_change=may, **kwargs)


class SetUpScreen(DeskAct):
    """Set up a cash desk."""

    rights = ("treasury.add_desk",)
    page_title = gettext_lazy("Set up a cash desk")
    form_class = DeskForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Set it up."""
        services.set_up_desk(**facts, **who)
        return reverse("treasury:desks")


class ChangeDeskScreen(DeskAct):
    """Change a cash desk."""

    rights = ("treasury.change_desk",)
    page_title = gettext_lazy("Change cash desk")
    form_class = ChangeDeskForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the desk, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.desk = access.desk_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the desks stand."""
        return reverse("treasury:desks")

    def initial(self) -> dict[str, Any]:
        """Show what the desk has."""
        return {name: getattr(self.desk, name) for name in ChangeDeskForm.base_fields}

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Change it."""
        services.change_desk(desk_id=self.desk.pk, facts=facts, **who)
        return self.back()
