"""Public reads of arrangements; nothing here writes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO
from backoffice.kernel.text import fold
from backoffice.revenue import queries as revenue_queries

from . import offers, rules
from .models import ArrangedDebt, Arrangement, BaseRate, GrantLimit, Instalment, Terms
from .offers import Choice, Offer, Wish, choices, offer, second_wish
from .progress import Raised, Standing, standing_of, standings
from .services.rewarding import reward_of
from .states import LIVE, TONES, ArrangementState

__all__ = [
    "ArrangedView",
    "Choice",
    "InstalmentView",
    "Offer",
    "Payable",
    "Wish",
    "arrangeable",
    "arrangement_of",
    "arrangement_view",
    "arrangements_of",
    "choices",
    "choose_arrangements",
    "law",
    "offer",
    "payable_now",
    "payoff",
    "second_wish",
]

LEAST_PART = Decimal("1.00")


@dataclass(frozen=True, slots=True)
class InstalmentView:
    """One instalment as a page shows it; amounts in euros."""

    number: int
    due_on: date
    capital: Decimal
    interest: Decimal
    late_fee: Decimal
    left: Decimal
    paid_on: date | None
    state: str

    @property
    def amount(self) -> Decimal:
        """What was agreed to be paid."""
        return self.capital + self.interest

    @property
    def word(self) -> str:
        """Where it stands, in the reader's language."""
        return str(WORDS[self.state])


WORDS = {
    "paid": _("paid"),
    "late_paid": _("paid late"),
    "overdue": _("overdue instalment"),
    "due": _("due today"),
    "coming": _("to come"),
    "dropped": _("no longer asked"),
}


@dataclass(frozen=True, slots=True)
class DebtView:
    """A debt of an arrangement as it stood when it was arranged; amounts in euros."""

    code: str
    number: str
    label_el: str
    label_en: str
    principal: Decimal
    surcharge: Decimal
    waived: Decimal
    left: Decimal

    def label(self, language: str) -> str:
        """Return what it is for, in a language."""
        return self.label_en if language == "en" else self.label_el


@dataclass(frozen=True, slots=True)
class Payable:
    """What is to be paid together: charges by code with the euros for each."""

    items: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        """All of it."""
        return sum((amount for _code, amount in self.items), ZERO)


@dataclass(frozen=True, slots=True)
class ArrangedView:
    """An arrangement as citizen and clerk see it on a day; amounts in euros."""

    arrangement: Arrangement
    debtor: str
    scheme: str
    tone: str
    instalments: tuple[InstalmentView, ...]
    debts: tuple[DebtView, ...]
    paid: Decimal
    left: Decimal
    interest: Decimal
    overdue: int
    next: InstalmentView | None
    reward: Decimal
    second_code: str

    @property
    def total(self) -> Decimal:
        """All that was agreed to be paid."""
        return self.arrangement.capital + self.interest


def arrangement_view(arrangement: Arrangement, on: date) -> ArrangedView:
    """Return an arrangement with its schedule as it stands on a day."""
    standing = standing_of(arrangement)
    rows = tuple(_instalment(standing, index, on) for index in range(len(standing.rows)))
    debts = _debts(standing, on)
    unpaid = [row for row in rows if row.state in {"overdue", "due", "coming"}]
    second = Arrangement.objects.filter(follows=arrangement).first()
    return ArrangedView(
        arrangement,
        arrangement.debtor.full_name,
        str(arrangement.terms.scheme),
        TONES[ArrangementState(arrangement.state)],
        rows,
        debts,
        standing.covered,
        standing.open_capital,
        sum((row.interest for row in rows), ZERO),
        sum(row.state == "overdue" for row in rows),
        unpaid[0] if unpaid else None,
        reward_of(standing),
        second.code if second else "",
    )


def _instalment(standing: Standing, index: int, on: date) -> InstalmentView:
    row, status = standing.rows[index], standing.statuses[index]
    own = standing.raised_for(row.number)
    fees = [one for one in own if one.is_late_fee]
    raised = [one for one in own if not one.is_late_fee]
    interest = row.interest if not raised else raised[0].charge.total
    left = status.missing + sum((one.left for one in own), ZERO)
    if not raised and status.missing:
        left += row.interest
    fee = sum((one.charge.total for one in fees), ZERO)
    state = _state(standing, status, left, on)
    return InstalmentView(
        row.number, row.due_on, row.capital, interest, fee, left, status.paid_on, state
    )


def _state(standing: Standing, status: rules.Status, left: Decimal, on: date) -> str:
    if status.cleared and status.paid_on is not None:
        return "late_paid" if status.paid_on > status.part.due_on else "paid"
    if standing.arrangement.state != ArrangementState.RUNNING:
        return "dropped"
    if status.part.due_on == on:
        return "due"
    return "overdue" if status.part.due_on < on else "coming"


def _debts(standing: Standing, on: date) -> tuple[DebtView, ...]:
    arrangement = standing.arrangement
    open_now = {d.charge_id: d for d in revenue_queries.debts_of([arrangement.debtor_id], on)}
    rows = []
    for debt in standing.debts:
        now = open_now.get(debt.charge_id) or revenue_queries.debt_of(debt.charge_id, on)
        rows.append(
            DebtView(
                now.code,
                now.number,
                now.label_el,
                now.label_en,
                debt.principal,
                debt.surcharge,
                debt.waived,
                now.total,
            )
        )
    return tuple(rows)


