"""What an arrangement would be, before anybody agrees to it; writes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import ZERO
from backoffice.kernel.queries import legal_calendar
from backoffice.party.queries import parties_by_id
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.queries import Debt
from theme.formatting import day, euro

from . import rules
from .errors import (
    AbilityUnknown,
    AlreadyArranged,
    DebtExcluded,
    NoSecondChance,
    NothingToArrange,
    NumberRefused,
    OfferChanged,
)
from .facts import bands_of, organ_for, rate_for, terms_on, waivers_of
from .models import ArrangedDebt, Arrangement, Terms
from .rules import Part
from .states import ArrangementState, Group, Organ


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to arrange.

    :ivar charge_ids: the debts; none for every debt that may be arranged
    :ivar income: a year's income in euros, where the ability to pay is to be counted
    :ivar follows: the lost arrangement whose second chance this is
    """

    debtor_id: int
    charge_ids: Sequence[int]
    number: int
    scheme: str = "standing"
    group: str = Group.OTHERS
    income: Decimal | None = None
    children: int = 0
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Included:
    """A debt of an offer; amounts in euros."""

    debt: Debt
    principal: Decimal
    surcharge: Decimal
    waived: Decimal

    @property
    def total(self) -> Decimal:
        """What is to be paid of it by instalments."""
        return self.principal + self.surcharge - self.waived


@dataclass(frozen=True, slots=True)
class Offer:
    """What an arrangement would be from a day on; amounts in euros, the rate of a year."""

    wish: Wish
    terms: Terms
    debts: tuple[Included, ...]
    rate: Decimal
    parts: tuple[Part, ...]
    organ: Organ
    least: int
    most: int
    left_out: tuple[tuple[Debt, str], ...] = field(default=())

    @property
    def principal(self) -> Decimal:
        """The debts themselves."""
        return sum((row.principal for row in self.debts), ZERO)

    @property
    def surcharge(self) -> Decimal:
        """Their surcharges up to the day."""
        return sum((row.surcharge for row in self.debts), ZERO)

    @property
    def waived(self) -> Decimal:
        """What of the surcharges is waived."""
        return sum((row.waived for row in self.debts), ZERO)

    @property
    def capital(self) -> Decimal:
        """What is arranged."""
        return sum((row.total for row in self.debts), ZERO)

    @property
    def interest(self) -> Decimal:
        """All interest, if every instalment is paid on its day."""
        return sum((part.interest for part in self.parts), ZERO)

    @property
    def total(self) -> Decimal:
        """All that will be paid."""
        return self.capital + self.interest


def offer(wish: Wish, on: date) -> Offer:
    """Return what an arrangement would be if it were applied for on a day.

    :raises SchemeClosed: if the scheme takes no applications
    :raises NothingToArrange: if no debt is left to arrange
    :raises DebtExcluded: if a chosen debt cannot be arranged
    :raises NumberRefused: if the number of instalments is not allowed; the message says which are
    :raises RateMissing: if no base rate is known
    """
    terms = terms_on(wish.scheme, on)
    chosen, left_out = _choose(wish, terms, on)
    debts = _included(wish, terms, chosen)
    capital = sum((row.total for row in debts), ZERO)
    principal = sum((row.principal for row in debts), ZERO)
    most = most_for(wish, terms, capital, principal, on)
    least = terms.least_number if wish.follows is None else 1
    _check_number(wish.number, least, most, terms, capital)
    second = wish.follows is not None
    rate = rate_for(terms, wish.number, principal, on, second=second)
    parts = rules.schedule(
        capital,
        wish.number,
        monthly=rate / rules.MONTHS,
        start=on,
        first_within=terms.first_within,
        calendar=legal_calendar(),
        together=terms.second_together if second else 1,
    )
    organ = organ_for(principal, on)
    return Offer(wish, terms, debts, rate, tuple(parts), organ, least, most, left_out)


