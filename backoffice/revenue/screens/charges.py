"""Charges: the list, one with its reasons, taking cash for it, cancelling it."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.screens import FilteredScreen, StaffScreen, Table
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.revenue import access, queries, services, tills
from backoffice.revenue.act_states import OF_A_DEBT, ActKind
from backoffice.revenue.forms import AgedForm, CashForm, ChargesForm
from backoffice.revenue.queries import office
from backoffice.revenue.states import ChargeState

COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Debtor"),
    gettext_lazy("AFM"),
    gettext_lazy("Kind"),
    gettext_lazy("Period"),
    gettext_lazy("Certified on"),
    gettext_lazy("Due on"),
    gettext_lazy("Amount"),
    gettext_lazy("Open amount"),
    gettext_lazy("State"),
    gettext_lazy("Payment code"),
)
AGED_COLUMNS = (
    gettext_lazy("Kind"),
    gettext_lazy("Charges"),
    gettext_lazy("Not due yet"),
    gettext_lazy("Up to 90 days"),
    gettext_lazy("Up to a year"),
    gettext_lazy("Older"),
    gettext_lazy("Total"),
)


class ChargesScreen(FilteredScreen):
    """The register of charges."""

    right = "revenue.view_charge"
    page_title = pgettext_lazy("register", "Charges")
    template_name = "revenue/charges.html"
    form_class = ChargesForm
    filename = "charges"

    def charges(self) -> Any:
        """Return the chosen charges."""
        return office.charges(on=today(), **self.form.chosen)

    def table(self) -> Table:
        """Return the chosen charges as rows of a file."""
        return COLUMNS, (
            (
                str(charge),
                charge.debtor.full_name,
                charge.debtor.afm or "",
                str(charge.kind),
                charge.period,
                charge.on,
                charge.due_on,
                charge.principal,
                charge.open_amount,
                charge.get_state_display(),
                charge.rf_code,
            )
            for charge in self.charges().iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen charges."""
        page = self.page_of(self.charges())
        return super().get_context_data(page=page, today=today(), **kwargs)


class OneCharge(StaffScreen):
    """What the screens of one charge share."""

    right = "revenue.view_charge"
    above = (("revenue:charges", ChargesScreen.page_title),)

    def look(self) -> Look | None:
        """Say whose debt it shows."""
        return Look("debts", [self.charge.debtor_id], str(self.charge))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the charge, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.charge = access.charge_for(request.user, kwargs["code"])

    @property
    def address(self) -> str:
        """Where the charge is shown."""
        return reverse("revenue:charge", args=[self.charge.code])

    def back(self) -> str:
        """Where an act that was not done leads."""
        return self.address

    def get_page_title(self) -> str:
        """Name what the page does and the charge."""
        return f"{self.page_title} {self.charge}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the charge as it stands today."""
        debt = queries.debt_of(self.charge.pk, today())
        return super().get_context_data(
            charge=self.charge, debt=debt, label=debt.label(get_language() or "el"), **kwargs
        )


class ChargeScreen(OneCharge):
    """One charge: why it is owed, what was credited, where the books have it."""

    page_title = gettext_lazy("Charge")
    template_name = "revenue/charge.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the tree, the allocations and what may be done."""
        user, is_open = self.request.user, self.charge.state == ChargeState.OPEN
        allocations = list(office.allocations_of(self.charge))
        return super().get_context_data(
            allocations=allocations,
            interest=office.interest_given(self.charge),
            clock=queries.limitation(self.charge.pk) if is_open else None,
            may_charge_expenses=is_open and user.has_perm("revenue.charge_expense"),
            may_interrupt=is_open and user.has_perm("revenue.interrupt_limitation"),
            may_take_cash=is_open and user.has_perm("revenue.take_cash"),
            proposals=self._proposals() if user.has_perm("revenue.propose_act") else [],
            **kwargs,
        )

    def _proposals(self) -> list[tuple[str, Any]]:
        """Return the acts that fit; what is paid already can still be corrected."""
        if self.charge.state == ChargeState.CANCELLED:
            return []
        kinds = OF_A_DEBT if self.charge.state == ChargeState.OPEN else (ActKind.CORRECTION,)
        return [(kind.value, kind.label) for kind in kinds]


class CashScreen(OneCharge, ActScreen):
    """Take cash for a charge at the counter."""

    right = "revenue.take_cash"
    page_title = gettext_lazy("Take cash for charge")
    form_class = CashForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the form, or lead to the counter of a town that keeps cash desks."""
        counter = tills.counter_page(self.charge.code)
        return redirect(counter) if counter else super().get(request, *args, **kwargs)

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Take the money and show the receipt."""
        receipt = services.take_cash(
            items=[(self.charge.pk, facts["amount"])], key=f"counter:{facts['key']}", **who
        )
        return reverse("revenue:receipt", args=[receipt.code])

    def said(self) -> str:
        """Tell that the money is booked."""
        return _("The money is booked. Give the receipt to the payer.")


class AgedScreen(FilteredScreen):
    """Open debt by kind and age."""

    right = "revenue.view_charge"
    page_title = gettext_lazy("Debts by age")
    template_name = "revenue/aged.html"
    form_class = AgedForm
    filename = "debts-by-age"

    def table(self) -> Table:
        """Return the kinds with their sums."""
        name = "name_en" if get_language() == "en" else "name_el"
        keys = (name, "charges", "not_due", "to_90_days", "to_a_year", "older", "total")
        rows = queries.aged_debt(self.form.chosen["on"])
        return AGED_COLUMNS, [tuple(row[key] for key in keys) for row in rows]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the table to the page."""
        header, rows = self.table()
        return super().get_context_data(header=header, rows=rows, **kwargs)
