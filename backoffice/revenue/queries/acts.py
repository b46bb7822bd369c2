"""Decisions as pages show them: the worklist, what an act does, objections, bank orders."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.ledger.queries import account_names
from backoffice.party.queries import find_parties
from backoffice.revenue.act_states import CAUSES, OPEN_ACTS, ActKind, ActState, ObjectionState
from backoffice.revenue.models import Act, ActItem, BankOrder, Objection, Transfer
from backoffice.revenue.services.act_effects import Effect, ground_of, planned
from backoffice.revenue.services.acts import items_of
from backoffice.revenue.services.given_interest import late_refund

PEOPLE = ("party", "proposer", "approver", "requester", "carrier", "opinion_by")


@dataclass(frozen=True, slots=True)
class RowView:
    """One debt or credit of an act; amounts in euros, `bound` and `left` while it is open."""

    label: str
    charge_code: str
    amount: Decimal
    bound: Decimal | None = None
    left: Decimal | None = None
    waived: Decimal | None = None
    expenses: Decimal | None = None
    value_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the books as they will be."""

    account: str
    name: str
    debit: Decimal
    credit: Decimal


@dataclass(frozen=True, slots=True)
class ActView:
    """What an act does to debts and books, or why it no longer fits.

    :ivar interest: how the interest given back with it comes about
    """

    rows: tuple[RowView, ...]
    lines: tuple[LineView, ...] = ()
    problem: str = ""
    interest: tuple[dict[str, Any], ...] = ()


def acts(
    *, state: str = "", kind: str = "", pile: str = "", text: str = "", user: User
) -> QuerySet[Act]:
    """Return acts, the latest first.

    :param pile: `mine` for what the user proposed, `others` for what others proposed and waits
    :param text: number as 12/2026, or the person's AFM or name
    """
    found = Act.objects.select_related(*PEOPLE)
    if kind:
        found = found.filter(kind=kind)
    if state == "open":
        found = found.filter(state__in=OPEN_ACTS)
    elif state:
        found = found.filter(state=state)
    if pile == "mine":
        found = found.filter(proposer=user)
    if pile == "others":
        found = waiting_for_decision(user, found)
    number, _slash, year = text.strip().partition("/")
    if number.isdecimal() and year.isdecimal():
        return found.filter(number=int(number[:9]), year=int(year[:4]))
    if text.strip():
        found = found.filter(party__in=find_parties(text))
    return found.order_by("-id")


def waiting_for_decision(user: User, found: QuerySet[Act] | None = None) -> QuerySet[Act]:
    """Return what waits for another person's decision, which this user may give."""
    rows = Act.objects.all() if found is None else found
    return rows.filter(state=ActState.PROPOSED).exclude(proposer=user)


def counts(user: User) -> dict[str, int]:
    """Return how many acts wait for what, in one statement."""
    return Act.objects.filter(state__in=OPEN_ACTS).aggregate(
        asked=Count("id", filter=Q(state=ActState.ASKED)),
        proposed=Count("id", filter=Q(state=ActState.PROPOSED) & ~Q(proposer=user)),
        approved=Count("id", filter=Q(state=ActState.APPROVED)),
    )


def act_view(act: Act, on: date) -> ActView:
    """Return what an act would do on a day, or what it did."""
    rows = list(act.items.select_related("charge__kind", "credit").order_by("position"))
    if act.state not in OPEN_ACTS:
        given = act.interest_given.order_by("pk").values_list("explanation", flat=True)
        return ActView(tuple(_row(row, None) for row in rows), interest=tuple(given))
    items = items_of(act)
    try:
        effects = planned(act.kind, act.cause, items, ground_of(items, on))
    except DomainError as error:
        return ActView(tuple(_row(row, None) for row in rows), problem=str(error))
    pairs = zip(rows, effects, strict=True)
    shown = tuple(_row(row, effect) for row, effect in pairs)
    return ActView(shown, _lines(effects), interest=tuple(_interest(act, effects, on)))


