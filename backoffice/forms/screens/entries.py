"""Adding and changing one page, field or link of a draft."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.forms import access, choosing, editing, services, words
from backoffice.forms.entries import EntryForm, LinkForm, PageForm
from backoffice.forms.field_settings import QuestionForm
from backoffice.forms.fields import SETTINGS
from backoffice.forms.forms import NewPartForm
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language

from .base import PART, FormScreen
from .outline import SheetScreen, dotted, place_from

PAGE, LINK = "page", "link"


class ChooseScreen(SheetScreen):
    """Which kind of field to add, or which shared part."""

    page_title = gettext_lazy("Add a field")
    template_name = "form_desk/choose.html"

    def find(self, **kwargs: Any) -> None:
        """Find where it is added."""
        super().find(**kwargs)
        self.place = place_from(kwargs["place"])
        if len(self.place) not in (2, 3):
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the kinds by shelf, and whether parts can be linked here."""
        place = dotted(self.place)
        is_inner = len(self.place) == 3
        shelves = [
            (
                title,
                [
                    (self.url("add", place, kind), *words.KINDS[kind])
                    for kind in kinds
                    if not (is_inner and kind == "group")
                ],
            )
            for title, kinds in words.SHELVES
        ]
        link_url = self.url("add", place, LINK) if self.sheet.part_titles and not is_inner else ""
        return super().get_context_data(shelves=shelves, link_url=link_url, **kwargs)


