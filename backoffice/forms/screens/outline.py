"""The draft as a structured list, and the steps that need no form of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backoffice.forms import access, choosing, editing, expansion, services, words
from backoffice.forms.editing import Place
from backoffice.forms.faults import Fault
from backoffice.forms.reading import faults_of
from backoffice.forms.sheets import Sheet, sheet_of
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language

from .base import FORM, OwnerScreen


class SheetScreen(OwnerScreen):
    """A page about the draft of a form or part."""

    right = access.EDIT

    def find(self, **kwargs: Any) -> None:
        """Find the draft, or what one begins from."""
        super().find(**kwargs)
        self.sheet: Sheet = sheet_of(self.owner)

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the draft."""
        return [*super().trail(), {"url": self.url("edit"), "label": pgettext("forms", "Draft")}]

    def keep(self, document: editing.Document, what: str, about: str, base: str) -> None:
        """Keep a step.

        :raises DomainError: if it was refused
        """
        self.sheet.save(document, what=what, about=about, base=base, actor=self.user, at=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the draft."""
        kwargs |= {"sheet": self.sheet, "edit_url": self.url("edit")}
        return super().get_context_data(**kwargs)


class OutlineScreen(SheetScreen):
    """Pages and fields in order, each with what can be done to it."""

    template_name = "form_desk/outline.html"

    def get_page_title(self) -> str:
        """Say what is edited."""
        return _("Draft: %(name)s") % {"name": self.owner.title}

    def trail(self) -> list[dict[str, Any]]:
        """Lead back to the form."""
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the pages in words, the faults with their places, and the steps to undo."""
        faults = self.sheet.faults()
        version = self.sheet.version
        steps: Any = version.revisions.order_by("number") if version and version.is_draft else []
        undo, redo = _around(list(steps))
        return super().get_context_data(
            pages=[_page(self, at) for at in range(len(editing.pages_of(self.sheet.document)))],
            faults=[told_fault(self, one) for one in faults],
            undo=undo,
            redo=redo,
            step_url=self.url("step"),
            add_page_url=self._new_page() if self.of == FORM else "",
            **kwargs,
        )

    def _new_page(self) -> str:
        return self.url("add", len(editing.pages_of(self.sheet.document)), "page")


def _around(steps: list[Any]) -> tuple[str, str]:
    """Return what undo would take back and what redo would do again, in words."""
    at = next((place for place, one in enumerate(steps) if one.is_current), None)
    if at is None:
        return "", ""
    undo = _step(steps[at]) if at > 0 else ""
    return undo, _step(steps[at + 1]) if at + 1 < len(steps) else ""


def _step(one: Any) -> str:
    name = words.step_name(one.what)
    return f"{name}: {one.about}" if one.about else name


def dotted(place: Place) -> str:
    """Return a place as addresses write it."""
    return ".".join(map(str, place))


def _page(screen: SheetScreen, at: int) -> dict[str, Any]:
    page = editing.entry_at(screen.sheet.document, (at,))
    fields = page.get("fields")
    rows = [
        row
        for index, entry in enumerate(fields if isinstance(fields, list) else ())
        for row in _rows(screen, (at, index), entry)
    ]
    pages = editing.pages_of(screen.sheet.document)
    return {
        "place": dotted((at,)),
        "number": at + 1,
        "is_first": at == 0,
        "is_last": at == len(pages) - 1,
        "name": choosing.name_of({"label": page.get("title"), "key": page.get("key")}, language()),
        "condition": _condition(screen, (at,), page),
        "rows": rows,
        "url": screen.url("at", dotted((at,))),
        "add_url": screen.url("choose", dotted((at, len(fields or ())))),
    }


def _rows(screen: SheetScreen, place: Place, entry: Any) -> list[dict[str, Any]]:
    if not isinstance(entry, dict):
        entry = {}
    inner = entry.get("fields") if entry.get("type") == "group" else None
    row = {
        "place": dotted(place),
        "id": "-".join(map(str, place)),
        "is_inner": len(place) == 3,
        "url": screen.url("at", dotted(place)),
        "name": choosing.name_of(entry, language()),
        "kind": words.kind_name(entry.get("type", "")),
        "key": entry.get("key", ""),
        "required": words.REQUIRED.get(entry.get("required") or False, ""),
        "condition": _condition(screen, place, entry),
        "add_url": screen.url("choose", dotted((*place, len(inner or ()))))
        if entry.get("type") == "group"
        else "",
    }
    if "part" in entry:
        row |= _link(screen, entry)
    rows = [row]
    for index, one in enumerate(inner or ()):
        rows += _rows(screen, (*place, index), one)
    return rows


def _link(screen: SheetScreen, entry: dict[str, Any]) -> dict[str, Any]:
    parts = screen.sheet.part_documents
    key = str(entry["part"])
    known = expansion.copied(entry, parts) if key in parts else []
    return {
        "is_link": True,
        "name": screen.sheet.part_titles.get(key, key),
        "key": key,
        "kind": _("Shared part"),
        "required": "",
        "holds": [choosing.name_of(one, language()) for one in known],
    }


def _condition(screen: SheetScreen, place: Place, entry: dict[str, Any]) -> str:
    text = entry.get("if")
    if not isinstance(text, str) or not text.strip():
        return ""
    known = editing.asked_before(screen.sheet.document, place, screen.sheet.part_documents)
    return choosing.in_words(text, known, language())


def told_fault(screen: SheetScreen, one: Fault) -> dict[str, Any]:
    """Return a fault with the name and the address of what it is about."""
    place = editing.place_of(one.path)
    name = ""
    if place:
        try:
            entry = editing.entry_at(screen.sheet.document, place)
            name = choosing.name_of(
                {"label": entry.get("label") or entry.get("title"), "key": entry.get("key")},
                language(),
            ) or str(entry.get("part", ""))
        except DomainError:
            place = ()
    url = screen.url("at", dotted(place)) if place else ""
    return {"message": one.message, "mend": one.mend, "name": name, "url": url}


def place_from(text: str) -> Place:
    """Return a place as an address writes it, empty if it is none."""
    parts = text.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


Step = Callable[[Sheet, Place], tuple[editing.Document, str]]


def _moved(by: int) -> Step:
    def step(sheet: Sheet, place: Place) -> tuple[editing.Document, str]:
        what = "page_moved" if len(place) == 1 else "field_moved"
        return editing.move(sheet.document, place, max(place[-1] + by, 0)), what

    return step


def _removed(sheet: Sheet, place: Place) -> tuple[editing.Document, str]:
    what = "page_removed" if len(place) == 1 else "field_removed"
    return editing.remove(sheet.document, place), what


def _doubled(sheet: Sheet, place: Place) -> tuple[editing.Document, str]:
    return editing.duplicate(sheet.document, place), "field_doubled"


def _detached(sheet: Sheet, place: Place) -> tuple[editing.Document, str]:
    return editing.detach(sheet.document, place, sheet.part_documents), "part_detached"


STEPS: dict[str, Step] = {
    "up": _moved(-1),
    "down": _moved(+1),
    "remove": _removed,
    "double": _doubled,
    "detach": _detached,
}


class StepScreen(SheetScreen):
    """One step by one button: `do` names it and its place, such as `up:0.2`; `to:0.2:5` moves."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take the step and come back to the list, where it was."""
        name, _colon, rest = request.POST.get("do", "").partition(":")
        try:
            anchor = self.take(name, rest, request.POST.get("base", ""))
        except DomainError as error:
            messages.error(request, str(error))
            anchor = ""
        return redirect(self.url("edit") + anchor)

    def take(self, name: str, rest: str, base: str) -> str:
        """Take a step, and return where on the list it happened.

        :raises DomainError: if it was refused
        """
        version = self.sheet.version
        if name in ("undo", "redo") and version is not None:
            verb = services.undo if name == "undo" else services.redo
            verb(version=version, actor=self.user, at=self.now)
            return ""
        text, _colon, target = rest.partition(":")
        place = place_from(text)
        step = _to(int(target)) if name == "to" and target.isdecimal() else STEPS.get(name)
        if step is None or not place:
            raise editing.nothing_there()
        entry = editing.entry_at(self.sheet.document, place)
        about = choosing.name_of(
            {"label": entry.get("label") or entry.get("title"), "key": entry.get("key")},
            language(),
        ) or str(entry.get("part", ""))
        document, what = step(self.sheet, place)
        was_fit = not self.sheet.faults()
        self.keep(document, what, about, base)
        if was_fit and faults_of(document, self.sheet.part_documents):
            return "#fe-faults"
        return f"#place-{'-'.join(map(str, place))}"


def _to(index: int) -> Step:
    def step(sheet: Sheet, place: Place) -> tuple[editing.Document, str]:
        what = "page_moved" if len(place) == 1 else "field_moved"
        return editing.move(sheet.document, place, index), what

    return step
