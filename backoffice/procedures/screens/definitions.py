"""The list of procedures, the page of one, and a new one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.languages import language
from backoffice.procedures import blank, lists, services, words
from backoffice.procedures.engine import decisions
from backoffice.procedures.engine.errors import StepError
from backoffice.procedures.forms import NewProcedureForm
from backoffice.procedures.models import Version
from backoffice.procedures.models.definitions import Kind

from .base import DefinitionScreen, FormScreen, StaffScreen


class DefinitionsScreen(StaffScreen):
    """Every procedure with its version in force and what is under way."""

    right = "procedures.view_definition"
    page_title = gettext_lazy("Procedures")
    template_name = "procedures/definitions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the procedures and the decision tables."""
        rows = list(lists.definitions())
        return super().get_context_data(
            procedures=[row for row in rows if row.kind == Kind.PROCESS],
            tables=[row for row in rows if row.kind == Kind.DECISION],
            may_draw=self.may("draw_definition"),
            **kwargs,
        )


class DefinitionPage(DefinitionScreen):
    """A procedure: its picture, the same in words, its versions."""

    template_name = "procedures/definition.html"

    def get_page_title(self) -> str:
        """Return its name."""
        return self.definition.name

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return super().trail()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the version that is shown."""
        version = self.version(self.request.GET.get("version"))
        versions = list(lists.versions_of(self.definition))
        return super().get_context_data(
            version=version,
            versions=versions,
            draft=next((row for row in versions if row.state == "draft"), None),
            may_draw=self.may("draw_definition"),
            may_publish=self.may("publish_version"),
            may_migrate=self.may("migrate_cases"),
            **(in_words(version) if self.definition.kind == Kind.PROCESS else cells(version)),
            **kwargs,
        )


def in_words(version: Version) -> dict[str, Any]:
    """Return a version's explanation, or why there is none."""
    try:
        return {"told": words.explain(version, language())}
    except (StepError, LookupError) as error:
        return {"untold": str(error) if isinstance(error, StepError) else _("It has no start yet.")}


def cells(version: Version) -> dict[str, Any]:
    """Return a decision table, or why it cannot be read."""
    try:
        return {"table": decisions.read(version.xml)}
    except StepError as error:
        return {"untold": str(error)}


class DrawingFile(DefinitionScreen):
    """The drawing itself, for the picture on the page or to keep as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand out the XML; for a picture the names are in the reader's language."""
        version = self.version(kwargs["number"])
        for_picture = "picture" in request.GET
        xml = blank.in_language(version.xml, language()) if for_picture else version.xml
        response = HttpResponse(xml, content_type="application/xml; charset=utf-8")
        if not for_picture:
            kind = "bpmn" if self.definition.kind == Kind.PROCESS else "dmn"
            name = f"{self.definition.key}-{version.number}.{kind}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class NewProcedureScreen(FormScreen):
    """Name a new procedure, then draw it."""

    right = "procedures.draw_definition"
    page_title = gettext_lazy("New procedure")
    submit = gettext_lazy("Begin to draw")

    def form(self, data: Any = None, files: Any = None) -> NewProcedureForm:
        """Return the form."""
        return NewProcedureForm(data)

    def save(self, form: NewProcedureForm) -> HttpResponse:
        """Keep an empty drawing with one lane, and open it."""
        facts = form.cleaned_data
        services.save_draft(
            xml=blank.first_drawing(facts["key"], facts["name_el"], facts["name_en"]),
            actor=self.user,
            at=self.now,
            **facts,
        )
        return redirect("procedures:draw", facts["key"])

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [{"url": reverse("procedures:definitions"), "label": _("Procedures")}]