class EntryScreen(FormScreen, SheetScreen):
    """A form for one page, field or link."""

    template_name = "form_desk/entry.html"
    kind: str
    entry: dict[str, Any]

    def form(self, data: Any = None, files: Any = None) -> EntryForm:
        """Return the form of what stands here."""
        known = editing.asked_before(self.sheet.document, self.place, self.sheet.part_documents)
        options: dict[str, Any] = {
            "entry": self.entry,
            "before": known,
            "taken": self._taken(),
            "language": language(),
            "initial": {"base": self.sheet.base},
        }
        if self.kind == PAGE:
            return PageForm(data, **options)
        if self.kind == LINK:
            return LinkForm(data, parts=self.sheet.part_titles, **options)
        return QuestionForm(data, kind=self.kind, **options)

    def _taken(self) -> set[str]:
        if len(self.place) < 3:
            return editing.keys_of(self.sheet.document)
        rows = editing.entry_at(self.sheet.document, self.place[:-1]).get("fields") or []
        return {str(row.get("key")) for row in rows}

    def go_on(self) -> HttpResponse:
        """Go back to the list, to where the step was taken."""
        messages.success(self.request, _("Kept in the draft."))
        return redirect(f"{self.url('edit')}#place-{'-'.join(map(str, self.place))}")

    def back(self) -> str:
        """Go back to the list."""
        return self.url("edit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the kind, and what the faults here say."""
        kwargs |= {"kind": self.kind, "is_new": not self.entry}
        try:
            return super().get_context_data(**kwargs)
        except DomainError as error:
            raise Http404 from error


class AddScreen(EntryScreen):
    """A new page, field or link."""

    submit = gettext_lazy("Add")

    def find(self, **kwargs: Any) -> None:
        """Find where it is added, and what."""
        super().find(**kwargs)
        self.place, self.kind = place_from(kwargs["place"]), kwargs["sort"]
        known = {PAGE: 1, LINK: 2}.get(self.kind, len(self.place))
        if not self.place or len(self.place) != known or len(self.place) > 3:
            raise Http404
        if self.kind not in {PAGE, LINK, *SETTINGS} or (self.kind == PAGE and self.of == PART):
            raise Http404
        self.entry = {}

    def get_page_title(self) -> str:
        """Say what is added."""
        known = {PAGE: _("New page"), LINK: _("Shared part")}
        return known.get(self.kind) or _("New field: %(kind)s") % {
            "kind": words.kind_name(self.kind)
        }

    def save(self, form: EntryForm) -> HttpResponse:
        """Put it in."""
        entry = form.document()
        document = editing.add(self.sheet.document, self.place, entry)
        if entry.get("mode") == "copy":
            document = editing.detach(document, self.place, self.sheet.part_documents)
        what = {PAGE: "page_added", LINK: "part_linked"}.get(self.kind, "field_added")
        what = "part_copied" if entry.get("mode") == "copy" else what
        self.keep(document, what, called(entry), form.cleaned_data["base"])
        return self.go_on()


class AtScreen(EntryScreen):
    """A page, field or link as it stands, to be changed."""

    def find(self, **kwargs: Any) -> None:
        """Find it."""
        super().find(**kwargs)
        self.place = place_from(kwargs["place"])
        try:
            self.entry = editing.entry_at(self.sheet.document, self.place or (-1,))
        except DomainError as error:
            raise Http404 from error
        self.kind = self._kind()

    def _kind(self) -> str:
        if len(self.place) == 1:
            return PAGE
        if "part" in self.entry:
            return LINK
        kind = str(self.entry.get("type"))
        return kind if kind in SETTINGS else "text"

    def get_page_title(self) -> str:
        """Say what is changed."""
        return called(self.entry) or words.kind_name(self.kind)

    def save(self, form: EntryForm) -> HttpResponse:
        """Replace it; a changed kind shows its own settings next."""
        entry = form.document()
        document = editing.change(self.sheet.document, self.place, entry)
        what = "page_changed" if self.kind == PAGE else "field_changed"
        if entry.get("mode") == "copy":
            document = editing.detach(document, self.place, self.sheet.part_documents)
            what = "part_detached"
        self.keep(document, what, called(entry), form.cleaned_data["base"])
        if entry.get("type", self.kind) != self.kind and self.kind not in (PAGE, LINK):
            return redirect(self.url("at", dotted(self.place)))
        return self.go_on()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is wrong here, and whether the page can become a part."""
        at = ".".join(["pages", str(self.place[0]), *(f"fields.{n}" for n in self.place[1:])])
        here = [one for one in self.sheet.faults() if f"{one.path}.".startswith(f"{at}.")]
        if self.kind == PAGE:
            here = [one for one in here if ".fields." not in one.path]
        may_share = self.kind == PAGE and self.of != PART and self.sheet.is_draft
        kwargs |= {
            "here": here,
            "share_url": self.url("share", self.place[0]) if may_share else "",
        }
        return super().get_context_data(**kwargs)


class ShareScreen(FormScreen, SheetScreen):
    """Make a page's fields a shared part that this form follows."""

    right = access.PUBLISH
    page_title = gettext_lazy("Make a shared part of this page")
    submit = gettext_lazy("Make the part")
    lead = gettext_lazy(
        "The fields of the page become a part of the library, in force at once. This form follows "
        "it from now on, and other forms can too."
    )

    def find(self, **kwargs: Any) -> None:
        """Find the page."""
        super().find(**kwargs)
        place = place_from(kwargs["place"])
        pages = editing.pages_of(self.sheet.document)
        if not self.sheet.is_draft or not place or place[0] >= len(pages):
            raise Http404
        self.page = place[0]

    def form(self, data: Any = None, files: Any = None) -> NewPartForm:
        """Return the form, with the page's title as the part's."""
        page = editing.entry_at(self.sheet.document, (self.page,))
        raw = page.get("title")
        title: dict[str, Any] = raw if isinstance(raw, dict) else {}
        initial = {
            "title_el": title.get("el", ""),
            "title_en": title.get("en", ""),
            "key": page.get("key", ""),
        }
        return NewPartForm(data, initial=initial)

    def back(self) -> str:
        """Go back to the page."""
        return self.url("at", self.page)

    def save(self, form: NewPartForm) -> HttpResponse:
        """Make the part."""
        assert self.sheet.version is not None
        services.make_part_of_page(
            version_id=self.sheet.version.pk,
            page=self.page,
            actor=self.user,
            at=self.now,
            base=self.sheet.base,
            **form.cleaned_data,
        )
        messages.success(self.request, _("The part is in force, and this form follows it."))
        return redirect(self.url("edit"))


def called(entry: dict[str, Any]) -> str:
    """Return what a page, field or link is called."""
    label = {"label": entry.get("label") or entry.get("title"), "key": entry.get("key")}
    return choosing.name_of(label, language()) or str(entry.get("part", ""))
