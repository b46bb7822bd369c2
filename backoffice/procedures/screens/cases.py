"""Running cases: the list, the page of one, what is done with it as a whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.languages import language
from backoffice.kernel.screens import Table
from backoffice.kernel.sights import Look
from backoffice.procedures import access, lists, queries, services, words
from backoffice.procedures.forms import CasesForm, ReasonForm
from backoffice.procedures.models import Step
from backoffice.procedures.models.cases import StepKind
from backoffice.procedures.states import OPEN_CASES, CaseState

from .base import FormScreen, ListScreen, StaffScreen


def task_name(row: Any) -> str:
    """Return the name of a case's next task in the reader's language."""
    return (language() == "en" and row.task_en) or row.task_el or ""


class CasesScreen(ListScreen):
    """Every case that the reader oversees, overdue first."""

    right = "procedures.view_case"
    page_title = gettext_lazy("Cases")
    template_name = "procedures/cases.html"
    form_class = CasesForm
    filename = "cases"

    def rows(self) -> QuerySet[Any]:
        """Return the chosen cases."""
        return lists.choose_cases(self.form.chosen, self.now)

    def table(self) -> Table:
        """Return the chosen cases for a file."""
        header = (
            _("Code"),
            _("Procedure"),
            _("Version"),
            _("Title"),
            _("State"),
            _("Next task"),
            _("Due"),
            _("Opened"),
            _("Closed"),
        )
        return header, (
            (
                row.code,
                row.definition.name,
                row.version.number,
                row.title,
                row.get_state_display(),
                task_name(row),
                row.due_at,
                row.opened_at,
                row.closed_at,
            )
            for row in self.rows().iterator(chunk_size=1000)
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a case's history in words."""

    at: datetime
    what: str
    who: str
    note: str


VERBS = {
    StepKind.STARTED: gettext_lazy("“%(name)s” began"),
    StepKind.DONE: gettext_lazy("“%(name)s” was done"),
    StepKind.INTERRUPTED: gettext_lazy("“%(name)s” was interrupted"),
    StepKind.FIRED: gettext_lazy("The time of “%(name)s” came"),
    StepKind.RECEIVED: gettext_lazy("“%(name)s” received its message"),
    StepKind.SENT: gettext_lazy("“%(name)s” sent its message"),
    StepKind.FAILED: gettext_lazy("“%(name)s” failed"),
    StepKind.RETRIED: gettext_lazy("“%(name)s” was tried again"),
    StepKind.SUSPENDED: gettext_lazy("The case was suspended"),
    StepKind.RESUMED: gettext_lazy("The case was resumed"),
    StepKind.CANCELLED: gettext_lazy("The case was cancelled"),
    StepKind.MIGRATED: gettext_lazy("The case was moved to another version"),
    StepKind.FINISHED: gettext_lazy("The case ended"),
}


def tell(steps: list[Step], names: dict[str, str]) -> list[Told]:
    """Return a history in words, the latest first; gateways and the like are not told."""
    told = []
    for step in reversed(steps):
        name = names.get(step.element, "")
        if step.element and not name:
            continue
        verb = str(VERBS[StepKind(step.what)])
        who = step.actor.get_full_name() or step.actor.email if step.actor else _("automatically")
        told.append(Told(step.at, verb % {"name": name}, who, step.note))
    return told


def placed(rows: Iterable[Any], names: dict[str, str]) -> list[tuple[str, Any]]:
    """Return rows with the name of the element at which they are."""
    return [(names.get(row.element) or row.element, row) for row in rows]


