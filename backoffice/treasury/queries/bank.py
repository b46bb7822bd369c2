"""Sums at the bank as staff look for whose they are."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from backoffice.identity.models import User
from backoffice.kernel.money import ZERO
from backoffice.party.queries import find_parties, party_by_afm
from backoffice.revenue import queries as revenue
from backoffice.revenue.queries import Debt, SumSpread
from backoffice.revenue.rules import check_rf
from backoffice.treasury.models import BankMatch, BankSum
from backoffice.treasury.states import LIVE_MATCHES, MatchState

RF = re.compile(r"RF[\s-]?(?:\d[\s-]?){23}")
AFM = re.compile(r"(?<!\d)\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Hint:
    """Whose a sum may be: by a payment code or an AFM in the payer's words.

    :ivar code: names the hint in an address, where a person's number must not stand
    """

    party_id: int
    name: str
    code: str
    afm: str = ""
    debt: Debt | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """How many sums of some state there are, and what they come to in euros."""

    count: int
    total: Decimal


def bank_sums(
    *, state: str = "", first: date | None = None, last: date | None = None, text: str = ""
) -> QuerySet[BankSum]:
    """Return sums with `live_state` and `live_party`, the latest first.

    :param state: `waiting` for those without a match, a state of a match, or nothing for all
    :param text: part of the reference, the payer or the text, or a person's AFM
    """
    found = (
        BankSum.objects.annotate(
            live=FilteredRelation("matches", condition=Q(matches__state__in=LIVE_MATCHES))
        )
        .annotate(live_state=F("live__state"), live_party=F("live__party__name"))
        .select_related("entered_by")
    )
    if state == "waiting":
        found = found.filter(live_state=None)
    elif state:
        found = found.filter(live_state=state)
    if first:
        found = found.filter(paid_on__gte=first)
    if last:
        found = found.filter(paid_on__lte=last)
    return _about(found, text.strip()).order_by("-paid_on", "-id")


def _about(found: QuerySet[BankSum], text: str) -> QuerySet[BankSum]:
    if not text:
        return found
    words = Q(bank_reference__icontains=text) | Q(payer__icontains=text) | Q(text__icontains=text)
    if text.isdecimal() and len(text) == 9:
        words |= Q(live__party__in=find_parties(text))
    return found.filter(words)


def resting() -> Resting:
    """Return what rests without a match."""
    sums = bank_sums(state="waiting").order_by().aggregate(count=Count("id"), total=Sum("amount"))
    return Resting(sums["count"], sums["total"] or ZERO)


def matches_of(held: BankSum) -> QuerySet[BankMatch]:
    """Return everything that was said of a sum, the latest first."""
    people = ("party", "charge__kind", "proposed_by", "decided_by", "undo_by", "undone_by")
    return held.matches.select_related(*people, "payment", "credit").order_by("-id")


def live_match(held: BankSum) -> BankMatch | None:
    """Return the match that stands or waits, if there is one."""
    return matches_of(held).filter(state__in=LIVE_MATCHES).first()


def matches_to_decide(user: User) -> QuerySet[BankMatch]:
    """Return the matches that wait for this person as the second one."""
    waits = Q(state=MatchState.PROPOSED) & ~Q(proposed_by=user)
    waits |= Q(state=MatchState.UNDO_ASKED) & ~Q(undo_by=user)
    return BankMatch.objects.filter(waits)


def matches_waiting(user: User) -> int:
    """Return how many matches wait for this person as the second one."""
    return matches_to_decide(user).count()


def hints(held: BankSum, on: date) -> list[Hint]:
    """Return whose a sum may be, by what the payer wrote; the surest first."""
    said = f"{held.text} {held.payer}".upper()
    codes = [code for found in RF.findall(said) if (code := check_rf(found))]
    debts = revenue.debts_named(codes, on) if codes else []
    made = [Hint(debt.debtor_id, debt.debtor, debt.code, debt=debt) for debt in debts]
    for afm in dict.fromkeys(AFM.findall(said)):
        party = party_by_afm(afm)
        if party is not None and all(hint.party_id != party.pk for hint in made):
            debt = _of_amount(party.pk, held.amount, on)
            made.append(Hint(party.pk, party.full_name, party.code, afm, debt))
    return made


def hint_of(held: BankSum, code: str, on: date) -> Hint | None:
    """Return the hint of a link, by its code."""
    return next((hint for hint in hints(held, on) if hint.code == code), None) if code else None


def _of_amount(party_id: int, amount: Decimal, on: date) -> Debt | None:
    """Return the only open debt of somebody that comes to an amount."""
    same = [debt for debt in revenue.debts_of([party_id], on) if debt.total == amount]
    return same[0] if len(same) == 1 else None


def spread_of(match: BankMatch) -> SumSpread | None:
    """Return where a sum without a named debt would go; nothing where that is said."""
    if match.charge_id or match.as_credit:
        return None
    return revenue.spread_sum(match.party_id, match.sum.amount, match.sum.paid_on, least=ZERO)
