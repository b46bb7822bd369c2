"""Sums at the bank that name no debt: the list, one, and what two people do with it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backoffice.kernel.languages import language
from backoffice.kernel.screens import FilteredScreen, StaffScreen
from backoffice.kernel.sights import Look
from backoffice.ledger.acting import ActScreen
from backoffice.ledger.forms import today
from backoffice.party.queries import party_by_afm
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.rules import check_rf
from backoffice.treasury import access, queries, services
from backoffice.treasury.bank_forms import (
    BankSumsForm,
    MatchForm,
    NewSumForm,
    ReportForm,
    UndoForm,
    VerdictForm,
)
from backoffice.treasury.errors import MatchRefused
from backoffice.treasury.models import BankSum
from backoffice.treasury.states import MatchState

COLUMNS = (
    gettext_lazy("Paid on"),
    gettext_lazy("Bank reference"),
    gettext_lazy("Amount"),
    gettext_lazy("Payer"),
    gettext_lazy("Text of the payer"),
    gettext_lazy("State"),
    gettext_lazy("Whose it is"),
)
ABOVE = (("treasury:bank", gettext_lazy("Sums at the bank")),)


def words_of(held: Any) -> Any:
    """Return the words for where a sum stands."""
    return MatchState(held.live_state).label if held.live_state else _("rests, not matched")


class BankScreen(FilteredScreen):
    """Sums of the bank's report that name no debt."""

    right = access.SEE_BANK
    page_title = gettext_lazy("Sums at the bank")
    template_name = "treasury/bank.html"
    form_class = BankSumsForm
    filename = "bank-sums"

    def rows(self) -> Any:
        """Return the chosen sums."""
        chosen = self.form.chosen
        return queries.bank_sums(**chosen | {"state": chosen["state"].replace("all", "")})

    def table(self) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        """Return the chosen sums as rows of a file."""
        return COLUMNS, (
            (
                row.paid_on,
                row.bank_reference,
                row.amount,
                row.payer,
                row.text,
                str(words_of(row)),
                row.live_party or "",
            )
            for row in self.rows().iterator(chunk_size=2000)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give a page of the chosen sums, and what rests."""
        page = self.page_of(self.rows())
        for row in page:
            row.word = words_of(row)
        may = self.user.has_perm(access.MATCH)
        return super().get_context_data(
            page=page, resting=queries.resting(), may_enter=may, **kwargs
        )


class EntryScreen(ActScreen):
    """What the screens share that enter sums."""

    right = access.MATCH
    above = ABOVE

    def back(self) -> str:
        """Where the sums stand."""
        return reverse("treasury:bank")


class NewSumScreen(EntryScreen):
    """Enter one line of the bank's report."""

    page_title = gettext_lazy("Enter a sum at the bank")
    form_class = NewSumForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter it and show it."""
        held = services.enter_sum(**facts, **who)
        return reverse("treasury:bank_sum", args=[held.code])


class ReportScreen(EntryScreen):
    """Enter the bank's report as a file."""

    page_title = gettext_lazy("Enter the bank's report")
    form_class = ReportForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Enter its lines and show the sums."""
        self.done = services.enter_report(content=facts["file"].read(), **who)
        return self.back()

    def said(self) -> str:
        """Tell how many lines were new or known, and which were refused."""
        done = self.done
        parts = [
            ngettext("%(n)s sum entered.", "%(n)s sums entered.", done.new) % {"n": done.new},
        ]
        if done.known:
            parts.append(_("Known already: %(n)s.") % {"n": done.known})
        parts += [
            _("Line %(line)s was refused: %(why)s") % {"line": line, "why": why}
            for line, why in done.refused[:20]
        ]
        if len(done.refused) > 20:
            parts.append(_("And %(n)s more.") % {"n": len(done.refused) - 20})
        return " ".join(parts)


class OneSum(StaffScreen):
    """What the screens of one sum share."""

    right = access.SEE_BANK
    above = ABOVE
    held: BankSum

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the sum, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.held = access.sum_for(request.user, kwargs["code"])

    def look(self) -> Look | None:
        """Say whose sum it is said to be."""
        match = queries.live_match(self.held)
        return Look("payment", [match.party_id], str(self.held)) if match else None

    @property
    def address(self) -> str:
        """Where the sum is shown."""
        return reverse("treasury:bank_sum", args=[self.held.code])

    def back(self) -> str:
        """Where an act that was not done leads."""
        return self.address

    def get_page_title(self) -> str:
        """Name what the page does, and the sum."""
        return f"{self.page_title} {self.held}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the sum and whose it is said to be."""
        match = queries.live_match(self.held)
        spread = queries.spread_of(match) if match and match.state == "proposed" else None
        shown = {"held": self.held, "match": match, "spread": spread}
        return super().get_context_data(english=language() == "en", **shown, **kwargs)


class BankSumScreen(OneSum):
    """One sum: what the payer wrote, whose it may be, everything that was said of it."""

    page_title = gettext_lazy("Bank sum")
    template_name = "treasury/bank_sum.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the hints, the history, and what the reader may do."""
        shown = super().get_context_data(**kwargs)
        match, user = shown["match"], self.user
        proposed = match is not None and match.state == MatchState.PROPOSED
        asked = match is not None and match.state == MatchState.UNDO_ASKED
        booked = match is not None and match.state == MatchState.BOOKED
        own = match is not None and user.pk == match.proposed_by_id
        may_decide = user.has_perm(access.APPROVE_SUM)
        return shown | {
            "hints": queries.hints(self.held, today()) if match is None else [],
            "history": queries.matches_of(self.held),
            "may_match": match is None and user.has_perm(access.MATCH),
            "may_decide": proposed and may_decide and not own,
            "may_withdraw": proposed and own and user.has_perm(access.MATCH),
            "may_ask_undo": booked and not match.as_credit and user.has_perm(access.MATCH),
            "may_undo": asked and may_decide and user.pk != match.undo_by_id,
        }


class MatchScreen(OneSum, ActScreen):
    """Say whose a sum is."""

    right = access.MATCH
    page_title = gettext_lazy("Whose is the sum")
    button = gettext_lazy("Propose")
    form_class = MatchForm

    @cached_property
    def hint(self) -> Any:
        """The hint whose link led here."""
        return queries.hint_of(self.held, self.request.GET.get("hint", ""), today())

    def look(self) -> Look | None:
        """Say whose number fills the form."""
        if self.hint is None or self.request.method == "POST":
            return super().look()
        return Look("payment", [self.hint.party_id], str(self.held))

    def initial(self) -> dict[str, Any]:
        """Fill the form with what a hint said."""
        if self.hint is None:
            return {}
        debt = self.hint.debt
        return {"afm": self.hint.afm, "debt": debt.rf_code if debt else ""}

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Propose it and show the sum."""
        party_id, charge_id = _named(facts["afm"].strip(), facts["debt"].strip())
        services.propose_match(
            sum_id=self.held.pk,
            party_id=party_id,
            charge_id=charge_id,
            as_credit=facts["as_credit"],
            note=facts["note"],
            **who,
        )
        return self.address

    def said(self) -> str:
        """Tell what follows."""
        return _("It is proposed. Another person approves it; until then the money rests.")


def _named(afm: str, rf: str) -> tuple[int, int | None]:
    """Return the person and the debt that a form names.

    :raises MatchRefused: if neither is known, or they do not belong together
    """
    party = party_by_afm(afm) if afm else None
    code = check_rf(rf) if rf else None
    (debt, *_more) = revenue_queries.debts_named([code], today()) if code else [None]
    if rf and debt is None:
        raise MatchRefused(_("No debt has this payment code. Check it, or leave it empty."))
    if afm and party is None:
        raise MatchRefused(_("No person in the register has this AFM. Check it."))
    if debt is not None and party is not None and debt.debtor_id != party.pk:
        raise MatchRefused(_("This debt is another person's. Leave the AFM empty, or correct it."))
    if debt is not None:
        return debt.debtor_id, debt.charge_id
    if party is None:
        raise MatchRefused(_("Enter the payment code of the debt, or the AFM of the debtor."))
    return party.pk, None


class OneMatch(OneSum, ActScreen):
    """What the acts on the living match of a sum share."""

    def match_id(self) -> int:
        """Return the match that stands or waits.

        :raises MatchRefused: if there is none
        """
        match = queries.live_match(self.held)
        if match is None:
            raise MatchRefused(_("Nothing is said of this sum now. Go back to it."))
        return match.pk


class VerdictScreen(OneMatch):
    """Approve or refuse what another person said of a sum."""

    right = access.APPROVE_SUM
    page_title = gettext_lazy("Decide on the sum")
    form_class = VerdictForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Decide it and show the sum."""
        done = services.approve_match if facts["verdict"] == "yes" else services.refuse_match
        done(match_id=self.match_id(), **who)
        return self.address


class WithdrawScreen(OneMatch):
    """Take back what one said of a sum."""

    right = access.MATCH
    page_title = gettext_lazy("Withdraw what you said of the sum")

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Take it back and show the sum."""
        services.refuse_match(match_id=self.match_id(), **who)
        return self.address


class AskUndoScreen(OneMatch):
    """Ask that a booked match be undone."""

    right = access.MATCH
    page_title = gettext_lazy("Ask to undo the match of")
    form_class = UndoForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Ask it and show the sum."""
        services.ask_undo(match_id=self.match_id(), reason=facts["reason"], **who)
        return self.address

    def said(self) -> str:
        """Tell what follows."""
        return _("Another person decides. Until then it stays booked.")


class UndoScreen(OneMatch):
    """Undo a match that another person asked to undo, or leave it."""

    right = access.APPROVE_SUM
    page_title = gettext_lazy("Decide on undoing the match of")
    form_class = VerdictForm

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        """Decide it and show the sum."""
        services.decide_undo(match_id=self.match_id(), undo=facts["verdict"] == "yes", **who)
        return self.address
