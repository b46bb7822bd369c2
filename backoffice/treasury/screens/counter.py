"""The counter: find who owes, tick the debts, take the money, print the receipt."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO
from backoffice.kernel.sights import Look
from backoffice.ledger.forms import today
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries
from backoffice.treasury import access, papers, queries, services
from backoffice.treasury.forms import AtOnceForm, ReasonForm, SumForm, TakeForm
from backoffice.treasury.queries import Found
from backoffice.treasury.rules import change_of, pieces_of
from backoffice.treasury.services import AtOnce, Tendered
from backoffice.treasury.states import CancellationState, SessionState

from .rights import DeskAct, DeskScreen


class CounterScreen(DeskScreen):
    """Look for a debtor, and take money for the debts that are ticked."""

    page_title = gettext_lazy("Counter")
    header_icon = "order"
    template_name = "treasury/counter.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know which session the cashier has."""
        super().setup(request, *args, **kwargs)
        self.session = queries.living_session_of(self.user) if self.user.is_authenticated else None
        self.debtor: Any = None

    def look(self) -> Look | None:
        """Say whose debts it shows, once somebody is found."""
        return Look("debts", [self.debtor.pk]) if self.debtor is not None else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the search and what it found, or lead to opening the desk."""
        if self.session is None and queries.desks_are_kept():
            return redirect("treasury:open")
        found, asked = self.found(request.GET), SumForm(request.GET)
        if asked.amount is not None:
            found = queries.with_sum(found, asked.amount, today())
        parts = {f"part_{code}": amount for code, amount in found.parts.items()}
        form = TakeForm(codes=[debt.code for debt in found.debts], initial=parts)
        return self.render_to_response(self.get_context_data(found=found, form=form))

    def found(self, asked: Any) -> Found:
        """Return the debtor and debts that the address means."""
        if asked.get("charge"):
            charge = revenue_access.charge_for(self.user, asked["charge"])
            return queries.debts_of(charge.debtor_id, today(), frozenset({charge.code}))
        if asked.get("party", "").isdecimal():
            return queries.debts_of(int(asked["party"][:12]), today())
        return queries.find(asked.get("q", "")[:80], today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the debts with their fields, those to pay ticked."""
        found, form = kwargs["found"], kwargs["form"]
        self.debtor = found.debtor
        ticked = set(form.data.getlist("charges")) if form.is_bound else self.first_ticks(found)
        language = get_language() or "el"
        rows = [
            {
                "debt": debt,
                "label": debt.label(language),
                "ticked": debt.code in ticked,
                "part": form[f"part_{debt.code}"],
            }
            for debt in found.debts
        ]
        return super().get_context_data(
            session=self.session,
            is_open=self.session is not None and self.session.state == SessionState.OPEN,
            rows=rows,
            total=sum((_to_pay(found, row["debt"]) for row in rows if row["ticked"]), ZERO),
            sum_form=SumForm(self.request.GET if "sum" in self.request.GET else None),
            asked=self.request.GET.get("q", ""),
            today=today(),
            **kwargs,
        )

    def first_ticks(self, found: Found) -> set[str]:
        """Return what is ticked at first: what was named, else what is overdue, else all."""
        if found.ticked:
            return set(found.ticked)
        late = {debt.code for debt in found.debts if debt.is_overdue}
        return late or {debt.code for debt in found.debts}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the money and show receipt and change, or say how to mend it."""
        found = self.found(request.GET)
        # What another clerk settled meanwhile is refused by name, not by a field that is gone.
        codes = {debt.code for debt in found.debts} | set(request.POST.getlist("charges")[:200])
        form = TakeForm(request.POST, codes=codes)
        if form.is_valid():
            try:
                taking = self.take(form)
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                return redirect("treasury:receipt", taking.receipt.code)
        return self.render_to_response(self.get_context_data(found=found, form=form), status=422)

    def take(self, form: TakeForm) -> Any:
        """Take the payment as the form says."""
        facts = form.cleaned_data
        charges = revenue_access.charges_for(self.user, facts["charges"])
        return services.take_payment(
            items=form.items({charge.code: charge.pk for charge in charges}),
            tendered=Tendered(facts["method"], facts["handed"], facts["reference"]),
            key=facts["key"],
            actor=self.user,
            at=timezone.now(),
            email=facts["email"],
        )


def _to_pay(found: Found, debt: Any) -> Decimal:
    return found.parts.get(debt.code, debt.total)


class AtOnceScreen(DeskAct):
    """Certify a revenue outside the lists and collect it at once."""

    page_title = gettext_lazy("Collect at once, outside lists")
    form_class = AtOnceForm

    def back(self) -> str:
        """The counter."""
        return reverse("treasury:counter")

    def form(self, data: Any = None, files: Any = None) -> AtOnceForm:
        """Return the form with the tariffs of today."""
        return AtOnceForm(data, files, prices=queries.prices(today()))

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Take it and show the receipt."""
        kind, _colon, key = facts["tariff"].partition(":")
        line = {"key": key, "base": str(facts["base"]), "on": str(today())}
        taking = services.take_at_once(
            revenue_facts=AtOnce(kind, queries.payer_of(facts["afm"]), {"lines": [line]}),
            tendered=Tendered(facts["method"], facts["handed"], facts["reference"]),
            key=facts["key"],
            **who,
        )
        return reverse("treasury:receipt", args=[taking.receipt.code])


