"""The last page of the counter: the fee is taken, or where it is paid; then both receipts."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from backoffice.kernel.errors import DomainError
from backoffice.treasury import queries as treasury
from backoffice.treasury.rules import change_of
from backoffice.treasury.services import Tendered
from eservices.applications import queries
from eservices.applications.forms_office import TillForm
from eservices.applications.services.till import take_fee
from eservices.applications.till import TAKE, till_of

from .base import COUNTER, ApplicationScreen


class PaymentScreen(ApplicationScreen):
    """Take the fee of an application, and print what the person takes home."""

    right = COUNTER
    page_title = gettext_lazy("Fee and receipts")
    template_name = "applications_office/payment.html"

    def find(self, **kwargs: Any) -> None:
        """Find the application and its fee, or answer that there is none."""
        super().find(**kwargs)
        money = queries.money_of(self.application, self.today)
        if money is None:
            raise Http404
        self.money = money
        self.till = till_of(self.user, self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the fee, how it can be paid now, and the receipt once it was."""
        charge_id = self.application.charge_id
        taking = treasury.taking_of_charge(charge_id) if charge_id and not self.money.left else None
        kwargs.setdefault("form", TillForm())
        return super().get_context_data(
            money=self.money,
            till=self.till,
            may_take=self.till.way == TAKE and self.money.left > 0,
            taking=taking,
            change=_change(taking),
            back=self.address(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the money and show both receipts, or say how to mend it."""
        form = TillForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            try:
                take_fee(
                    application_id=self.application.pk,
                    tendered=Tendered(said["method"], said["handed"], said["reference"]),
                    key=said["key"],
                    email=said["email"],
                    actor=self.user,
                    at=self.now,
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return redirect("applications_office:payment", self.application.code)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _change(taking: Any) -> Any:
    return change_of(taking.amount, taking.tendered) if taking and taking.tendered else None
