"""Moving an outgoing document on: sent round, withdrawn, cancelled, repeated, archived."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import services
from backoffice.documents.forms.assignments import ReasonForm
from backoffice.documents.forms.drafts import (
    ArchiveDraftForm,
)
from backoffice.kernel.errors import DomainError

from .base import FormScreen
from .drafts import OneDraft


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