class OneTaking(DeskScreen):
    """What the screens of one receipt share."""

    rights: tuple[str, ...] = (access.USE, access.SEE)

    def look(self) -> Look | None:
        """Say whose receipt it shows."""
        receipt = self.taking.receipt
        return Look("payment", [receipt.payment.party_id], str(receipt))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the receipt, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.taking = access.taking_for(request.user, kwargs["code"])

    def back(self) -> str:
        """Where the receipt is shown."""
        return reverse("treasury:receipt", args=[self.taking.receipt.code])


class ReceiptScreen(OneTaking):
    """A receipt just given: the change to hand back, the print, the next payer."""

    template_name = "treasury/receipt.html"

    def get_page_title(self) -> str:
        """Return its number."""
        return _("Receipt %(number)s") % {"number": self.taking.receipt}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the receipt and the change in notes and coins."""
        taking = self.taking
        change = change_of(taking.amount, taking.tendered) if taking.tendered else ZERO
        coins = [(Decimal(value), count) for value, count in pieces_of(change).items()]
        cancelled = queries.cancellation_of(taking.receipt_id)
        return super().get_context_data(
            taking=taking,
            shown=revenue_queries.receipt_view(taking.receipt),
            change=change,
            coins=coins,
            cancelled=cancelled,
            may_cancel=taking.amount > 0 and cancelled is None and self.user.has_perm(access.USE),
            **kwargs,
        )


class PrintScreen(OneTaking):
    """The receipt as a PDF with its QR code."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out for printing."""
        shown = revenue_queries.receipt_view(self.taking.receipt)
        return papers.pdf_response(papers.receipt(shown, get_language() or "el"), str(shown.number))


class CancelScreen(OneTaking, DeskAct):
    """Cancel a receipt, with its reason."""

    rights = (access.USE,)
    page_title = gettext_lazy("Cancel receipt")
    form_class = ReasonForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Cancel it, or ask for approval."""
        asked = services.cancel_receipt(
            receipt_id=self.taking.receipt_id, reason=facts["reason"], **who
        )
        if asked.state == CancellationState.DONE:
            messages.success(self.request, _("The receipt is cancelled. Hand the money back."))
            assert asked.counter is not None
            return reverse("treasury:receipt", args=[asked.counter.code])
        messages.info(
            self.request,
            _("The receipt is of an earlier session. The money goes back once it is approved."),
        )
        return reverse("treasury:cancellations")
