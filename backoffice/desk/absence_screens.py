"""One's own absence, that of the people one leads, and kinds of task left to a colleague."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import circulation_access, services
from backoffice.kernel.dates import athens_day
from backoffice.kernel.screens import FormScreen, StaffScreen

from . import absences
from .absence_forms import AbsenceForm, EndForm

STAFF = "wagtailadmin.access_admin"


class AbsencesScreen(StaffScreen):
    """Who is away until when, and who does the work meanwhile."""

    right = STAFF
    page_title = gettext_lazy("Absences")
    template_name = "desk/absences.html"
    header_icon = "user"
    above = (("desk:work", gettext_lazy("My work")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what the reader sees of absences."""
        rows = absences.absences(self.user, athens_day(self.now))
        return super().get_context_data(rows=rows, **kwargs)


class NewAbsenceScreen(FormScreen):
    """Pass one's tasks on, or those of somebody one leads."""

    right = STAFF
    page_title = gettext_lazy("Pass tasks on")
    template_name = "desk/absence.html"
    header_icon = "user"
    submit = gettext_lazy("Pass the tasks on")
    lead = gettext_lazy(
        "The colleague does these tasks from the first day to the last and every act says in "
        "whose place. Nothing is signed in your place: that needs an order of substitution."
    )
    above = (*AbsencesScreen.above, ("desk:absences", gettext_lazy("Absences")))

    def form(self, data: Any = None, files: Any = None) -> AbsenceForm:
        """Ask who, from when to when, and what."""
        return AbsenceForm(data, user=self.user, on=athens_day(self.now))

    def save(self, form: AbsenceForm) -> HttpResponse:
        """Enter it."""
        services.enter_absence(**form.facts, actor=self.user, at=self.now)
        messages.success(self.request, _("The tasks pass on for those days."))
        return redirect("desk:absences")

    def back(self) -> str:
        """Return to the list."""
        return reverse("desk:absences")


class EndAbsenceScreen(FormScreen):
    """Say that somebody is back, or does not go."""

    right = STAFF
    page_title = gettext_lazy("End the absence")
    template_name = "desk/absence.html"
    header_icon = "user"
    submit = gettext_lazy("End the absence")
    above = NewAbsenceScreen.above

    def find(self, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        self.held = circulation_access.absence_for(self.user, kwargs["code"])
        self.today = athens_day(self.now)
        self.has_begun = self.held.valid_from <= self.today

    def form(self, data: Any = None, files: Any = None) -> EndForm:
        """Ask for the last day; what has not begun is withdrawn."""
        form = EndForm(data, initial={"on": self.today})
        if not self.has_begun:
            del form.fields["on"]
        return form

    def save(self, form: EndForm) -> HttpResponse:
        """End or withdraw it."""
        act = {"substitution_id": self.held.pk, "actor": self.user, "at": self.now}
        if self.has_begun:
            services.end_substitution(on=form.cleaned_data["on"], **act)
            messages.success(self.request, _("The absence ends on that day."))
        else:
            services.withdraw_absence(**act)
            messages.success(self.request, _("The absence is withdrawn."))
        return redirect("desk:absences")

    def back(self) -> str:
        """Return to the list."""
        return reverse("desk:absences")
