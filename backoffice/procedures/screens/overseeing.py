"""Over a whole version: how its steps do, and moving its running cases to another."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from backoffice.procedures import heat, services
from backoffice.procedures.forms import MigrationForm
from backoffice.procedures.models.definitions import Kind
from backoffice.procedures.services import MigrationReport

from .base import DefinitionScreen

SPANS = (30, 90, 365)


class HeatScreen(DefinitionScreen):
    """Counts and median times of every step, on the picture and in a table."""

    of_kind = Kind.PROCESS
    page_title = gettext_lazy("Heat map")
    template_name = "procedures/heat.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the figures of the chosen version and time."""
        version = self.version(self.request.GET.get("version"))
        asked = self.request.GET.get("days", "")
        days = int(asked) if asked.isdecimal() and int(asked) in SPANS else SPANS[1]
        rows = heat.warmth(version, self.now - timedelta(days=days), language())
        address = reverse("procedures:drawing", args=[self.definition.key, version.number])
        return super().get_context_data(
            version=version,
            days=days,
            spans=SPANS,
            rows=rows,
            picture=f"{address}?picture",
            marks={row.element: f"heat-{row.shade}" for row in rows if row.shade},
            notes={row.element: f"{row.count} · {row.median}" for row in rows if row.count},
            **kwargs,
        )


class MigrateScreen(DefinitionScreen):
    """Move running cases to another version: first a preview, then on purpose."""

    right = "procedures.migrate_cases"
    of_kind = Kind.PROCESS
    page_title = gettext_lazy("Move running cases")
    template_name = "procedures/migrate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form."""
        kwargs.setdefault("form", MigrationForm(definition=self.definition))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would move and what would not; on confirmation move it."""
        form = MigrationForm(request.POST, definition=self.definition)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            if "confirmed" in request.POST:
                return self._moved(self._move(form))
            report = self._preview(form)
        except DomainError as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.render_to_response(self.get_context_data(form=form, report=report))

    def _move(self, form: MigrationForm) -> MigrationReport:
        facts = form.cleaned_data
        return services.migrate_cases(
            from_version_id=facts["from_version"].pk,
            to_version_id=facts["to_version"].pk,
            mapping=facts["mapping"],
            actor=self.user,
            at=self.now,
        )

    def _preview(self, form: MigrationForm) -> MigrationReport:
        """Do it and take it back: what is shown is what will happen."""
        with transaction.atomic():
            report = self._move(form)
            transaction.set_rollback(True)
        return report

    def _moved(self, report: MigrationReport) -> HttpResponse:
        text = _("%(moved)d cases were moved, %(stayed)d stay where they are.")
        counts = {"moved": len(report.moved), "stayed": len(report.refused)}
        messages.success(self.request, text % counts)
        return redirect("procedures:definition", self.definition.key)
