"""The page of a form or part: versions, who uses it, what was done; and going back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.forms import access, compare, queries, reading, services, uses, words
from backoffice.forms.labels import LABELS
from backoffice.forms.models import Part, PartVersion, Version
from backoffice.forms.states import VersionState
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language

from .base import FORM, OwnerScreen


def history(entries: list[Any]) -> list[dict[str, Any]]:
    """Return what was done, in words."""
    return [
        {
            "at": one.timestamp,
            "by": one.user,
            "act": LABELS.get(one.action, one.action),
            "step": _step(one.after or {}),
            "number": (one.after or one.before or {}).get("number"),
            "note": one.note,
        }
        for one in entries
    ]


def _step(after: dict[str, Any]) -> str:
    what, about = after.get("what", ""), after.get("about", "")
    if what in ("", "saved"):
        return ""
    return f"{words.step_name(what)}: {about}" if about else words.step_name(what)


class PageScreen(OwnerScreen):
    """A form or part with its versions, who uses it, and its history."""

    template_name = "form_desk/page.html"

    def get_page_title(self) -> str:
        """Return its title."""
        return self.owner.title

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the versions and the history."""
        key = self.owner.key
        is_form = self.of == FORM
        versions = list((queries.versions_of if is_form else queries.part_versions_of)(key))
        told = (queries.history_of if is_form else queries.part_history_of)(key)
        kwargs |= self._use(key)
        return super().get_context_data(
            versions=versions,
            draft=next((one for one in versions if one.is_draft), None),
            in_force=next((one for one in versions if one.state == VersionState.IN_FORCE), None),
            history=history(told),
            urls={name: self.url(name) for name in ("edit", "publish", "act", "compare")}
            | ({"preview": self.url("preview")} if is_form else {}),
            **kwargs,
        )

    def _use(self, key: str) -> dict[str, Any]:
        if self.of == FORM:
            return {"uses": uses.of([key], self.user)[key]}
        return {"following": list(queries.used_in(key))}


class ActScreen(OwnerScreen):
    """Take out of force, bring back, throw a draft away: `do` names it and the version."""

    right = access.PUBLISH
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Do it, or say why not."""
        name, _colon, number = request.POST.get("do", "").partition(":")
        found = self.owner.versions.filter(number=int(number) if number.isdecimal() else -1).first()
        verb = VERBS.get((self.of, name))
        if found is None or verb is None:
            messages.error(request, _("Choose what to do with one of the versions."))
            return redirect(self.url("page"))
        try:
            verb(version_id=found.pk, actor=self.user, at=self.now)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Done."))
        return redirect(self.url("page"))


VERBS: dict[tuple[str, str], Any] = {
    ("form", "restore"): services.restore_version,
    ("form", "retire"): services.retire,
    ("form", "discard"): services.discard_draft,
    ("part", "restore"): services.restore_part,
    ("part", "discard"): services.discard_part_draft,
}


class CompareScreen(OwnerScreen):
    """Two versions: what changed, in words."""

    page_title = gettext_lazy("Compare versions")
    template_name = "form_desk/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the differences."""
        rows = {row.number: row for row in self.owner.versions.order_by("number")}
        if not rows:
            raise Http404
        numbers = list(rows)
        new = rows.get(self._asked("new"), rows[numbers[-1]])
        earlier = [number for number in numbers if number < new.number]
        old = rows.get(self._asked("old"), rows[earlier[-1] if earlier else new.number])
        changes = compare.differences(document_of(old), document_of(new), language())
        return super().get_context_data(
            old=old, new=new, numbers=numbers, changes=changes, **kwargs
        )

    def _asked(self, name: str) -> int:
        text = self.request.GET.get(name, "")
        return int(text) if text.isdecimal() else -1


def document_of(version: Version | PartVersion) -> dict[str, Any]:
    """Return a version as a form whose parts are in place, to be compared."""
    if isinstance(version, PartVersion):
        part: Part = version.part
        return reading.as_form(version.document, part.titles)
    try:
        return queries.expanded_of(version)
    except DomainError:
        # A draft that names a part nobody has is compared as it is written.
        return version.document