def _interest(act: Act, effects: list[Effect], on: date) -> Iterator[dict[str, Any]]:
    """Give the trees of the interest that goes back if the act is carried out on a day."""
    for effect in effects:
        tree = effect.overpaid.tree if effect.overpaid else None
        if act.kind == ActKind.REFUND:
            tree = late_refund(effect.amount, act, on)
        if tree is not None:
            yield tree.to_json()


def _row(row: ActItem, effect: Effect | None) -> RowView:
    label, code = "", ""
    if row.charge is not None:
        label = f"{row.charge} · {row.charge.kind} {row.charge.period}".strip()
        code = row.charge.code
    elif row.credit is not None:
        label = f"{row.credit.booked_on:%d/%m/%Y} · {row.credit.reason}"
    if effect is None:
        return RowView(label, code, row.amount)
    return RowView(
        label,
        code,
        row.amount,
        effect.bound,
        effect.left,
        effect.waived or None,
        effect.expenses or None,
        effect.value_on,
    )


def _lines(effects: list[Effect]) -> tuple[LineView, ...]:
    lines = [line for effect in effects for line in effect.lines()]
    names = account_names({line.account for line in lines})
    return tuple(
        LineView(
            line.account, names.get(line.account, ""), Decimal(line.debit), Decimal(line.credit)
        )
        for line in lines
    )


def objections(*, state: str = "", text: str = "") -> QuerySet[Objection]:
    """Return objections, the latest first."""
    found = Objection.objects.select_related("charge__kind", "party", "entry__book", "act")
    if state:
        found = found.filter(state=state)
    if text.strip():
        found = found.filter(party__in=find_parties(text))
    return found.order_by("-id")


def open_objections() -> QuerySet[Objection]:
    """Return objections that wait for an answer."""
    return Objection.objects.filter(state=ObjectionState.LODGED, act=None)


def objections_of(party_ids: set[int]) -> QuerySet[Objection]:
    """Return the objections against charges of parties, the latest first."""
    found = Objection.objects.filter(party_id__in=party_ids)
    return found.select_related("charge__kind", "entry__book").order_by("-id")


def refunds_of(party_ids: set[int]) -> QuerySet[Act]:
    """Return the refunds of parties, the latest first."""
    found = Act.objects.filter(kind=ActKind.REFUND, party_id__in=party_ids)
    return found.select_related("party", "transfer").order_by("-id")


def waivers_of(party_ids: Collection[int]) -> list[Act]:
    """Return the waivers of surcharge that were asked for people, the latest first."""
    asked = Act.objects.filter(
        kind=ActKind.WAIVER, party__in=sorted(party_ids), requester__isnull=False
    )
    return list(asked.prefetch_related("items__charge__kind").order_by("-id"))


def waiver_causes() -> list[tuple[str, Any]]:
    """Return the causes for which a surcharge may be waived, with their words."""
    return [(cause.value, cause.label) for cause in CAUSES[ActKind.WAIVER]]


def refunds_to_pay() -> QuerySet[Act]:
    """Return refunds that were carried out and that no bank order holds yet."""
    found = Act.objects.filter(kind=ActKind.REFUND, state=ActState.DONE, transfer=None)
    return found.select_related("party", "approver").order_by("id")


def bank_orders() -> QuerySet[BankOrder]:
    """Return bank orders with `total` in euros, `count` and how many are `waiting`."""
    waiting = Count("transfers", filter=Q(transfers__state="ordered"))
    return (
        BankOrder.objects.select_related("made_by")
        .annotate(total=Sum("transfers__amount"), count=Count("transfers"), waiting=waiting)
        .order_by("-id")
    )


def transfers_of(order: BankOrder) -> QuerySet[Transfer]:
    """Return the transfers of an order."""
    return order.transfers.select_related("act__party", "entry").order_by("position")


def is_given_back(charge_id: int, cause: str) -> bool:
    """Tell whether a charge was corrected for a cause, by an act that was carried out."""
    done = Act.objects.filter(
        kind=ActKind.CORRECTION, cause=cause, state=ActState.DONE, items__charge=charge_id
    )
    return done.exists()
