"""One debtor: the card as of any day, as known on any day, and days without interest."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.dates import ATHENS
from backoffice.ledger.forms import today
from backoffice.ledger.screens import FilteredScreen, StaffScreen
from backoffice.revenue import access, documents, queries, services
from backoffice.revenue.forms import ReasonForm
from backoffice.revenue.late_forms import (
    CardForm,
    DebtorsForm,
    EndExemptionForm,
    ExemptionForm,
)
from backoffice.revenue.queries.card import DebtorCard, choose
from theme import pdf

from .acts import ActScreen

ROWS = 200
FOUND = 50
COLUMNS = (
    gettext_lazy("Date"),
    gettext_lazy("Movement"),
    gettext_lazy("Period"),
    gettext_lazy("Number"),
    gettext_lazy("Charged"),
    gettext_lazy("Credited"),
    gettext_lazy("Balance"),
    gettext_lazy("Journal entry"),
    gettext_lazy("Recorded at"),
)


class DebtorsScreen(FilteredScreen):
    """Find a debtor."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("Debtor cards")
    template_name = "revenue/debtors.html"
    form_class = DebtorsForm
    filename = "debtors"

    def table(self) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        """Return who was found, as rows of a file."""
        found = access.debtors_found(self.user, self.form.chosen["text"])[:FOUND]
        return (_("AFM"), _("Debtor")), [(party.afm, party.full_name) for party in found]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give those who were found."""
        text = self.form.chosen["text"]
        found = access.debtors_found(self.user, text)[: FOUND + 1]
        return super().get_context_data(
            found=found[:FOUND], more=len(found) > FOUND, text=text, **kwargs
        )


class OneDebtor(StaffScreen):
    """What the screens of one debtor share."""

    right = "revenue.view_charge"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the debtor, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.debtor = access.debtor_for(request.user, kwargs["code"])

    @property
    def back(self) -> str:
        """Where an act that was not done leads."""
        return reverse("revenue:debtor", args=[self.debtor.code])

    def get_page_title(self) -> str:
        """Name what the page does and the debtor."""
        return f"{self.page_title}: {self.debtor.full_name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the search."""
        debtors = {"url": reverse("revenue:debtors"), "label": DebtorsScreen.page_title}
        return [*self.breadcrumbs_items, debtors, {"url": "", "label": self.get_page_title()}]


class CardScreen(OneDebtor, FilteredScreen):
    """Every movement of a debtor with the balance after it, and its course as a line."""

    page_title = gettext_lazy("Debtor card")
    template_name = "revenue/debtor.html"
    form_class = CardForm
    filename = "debtor-card"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the card, or hand it out as the file that was asked for."""
        if request.GET.get("export") != "pdf":
            return super().get(request, *args, **kwargs)
        self.form = self.form_class(request.GET or None)
        card = self.card()
        values = documents.card(self.debtor, card, self.chosen(card), get_language() or "el")
        response = HttpResponse(pdf.render("card", values), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="card-{card.as_of}.pdf"'
        return response

    def card(self) -> DebtorCard:
        """Return the card that the form asks for."""
        known_on = self.form.chosen["known_on"]
        known = None
        if known_on:
            known = datetime.combine(known_on + timedelta(days=1), time(), ATHENS)
        return queries.debtor_card(self.debtor.pk, self.form.chosen["on"], known)

    def chosen(self, card: DebtorCard) -> list[Any]:
        """Return the rows of the card that the form asks for."""
        kinds = self.form.chosen["kinds"] or ()
        return choose(card, kinds, self.form.chosen["first"])

    def table(self) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        """Return the chosen movements as rows of a file."""
        language = get_language() or "el"
        return COLUMNS, [
            (
                row.on,
                row.label(language),
                row.period,
                row.number,
                row.debit,
                row.credit,
                row.balance,
                row.entry,
                row.recorded_at,
            )
            for row in self.chosen(self.card())
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the card, a page of its rows, and what else is known of the debtor."""
        card, language = self.card(), get_language() or "el"
        page = Paginator(self.chosen(card), ROWS).get_page(self.request.GET.get("p"))
        debts = queries.debts_of([self.debtor.pk], today())
        return super().get_context_data(
            debtor=self.debtor,
            card=card,
            page=page,
            rows=[(row, row.label(language)) for row in page],
            points=card.balances(),
            until=card.as_of,
            owed=sum((debt.total for debt in debts), 0),
            surcharge=sum((debt.surcharge for debt in debts), 0),
            exemptions=self.exemptions(),
            may_exempt=self.user.has_perm("revenue.add_exemption"),
            **kwargs,
        )

    def exemptions(self) -> list[Any]:
        """Return the days without interest, to those who may know why."""
        if not self.user.has_perm("revenue.view_exemption"):
            return []
        return list(access.exemptions_of(self.user, self.debtor.pk))


class ExemptScreen(OneDebtor, ActScreen):
    """Enter days on which a debtor's debts carry no interest."""

    right = "revenue.add_exemption"
    page_title = gettext_lazy("Exempt from interest")
    form_class = ExemptionForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it and show the card."""
        services.exempt_from_interest(party_id=self.debtor.pk, **facts, **who)
        return self.back

    def said(self) -> str:
        """Tell what follows."""
        return _("The exemption is entered. Interest not paid yet is counted anew without it.")


class OneExemption(ActScreen):
    """What the acts on one exemption share."""

    right = "revenue.add_exemption"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the exemption, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.exemption = access.exemption_for(request.user, kwargs["pk"])

    @property
    def back(self) -> str:
        """The debtor's card."""
        return reverse("revenue:debtor", args=[self.exemption.party.code])


class EndExemptionScreen(OneExemption):
    """Note when the cause of an exemption ended."""

    page_title = gettext_lazy("End of an exemption")
    form_class = EndExemptionForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Note it and show the card."""
        services.end_exemption(exemption_id=self.exemption.pk, **facts, **who)
        return self.back

    def said(self) -> str:
        """Tell what follows."""
        return _("The end is noted. The law's months after it still count.")


class WithdrawExemptionScreen(OneExemption):
    """Withdraw an exemption that was entered by mistake."""

    page_title = gettext_lazy("Withdraw an exemption")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Withdraw it and show the card."""
        services.withdraw_exemption(exemption_id=self.exemption.pk, **facts, **who)
        return self.back

    def said(self) -> str:
        """Tell what follows."""
        return _("The exemption is withdrawn. Interest grows as if it had never stood.")
