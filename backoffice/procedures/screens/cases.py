"""Running cases: the list, the page of one, what is done with it as a whole."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.languages import language
from backoffice.kernel.matters import Matter
from backoffice.kernel.screens import Table
from backoffice.kernel.sights import Look
from backoffice.procedures import access, lists, queries, services
from backoffice.procedures.forms import CasesForm, ReasonForm
from backoffice.procedures.matters import matter_of, page_of
from backoffice.procedures.states import CaseState

from .base import FormScreen, ListScreen, StaffScreen
from .matter import MatterScreen


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


class OneCase(StaffScreen):
    """A page about one case."""

    right = "wagtailadmin.access_admin"

    def look(self) -> Look | None:
        """Say whose case it shows."""
        return Look("case", [self.case.party_id], str(self.case))

    def find(self, **kwargs: Any) -> None:
        """Find the case, or answer that there is none."""
        self.case = access.case_for(self.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return what it is about."""
        return str(self.case)

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list that the reader came from."""
        if self.may("view_case"):
            return [{"url": reverse("procedures:cases"), "label": _("Cases")}]
        return [{"url": reverse("procedures:work"), "label": _("My tasks")}]


class CaseScreen(OneCase, MatterScreen):
    """A case whose subject has no page of its own for the reader."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the case, or lead to the page of whoever owns its subject."""
        address = page_of(self.case, self.user)
        if address != request.path:
            return redirect(address)
        return super().get(request, *args, **kwargs)

    def matter(self) -> Matter:
        """Return what the case is about."""
        return matter_of(self.case, self.visit)


class CaseDrawing(OneCase):
    """The drawing by which a case runs, for the picture on its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the XML with names in the reader's language."""
        from backoffice.procedures.blank import in_language

        xml = in_language(self.case.version.xml, language())
        return HttpResponse(xml, content_type="application/xml; charset=utf-8")


class SteerScreen(FormScreen, OneCase):
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
            actor=self.user,
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


class ResumeScreen(OneCase):
    """Let a suspended case go on."""

    right = "procedures.steer_case"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Resume it and show it."""
        if self.case.state == CaseState.SUSPENDED:
            services.resume_case(case_id=self.case.pk, actor=self.user, at=self.now)
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
        self.incident = access.incident_for(self.user, kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try it again and go back to its case."""
        from backoffice.kernel.errors import DomainError

        try:
            services.retry_incident(incident_id=self.incident.pk, actor=self.user, at=self.now)
            messages.success(request, _("The step is tried again."))
        except DomainError as error:
            messages.error(request, str(error))
        case = self.incident.case
        try:
            access.case_for(self.user, case.code)
        except PermissionDenied:
            return redirect("procedures:incidents")
        return redirect("procedures:case", case.code)
