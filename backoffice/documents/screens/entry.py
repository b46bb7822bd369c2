"""One entry: everything about it, and what may be done with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import access, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.blocks import blocks_of
from backoffice.documents.forms.entries import (
    ArchiveForm,
    CorrectForm,
    FilesForm,
    LinkForm,
    ReasonForm,
)
from backoffice.documents.services.changes import facts_of
from backoffice.kernel.dates import athens_day
from backoffice.kernel.sights import Look

from .base import FormScreen, StaffScreen


class OneEntry(StaffScreen):
    """A screen about an entry that the reader may open."""

    right = "documents.view_entry"

    def look(self) -> Look | None:
        """Say who sent or receives the document."""
        return Look("document", queries.persons_of(self.entry), self.entry.label)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the entry, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.entry = access.entry_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return its number."""
        return self.entry.label

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the entry."""
        return super().get_context_data(entry=self.entry, **kwargs)


class EntryScreen(OneEntry):
    """Everything about an entry."""

    template_name = "documents/entry.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show it; who opens a confidential one leaves a trace."""
        services.note_opened(
            entry_id=self.entry.pk, actor=signed_in(request.user), at=timezone.now()
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the entry with its blocks, and what the reader may do."""
        user, held = signed_in(self.request.user), self.entry
        is_open = not held.is_cancelled
        return super().get_context_data(
            shown=queries.entry_view(held, user),
            blocks=blocks_of(held, user),
            clearance=queries.clearance_of(held),
            may_correct=is_open and user.has_perm("documents.correct_entry"),
            may_cancel=is_open and user.has_perm("documents.cancel_entry"),
            may_hold=is_open and user.has_perm("documents.hold_entry"),
            **kwargs,
        )


class EntryForm(FormScreen, OneEntry):
    """A form about an entry."""

    def back(self) -> str:
        """Return to the entry."""
        return reverse("documents:entry", args=[self.entry.code])

    def done(self, text: str) -> HttpResponse:
        """Say what was done and show the entry."""
        messages.success(self.request, text)
        return redirect("documents:entry", self.entry.code)

    @property
    def act(self) -> dict[str, Any]:
        """Which entry, by whom, when."""
        return {
            "entry_id": self.entry.pk,
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }


class CorrectScreen(EntryForm):
    """Correct what was stated; the place in the book stays."""

    right = "documents.correct_entry"
    submit = gettext_lazy("Correct the entry")

    def form(self, data: Any = None, files: Any = None) -> CorrectForm:
        """Return the form with the facts as they stand."""
        initial = CorrectForm.initial_of(facts_of(self.entry))
        if self.entry.sender_party:
            initial["sender_afm"] = self.entry.sender_party.afm
        return CorrectForm(data, initial=initial, today=athens_day(timezone.now()))

    def save(self, form: CorrectForm) -> HttpResponse:
        """Correct it."""
        reason = form.cleaned_data["reason"]
        services.correct_entry(changes=form.facts, reason=reason, **self.act)
        return self.done(_("The entry was corrected; what it said before stays in its history."))


class CancelScreen(EntryForm):
    """Cancel an entry."""

    right = "documents.cancel_entry"
    submit = gettext_lazy("Cancel the entry for good")

    def form(self, data: Any = None, files: Any = None) -> ReasonForm:
        """Ask for the reason."""
        return ReasonForm(data)

    def save(self, form: ReasonForm) -> HttpResponse:
        """Cancel it."""
        services.cancel_entry(reason=form.cleaned_data["reason"], **self.act)
        return self.done(_("The entry is cancelled. Its number stays taken."))


class HoldScreen(EntryForm):
    """Put an entry on legal hold, or lift the hold."""

    right = "documents.hold_entry"
    submit = gettext_lazy("Save")

    def form(self, data: Any = None, files: Any = None) -> ReasonForm:
        """Ask for the reason; to lift a hold none is needed."""
        form = ReasonForm(data)
        form.fields["reason"].required = not self.entry.legal_hold
        form.fields["reason"].help_text = (
            _("Leave empty to lift the hold: %(why)s") % {"why": self.entry.legal_hold}
            if self.entry.legal_hold
            else _("The audit or lawsuit that needs the document.")
        )
        return form

    def save(self, form: ReasonForm) -> HttpResponse:
        """Set or lift the hold."""
        reason = form.cleaned_data["reason"]
        if reason:
            services.hold_entry(reason=reason, **self.act)
            return self.done(_("The entry is on hold; no clearance will touch it."))
        services.release_entry(**self.act)
        return self.done(_("The hold is lifted."))


class LinkScreen(EntryForm):
    """Say what an entry is to an earlier one."""

    right = "documents.correct_entry"
    submit = gettext_lazy("Link the entries")

    def form(self, data: Any = None, files: Any = None) -> LinkForm:
        """Ask for the other entry."""
        return LinkForm(data, user=signed_in(self.request.user))

    def save(self, form: LinkForm) -> HttpResponse:
        """Link them."""
        data = form.cleaned_data
        services.relate_entries(relation=data["relation"], other_id=data["other"].pk, **self.act)
        return self.done(_("The entries are linked."))


class FilesScreen(EntryForm):
    """Add files to an entry."""

    right = "documents.correct_entry"
    submit = gettext_lazy("Add the files")

    def form(self, data: Any = None, files: Any = None) -> FilesForm:
        """Ask for the files."""
        return FilesForm(data, files)

    def save(self, form: FilesForm) -> HttpResponse:
        """Keep and add them."""
        data = form.cleaned_data
        services.add_uploads(
            uploads=[(item.name, item) for item in data["files"]],
            kind="original" if data["is_original"] else "copy",
            **self.act,
        )
        return self.done(_("The files were added."))


class ArchiveScreen(EntryForm):
    """File an entry under a subject and put it into the archive."""

    right = "documents.correct_entry"
    submit = gettext_lazy("Put into the archive")

    def form(self, data: Any = None, files: Any = None) -> ArchiveForm:
        """Ask for the subject of the file plan."""
        held = self.entry.classification
        return ArchiveForm(data, initial={"classification": held.code if held else ""})

    def save(self, form: ArchiveForm) -> HttpResponse:
        """Archive it."""
        services.archive_under(
            classification=form.cleaned_data["classification"],
            reason=_("filed with the archive"),
            **self.act,
        )
        return self.done(_("The entry is in the archive; the time for which it is kept begins."))
