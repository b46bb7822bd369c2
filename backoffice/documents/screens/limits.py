"""Time limits: the list, the clock of one entry, and the figures of answer times."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import charts, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.assignments import ReasonForm
from backoffice.documents.forms.clocks import DayForm, StartClockForm, StopClockForm
from backoffice.kernel.dates import athens_day
from backoffice.kernel.screens import Table, TableScreen

from .base import FormScreen, StaffScreen
from .entry import OneEntry

SOON = timedelta(days=10)
PILES = (
    ("late", gettext_lazy("Late")),
    ("soon", gettext_lazy("Within ten days")),
    ("all", gettext_lazy("All that run")),
)


class OverdueScreen(StaffScreen):
    """Time limits that have passed or end soon."""

    right = "documents.view_clock"
    page_title = gettext_lazy("Time limits")
    header_icon = "calendar-check"
    template_name = "documents/circulation/overdue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give one pile."""
        user, on = signed_in(self.request.user), athens_day(timezone.now())
        asked = self.request.GET.get("pile", "late")
        pile = asked if asked in dict(PILES) else "late"
        rows = {
            "late": lambda: queries.late_clocks(user, on),
            "soon": lambda: queries.ending_clocks(user, on, on + SOON),
            "all": lambda: queries.running_clocks(user),
        }[pile]()
        page = self.page_of(rows)
        return super().get_context_data(page=page, pile=pile, piles=PILES, today=on, **kwargs)


class FiguresScreen(TableScreen, StaffScreen):
    """How fast the town answers, by month and service; the same figures are public."""

    right = "documents.view_clock"
    page_title = gettext_lazy("Answer times")
    header_icon = "view"
    template_name = "documents/circulation/figures.html"
    filename = "answer-times"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the figures."""
        self.rows = queries.answer_times(on=athens_day(self.now))
        return super().get(request, *args, **kwargs)

    def table(self) -> Table:
        """Return the figures as rows of a file."""
        header = (
            _("Month"),
            _("Service"),
            _("Answers"),
            _("Median days"),
            _("Nine of ten within days"),
            _("In time"),
        )
        return header, (
            (f.month, f.service, f.count, f.median_days, f.slow_days, f.in_time) for f in self.rows
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the figures and their chart."""
        return super().get_context_data(
            rows=self.rows, bars=charts.bars_by_month(self.rows), **kwargs
        )


class ClockForm(FormScreen, OneEntry):
    """A form about the clock of an entry."""

    right = "documents.keep_clock"

    def back(self) -> str:
        """Return to the entry."""
        return reverse("documents:entry", args=[self.entry.code])

    @property
    def act(self) -> dict[str, Any]:
        """Which entry, by whom, when."""
        return {
            "entry_id": self.entry.pk,
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }

    def done(self, text: str) -> HttpResponse:
        """Say what was done and show the entry."""
        messages.success(self.request, text)
        return redirect(self.back())


class StartClockScreen(ClockForm):
    """Start the time limit of an entry."""

    submit = gettext_lazy("Start the time limit")

    def form(self, data: Any = None, files: Any = None) -> StartClockForm:
        """Ask which one, and since when."""
        on = athens_day(self.entry.registered_at)
        return StartClockForm(data, on=on, initial={"rule": "general", "complete_on": on})

    def save(self, form: StartClockForm) -> HttpResponse:
        """Start it."""
        services.start_clock(**form.cleaned_data, **self.act)
        return self.done(_("The time limit runs."))


class MoveClockScreen(ClockForm):
    """Suspend, resume, extend, complete, forward or stop a time limit."""

    VERBS: dict[str, tuple[Any, Any]] = {
        "suspend": (ReasonForm, gettext_lazy("Suspend the time limit")),
        "resume": (DayForm, gettext_lazy("Let it run on")),
        "extend": (ReasonForm, gettext_lazy("Extend the time limit")),
        "complete": (DayForm, gettext_lazy("The documents are complete")),
        "forward": (DayForm, gettext_lazy("The competent service received it")),
        "stop": (StopClockForm, gettext_lazy("Stop the time limit")),
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Answer that there is nothing for a verb that does not exist."""
        super().setup(request, *args, **kwargs)
        if kwargs["verb"] not in self.VERBS:
            raise Http404
        self.verb = kwargs["verb"]
        self.submit = self.VERBS[self.verb][1]

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for a reason or a day."""
        maker = self.VERBS[self.verb][0]
        return maker(data, initial={"on": athens_day(timezone.now())})

    def save(self, form: Any) -> HttpResponse:
        """Move the clock."""
        if queries.clock_of(self.entry, athens_day(timezone.now())) is None:
            raise Http404
        data = form.cleaned_data
        verbs: dict[str, Any] = {
            "suspend": lambda: services.suspend_clock(**data, **self.act),
            "resume": lambda: services.resume_clock(**data, **self.act),
            "extend": lambda: services.extend_clock(**data, **self.act),
            "complete": lambda: services.complete_file(complete_on=data["on"], **self.act),
            "forward": lambda: services.forward_clock(received_on=data["on"], **self.act),
            "stop": lambda: services.stop_clock(**data, **self.act),
        }
        verbs[self.verb]()
        return self.done(_("The time limit was changed; the applicant reads the same."))
