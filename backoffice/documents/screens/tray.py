"""The tray of the mailbox: what came by mail, until a clerk decides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import access, services
from backoffice.documents.access import signed_in
from backoffice.documents.forms.entries import MessageForm, ReasonForm
from backoffice.documents.queries import mail, page_of
from backoffice.documents.states import MessageState
from backoffice.kernel.dates import athens_day
from backoffice.kernel.sights import Look

from .base import FormScreen, StaffScreen
from .files import as_download


class TrayScreen(StaffScreen):
    """The messages that wait, were registered or were put aside."""

    right = "documents.handle_mail"
    page_title = gettext_lazy("Mail to be registered")
    template_name = "documents/tray.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of messages."""
        state = self.request.GET.get("state", "waiting")
        state = state if state in MessageState.values else "waiting"
        page = page_of(mail.tray(state), self.request.GET.get("p"))
        return super().get_context_data(
            page=page,
            previous=page.number - 1,
            next=page.number + 1,
            state=state,
            states=MessageState.choices,
            **kwargs,
        )


class OneMessage(FormScreen):
    """A screen about one message."""

    right = "documents.handle_mail"

    def look(self) -> Look | None:
        """Say whose message it shows."""
        return Look("document", [self.message.sender_party_id], self.message.subject)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the message, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.message = access.message_for(signed_in(request.user), kwargs["code"])

    def get_page_title(self) -> str:
        """Return its subject."""
        return self.message.subject or _("Message without a subject")

    def back(self) -> str:
        """Return to the tray."""
        return reverse("documents:tray")


class MessageScreen(OneMessage):
    """One message; confirming the form registers it."""

    template_name = "documents/message.html"
    submit = gettext_lazy("Register and give a number")

    def form(self, data: Any = None, files: Any = None) -> MessageForm:
        """Return the form, filled with what the message says."""
        held = self.message
        initial = {
            "subject": held.subject,
            "channel": "email",
            "sender_name": held.sender_party.full_name if held.sender_party else held.sender_name,
            "sender_afm": held.sender_party.afm if held.sender_party else "",
            "sender_email": held.sender_email,
        }
        return MessageForm(data, initial=initial, today=athens_day(timezone.now()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the message with its files."""
        return super().get_context_data(
            message=self.message,
            parts=mail.parts_of(self.message),
            twins=mail.twins_of(self.message),
            waits=self.message.state == MessageState.WAITING,
            **kwargs,
        )

    def save(self, form: MessageForm) -> HttpResponse:
        """Register it and show the number."""
        if not self.request.user.has_perm("documents.register_entry"):
            raise PermissionDenied
        made = services.register_message(
            message_id=self.message.pk,
            actor=signed_in(self.request.user),
            at=timezone.now(),
            **form.facts,
        )
        return redirect("documents:registered", made.code)


class DismissScreen(OneMessage):
    """Put a message aside, or back into the tray."""

    submit = gettext_lazy("Save")

    def form(self, data: Any = None, files: Any = None) -> ReasonForm:
        """Ask for the reason; none is needed to put it back."""
        form = ReasonForm(data)
        form.fields["reason"].required = self.message.state == MessageState.WAITING
        return form

    def save(self, form: ReasonForm) -> HttpResponse:
        """Do it and return to the tray."""
        act: dict[str, Any] = {
            "message_id": self.message.pk,
            "actor": signed_in(self.request.user),
            "at": timezone.now(),
        }
        if self.message.state == MessageState.DISMISSED:
            services.return_message(**act)
            messages.success(self.request, _("The message waits in the tray again."))
        else:
            services.dismiss_message(reason=form.cleaned_data["reason"], **act)
            messages.success(self.request, _("The message was put aside; it is kept."))
        return redirect("documents:tray")


class RawScreen(StaffScreen):
    """A message as it came."""

    right = "documents.handle_mail"

    def find(self, **kwargs: Any) -> None:
        """Find the message, or answer that there is none."""
        self.message = access.message_for(signed_in(self.request.user), kwargs["code"])

    def look(self) -> Look | None:
        """Say whose message it is."""
        return Look("document", [self.message.sender_party_id], self.message.subject)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out as a download."""
        return as_download(mail.raw_of(self.message), f"{self.message.code}.eml")
