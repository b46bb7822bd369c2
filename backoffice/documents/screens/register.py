"""The register as a list, a day's book and a file."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents import queries
from backoffice.documents.access import signed_in
from backoffice.documents.forms.entries import RegisterForm
from backoffice.documents.models import Entry
from backoffice.kernel.dates import athens_day
from backoffice.kernel.screens import Table, TableScreen

from .base import StaffScreen

MOST_EXPORTED = 50_000


class RegisterScreen(TableScreen, StaffScreen):
    """The entries that a clerk may see, chosen by words and filters."""

    right = "documents.view_entry"
    page_title = gettext_lazy("Protocol register")
    template_name = "documents/register.html"
    filename = "register"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read what is chosen."""
        self.today = athens_day(timezone.now())
        self.form = RegisterForm(request.GET or None, today=self.today)
        self.rows = queries.search_entries(
            signed_in(request.user), self.form.text, self.form.filters
        )
        return super().get(request, *args, **kwargs)

    def table(self) -> Table:
        """Return the chosen entries as rows of a file."""
        rows = self.rows.select_related("classification")[:MOST_EXPORTED]
        return _header(), (_cells(row) for row in rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form, a page of rows and the day's counts."""
        user = signed_in(self.request.user)
        page = queries.page_of(self.rows, self.request.GET.get("p"))
        return super().get_context_data(
            form=self.form,
            page=page,
            previous=page.number - 1,
            next=page.number + 1,
            today=self.today,
            counts=queries.counts_of(user, self.today, self.today),
            may_register=user.has_perm("documents.register_entry"),
            **kwargs,
        )


def _header() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Registered at"),
        _("Direction"),
        _("Subject"),
        _("Sender"),
        _("Number of the sender"),
        _("Date of the document"),
        _("Competent unit"),
        _("Channel"),
        _("Confidentiality"),
        _("File plan"),
        _("State"),
        _("Due on"),
    )


def _cells(row: Any) -> tuple[Any, ...]:
    shown = (row.subject, row.sender_name, row.sender_number) if row.is_open else ("", "", "")
    return (
        row.label,
        row.registered_at,
        row.get_direction_display(),
        *shown,
        row.document_date if row.is_open else None,
        str(row.department),
        row.get_channel_display(),
        row.get_confidentiality_display(),
        row.classification.code if row.classification else "",
        row.get_state_display(),
        row.due_on,
    )


class DayScreen(StaffScreen):
    """A day's entries of one book in the order of their numbers, to be printed and signed."""

    right = "documents.view_register"
    page_title = gettext_lazy("Book of the day")
    template_name = "documents/day.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the day's entries."""
        on = _day(self.request.GET.get("on", ""))
        book = self.request.GET.get("book", "") or "general"
        rows: list[Entry] = list(queries.day_book(signed_in(self.request.user), book, on))
        return super().get_context_data(
            rows=rows, on=on, book=book, books=queries.choices.books(only_open=False), **kwargs
        )


def _day(text: str) -> date:
    if not text:
        return athens_day(timezone.now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
