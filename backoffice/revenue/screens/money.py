"""Payments, receipts and credits, and what goes back."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import access, queries, services
from backoffice.revenue.forms import PaymentsForm, ReceiptsForm, ReversalForm
from backoffice.revenue.queries import office
from backoffice.revenue.states import PaymentState

PAYMENT_COLUMNS = (
    gettext_lazy("Reference"),
    gettext_lazy("Started at"),
    gettext_lazy("For whom"),
    gettext_lazy("Way of paying"),
    gettext_lazy("Asked"),
    pgettext_lazy("money", "Received"),
    gettext_lazy("State"),
    gettext_lazy("Bank reference"),
)
RECEIPT_COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Date"),
    gettext_lazy("For whom"),
    gettext_lazy("Way of paying"),
    gettext_lazy("Amount"),
    gettext_lazy("Reverses"),
    gettext_lazy("Journal entry"),
)


class PaymentsScreen(FilteredScreen):
    """The register of payments."""

    right = "revenue.view_payment"
    page_title = gettext_lazy("Payments")
    template_name = "revenue/payments.html"
    form_class = PaymentsForm
    filename = "payments"

    def table(self) -> Table:
        """Return the chosen payments as rows of a file."""
        found = office.payments(**self.form.chosen)
        return PAYMENT_COLUMNS, (
            (
                payment.code,
                payment.started_at,
                payment.party.full_name,
                str(payment.method),
                payment.amount,
                payment.received,
                payment.get_state_display(),
                payment.bank_reference,
            )
            for payment in found.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen payments."""
        page = self.page_of(office.payments(**self.form.chosen))
        return super().get_context_data(page=page, **kwargs)


class OnePayment(StaffScreen):
    """What the screens of one payment share."""

    right = "revenue.view_payment"
    above = (("revenue:payments", PaymentsScreen.page_title),)

    def look(self) -> Look | None:
        """Say whose payment it shows."""
        return Look("payment", [self.payment.party_id], str(self.payment))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the payment, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.payment = access.payment_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where an act that was not done leads."""
        return reverse("revenue:payment", args=[self.payment.code])

    def get_page_title(self) -> str:
        """Name what the page does and the payment."""
        return f"{self.page_title} {self.payment}"


class PaymentScreen(OnePayment):
    """One payment: what was asked, what came, what it settled."""

    page_title = gettext_lazy("Payment")
    template_name = "revenue/payment.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the items, the receipts and what may be done."""
        return super().get_context_data(
            payment=self.payment,
            items=office.items_of(self.payment),
            receipts=office.receipts_of(self.payment),
            may_reverse=self.payment.state == PaymentState.SETTLED
            and self.request.user.has_perm("revenue.reverse_payment"),
            **kwargs,
        )


class ReverseScreen(OnePayment, ActScreen):
    """Book money that went back to the payer."""

    right = "revenue.reverse_payment"
    page_title = gettext_lazy("Reverse payment")
    form_class = ReversalForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Reverse it and show the counter-receipt."""
        counter = services.reverse_payment(reference=self.payment.code, **facts, **who)
        return reverse("revenue:receipt", args=[counter.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("The reversal is booked. What the payment had settled is owed again.")


class ReceiptsScreen(FilteredScreen):
    """The register of receipts."""

    right = "revenue.view_receipt"
    page_title = pgettext_lazy("money", "Receipts")
    template_name = "revenue/receipts.html"
    form_class = ReceiptsForm
    filename = "receipts"

    def table(self) -> Table:
        """Return the chosen receipts as rows of a file."""
        found = office.receipts(**self.form.chosen)
        return RECEIPT_COLUMNS, (
            (
                str(receipt),
                receipt.on,
                receipt.payment.party.full_name,
                str(receipt.payment.method),
                receipt.amount,
                str(receipt.reverses) if receipt.reverses else "",
                receipt.entry.label,
            )
            for receipt in found.iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen receipts."""
        page = self.page_of(office.receipts(**self.form.chosen))
        return super().get_context_data(page=page, **kwargs)


class ReceiptScreen(StaffScreen):
    """One receipt as it was given."""

    right = "revenue.view_receipt"
    template_name = "revenue/receipt.html"
    above = (("revenue:receipts", ReceiptsScreen.page_title),)

    def look(self) -> Look | None:
        """Say whose receipt it shows."""
        return Look("payment", [self.receipt.payment.party_id], str(self.receipt))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the receipt, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.receipt = access.receipt_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return its number."""
        return str(self.receipt)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give everything that stands on it."""
        return super().get_context_data(
            receipt=queries.receipt_view(self.receipt), entry=self.receipt.entry, **kwargs
        )


class CreditsScreen(StaffScreen):
    """Credits kept for debtors."""

    right = "revenue.view_credit"
    page_title = gettext_lazy("Credits kept")
    template_name = "revenue/credits.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of credits."""
        page = self.page_of(office.credits_kept())
        return super().get_context_data(
            page=page, may_refund=self.request.user.has_perm("revenue.propose_act"), **kwargs
        )