def debts_under(wish: Wish, terms: Terms, on: date) -> list[Debt]:
    """Return the debts that terms take, as they stood on a day.

    :raises NothingToArrange: if there is none
    :raises DebtExcluded: if one that was named is left out
    """
    return _choose(wish, terms, on)[0]


def _choose(wish: Wish, terms: Terms, on: date) -> tuple[list[Debt], tuple[tuple[Debt, str], ...]]:
    debts = revenue_queries.debts_of([wish.debtor_id], on)
    reasons = why_not(debts, terms)
    if not wish.charge_ids:
        chosen = [debt for debt in debts if debt.charge_id not in reasons]
    else:
        wanted = set(wish.charge_ids)
        chosen = [debt for debt in debts if debt.charge_id in wanted]
        if len(chosen) != len(wanted):
            raise NothingToArrange(
                _("One of these debts is not open any more. Go back and choose again.")
            )
        for debt in chosen:
            if debt.charge_id in reasons:
                raise DebtExcluded(f"{debt.number}: {reasons[debt.charge_id]}")
    if not chosen:
        raise NothingToArrange(_("There is no debt that can be arranged. Choose at least one."))
    out = tuple((d, reasons[d.charge_id]) for d in debts if d.charge_id in reasons)
    return chosen, out


def why_not(debts: Sequence[Debt], terms: Terms) -> dict[int, str]:
    """Return why debts cannot be arranged under terms, by charge; the others are left out."""
    excluded = {row.kind: row.legal_basis for row in terms.excluded.all()}
    live = live_of([debt.charge_id for debt in debts])
    reasons: dict[int, str] = {}
    for debt in debts:
        reason = _reason(debt, terms, excluded, live)
        if reason:
            reasons[debt.charge_id] = reason
    return reasons


def _reason(debt: Debt, terms: Terms, excluded: dict[str, str], live: dict[int, str]) -> str:
    if debt.charge_id in live:
        return str(_("in arrangement %(number)s already") % {"number": live[debt.charge_id]})
    if debt.source_kind == "arrangements.instalment":
        return str(_("belongs to an arrangement"))
    if debt.kind in excluded:
        return str(_("left out by law: %(basis)s") % {"basis": excluded[debt.kind]})
    if terms.certified_until and debt.on > terms.certified_until:
        return str(_("certified after %(day)s") % {"day": day(terms.certified_until)})
    return ""