def payable_now(arrangement: Arrangement, on: date) -> Payable:
    """Return what to pay now: everything due, or else the next instalment, oldest debt first.

    Its interest must have been raised, by `services.charge_next`.
    """
    standing = standing_of(arrangement)
    wanted = rules.next_parts(standing.statuses, on)
    numbers = {status.part.number for status in wanted}
    capital = sum((status.missing for status in wanted), ZERO)
    return _payable(standing, numbers, capital, on)


def payoff(arrangement: Arrangement, on: date) -> Payable:
    """Return everything that is left, to be paid at once.

    The interest of the month that runs must have been raised, by `services.charge_rest`.
    """
    standing = standing_of(arrangement)
    numbers = {row.number for row in standing.rows}
    return _payable(standing, numbers, standing.open_capital, on)


def _payable(standing: Standing, numbers: Collection[int], capital: Decimal, on: date) -> Payable:
    own = [one for one in standing.raised if one.number in numbers and one.left > 0]
    items = [(one.charge.code, one.left) for one in own]
    debts = revenue_queries.debts_of([standing.arrangement.debtor_id], on)
    places = {debt.charge_id: debt.position for debt in standing.debts}
    arranged = sorted(
        (debt for debt in debts if debt.charge_id in places),
        key=lambda debt: places[debt.charge_id],
    )
    owed = [(index, debt.total) for index, debt in enumerate(arranged)]
    for index, amount in rules.spread(capital, owed, LEAST_PART):
        items.append((arranged[index].code, amount))
    return Payable(tuple(items))


def arrangement_of(charge_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of the arrangements that run or await a decision, by charge."""
    return offers.live_of(charge_ids)


def arrangements_of(party_ids: Collection[int]) -> list[Arrangement]:
    """Return the arrangements of parties, those that stand first, then the newest."""
    rows = Arrangement.objects.filter(debtor__in=sorted(set(party_ids)))
    found = rows.select_related("terms__scheme", "debtor").order_by("-pk")
    return sorted(found, key=lambda row: row.state not in LIVE)


def next_instalments(arrangements: Sequence[Arrangement], on: date) -> dict[int, InstalmentView]:
    """Return what each running arrangement asks for next, by identifier."""
    found = {}
    for pk, standing in standings(arrangements).items():
        for index, status in enumerate(standing.statuses):
            if not status.cleared:
                found[pk] = _instalment(standing, index, on)
                break
    return found


def arrangeable(
    party_id: int, on: date, scheme: str = "standing"
) -> tuple[list[Any], dict[int, str]]:
    """Return the open debts of a party, and why some of them cannot be arranged, by charge."""
    from .facts import terms_on

    debts = revenue_queries.debts_of([party_id], on)
    try:
        terms = terms_on(scheme, on)
    except DomainError as error:
        return debts, {debt.charge_id: str(error) for debt in debts}
    return debts, offers.why_not(debts, terms)


def schemes_on(on: date) -> list[Terms]:
    """Return the terms under which applications are taken on a day."""
    rows = Terms.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on
    ).select_related("scheme")
    return list(rows.order_by("scheme__code"))


def choose_arrangements(
    *, state: str = "", scheme: str = "", text: str = ""
) -> QuerySet[Arrangement]:
    """Return arrangements for the office, the newest first.

    :param text: a number, an AFM or the beginning of a name
    """
    rows = Arrangement.objects.select_related("debtor", "terms__scheme").annotate(
        debts_count=Count("debts")
    )
    if state:
        rows = rows.filter(state=state)
    if scheme:
        rows = rows.filter(terms__scheme__code=scheme)
    for word in fold(text).split():
        number, _slash, year = word.partition("/")
        asked = Q(debtor__search_key__contains=word)
        if number.isdigit():
            asked |= Q(number=int(number[:9]), **({"year": int(year)} if year.isdigit() else {}))
        rows = rows.filter(asked)
    return rows.order_by("-pk")


def history_of(arrangement: Arrangement) -> list[Raised]:
    """Return the interest and surcharges that an arrangement raised, the oldest first."""
    return sorted(standing_of(arrangement).raised, key=lambda one: (one.charge.on, one.number))


@dataclass(frozen=True, slots=True)
class Law:
    """The law of arrangements as the office reads it."""

    terms: tuple[Terms, ...]
    organs: tuple[GrantLimit, ...]
    rates: tuple[BaseRate, ...]


def law() -> Law:
    """Return every scheme with its terms, the organs' limits and the base rates."""
    terms = Terms.objects.select_related("scheme").prefetch_related(
        "losses", "waivers", "bands", "excluded"
    )
    return Law(
        tuple(terms.order_by("scheme__code", "-valid_from")),
        tuple(GrantLimit.objects.order_by("above")),
        tuple(BaseRate.objects.order_by("-valid_from")),
    )


def waiting_count() -> int:
    """Return how many arrangements await a decision."""
    return Arrangement.objects.filter(state=ArrangementState.AWAITING).count()


def due_between(first: date, last: date) -> int:
    """Return how many instalments of running arrangements fall due between two days."""
    return Instalment.objects.filter(
        arrangement__state=ArrangementState.RUNNING, due_on__gte=first, due_on__lte=last
    ).count()


def is_arranged(charge_id: int) -> bool:
    """Tell whether an arrangement stands on a charge."""
    return ArrangedDebt.objects.filter(charge=charge_id, released_on=None).exists()
