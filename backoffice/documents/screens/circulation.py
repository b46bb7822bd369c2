"""The desk of assignments, and what is done with an entry: assign, accept, return, pass on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import circulation_access, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.assignments import AssignForm, PassOnForm, ReasonForm
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.sights import Look

from .base import FormScreen, StaffScreen
from .entry import OneEntry

PILES = (
    ("waiting", gettext_lazy("To accept")),
    ("open", gettext_lazy("In progress")),
    ("returned", gettext_lazy("Came back to me")),
    ("done", gettext_lazy("Done")),
)


class AssignmentsScreen(StaffScreen):
    """What lies on the reader's desk."""

    right = "documents.view_assignment"
    page_title = gettext_lazy("My assignments")
    header_icon = "tasks"
    template_name = "documents/circulation/assignments.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give one pile of the desk."""
        user, on = signed_in(self.request.user), athens_day(timezone.now())
        asked = self.request.GET.get("pile", "waiting")
        pile = asked if asked in dict(PILES) else "waiting"
        rows = queries.assignments_in(user, on, pile)
        page = self.page_of(rows)
        return super().get_context_data(page=page, pile=pile, piles=PILES, today=on, **kwargs)


class OneAssignment(StaffScreen):
    """A screen about an open assignment that the reader may act on."""

    right = "documents.view_assignment"

    def look(self) -> Look | None:
        """Say who sent or receives the document."""
        entry = self.held.entry
        return Look("document", queries.persons_of(entry), entry.label)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = circulation_access.assignment_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return the number of the entry."""
        return self.held.entry.label

    @property
    def act(self) -> dict[str, Any]:
        """Which assignment, by whom, when."""
        return {
            "assignment_id": self.held.pk,
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }

    def back(self) -> str:
        """Return to the desk."""
        return reverse("circulation:assignments")


class AcceptScreen(OneAssignment):
    """Take an entry on, with one press."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back to the desk: accepting is a press of its button."""
        return redirect(self.back())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Accept it and show the entry."""
        try:
            services.accept_assignment(**self.act)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.back())
        messages.success(request, _("You have taken %(entry)s on.") % {"entry": self.held.entry})
        return redirect("documents:entry", self.held.entry.code)


class ReturnScreen(FormScreen, OneAssignment):
    """Give an entry back with the reason."""

    right = "documents.view_assignment"
    submit = gettext_lazy("Return it")

    def form(self, data: Any = None, files: Any = None) -> ReasonForm:
        """Ask for the reason."""
        return ReasonForm(data)

    def save(self, form: ReasonForm) -> HttpResponse:
        """Return it."""
        services.return_assignment(reason=form.cleaned_data["reason"], **self.act)
        messages.success(self.request, _("It went back with your reason."))
        return redirect(self.back())


class PassOnScreen(FormScreen, OneAssignment):
    """Pass an assignment on, down the chart or while somebody is absent."""

    right = "documents.view_assignment"
    submit = gettext_lazy("Pass it on")

    def form(self, data: Any = None, files: Any = None) -> PassOnForm:
        """Ask to whom."""
        held = self.held
        return PassOnForm(data, initial={"department": held.department_id, "due_on": held.due_on})

    def save(self, form: PassOnForm) -> HttpResponse:
        """Pass it on."""
        services.pass_on_assignment(**form.facts, **self.act)
        messages.success(self.request, _("It was passed on."))
        return redirect(self.back())


class AssignScreen(FormScreen, OneEntry):
    """Assign an entry."""

    right = "documents.assign_entry"
    submit = gettext_lazy("Assign")

    def form(self, data: Any = None, files: Any = None) -> AssignForm:
        """Ask to whom."""
        return AssignForm(data, initial={"department": self.entry.department_id})

    def back(self) -> str:
        """Return to the entry."""
        return reverse("documents:entry", args=[self.entry.code])

    def save(self, form: AssignForm) -> HttpResponse:
        """Assign it and show the entry."""
        services.assign_entry(
            entry_id=self.entry.pk,
            actor=signed_in(self.request.user),
            at=timezone.now(),
            **form.facts,
        )
        messages.success(self.request, _("The entry is assigned."))
        return redirect(self.back())
