"""Staff screens of the books: read through queries and access, written through services."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from backoffice.kernel.money import ZERO
from backoffice.kernel.screens import PAGE, ActScreen, FilteredScreen, StaffScreen, Table

from . import access, hledger, queries, services, sources
from .chart import dotted
from .forms import (
    BalanceForm,
    ChartForm,
    EntriesForm,
    RangeForm,
    ReverseForm,
)

JOURNAL_COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Date"),
    pgettext_lazy("entry", "Text"),
    gettext_lazy("Account"),
    gettext_lazy("Name of account"),
    gettext_lazy("Debit"),
    gettext_lazy("Credit"),
    gettext_lazy("Person or business"),
    gettext_lazy("Budget code"),
    gettext_lazy("Line text"),
)
BALANCE_COLUMNS = (
    gettext_lazy("Account"),
    gettext_lazy("Name of account"),
    gettext_lazy("Opening balance"),
    gettext_lazy("Debit"),
    gettext_lazy("Credit"),
    gettext_lazy("Debit balance"),
    gettext_lazy("Credit balance"),
)


class BookScreen(FilteredScreen):
    """A page of the books, which can be taken as hledger text too."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or hand out the file that was asked for."""
        if request.GET.get("export") == "hledger":
            self.form = self.form_class(request.GET)
            return self.hledger_response()
        return super().get(request, *args, **kwargs)

    def hledger_response(self) -> StreamingHttpResponse:
        """Hand out the entries of the chosen days as hledger text."""
        chosen = self.form.chosen
        first = chosen.get("first") or chosen["on"].replace(month=1, day=1)
        last = chosen.get("last") or chosen["on"]
        response = StreamingHttpResponse(
            hledger.export(first=first, last=last), content_type="text/plain; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.filename}.journal"'
        return response


class ChartScreen(FilteredScreen):
    """The chart of accounts."""

    right = "ledger.view_account"
    page_title = gettext_lazy("Chart of accounts")
    template_name = "ledger/chart.html"
    form_class = ChartForm
    filename = "chart-of-accounts"

    def table(self) -> Table:
        """Return the chosen accounts with both names."""
        header = (_("Account"), _("Degree"), _("Name in Greek"), _("Name in English"))
        found = queries.accounts(**self.form.chosen)
        return header, ((a.dotted, a.degree, a.name_el, a.name_en) for a in found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen accounts."""
        page = self.page_of(queries.accounts(**self.form.chosen), 2 * PAGE)
        return super().get_context_data(page=page, **kwargs)


class EntriesScreen(BookScreen):
    """The journal."""

    right = "ledger.view_entry"
    page_title = gettext_lazy("Journal entries")
    template_name = "ledger/entries.html"
    form_class = EntriesForm
    filename = "journal"

    def entries(self) -> Any:
        """Return the chosen entries."""
        chosen = self.form.chosen
        return queries.journal(code=chosen.pop("journal"), **chosen)

    def table(self) -> Table:
        """Return the lines of the chosen entries."""
        return JOURNAL_COLUMNS, queries.journal_rows(self.entries())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen entries."""
        page = self.page_of(self.entries())
        return super().get_context_data(page=page, **kwargs)


class EntryScreen(StaffScreen):
    """One entry with its lines and what it came from."""

    right = "ledger.view_entry"
    template_name = "ledger/entry.html"
    above = (("ledger:entries", EntriesScreen.page_title),)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the entry, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.entry = access.entry_for(self.user, **kwargs)

    def get_page_title(self) -> str:
        """Return the entry's number."""
        return self.entry.label

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the entry, its lines and where its source stands."""
        lines = list(queries.lines_of(self.entry.pk))
        return super().get_context_data(
            entry=self.entry,
            lines=lines,
            total=sum(line.debit for line in lines),
            source_url=sources.source_url(self.entry.source_kind, self.entry.source_id),
            may_reverse=sources.is_free(self.entry.source_kind)
            and self.user.has_perm("ledger.reverse_entry"),
            **kwargs,
        )


class ReverseScreen(ActScreen, EntryScreen):
    """Reverse an entry that no other office keeps a register for."""

    right = "ledger.reverse_entry"
    template_name = "ledger/reverse.html"
    form_class = ReverseForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let nobody reverse what another office keeps a register for."""
        if not sources.is_free(self.entry.source_kind):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Reverse the entry and show the mirror."""
        self.mirror = services.reverse(entry_id=self.entry.pk, **facts, **who)
        made = self.mirror
        return reverse("ledger:entry", args=[made.journal_id, made.year, made.number])

    def said(self) -> str:
        """Name the mirror."""
        return _("Reversed by %(number)s.") % {"number": self.mirror.label}


class BalanceScreen(BookScreen):
    """The trial balance."""

    right = "ledger.view_account"
    page_title = gettext_lazy("Trial balance")
    template_name = "ledger/balance.html"
    form_class = BalanceForm
    filename = "trial-balance"

    def table(self) -> Table:
        """Return the accounts with their sums."""
        rows = queries.trial_balance(**self.form.chosen)
        return BALANCE_COLUMNS, (
            (
                dotted(row.code),
                row.name,
                row.opening,
                row.debit,
                row.credit,
                row.closing_debit,
                row.closing_credit,
            )
            for row in rows
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the accounts and their totals."""
        rows = queries.trial_balance(**self.form.chosen)
        return super().get_context_data(
            rows=rows,
            total=queries.total_of(rows),
            total_closing=sum((row.closing_debit for row in rows), ZERO),
            chosen=self.form.chosen,
            **kwargs,
        )


class CardScreen(FilteredScreen):
    """The card of one account."""

    right = "ledger.view_account"
    template_name = "ledger/card.html"
    form_class = RangeForm
    filename = "account-card"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the account, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.account = access.account_for(self.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return the account's code and name."""
        return str(self.account)

    def table(self) -> Table:
        """Return all lines of the card."""
        lines = queries.card_lines(account=self.account.pk, **self.form.chosen)
        header = (*JOURNAL_COLUMNS[:4], *JOURNAL_COLUMNS[5:])
        return header, (
            (
                line.entry.label,
                line.on,
                line.entry.text,
                dotted(line.account_id),
                line.debit or None,
                line.credit or None,
                line.party.full_name if line.party else "",
                line.ale,
                line.text,
            )
            for line in lines.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the card."""
        card = queries.account_card(
            account=self.account.pk, page=self.request.GET.get("p") or 1, **self.form.chosen
        )
        return super().get_context_data(card=card, page=card.page, **kwargs)