def live_of(charge_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of the arrangements that stand on charges, by charge."""
    rows = ArrangedDebt.objects.filter(
        charge_id__in=list(charge_ids), released_on=None
    ).values_list("charge_id", "arrangement__number", "arrangement__year")
    return {charge_id: f"{number}/{year}" for charge_id, number, year in rows}


def _included(wish: Wish, terms: Terms, chosen: Sequence[Debt]) -> tuple[Included, ...]:
    steps = waivers_of(terms)
    rows = []
    for debt in chosen:
        # Not what is left of the total: whoever arranges a debt pays nothing of it early.
        surcharge = debt.surcharge + debt.expenses
        waived = rules.waived(surcharge, wish.number, wish.group, steps)
        rows.append(Included(debt, debt.principal_open, surcharge, waived))
    return tuple(rows)


def most_for(wish: Wish, terms: Terms, capital: Decimal, principal: Decimal, on: date) -> int:
    """Return the most instalments that the terms, the least instalment and the ability allow."""
    most = terms.most_number
    if wish.income is not None and terms.able_is_open and terms.able_number:
        most = _able(wish, terms, capital)
    if wish.follows is not None:
        most = min(most, _left_of(wish.follows))
    second = wish.follows is not None
    rate = rate_for(terms, min(most, wish.number), principal, on, second=second)
    return rules.most_parts(capital, terms.least_instalment, most, rate / rules.MONTHS)


def _able(wish: Wish, terms: Terms, capital: Decimal) -> int:
    party = parties_by_id({wish.debtor_id})[wish.debtor_id]
    bands, income = bands_of(terms, party.kind), wish.income or ZERO
    if not rules.covers(income, bands):
        raise AbilityUnknown(
            _("The scale of ability to pay has no step for this income. Ask the treasury.")
        )
    monthly = rules.ability(
        income, wish.children, bands, terms.child_point, terms.most_child_points
    )
    return rules.able_number(capital, monthly, terms.most_number, terms.able_number or 0)


def _left_of(lost_id: int) -> int:
    from .progress import standings

    (standing,) = standings([Arrangement.objects.get(pk=lost_id)]).values()
    return sum(status.paid_on is None for status in standing.statuses)


def _check_number(number: int, least: int, most: int, terms: Terms, capital: Decimal) -> None:
    if least <= number <= most:
        return
    if most < least:
        raise NumberRefused(
            _(
                "%(amount)s is too little for instalments of at least %(least)s. "
                "Pay it at once, or arrange more debts together."
            )
            % {"amount": euro(capital), "least": euro(terms.least_instalment)}
        )
    raise NumberRefused(
        _("Choose from %(least)s to %(most)s instalments: each must be at least %(part)s.")
        % {"least": least, "most": most, "part": euro(terms.least_instalment)}
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One number of instalments beside the others; amounts in euros."""

    number: int
    instalment: Decimal
    interest: Decimal
    total: Decimal
    last_on: date


def choices(made: Offer, on: date) -> list[Choice]:
    """Return the numbers worth comparing, each with what it costs."""
    wanted = {made.least, 3, 6, 12, 18, 24, 36, made.most, made.wish.number}
    if made.waived:
        # What is waived depends on the number itself; other numbers are other offers.
        wanted = {made.wish.number}
    second = made.wish.follows is not None
    calendar = legal_calendar()
    found = []
    for number in sorted(n for n in wanted if max(made.least, 1) <= n <= made.most):
        rate = rate_for(made.terms, number, made.principal, on, second=second)
        parts = rules.schedule(
            made.capital,
            number,
            monthly=rate / rules.MONTHS,
            start=on,
            first_within=made.terms.first_within,
            calendar=calendar,
        )
        interest = sum((part.interest for part in parts), ZERO)
        found.append(
            Choice(number, parts[0].amount, interest, made.capital + interest, parts[-1].due_on)
        )
    return found


def check_agreed(made: Offer, agreed: Decimal | None) -> None:
    """Refuse what is not what was shown.

    :param agreed: the total in euros that the debtor saw, or none if nobody was shown any
    :raises OfferChanged: if it would be another one now
    """
    if agreed is not None and agreed != made.total:
        raise OfferChanged(
            _("The amounts changed since you saw them: it is %(total)s now. Check them again.")
            % {"total": euro(made.total)}
        )


def taken() -> AlreadyArranged:
    """Return the refusal of a debt that another arrangement holds."""
    return AlreadyArranged(
        _("One of these debts was arranged a moment ago. See your arrangements.")
    )


def second_wish(arrangement_id: int, number: int) -> Wish:
    """Return the wish for a second chance over the debts of a lost arrangement that are open.

    :raises NoSecondChance: if it is not lost, or its terms know no second chance
    """
    lost = Arrangement.objects.select_related("terms__scheme").get(pk=arrangement_id)
    if lost.state != ArrangementState.LOST or not lost.terms.second_chances or lost.follows_id:
        raise NoSecondChance(
            _("There is no second chance here. Apply for a new arrangement, or pay the debts.")
        )
    charges = list(lost.debts.values_list("charge_id", flat=True))
    still = {d.charge_id for d in revenue_queries.debts_of([lost.debtor_id], lost.applied_on)}
    return Wish(
        lost.debtor_id,
        [pk for pk in charges if pk in still],
        number,
        scheme=lost.terms.scheme.code,
        group=lost.group,
        follows=lost.pk,
    )
