"""The debtor's card at the office: every movement, as of a day, as it was known on a day."""

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.dates import ATHENS
from backoffice.kernel.screens import FilteredScreen, ListScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import access, queries, services
from backoffice.revenue.forms import ReasonForm
from backoffice.revenue.late_forms import (
    CardForm,
    DebtorsForm,
    EndExemptionForm,
    ExemptionForm,
)
from backoffice.revenue.queries import office
from backoffice.revenue.queries.card import DebtorCard, choose

COLUMNS = (
    gettext_lazy("Date"),
    gettext_lazy("What moved"),
    gettext_lazy("Number"),
    gettext_lazy("Period"),
    gettext_lazy("Debit"),
    gettext_lazy("Credit"),
    gettext_lazy("Balance"),
    gettext_lazy("Known since"),
    gettext_lazy("Journal entry"),
)
DEBTOR_COLUMNS = (gettext_lazy("Debtor"), gettext_lazy("AFM"), gettext_lazy("Open debts"))


class DebtorsScreen(ListScreen):
    """Debtors, to find one's card."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("Cards of debtors")
    template_name = "revenue/debtors.html"
    form_class = DebtorsForm
    filename = "debtors"

    def rows(self) -> Any:
        """Return the debtors that the words name."""
        return office.debtors(self.form.chosen["text"])

    def table(self) -> Table:
        """Return them as rows of a file."""
        return DEBTOR_COLUMNS, (
            (f"{row['name']} {row['first_name']}".strip(), row["afm"] or "", row["open"])
            for row in self.rows()
        )


class OneDebtor(StaffScreen):
    """What the screens of one debtor share."""

    right = "revenue.view_charge"
    above = (("revenue:debtors", DebtorsScreen.page_title),)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the debtor, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.party = access.debtor_for(request.user, kwargs["code"])

    def look(self) -> Look | None:
        """Say whose card it shows."""
        return Look("debts", [self.party.pk], self.party.code)

    @property
    def address(self) -> str:
        """Where the card is shown."""
        return reverse("revenue:card", args=[self.party.code])

    def back(self) -> str:
        """Where an act that was not done leads."""
        return self.address

    def get_page_title(self) -> str:
        """Name what the page does, and the debtor."""
        return f"{self.page_title}: {self.party.full_name}"


class CardScreen(OneDebtor, FilteredScreen):
    """One debtor's card."""

    page_title = gettext_lazy("Card of the debtor")
    template_name = "revenue/card.html"
    form_class = CardForm
    filename = "debtor-card"

    def card(self) -> DebtorCard:
        """Return the card as of the chosen day, as it was known at the end of the chosen day."""
        known = self.form.chosen["known_on"]
        known_at = datetime.combine(known + timedelta(days=1), time(), ATHENS) if known else None
        return queries.debtor_card(self.party.pk, self.form.chosen["as_of"], known_at)

    def shown(self, card: DebtorCard) -> list[Any]:
        """Return the chosen rows of the card."""
        chosen = self.form.chosen
        return choose(card, [chosen["kind"]] if chosen["kind"] else [], chosen["first"])

    def table(self) -> Table:
        """Return the chosen rows for a file."""
        language = get_language() or "el"
        return COLUMNS, (
            (
                row.on,
                row.label(language),
                row.number,
                row.period,
                row.debit or None,
                row.credit or None,
                row.balance,
                row.recorded_at,
                row.entry,
            )
            for row in self.shown(self.card())
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the card, its debts by the clock, and the days without interest."""
        card = self.card()
        may = self.user.has_perm("revenue.add_exemption")
        return super().get_context_data(
            card=card,
            rows=self.shown(card),
            party=self.party,
            exemptions=office.exemptions_of(self.party.pk),
            english=get_language() == "en",
            may_exempt=may,
            **kwargs,
        )


class ExemptScreen(OneDebtor, ActScreen):
    """Let a debtor's debts carry no interest while the law says so."""

    right = "revenue.add_exemption"
    page_title = gettext_lazy("Exempt from interest")
    form_class = ExemptionForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it and show the card."""
        services.exempt_from_interest(party_id=self.party.pk, **facts, **who)
        return self.address


class OneExemption(OneDebtor, ActScreen):
    """What the acts on one exemption share."""

    right = "revenue.add_exemption"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the exemption among the debtor's, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        found = [row for row in office.exemptions_of(self.party.pk) if row.pk == kwargs["pk"]]
        if not found:
            raise Http404
        self.exemption = found[0]


class EndExemptionScreen(OneExemption):
    """Note when the cause ended."""

    page_title = gettext_lazy("Note the end of the exemption")
    form_class = EndExemptionForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Note it and show the card."""
        services.end_exemption(exemption_id=self.exemption.pk, ended=facts["ended"], **who)
        return self.address


class WithdrawExemptionScreen(OneExemption):
    """Withdraw what was entered by mistake."""

    page_title = gettext_lazy("Withdraw the exemption")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Withdraw it and show the card."""
        services.withdraw_exemption(exemption_id=self.exemption.pk, reason=facts["reason"], **who)
        return self.address

    def said(self) -> str:
        """Tell what follows."""
        return _("Interest grows as if the exemption had never stood.")
