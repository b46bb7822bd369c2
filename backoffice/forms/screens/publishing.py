"""Before a draft comes in force: what changes, what hinders, what a replay found."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.forms import access, compare, prefill, queries, services, submissions
from backoffice.forms.forms import PublishForm, PublishPartForm
from backoffice.forms.models import PartVersion, Version
from backoffice.forms.replay import LIMIT
from backoffice.forms.states import VersionState
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language

from .base import FORM, FormScreen, OwnerScreen
from .outline import SheetScreen, told_fault
from .pages import document_of

OVER = ("done", "failed")
REFRESH_SECONDS = "3"


class DraftScreen(FormScreen, SheetScreen):
    """A page about putting a draft in force."""

    right = access.PUBLISH
    page_title = gettext_lazy("Put in force")
    template_name = "form_desk/publish.html"

    def find(self, **kwargs: Any) -> None:
        """Find the draft."""
        super().find(**kwargs)
        if not self.sheet.is_draft or self.sheet.version is None:
            raise Http404
        self.draft: Version | PartVersion = self.sheet.version
        in_force = self.owner.versions.filter(state=VersionState.IN_FORCE)
        self.in_force = in_force.first()

    def back(self) -> str:
        """Go back to the draft."""
        return self.url("edit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what changes and what hinders it."""
        changes = []
        if self.in_force is not None:
            old, new = document_of(self.in_force), document_of(self.draft)
            changes = compare.differences(old, new, language())
        return super().get_context_data(
            draft=self.draft,
            in_force=self.in_force,
            changes=changes,
            faults=[told_fault(self, one) for one in self.sheet.faults()],
            compare_url=self.url("compare"),
            **kwargs,
        )


class PublishScreen(DraftScreen):
    """Put a form's draft in force."""

    def form(self, data: Any = None, files: Any = None) -> PublishForm:
        """Return the form."""
        return PublishForm(data, initial={"base": self.sheet.base})

    def save(self, form: PublishForm) -> HttpResponse:
        """Put it in force."""
        version = services.publish_version(
            version_id=self.draft.pk,
            note=form.cleaned_data["note"],
            base=form.cleaned_data["base"],
            actor=self.user,
            at=self.now,
        )
        messages.success(
            self.request, _("Version %(number)d is in force.") % {"number": version.number}
        )
        return redirect(self.url("page"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the last replay, and prefill sources that nobody has."""
        assert isinstance(self.draft, Version)
        replay = queries.replays_of(self.draft).first()
        return super().get_context_data(
            replay=replay,
            is_stale=replay is not None and replay.checksum != self.draft.checksum,
            replay_url=self.url("replays"),
            has_sources=bool(submissions.SOURCES.kinds()),
            unknown_sources=self._unknown_sources(),
            limit=LIMIT,
            **kwargs,
        )

    def _unknown_sources(self) -> list[tuple[str, str]]:
        try:
            return prefill.unknown(self.sheet.form())
        except DomainError:
            return []


class PublishPartScreen(DraftScreen):
    """Put a part's draft in force, and the chosen forms with it."""

    def form(self, data: Any = None, files: Any = None) -> PublishPartForm:
        """Return the form."""
        following = list(queries.used_in(self.owner.key))
        return PublishPartForm(data, following=following, initial={"base": self.sheet.base})

    def save(self, form: PublishPartForm) -> HttpResponse:
        """Put it in force."""
        made = services.publish_part(
            version_id=self.draft.pk,
            forms=form.cleaned_data.get("forms", ()),
            note=form.cleaned_data["note"],
            base=form.cleaned_data["base"],
            actor=self.user,
            at=self.now,
        )
        messages.success(
            self.request,
            _("The part is in force; forms brought up to date: %(count)d.") % {"count": len(made)},
        )
        return redirect(self.url("page"))


class ReplaysScreen(OwnerScreen):
    """Ask for a replay of the draft."""

    right = access.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Queue it, and show its page."""
        draft = self.owner.versions.filter(state=VersionState.DRAFT).first()
        if draft is None or self.of != FORM:
            raise Http404
        try:
            made = services.ask_for_replay(version_id=draft.pk, actor=self.user, at=self.now)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.url("edit"))
        return redirect(self.url("replay", made.pk))


class ReplayScreen(OwnerScreen):
    """What a draft would have done to the last submissions; while it runs, how far it is."""

    page_title = gettext_lazy("Replay")
    template_name = "form_desk/replay.html"

    def find(self, **kwargs: Any) -> None:
        """Find the replay."""
        super().find(**kwargs)
        self.replay = access.replay_for(self.user, kwargs["key"], kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the report; while it runs, the browser looks again by itself."""
        response = super().get(request, *args, **kwargs)
        if self.replay.state not in OVER:
            response.headers["Refresh"] = REFRESH_SECONDS
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the report in the reader's language."""
        replay, code = self.replay, language()
        tables = {
            name: [_told(row, code) for row in replay.report.get(name, ())]
            for name in ("fails", "lost", "fees", "routes")
        }
        return super().get_context_data(
            replay=replay,
            version=replay.version,
            is_stale=replay.version.checksum != replay.checksum,
            is_over=replay.state in OVER,
            report=replay.report | tables,
            publish_url=self.url("publish"),
            edit_url=self.url("edit"),
            **kwargs,
        )


def _told(row: dict[str, Any], code: str) -> dict[str, Any]:
    """Return a row of a report with its texts in one language."""
    return {
        name: value.get(code, "") if isinstance(value, dict) else value
        for name, value in row.items()
    }
