"""Outgoing documents: the list, one of them, its editor, its versions and its preview."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import access, circulation_access, letter, queries, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.circulation import (
    AddresseeRows,
    ArchiveDraftForm,
    CosignerRows,
    DraftForm,
    ReasonForm,
    cosigners_of,
    to_of,
)
from backoffice.documents.rules import letters
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError

from .base import FormScreen, StaffScreen

PAGE = 50
PILES = (
    ("open", gettext_lazy("On their way")),
    ("cosign", gettext_lazy("For my co-signature")),
    ("sign", gettext_lazy("For my signature")),
    ("own", gettext_lazy("My drafts")),
    ("issue", gettext_lazy("To be numbered")),
    ("all", gettext_lazy("All")),
)


class DraftsScreen(StaffScreen):
    """Outgoing documents by pile."""

    right = "documents.view_draft"
    page_title = gettext_lazy("Outgoing documents")
    header_icon = "edit"
    template_name = "documents/circulation/drafts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give one pile."""
        user, on = signed_in(self.request.user), athens_day(timezone.now())
        asked = self.request.GET.get("pile", "open")
        pile = asked if asked in dict(PILES) else "open"
        page = Paginator(queries.drafts_in(user, on, pile), PAGE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(page=page, pile=pile, piles=PILES, **kwargs)


class OneDraft(StaffScreen):
    """A screen about a document that the reader may open."""

    right = "documents.view_draft"
    needs: str = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.draft = circulation_access.draft_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return its number, or its subject."""
        return self.draft.entry.label if self.draft.entry else letter.subject(self.draft)

    @property
    def seen(self) -> queries.DraftView:
        """Everything about it."""
        user, now = signed_in(self.request.user), timezone.now()
        return queries.draft_view(self.draft, user, athens_day(now), letter.values(self.draft, now))

    def back(self) -> str:
        """Return to the document."""
        return reverse("circulation:draft", args=[self.draft.code])

    @property
    def act(self) -> dict[str, Any]:
        """Which document, by whom, when."""
        return {
            "draft_id": self.draft.pk,
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }

    def done(self, text: str) -> HttpResponse:
        """Say what was done and show the document."""
        messages.success(self.request, text)
        return redirect(self.back())


class DraftScreen(OneDraft):
    """One document: where it stands, its text, its order, its versions, its copies."""

    template_name = "documents/circulation/draft.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the document."""
        return super().get_context_data(shown=self.seen, **kwargs)


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


class PreviewScreen(OneDraft):
    """How the document looks on paper; sealed, the file itself."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the PDF."""
        issue = self.seen.issue
        if issue is not None and issue.file is not None:
            content = queries.content_of(issue.file)
        else:
            content = letter.preview(self.draft, timezone.now())
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{self.draft.code}.pdf"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


class CompareScreen(OneDraft):
    """Two versions side by side."""

    template_name = "documents/circulation/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the two versions and their lines."""
        current = self.draft.current.number if self.draft.current else 1
        left = self._version("a", max(1, current - 1))
        right = self._version("b", current)
        rows = letters.side_by_side(
            f"{left.subject}\n\n{left.body}", f"{right.subject}\n\n{right.body}"
        )
        return super().get_context_data(
            draft=self.draft, left=left, right=right, rows=rows, shown=self.seen, **kwargs
        )

    def _version(self, name: str, usual: int) -> Any:
        asked = self.request.GET.get(name, "")
        found = queries.version_of(self.draft, int(asked) if asked.isdecimal() else usual)
        if found is None:
            raise Http404
        return found


class SendScreen(OneDraft):
    """Send a draft round with one press."""

    right = "documents.write_draft"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead back: sending is a press of its button."""
        return redirect(self.back())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        try:
            if "send" not in self.seen.acts:
                raise Http404
            services.send_for_cosign(**self.act)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(self.back())
        return self.done(_("It is with the first co-signer now."))


class DraftReason(FormScreen, OneDraft):
    """An act on a document that needs a reason."""

    act_name = ""
    said: Any = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Answer that there is nothing where the act is not the reader's."""
        super().setup(request, *args, **kwargs)
        if self.act_name not in self.seen.acts:
            raise Http404

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for the reason."""
        return ReasonForm(data)


class WithdrawScreen(DraftReason):
    """Withdraw a document before its signature."""

    act_name = "withdraw"
    submit = gettext_lazy("Withdraw the document")

    def save(self, form: Any) -> HttpResponse:
        """Withdraw it."""
        services.withdraw_draft(reason=form.cleaned_data["reason"], **self.act)
        return self.done(_("The document is withdrawn; its versions stay."))


class CancelDraftScreen(DraftReason):
    """Cancel a signed document for good."""

    act_name = "cancel"
    submit = gettext_lazy("Cancel the document for good")

    def save(self, form: Any) -> HttpResponse:
        """Cancel it."""
        services.cancel_document(reason=form.cleaned_data["reason"], **self.act)
        return self.done(_("The document is cancelled; its number stays taken."))


class RepeatScreen(DraftReason):
    """Begin the correct repetition of an issued document."""

    act_name = "repeat"
    submit = gettext_lazy("Begin the correct repetition")

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Ask what changes."""
        form = ReasonForm(data)
        form.fields["reason"].label = _("What changed")
        form.fields["reason"].help_text = _("This is printed on top of the repetition.")
        return form

    def save(self, form: Any) -> HttpResponse:
        """Begin it and open its editor."""
        made = services.repeat_document(change_note=form.cleaned_data["reason"], **self.act)
        messages.success(self.request, _("Correct the text; it keeps the number of the first."))
        return redirect("circulation:edit", made.code)


class ArchiveDraftScreen(DraftReason):
    """File a dispatched document."""

    act_name = "archive"
    submit = gettext_lazy("Put into the archive")

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Ask for the subject of the file plan."""
        held = self.draft.classification
        return ArchiveDraftForm(data, initial={"classification": held.code if held else ""})

    def save(self, form: Any) -> HttpResponse:
        """File it."""
        services.archive_entry(classification=form.cleaned_data["classification"], **self.act)
        return self.done(_("It is in the archive; the time for which it is kept begins."))
