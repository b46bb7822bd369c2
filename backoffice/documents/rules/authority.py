"""Who may sign what, in which capacity, on which day (ν. 3852/2010 άρθρα 58-59, ν. 2690/1999).

Pure: grants and absences come in as values. The day of the signature decides, never today.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Refusal(StrEnum):
    """Why somebody may not sign, the nearest miss first."""

    AMOUNT = "amount"
    ENDED = "ended"
    NOT_YET = "not_yet"
    SCOPE = "scope"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be signed: its field of subjects, and its amount in euros where it has one."""

    scope: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A delegation that names one person, directly or through a post held on the day.

    :param giver_in_office: whether who gave it still holds the right of his own; a delegate cannot
        pass it on, and a mayor's delegations end with the mayor
    """

    id: int
    user_id: int
    first: date
    last: date | None
    scopes: Collection[str] = ()
    limit: Decimal | None = None
    giver_in_office: bool = True


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody absent, and who stands in."""

    id: int
    absent_id: int
    deputy_id: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Authority:
    """In which capacity a signature is valid."""

    grant_id: int | None = None
    stands_for: int | None = None
    absence_id: int | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the mayor's own right."""
        return self.grant_id is None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no authority; `limit` and `last` say where it would have ended."""

    why: Refusal
    limit: Decimal | None = None
    last: date | None = None


def capacities(signer: int, absences: Iterable[Absence], on: date) -> list[Absence | None]:
    """Return as whom somebody may act on a day: himself first, then whoever is absent."""
    found: list[Absence | None] = [None]
    found += [a for a in absences if a.deputy_id == signer and a.first <= on <= a.last]
    return found


def decide(
    signer: int,
    act: Act,
    on: date,
    *,
    mayors: Collection[int],
    grants: Collection[Grant],
    absences: Iterable[Absence] = (),
) -> Authority | Refused:
    """Return in which capacity a person may sign an act on a day, or why not."""
    misses: list[Refused] = []
    for absence in capacities(signer, absences, on):
        person = absence.absent_id if absence else signer
        standing = {
            "stands_for": absence.absent_id if absence else None,
            "absence_id": absence.id if absence else None,
        }
        if person in mayors:
            return Authority(None, **standing)
        for grant in grants:
            if grant.user_id != person or not grant.giver_in_office:
                continue
            miss = _miss(grant, act, on)
            if miss is None:
                return Authority(grant.id, **standing)
            misses.append(miss)
    order = list(Refusal)
    return min(misses, key=lambda m: order.index(m.why), default=Refused(Refusal.NONE))


def _miss(grant: Grant, act: Act, on: date) -> Refused | None:
    if grant.scopes and act.scope not in grant.scopes:
        return Refused(Refusal.SCOPE)
    if on < grant.first:
        return Refused(Refusal.NOT_YET, last=grant.first)
    if grant.last is not None and on > grant.last:
        return Refused(Refusal.ENDED, last=grant.last)
    if grant.limit is not None and act.amount is not None and act.amount > grant.limit:
        return Refused(Refusal.AMOUNT, limit=grant.limit)
    return None
