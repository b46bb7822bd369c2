"""The register of establishments."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.business_fees import access, imports, queries, services
from backoffice.business_fees.access import signed_in
from backoffice.business_fees.forms import (
    CloseForm,
    EstablishmentForm,
    FileForm,
    SearchForm,
    row_form,
)
from backoffice.kernel.screens import Table
from backoffice.kernel.sights import Look

from .base import FormScreen, ListScreen, StaffScreen

COLUMNS = (
    "afm",
    "business_name",
    "business_kind",
    *(name for name in EstablishmentForm.Meta.fields),
)


class RegisterScreen(ListScreen):
    """Every establishment."""

    right = "business_fees.view_establishment"
    page_title = gettext_lazy("Register of establishments")
    template_name = "business_fees/register.html"
    form_class = SearchForm
    filename = "establishments"

    def rows(self) -> QuerySet[Any]:
        """Return the establishments that were searched for."""
        return queries.search_establishments(self.form.chosen["q"])

    def table(self) -> Table:
        """Return the establishments as the table that an import reads back."""
        own = [name for name in EstablishmentForm.Meta.fields if name != "categories"]
        header = ["afm", "business_name", "business_kind", "categories", *own]
        return header, (
            (
                row.party.afm,
                row.party.full_name,
                row.party.kind,
                " ".join(category.key for category in row.categories.all()),
                *(_cell(getattr(row, name)) for name in own),
            )
            for row in self.rows().iterator(chunk_size=1000)
        )


def _cell(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


class EstablishmentScreen(StaffScreen):
    """One establishment with its history."""

    right = "business_fees.view_establishment"
    template_name = "business_fees/establishment.html"

    def look(self) -> Look | None:
        """Say whose business it shows."""
        return Look("establishment", [self.establishment.party_id], self.establishment.trade_name)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the establishment, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.establishment = access.registered_establishment_for(
            signed_in(request.user), kwargs["code"]
        )

    def get_page_title(self) -> str:
        """Return its name."""
        return self.establishment.trade_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the establishment and its periods."""
        user = signed_in(self.request.user)
        return super().get_context_data(
            establishment=self.establishment,
            history=queries.establishment_history(self.establishment),
            may_change=user.has_perm("business_fees.change_establishment"),
            may_declare=access.may_declare_for_others(user),
            **kwargs,
        )


class NewEstablishmentScreen(FormScreen):
    """Enter an establishment."""

    right = "business_fees.add_establishment"
    page_title = gettext_lazy("New establishment")

    def form(self, data: Any = None, files: Any = None) -> EstablishmentForm:
        """Return the form."""
        return EstablishmentForm(data)

    def save(self, form: EstablishmentForm) -> HttpResponse:
        """Enter it and show it."""
        made = services.register_business(
            business=form.business,
            facts=form.facts,
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The establishment was entered."))
        return redirect("business_fees:establishment", made.code)


class ChangeEstablishmentScreen(FormScreen, EstablishmentScreen):
    """Change what the register says."""

    right = "business_fees.change_establishment"
    template_name = "business_fees/form.html"

    def form(self, data: Any = None, files: Any = None) -> EstablishmentForm:
        """Return the form with what the register says now."""
        return EstablishmentForm(data, instance=self.establishment)

    def save(self, form: EstablishmentForm) -> HttpResponse:
        """Change it and show it."""
        services.change_establishment(
            establishment_id=self.establishment.pk,
            facts=form.facts,
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The register was changed."))
        return redirect("business_fees:establishment", self.establishment.code)


class CloseEstablishmentScreen(FormScreen, EstablishmentScreen):
    """Enter the last day of operation."""

    right = "business_fees.change_establishment"
    template_name = "business_fees/form.html"
    submit = gettext_lazy("Close the establishment")

    def form(self, data: Any = None, files: Any = None) -> CloseForm:
        """Return the form."""
        return CloseForm(data)

    def save(self, form: CloseForm) -> HttpResponse:
        """Close it and show it."""
        services.close_establishment(
            establishment_id=self.establishment.pk,
            actor=signed_in(self.request.user),
            at=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(self.request, _("The establishment is closed."))
        return redirect("business_fees:establishment", self.establishment.code)


class ImportEstablishmentsScreen(FormScreen):
    """Bring in a table of establishments, all of it or nothing."""

    right = "business_fees.add_establishment"
    page_title = gettext_lazy("Import establishments")
    template_name = "business_fees/import_establishments.html"
    submit = gettext_lazy("Import")

    def form(self, data: Any = None, files: Any = None) -> FileForm:
        """Return the form."""
        return FileForm(data, files)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which columns are read."""
        return super().get_context_data(columns=COLUMNS, **kwargs)

    def save(self, form: FileForm) -> HttpResponse:
        """Check every row; enter them together, or list what must be mended."""
        forms = [
            (row.number, row_form(row.cells))
            for row in imports.read_table(form.cleaned_data["file"].read())
        ]
        wrong = [(number, f.errors) for number, f in forms if not f.is_valid()]
        if wrong:
            return self.render_to_response(
                self.get_context_data(form=form, wrong=wrong), status=422
            )
        added = services.import_establishments(
            rows=[(f.business, f.facts) for _number, f in forms],
            actor=signed_in(self.request.user),
            at=timezone.now(),
        )
        text = ngettext(
            "%(count)s establishment was entered.", "%(count)s establishments were entered.", added
        )
        messages.success(self.request, text % {"count": added})
        return redirect("business_fees:register")
