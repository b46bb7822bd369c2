"""Proposing an act from the debt or the credit it is about."""

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.revenue import access, services
from backoffice.revenue.act_forms import ProposeForm, RefundForm, SetOffForm
from backoffice.revenue.act_states import OF_A_DEBT, ActKind
from backoffice.revenue.queries import office
from backoffice.revenue.services import Item
from backoffice.revenue.services.counter import unspent
from theme.formatting import euro

from .charges import OneCharge


class ProposalScreen(ActScreen):
    """Propose an act of a kind and show it."""

    right = "revenue.propose_act"
    kind: str = ""

    def form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form for the kind of act."""
        return cast("Any", self.form_class)(data, files, kind=self.kind)

    def items(self, facts: dict[str, Any]) -> list[Item]:
        """Return what is to become less."""
        raise NotImplementedError

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Propose it and show the act."""
        items = self.items(facts)
        act = services.propose_act(kind=self.kind, items=items, **facts, **who)
        return reverse("revenue:act", args=[act.code])

    def said(self) -> str:
        """Tell what follows."""
        return _("The act is proposed. Another person decides.")


class ProposeScreen(OneCharge, ProposalScreen):
    """Propose to write off, correct, waive or let lapse."""

    right = "revenue.propose_act"
    form_class = ProposeForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the debt and the kind of act."""
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in OF_A_DEBT:
            raise Http404
        self.kind = kwargs["kind"]

    @property
    def page_title(self) -> Any:
        """Name the kind of act."""
        return _("Propose: %(kind)s, charge") % {"kind": ActKind(self.kind).label}

    def items(self, facts: dict[str, Any]) -> list[Item]:
        """Return the debt."""
        return [Item(charge_id=self.charge.pk, amount=facts.pop("amount"))]


class OneCredit(ProposalScreen):
    """Propose something about a credit."""

    def look(self) -> Look | None:
        """Say whose credit it shows."""
        return Look("debts", [self.credit.party_id])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the credit, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        access.require(request.user, self.right)
        self.credit = access.credit_for(request.user, kwargs["credit"])

    def back(self) -> str:
        """Where the credits stand."""
        return reverse("revenue:credits")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whose credit it is, and how much is left of it."""
        facts = f"{self.credit.party.full_name} · {euro(unspent(self.credit))}"
        return super().get_context_data(credit_facts=facts, **kwargs)


class RefundScreen(OneCredit):
    """Propose to pay back a credit."""

    page_title = gettext_lazy("Propose a refund")
    form_class = RefundForm
    kind = ActKind.REFUND

    def items(self, facts: dict[str, Any]) -> list[Item]:
        """Return the credit."""
        return [Item(credit_id=self.credit.pk, amount=facts.pop("amount"))]


class SetOffScreen(OneCredit):
    """Propose to set a credit off against a debt of the same person."""

    page_title = gettext_lazy("Propose a set-off")
    form_class = SetOffForm
    kind = ActKind.SET_OFF

    def items(self, facts: dict[str, Any]) -> list[Item]:
        """Return the credit with the debt of the number that was typed."""
        number = facts.pop("charge")
        charge = office.charges(text=number, on=today()).first() if "/" in number else None
        amount = facts.pop("amount")
        return [Item(charge.pk if charge else 0, self.credit.pk, amount)]
