"""The counter: a document comes, a number is given, the next one waits."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backoffice.documents import access, papers, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.entries import NewEntryForm
from backoffice.kernel.dates import athens_day
from backoffice.kernel.sights import Look

from .base import FormScreen, StaffScreen

KEPT = ("book", "direction", "channel", "department_id")


class NewEntryScreen(FormScreen):
    """Register a document."""

    right = "documents.register_entry"
    page_title = gettext_lazy("Register a document")
    template_name = "documents/new.html"
    submit = gettext_lazy("Register and give a number")

    def form(self, data: Any = None, files: Any = None) -> NewEntryForm:
        """Return the form; book and channel come from the entry before."""
        kept = {name: self.request.GET[name] for name in KEPT if name in self.request.GET}
        initial = {"key": uuid4().hex, "channel": "counter", "direction": "incoming"} | kept
        return NewEntryForm(
            data,
            files,
            initial=initial,
            user=signed_in(self.request.user),
            today=athens_day(timezone.now()),
        )

    def save(self, form: NewEntryForm) -> HttpResponse:
        """Register it and show the number."""
        made = services.register_document(
            actor=signed_in(self.request.user), at=timezone.now(), **form.facts
        )
        return redirect("documents:registered", made.code)

    def back(self) -> str:
        """Return to the register."""
        return reverse("documents:register")


class OneRegistered(StaffScreen):
    """A page about an entry that was just registered, or that the reader may open."""

    def find(self, **kwargs: Any) -> None:
        """Find the entry, or answer that there is none."""
        self.entry = access.registered_for(signed_in(self.request.user), kwargs["code"])

    def look(self) -> Look | None:
        """Say who sent or receives the document."""
        return Look("document", queries.persons_of(self.entry), self.entry.label)


class RegisteredScreen(OneRegistered):
    """The number, large; the receipt, the label, and the next document."""

    right = "documents.register_entry"
    page_title = gettext_lazy("Registered")
    template_name = "documents/registered.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the entry and what the next form keeps."""
        entry = self.entry
        kept = {
            "book": entry.book.code,
            "direction": entry.direction,
            "channel": entry.channel,
            "department_id": entry.department_id,
        }
        return super().get_context_data(entry=entry, kept=kept, **kwargs)


class ReceiptScreen(OneRegistered):
    """The receipt as PDF."""

    right = "documents.view_entry"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the receipt."""
        entry = self.entry
        language = "en" if request.GET.get("language") == "en" else "el"
        body = papers.receipt(entry, language)
        name = f"{entry.book.code}-{entry.year}-{entry.number}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(body, content_type="application/pdf", headers=headers)


class LabelScreen(OneRegistered):
    """The label that is stuck on the paper."""

    right = "documents.view_entry"
    page_title = gettext_lazy("Label to print")
    template_name = "documents/label.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the entry and its QR code."""
        entry = self.entry
        return super().get_context_data(entry=entry, qr=papers.label_svg(entry), **kwargs)
