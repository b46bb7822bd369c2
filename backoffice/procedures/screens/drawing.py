"""Drawing: the modeller, saving a draft, checking it, putting it in force."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from backoffice.procedures import compare, moddle, panel, services, validation
from backoffice.procedures.models import Version
from backoffice.procedures.models.definitions import Kind
from backoffice.procedures.states import VersionState

from .base import DefinitionScreen

MAX_BYTES = 2 * 1024 * 1024


def told(xml: str, kind: str) -> list[dict[str, str]]:
    """Return the findings of a drawing for the page."""
    return [asdict(finding) for finding in validation.check(xml, kind=kind)]


class DrawScreen(DefinitionScreen):
    """The modeller with the panel and the findings beside it."""

    right = "procedures.draw_definition"
    of_kind = Kind.PROCESS
    template_name = "procedures/draw.html"

    def get_page_title(self) -> str:
        """Say what is drawn."""
        return _("Draw: %(name)s") % {"name": self.definition.name}

    def drawn(self) -> Version:
        """Return the draft, or the version from which one begins."""
        draft = self.definition.versions.filter(state=VersionState.DRAFT).first()
        return draft or self.version(None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the drawing, what the panel asks for, and the findings."""
        version = self.drawn()
        return super().get_context_data(
            version=version,
            is_draft=version.state == VersionState.DRAFT,
            panel=panel.describe(athens_day(self.now)),
            moddle=moddle.DESCRIPTOR,
            dictionary=moddle.dictionary() if language() == "el" else {},
            findings=told(version.xml, self.definition.kind),
            may_publish=self.may("publish_version"),
            **kwargs,
        )


class SaveScreen(DefinitionScreen):
    """Keep the drawing as the draft, and answer with what is wrong with it."""

    right = "procedures.draw_definition"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; the answer is for the modeller's script."""
        # The guard against forgery has read the body already: only its length is left to ask for.
        if int(request.headers.get("Content-Length") or 0) > MAX_BYTES:
            return JsonResponse({"error": _("The drawing is too large.")}, status=413)
        try:
            version = services.save_draft(
                key=self.definition.key,
                xml=request.POST.get("xml", ""),
                kind=self.definition.kind,
                actor=self.user,
                at=self.now,
            )
        except DomainError as error:
            return JsonResponse({"error": str(error)}, status=422)
        return JsonResponse(
            {"number": version.number, "findings": told(version.xml, self.definition.kind)}
        )


class PublishScreen(DefinitionScreen):
    """Ask once more, saying what changes, then put the draft in force."""

    right = "procedures.publish_version"
    page_title = gettext_lazy("Put in force")
    template_name = "procedures/publish.html"

    def find(self, **kwargs: Any) -> None:
        """Find the draft."""
        super().find(**kwargs)
        draft = self.definition.versions.filter(state=VersionState.DRAFT).first()
        if draft is None:
            raise Http404
        self.draft = draft
        in_force = self.definition.versions.filter(state=VersionState.PUBLISHED)
        self.in_force = in_force.first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what changes, for whom, and what hinders it."""
        is_process = self.definition.kind == Kind.PROCESS
        changes = []
        if self.in_force and is_process:
            changes = compare.differences(self.in_force.xml, self.draft.xml, language())
        found = told(self.draft.xml, self.definition.kind)
        return super().get_context_data(
            draft=self.draft,
            in_force=self.in_force,
            running=self.in_force.cases.filter(closed_at=None).count() if self.in_force else 0,
            changes=changes,
            counts={
                how: sum(c.how == how for c in changes) for how in ("added", "changed", "removed")
            },
            errors=[row for row in found if row["severity"] == validation.ERROR],
            warnings=[row for row in found if row["severity"] != validation.ERROR],
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it in force, or say what must be mended."""
        try:
            version = services.publish_version(
                version_id=self.draft.pk, actor=self.user, at=self.now
            )
        except DomainError as error:
            return self.render_to_response(self.get_context_data(refusal=str(error)), status=422)
        messages.success(
            request, _("Version %(number)d is in force for new cases.") % {"number": version.number}
        )
        return redirect("procedures:definition", self.definition.key)


class CompareScreen(DefinitionScreen):
    """Two versions side by side: what was added, removed and changed."""

    of_kind = Kind.PROCESS
    page_title = gettext_lazy("Compare versions")
    template_name = "procedures/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give both drawings with their marks."""
        numbers = list(self.definition.versions.order_by("number").values_list("number", flat=True))
        asked = self.request.GET
        new = self.version(asked.get("new") or numbers[-1])
        old = self.version(asked.get("old") or numbers[max(len(numbers) - 2, 0)])
        changes = compare.differences(old.xml, new.xml, language())
        return super().get_context_data(
            old=old,
            new=new,
            numbers=numbers,
            changes=changes,
            old_marks={c.element: c.how for c in changes if c.how != "added"},
            new_marks={c.element: c.how for c in changes if c.how != "removed"},
            old_url=_picture(self.definition.key, old.number),
            new_url=_picture(self.definition.key, new.number),
            **kwargs,
        )


def _picture(key: str, number: int) -> str:
    return reverse("procedures:drawing", args=[key, number]) + "?picture"
