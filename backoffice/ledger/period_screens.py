"""Staff screens of the periods: open a year, close a month, reopen it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.screens import ActScreen, StaffScreen

from . import access, queries, services
from .forms import ConfirmForm, ReasonForm, YearForm


class PeriodsScreen(StaffScreen):
    """The periods and what may be done with each."""

    right = "ledger.view_period"
    page_title = gettext_lazy("Periods")
    template_name = "ledger/periods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the periods by year."""
        kwargs.setdefault("form", YearForm())
        return super().get_context_data(periods=queries.periods(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open a year."""
        if not self.user.has_perm("ledger.open_year"):
            raise PermissionDenied
        form = YearForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        services.open_year(actor=self.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The year %(year)s is open.") % form.cleaned_data)
        return redirect("ledger:periods")


class PeriodMoveScreen(ActScreen):
    """Ask once more, then move a period along its table of states."""

    template_name = "ledger/period_move.html"
    form_class: type[Form] = ConfirmForm
    verb: ClassVar[Any]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the period, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.period = access.period_for(self.user, kwargs["pk"])

    def get_page_title(self) -> str:
        """Name what is asked and the period."""
        return f"{self.page_title} {self.period}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the period."""
        return super().get_context_data(period=self.period, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Move the period and go back to the list."""
        type(self).verb(period_id=self.period.pk, **facts, **who)
        return reverse("ledger:periods")

    def said(self) -> str:
        """Name the period."""
        return _("The period %s was changed.") % self.period


class ClosePeriodScreen(PeriodMoveScreen):
    """Close a month; it may be reopened."""

    right = "ledger.close_period"
    page_title = gettext_lazy("Close")
    verb = staticmethod(services.close_period)


class ClosePeriodForGoodScreen(PeriodMoveScreen):
    """Close a month for ever."""

    right = "ledger.close_period"
    page_title = gettext_lazy("Close for good")
    verb = staticmethod(services.close_period_for_good)


class ReopenPeriodScreen(PeriodMoveScreen):
    """Reopen a month, with a reason."""

    right = "ledger.reopen_period"
    page_title = gettext_lazy("Reopen")
    form_class = ReasonForm
    verb = staticmethod(services.reopen_period)