class CaseScreen(StaffScreen):
    """A case on its diagram, with its history in words and what it waits for."""

    right = "wagtailadmin.access_admin"
    template_name = "procedures/case.html"

    def look(self) -> Look | None:
        """Say whose case it shows."""
        return Look("case", [self.case.party_id], str(self.case))

    def find(self, **kwargs: Any) -> None:
        """Find the case, or answer that there is none."""
        self.case = access.case_for(self.reader, kwargs["code"])

    def get_page_title(self) -> str:
        """Return what it is about."""
        return str(self.case)

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list that the reader came from."""
        if self.may("view_case"):
            return [{"url": reverse("procedures:cases"), "label": _("Cases")}]
        return [{"url": reverse("procedures:work"), "label": _("My tasks")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything about the case."""
        shown, case = queries.case_view(self.case), self.case
        names = words.names_of(case.version.xml, language())
        drawing = reverse("procedures:case_drawing", args=[case.code])
        return super().get_context_data(
            shown=shown,
            case=case,
            drawing=drawing,
            incidents=placed(shown.incidents, names),
            waits=placed(shown.waits, names),
            timers=placed(shown.timers, names),
            errands=placed(shown.errands, names),
            told=tell(shown.history, names),
            facts=sorted(case.facts.items()),
            now=timezone.now(),
            is_open=case.state in OPEN_CASES,
            may_steer=self.may("steer_case") and case.state in OPEN_CASES and not case.parent_id,
            may_solve=self.may("solve_incident"),
            **kwargs,
        )


class CaseDrawing(CaseScreen):
    """The drawing by which a case runs, for the picture on its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the XML with names in the reader's language."""
        from backoffice.procedures.blank import in_language

        xml = in_language(self.case.version.xml, language())
        return HttpResponse(xml, content_type="application/xml; charset=utf-8")


class SteerScreen(FormScreen, CaseScreen):
    """Halt, resume or end a case, with a reason."""

    right = "procedures.steer_case"
    template_name = "procedures/form.html"
    move: Any = None
    done: Any = ""

    def form(self, data: Any = None, files: Any = None) -> ReasonForm:
        """Return the form."""
        return ReasonForm(data)

    def save(self, form: ReasonForm) -> HttpResponse:
        """Do it and show the case."""
        self.move(
            case_id=self.case.pk,
            reason=form.cleaned_data["reason"],
            actor=self.reader,
            at=self.now,
        )
        messages.success(self.request, self.done)
        return redirect("procedures:case", self.case.code)

    def back(self) -> str:
        """Return the case's address."""
        return reverse("procedures:case", args=[self.case.code])


class SuspendScreen(SteerScreen):
    """Halt a case."""

    move = staticmethod(services.suspend_case)
    lead = gettext_lazy("Its tasks, timers and messages wait until it is resumed.")
    submit = gettext_lazy("Suspend the case")
    done = gettext_lazy("The case is suspended.")


class CancelScreen(SteerScreen):
    """End a case before its end."""

    move = staticmethod(services.cancel_case)
    lead = gettext_lazy("This cannot be undone: open tasks disappear from all lists.")
    submit = gettext_lazy("Cancel the case")
    done = gettext_lazy("The case was cancelled.")


class ResumeScreen(CaseScreen):
    """Let a suspended case go on."""

    right = "procedures.steer_case"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Resume it and show it."""
        if self.case.state == CaseState.SUSPENDED:
            services.resume_case(case_id=self.case.pk, actor=self.reader, at=self.now)
            messages.success(request, _("The case goes on."))
        return redirect("procedures:case", self.case.code)


class IncidentsScreen(StaffScreen):
    """Steps that failed and wait for somebody."""

    right = "procedures.solve_incident"
    page_title = gettext_lazy("Incidents")
    template_name = "procedures/incidents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the open incidents."""
        return super().get_context_data(incidents=queries.open_incidents()[:200], **kwargs)


class RetryScreen(StaffScreen):
    """Try a failed step again."""

    right = "procedures.solve_incident"
    http_method_names = ["post"]

    def find(self, **kwargs: Any) -> None:
        """Find the incident."""
        self.incident = access.incident_for(self.reader, kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try it again and go back to its case."""
        from backoffice.kernel.errors import DomainError

        try:
            services.retry_incident(incident_id=self.incident.pk, actor=self.reader, at=self.now)
            messages.success(request, _("The step is tried again."))
        except DomainError as error:
            messages.error(request, str(error))
        case = self.incident.case
        try:
            access.case_for(self.reader, case.code)
        except PermissionDenied:
            return redirect("procedures:incidents")
        return redirect("procedures:case", case.code)
