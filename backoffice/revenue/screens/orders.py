"""Bank orders for refunds: made, handed out as a file, and what the bank did."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.screens import StaffScreen, Table, TableScreen
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.revenue import access, bank_file, services
from backoffice.revenue.act_forms import OrderForm, PaidForm, ReturnedForm
from backoffice.revenue.queries import acts as queries
from theme.formatting import euro


class OrdersScreen(StaffScreen):
    """Every bank order, and how many refunds wait for one."""

    right = "revenue.view_bankorder"
    page_title = gettext_lazy("Bank orders")
    template_name = "revenue/orders.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of orders."""
        page = self.page_of(queries.bank_orders())
        return super().get_context_data(
            page=page,
            waiting=queries.refunds_to_pay().count(),
            may_order=self.user.has_perm("revenue.refund_credit"),
            **kwargs,
        )


class NewOrderScreen(ActScreen):
    """Choose the refunds that the bank is to pay."""

    right = "revenue.refund_credit"
    page_title = gettext_lazy("Make a bank order")
    form_class = OrderForm

    def back(self) -> str:
        """Where the orders stand."""
        return reverse("revenue:orders")

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form with the refunds that wait."""
        waiting = [
            (act.pk, f"{act} · {act.payee} · {euro(act.amount)}")
            for act in queries.refunds_to_pay()
        ]
        return OrderForm(data, files, acts=waiting)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Make the order and show it."""
        acts = [int(pk) for pk in facts["acts"]]
        order = services.make_order(act_ids=acts, pay_on=facts["pay_on"], **who)
        return reverse("revenue:order", args=[order.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("The order is made. Take its file to the bank's e-banking.")


class OneOrder(StaffScreen):
    """What the screens of one order share."""

    right = "revenue.view_bankorder"
    page_title = gettext_lazy("Bank order")
    above = (("revenue:orders", OrdersScreen.page_title),)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the order, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.order = access.order_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the order is shown."""
        return reverse("revenue:order", args=[self.order.code])

    def get_page_title(self) -> str:
        """Name what the page does and the order."""
        return f"{self.page_title} {self.order}"


class OrderScreen(TableScreen, OneOrder):
    """One order with its transfers, or its file."""

    template_name = "revenue/order.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or hand out the file that was asked for."""
        self.filename = f"order-{self.order.year}-{self.order.number}"
        if request.GET.get("export") == "xml":
            response = HttpResponse(bank_file.xml_of(self.order), content_type="application/xml")
            response["Content-Disposition"] = f'attachment; filename="{self.filename}.xml"'
            return response
        return super().get(request, *args, **kwargs)

    def table(self) -> Table:
        """Return the transfers as rows of a file."""
        return bank_file.table_of(self.order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the transfers."""
        transfers = list(queries.transfers_of(self.order))
        return super().get_context_data(
            order=self.order,
            transfers=transfers,
            total=sum(transfer.amount for transfer in transfers),
            reference=bank_file.reference_of(self.order),
            may_note=self.user.has_perm("revenue.refund_credit"),
            **kwargs,
        )


class OneTransfer(OneOrder, ActScreen):
    """What the bank did with one transfer of an order."""

    right = "revenue.refund_credit"

    def look(self) -> Look | None:
        """Say to whom the money goes."""
        act = self.transfer.act
        return Look("payment", [act.party_id], str(act))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the transfer by its place in the order, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        found = queries.transfers_of(self.order).filter(position=kwargs["position"]).first()
        if found is None:
            raise Http404
        self.transfer = found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the transfer."""
        return super().get_context_data(transfer=self.transfer, **kwargs)


class PaidScreen(OneTransfer):
    """Note that the bank paid."""

    page_title = gettext_lazy("The bank paid a transfer of order")
    form_class = PaidForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Book it."""
        services.note_paid(transfer_id=self.transfer.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell that it is booked."""
        return _("The payment is booked.")


class ReturnedScreen(OneTransfer):
    """Note that the bank sent the money back."""

    page_title = gettext_lazy("The bank returned a transfer of order")
    form_class = ReturnedForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Book it."""
        services.note_returned(transfer_id=self.transfer.pk, **facts, **who)
        return self.back()

    def said(self) -> str:
        """Tell what follows."""
        return _("The amount is the creditor's credit again. Another account needs a new act.")
