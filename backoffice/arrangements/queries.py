"""Public reads of arrangements; nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.money import ZERO
from backoffice.kernel.text import fold
from backoffice.revenue import queries as revenue_queries

from . import offers, rules
from .asking import Payable, payable_now, payoff, reward_of
from .errors import NothingToArrange
from .models import Arrangement, BaseRate, GrantLimit, Scheme, TakenOver, Terms
from .offers import Choice, Offer, Wish, choices, offer, second_wish
from .progress import Raised, Standing, standing_of, standings
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
    "charges_named",
    "choices",
    "choose_arrangements",
    "law",
    "longer_term_is_open",
    "offer",
    "overview",
    "payable_now",
    "payoff",
    "scheme_choices",
    "second_wish",
]


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
    "coming": pgettext_lazy("instalment", "to come"),
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

    @property
    def left_total(self) -> Decimal:
        """All that is left to be paid by the schedule, with the interest still to come."""
        return sum((row.left for row in self.instalments), ZERO)


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


def arrangement_of(charge_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of the arrangements that run or await a decision, by charge."""
    return offers.live_of(charge_ids)


def arrangements_of(party_ids: Collection[int]) -> list[Arrangement]:
    """Return the arrangements of parties, those that stand first, then the newest."""
    rows = Arrangement.objects.filter(debtor__in=sorted(set(party_ids)))
    found = rows.select_related("terms__scheme", "debtor").order_by("-pk")
    return sorted(found, key=lambda row: row.state not in LIVE)


@dataclass(frozen=True, slots=True)
class Row:
    """One arrangement in a citizen's list, with what it asks for next."""

    arrangement: Arrangement
    tone: str
    next: InstalmentView | None


def overview(party_ids: Collection[int], on: date) -> list[Row]:
    """Return the arrangements of parties with what each asks for next, in a few statements."""
    arrangements = arrangements_of(party_ids)
    found = standings([one for one in arrangements if one.state == ArrangementState.RUNNING])
    rows = []
    for one in arrangements:
        asked = _next_of(found[one.pk], on) if one.pk in found else None
        rows.append(Row(one, TONES[ArrangementState(one.state)], asked))
    return rows


def _next_of(standing: Standing, on: date) -> InstalmentView | None:
    for index, status in enumerate(standing.statuses):
        if not status.cleared:
            return _instalment(standing, index, on)
    return None


def longer_term_is_open(on: date, scheme: str = "standing") -> bool:
    """Tell whether a scheme gives more instalments by ability to pay on a day."""
    return any(t.able_is_open for t in schemes_on(on) if t.scheme.code == scheme)


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


def to_prepare() -> QuerySet[Arrangement]:
    """Return the arrangements that await an organ whose decision nobody entered yet."""
    return Arrangement.objects.filter(state=ArrangementState.AWAITING, decision="")


def to_approve(user: User) -> QuerySet[Arrangement]:
    """Return the arrangements whose decision was entered by another person than the user.

    Nor may the user have applied for it.
    """
    rows = Arrangement.objects.filter(state=ArrangementState.AWAITING).exclude(decision="")
    entered = rows.exclude(prepared_by=user)
    return entered.filter(Q(applied_by__isnull=True) | ~Q(applied_by=user))


def waiting_count() -> int:
    """Return how many arrangements await a decision."""
    return Arrangement.objects.filter(state=ArrangementState.AWAITING).count()


def scheme_choices() -> list[tuple[str, str]]:
    """Return the schemes to choose from, by code."""
    return [(scheme.code, str(scheme)) for scheme in Scheme.objects.all()]


def taken_over_of(arrangement: Arrangement) -> TakenOver | None:
    """Return where an arrangement was taken over from; nothing for those that began here."""
    return TakenOver.objects.filter(arrangement=arrangement).first()


def charges_named(party_id: int, numbers: str, on: date) -> list[int]:
    """Return the open charges of a person by their numbers or payment codes, in that order.

    :param numbers: as 12/2024 or RF…, apart by commas; nothing for none
    :raises NothingToArrange: if one of them is no open debt of the person
    """
    wanted = [word.strip() for word in numbers.replace(";", ",").split(",") if word.strip()]
    debts = revenue_queries.debts_of([party_id], on) if wanted else []
    known = {debt.number: debt.charge_id for debt in debts}
    known |= {debt.rf_code: debt.charge_id for debt in debts}
    missing = [word for word in wanted if word not in known]
    if missing:
        raise NothingToArrange(
            _("These are no open debts of the person: %(numbers)s.")
            % {"numbers": ", ".join(missing)}
        )
    return [known[word] for word in wanted]
