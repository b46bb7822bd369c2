"""The editor of an outgoing document: begun from a template or an entry, saved as versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import access, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.drafts import (
    AddresseeRows,
    CosignerRows,
    DraftForm,
    cosigners_of,
    to_of,
)
from backoffice.documents.rules import letters
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError

from .base import StaffScreen
from .drafts import OneDraft


class Editor(StaffScreen):
    """The form of a document with its tables of recipients and co-signers."""

    right = "documents.write_draft"
    template_name = "documents/circulation/editor.html"
    repeats: Any = None

    def units(self) -> list[tuple[str, str]]:
        """Return the units for which the reader writes."""
        mine = access.departments_of(signed_in(self.request.user))
        rows = queries.choices.units(athens_day(timezone.now()))
        return [(str(pk), name.strip()) for pk, name in rows if pk in mine]

    def parts(self, data: Any = None) -> dict[str, Any]:
        """Return the form and its tables, filled or not."""
        initial = {} if data is not None else self.initial()
        rows: dict[str, Any] = {"prefix": "to", "initial": initial.pop("to", None)}
        order: dict[str, Any] = {"prefix": "order", "initial": initial.pop("order", None)}
        return {
            "form": DraftForm(
                data, units=self.units(), repeats=self.repeats, initial=initial or None
            ),
            "to": AddresseeRows(data, **rows),
            "order": CosignerRows(data, **order),
        }

    def initial(self) -> dict[str, Any]:
        """Return what the form begins with."""
        raise NotImplementedError

    def save(self, parts: dict[str, Any]) -> HttpResponse:
        """Call the service."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form and its tables."""
        if "form" not in kwargs:
            kwargs |= self.parts()
        return super().get_context_data(fields=letters.FIELDS, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show what must be mended."""
        parts = self.parts(request.POST)
        # Every part is asked, so that all mistakes are shown at once.
        answers = {part.is_valid() for part in parts.values()}
        if answers == {True}:
            try:
                return self.save(parts)
            except DomainError as error:
                parts["form"].add_error(None, str(error))
        return self.render_to_response(self.get_context_data(**parts), status=422)

    def stated(self, parts: dict[str, Any]) -> dict[str, Any]:
        """What the service asks for."""
        form = parts["form"]
        return {
            "subject": form.cleaned_data["subject"],
            "body": form.cleaned_data["body"],
            "facts": form.facts,
            "to": to_of(parts["to"]),
            "cosigners": cosigners_of(parts["order"]),
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }


class NewDraftScreen(Editor):
    """Begin a document, from a template and for an entry it answers."""

    page_title = gettext_lazy("New outgoing document")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the entry that is answered, if one is named."""
        super().setup(request, *args, **kwargs)
        self.entry = None
        if request.GET.get("answers"):
            self.entry = access.entry_for(signed_in(request.user), request.GET["answers"])

    def initial(self) -> dict[str, Any]:
        """Begin with the template, and with whoever wrote to us."""
        user = signed_in(self.request.user)
        asked = self.request.GET.get("template", "answer" if self.entry else "")
        template = next((t for t in queries.templates(user) if t.code == asked), None)
        made: dict[str, Any] = {"confidentiality": "public", "seen_version": 0}
        if template:
            made |= {
                "subject": template.subject,
                "body": template.body,
                "scope": template.scope,
            }
        if self.entry:
            made["confidentiality"] = self.entry.confidentiality
            made["to"] = [_sender(self.entry)]
        return made

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the templates."""
        user = signed_in(self.request.user)
        return super().get_context_data(
            entry=self.entry, templates=queries.templates(user), **kwargs
        )

    def save(self, parts: dict[str, Any]) -> HttpResponse:
        """Begin it and show it."""
        made = services.draft_document(
            department_id=int(parts["form"].cleaned_data["department"]),
            answers_id=self.entry.pk if self.entry else None,
            **self.stated(parts),
        )
        messages.success(self.request, _("The draft is saved."))
        return redirect("circulation:draft", made.code)


def _sender(entry: Any) -> dict[str, str]:
    return {
        "name": entry.sender_name,
        "email": entry.sender_email,
        "way": "email" if entry.sender_email else "post",
        "role": "action",
    }


class EditDraftScreen(Editor, OneDraft):
    """Change a draft; a changed text is a new version."""

    right = "documents.write_draft"
    template_name = "documents/circulation/editor.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Answer that there is nothing to edit where the text is being signed."""
        super().setup(request, *args, **kwargs)
        if "edit" not in self.seen.acts:
            raise Http404
        self.repeats = self.draft.repeats

    def initial(self) -> dict[str, Any]:
        """Begin with the draft as it stands."""
        held = self.draft
        assert held.current is not None
        return {
            "department": str(held.department_id),
            "subject": held.current.subject,
            "body": held.current.body,
            "scope": held.scope,
            "amount": held.amount,
            "classification": held.classification.code if held.classification else "",
            "confidentiality": held.confidentiality,
            "change_note": held.change_note,
            "seen_version": held.current.number,
            "to": list(held.addressees.values("name", "role", "way", "email", "address")),
            "order": [{"user": str(pk)} for pk in held.places.values_list("user_id", flat=True)],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which document it is."""
        return super().get_context_data(draft=self.draft, **kwargs)

    def save(self, parts: dict[str, Any]) -> HttpResponse:
        """Save it and show it."""
        data = parts["form"].cleaned_data
        services.save_draft(
            draft_id=self.draft.pk,
            seen_version=data["seen_version"],
            change_note=data.get("change_note"),
            **self.stated(parts),
        )
        return self.done(_("The draft is saved."))
