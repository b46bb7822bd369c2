"""Staff screens of messages: conversations, the town's words, what became of what was sent."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents.access import departments_of
from backoffice.documents.queries import content_of
from backoffice.documents.screens.files import as_download
from backoffice.kernel.screens import FormScreen, ListScreen, StaffScreen, Table
from backoffice.kernel.sights import Look

from . import access, queries, services
from .forms import AnswerForm, DeliveriesForm, WordingForm
from .models import Delivery
from .templates import TEMPLATES
from .wording import Text, sms_parts

LANGUAGES = ("el", "en")


class ConversationsScreen(StaffScreen):
    """Where an office owes an answer, the longest waiting first; then the rest."""

    right = access.WRITE
    page_title = gettext_lazy("Messages of citizens")
    template_name = "messaging/conversations.html"
    header_icon = "comment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what waits, and a page of what was answered."""
        units = set(departments_of(self.user))
        page = self.page_of(queries.answered_by_office(units))
        waiting = list(queries.waiting_for_office(units)[:200])
        return super().get_context_data(waiting=waiting, page=page, **kwargs)


class ConversationScreen(FormScreen):
    """What a citizen and the office wrote, and the answer."""

    right = access.WRITE
    template_name = "messaging/conversation.html"
    submit = gettext_lazy("Send the answer")
    header_icon = "comment"

    def look(self) -> Look | None:
        """Say whose messages it shows."""
        return Look("conversation", [self.held.party_id], self.held.title)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the conversation, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = access.office_conversation_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return what it is about."""
        return self.held.title

    def form(self, data: Any = None, files: Any = None) -> AnswerForm:
        """Return the form of an answer."""
        return AnswerForm(data, files)

    def back(self) -> str:
        """Lead back to the list."""
        return reverse("messaging:conversations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what was written, and note that the office read it."""
        rows = list(queries.messages_of(self.held))
        services.read_conversation(
            conversation_id=self.held.pk,
            as_office=True,
            reader=self.user,
            at=self.now,
        )
        return super().get_context_data(held=self.held, rows=rows, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """Send the answer."""
        services.send_message(
            conversation_id=self.held.pk,
            body=form.cleaned_data["body"],
            key=form.cleaned_data["key"],
            to_office=False,
            author=self.user,
            uploads=form.cleaned_data["papers"],
            at=self.now,
        )
        messages.success(self.request, _("The answer is on its way."))
        return redirect("messaging:conversation", self.held.code)


class FileScreen(StaffScreen):
    """A file of a message."""

    right = access.WRITE

    def find(self, **kwargs: Any) -> None:
        """Find the file, or answer that there is none."""
        self.found = access.file_for(self.user, kwargs["code"], kwargs["number"])

    def look(self) -> Look | None:
        """Say whose messages it belongs to."""
        held = self.found.message.conversation
        return Look("conversation", [held.party_id], held.title)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand it out."""
        return as_download(content_of(self.found.file), self.found.name)


class WordingsScreen(StaffScreen):
    """Every notification, with the words in use."""

    right = "messaging.view_wording"
    page_title = gettext_lazy("Words of notifications")
    template_name = "messaging/wordings.html"
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the templates by topic."""
        rows = [TEMPLATES.get(code) for code in TEMPLATES.kinds()]
        return super().get_context_data(rows=rows, languages=LANGUAGES, **kwargs)


class WordingScreen(FormScreen):
    """The words of one notification in one language."""

    right = "messaging.change_wording"
    template_name = "messaging/wording.html"
    submit = gettext_lazy("Use these words")
    header_icon = "mail"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the template, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        if kwargs["template"] not in TEMPLATES.kinds() or kwargs["language"] not in LANGUAGES:
            raise Http404
        self.kind = TEMPLATES.get(kwargs["template"])
        self.language: str = kwargs["language"]

    def get_page_title(self) -> str:
        """Return what the notification tells."""
        return f"{self.kind.title} ({self.language})"

    def form(self, data: Any = None, files: Any = None) -> WordingForm:
        """Return the form with the words in use."""
        text = queries.text_of(self.kind, self.language)
        initial = {"subject": text.subject, "body": text.body, "sms": text.sms}
        return WordingForm(data, initial=initial)

    def back(self) -> str:
        """Lead back to the list."""
        return reverse("messaging:wordings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the places, the words that ship, and the history."""
        text = queries.text_of(self.kind, self.language)
        history = queries.wordings_of(self.kind.code).filter(language=self.language)[:20]
        return super().get_context_data(
            kind=self.kind,
            shipped=self.kind.shipped(self.language),
            places=[(f"{{{name}}}", title) for name, title in self.kind.variables.items()],
            parts=sms_parts(text.sms),
            history=list(history),
            **kwargs,
        )

    def save(self, form: Any) -> HttpResponse:
        """Put the words in use, or go back to those that ship."""
        facts = form.cleaned_data
        services.write_wording(
            template=self.kind.code,
            language=self.language,
            text=Text(facts["subject"], facts["body"], facts["sms"]),
            is_shipped="shipped" in self.request.POST,
            actor=self.user,
            at=self.now,
        )
        messages.success(self.request, _("These words go out from now on."))
        return redirect("messaging:wordings")


class DeliveriesScreen(ListScreen):
    """What was sent, by which way, and what became of it."""

    right = "messaging.view_delivery"
    page_title = gettext_lazy("Log of notifications")
    template_name = "messaging/deliveries.html"
    header_icon = "mail"

    form_class = DeliveriesForm
    filename = "notifications"

    def rows(self) -> QuerySet[Delivery]:
        """Return the chosen copies."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return queries.choose_deliveries(**chosen)

    def table(self) -> Table:
        """Return the chosen copies as rows of a file."""
        header = [_("Ordered"), _("Way"), _("Address"), _("Subject"), _("State"), _("Trouble")]
        return header, (
            (
                row.ordered_at,
                row.get_channel_display(),
                row.address,
                row.notification.subject,
                row.get_state_display(),
                row.trouble,
            )
            for row in self.rows().iterator(chunk_size=2000)
        )
