"""What a cashier looks for: a debtor by number, name, payment code or charge, and the debts."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import ZERO
from backoffice.party.queries import find_parties, parties_by_id, party_by_afm
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue.queries import Debt, office
from backoffice.treasury.errors import UnknownPayer

MOST = 12


@dataclass(frozen=True, slots=True)
class Found:
    """Who owes what was looked for; several people if the words fit several.

    :ivar ticked: codes of the charges that the words named, or that a sum goes to
    :ivar parts: euros by code, where a sum pays only a part
    :ivar left: euros of a sum that no debt takes
    """

    people: tuple[Any, ...] = ()
    debtor: Any = None
    debts: tuple[Debt, ...] = ()
    ticked: frozenset[str] = frozenset()
    parts: dict[str, Decimal] = field(default_factory=dict)
    left: Decimal = ZERO


def find(text: str, on: date) -> Found:
    """Return the debtor and the debts that a cashier's words mean.

    :param text: AFM, name, RF payment code as a scanner types it, or charge number as 12/2026
    """
    words = text.strip()
    if not words:
        return Found()
    if _names_a_charge(words):
        charges = list(office.charges(text=words, on=on)[:1])
        if not charges:
            return Found()
        return debts_of(charges[0].debtor_id, on, frozenset({charges[0].code}))
    people = tuple(find_parties(words).order_by("sort_key")[:MOST])
    if len(people) == 1:
        return debts_of(people[0].pk, on)
    return Found(people)


def debts_of(party_id: int, on: date, ticked: frozenset[str] = frozenset()) -> Found:
    """Return a debtor with everything owed today, oldest due day first."""
    debtor = parties_by_id({party_id}).get(party_id)
    debts = tuple(revenue_queries.debts_of([party_id], on))
    return Found((), debtor, debts, ticked)


def with_sum(found: Found, amount: Decimal, on: date) -> Found:
    """Tick the debts that a sum goes to when the payer names none, with parts where it ends.

    :param amount: euros that the payer wants to pay
    """
    if found.debtor is None:
        return found
    spread = revenue_queries.spread_sum(found.debtor.pk, amount, on)
    parts = {part.debt.code: part.amount for part in spread.parts if part.is_part}
    ticked = frozenset(part.debt.code for part in spread.parts)
    return replace(found, ticked=ticked, parts=parts, left=spread.left)


def _names_a_charge(words: str) -> bool:
    number, slash, year = words.partition("/")
    if slash and number.isdecimal() and year.isdecimal():
        return True
    return "".join(words.split()).upper().startswith("RF")


def payer_of(afm: str) -> int:
    """Return the identifier of the person or business with an AFM.

    :raises UnknownPayer: if the town does not know it
    """
    party = party_by_afm(afm.strip())
    if party is None:
        raise UnknownPayer(
            _("Nobody in the register has the AFM %(afm)s. Enter the person there first.")
            % {"afm": afm}
        )
    return party.pk


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs by the piece: euros a unit, and its words in both languages."""

    kind: str
    key: str
    rate: Decimal
    unit: str
    kind_el: str
    kind_en: str
    label_el: str
    label_en: str


def prices(on: date) -> list[Price]:
    """Return what is priced by the piece on a day."""
    return [
        Price(
            row.kind.code,
            row.key,
            row.rate,
            row.unit,
            row.kind.name_el,
            row.kind.name_en,
            row.label_el,
            row.label_en,
        )
        for row in revenue_queries.tariffs_on(on).filter(kind__assessor="revenue.by_tariff")
    ]
