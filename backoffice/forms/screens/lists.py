"""The lists of forms and shared parts, and new ones."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from backoffice.forms import access, queries, services, uses
from backoffice.forms.forms import FormsForm, NewCopyForm, NewPartForm
from backoffice.forms.sheets import EMPTY_FORM, EMPTY_PART, sheet_of
from backoffice.kernel import screens

from .base import FormScreen, StaffScreen


class FormsScreen(screens.ListScreen, StaffScreen):
    """Every form with its version in force, its draft, and who asks it."""

    page_title = gettext_lazy("Forms")
    template_name = "form_desk/forms.html"
    form_class = FormsForm
    filename = "forms"
    above = ()

    def rows(self) -> Any:
        """Return the chosen forms."""
        return queries.choose_definitions(self.form.chosen)

    def table(self) -> screens.Table:
        """Return the header and the rows of the file."""
        header = [
            _("Key"),
            pgettext("forms", "Form"),
            pgettext("forms", "In force"),
            _("Since"),
            pgettext("forms", "Draft"),
        ]
        rows = [
            [row.key, row.title, row.in_force, row.in_force_since, row.draft] for row in self.rows()
        ]
        return header, rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of rows with who asks each form."""
        context = super().get_context_data(**kwargs)
        found = uses.of([row.key for row in context["page"]], self.user)
        return context | {"rows": [(row, found[row.key]) for row in context["page"]]}


class PartsScreen(StaffScreen):
    """Every shared part with how many forms follow it."""

    page_title = gettext_lazy("Shared parts")
    template_name = "form_desk/parts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the parts."""
        return super().get_context_data(rows=queries.parts_with_use(), **kwargs)


class NewFormScreen(FormScreen):
    """Name a new form, then edit it."""

    right = access.EDIT
    page_title = gettext_lazy("New form")
    submit = gettext_lazy("Begin to edit")

    def form(self, data: Any = None, files: Any = None) -> NewCopyForm:
        """Return the form."""
        return NewCopyForm(data)

    def save(self, form: NewCopyForm) -> HttpResponse:
        """Keep an empty draft, or a copy, and open it."""
        facts = form.cleaned_data
        like = queries.definition_of(facts["like"])
        services.save_draft(
            key=facts["key"],
            title_el=facts["title_el"],
            title_en=facts["title_en"],
            document=sheet_of(like).document if like else dict(EMPTY_FORM),
            what="begun",
            actor=self.user,
            at=self.now,
        )
        return redirect("service_forms:edit", facts["key"])


class NewPartScreen(FormScreen):
    """Name a new shared part, then edit it."""

    right = access.EDIT
    page_title = gettext_lazy("New shared part")
    submit = gettext_lazy("Begin to edit")

    def form(self, data: Any = None, files: Any = None) -> NewPartForm:
        """Return the form."""
        return NewPartForm(data)

    def back(self) -> str:
        """Go back to the parts."""
        return reverse("service_forms:parts")

    def save(self, form: NewPartForm) -> HttpResponse:
        """Keep an empty draft, and open it."""
        services.save_part(
            document=dict(EMPTY_PART),
            what="begun",
            actor=self.user,
            at=self.now,
            **form.cleaned_data,
        )
        return redirect("service_forms:part_edit", form.cleaned_data["key"])
