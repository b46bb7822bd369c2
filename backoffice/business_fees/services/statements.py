"""What every statement about a period has in common: locked, checked, numbered and written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from backoffice.business_fees.errors import (
    BaseRefused,
    BasesIncomplete,
    KeyUsedOtherwise,
    NotLiable,
    PeriodNotExpected,
    PeriodNotOpenYet,
    ReceiverIsAade,
)
from backoffice.business_fees.models import (
    Declaration,
    DeclarationLine,
    Establishment,
    ExpectedPeriod,
    Receiver,
)
from backoffice.business_fees.reading import ReceiverTable, Slot, liable_categories
from backoffice.business_fees.states import (
    DECLARATION_MOVES,
    PERIOD_MOVES,
    DeclarationState,
    PeriodState,
)
from backoffice.identity.models import User
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import TaxPeriod, athens_day
from backoffice.kernel.money import ZERO, cents
from backoffice.kernel.states import check_move

from .attachments import join_attachments
from .register import expect, liable_establishments

SERIES = "business_fees.declaration"
LARGEST_BASE = Decimal("99999999999.99")
Origin = Declaration.Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody states about a period, and the key under which it was sent."""

    bases: Mapping[str, Decimal]
    actor: User
    at: datetime
    key: str
    origin: str = Origin.ONLINE
    attachments: Sequence[str] = ()
    reason: str = ""

    def digest(self, subject: str) -> str:
        """Return what tells two statements under one key apart."""
        asked = {
            "subject": subject,
            "bases": {name: f"{Decimal(base).normalize():f}" for name, base in self.bases.items()},
            "attachments": sorted(self.attachments),
            "reason": self.reason,
            "origin": str(self.origin),
            "actor": self.actor.pk,
        }
        return sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def lock_expected(establishment_id: int, period: TaxPeriod, at: datetime) -> ExpectedPeriod:
    """Lock the expected period, expecting it first if its turn has come.

    :raises PeriodNotExpected: if the register expects no declaration for it
    :raises NotLiable: if the establishment owes no fee at all
    """
    rows = (
        ExpectedPeriod.objects.select_for_update(of=("self",))
        .select_related("establishment")
        .prefetch_related("establishment__categories")
        .filter(establishment_id=establishment_id, period=str(period))
    )
    row = rows.first()
    if row is None:
        liable = liable_establishments().filter(pk=establishment_id)
        if not liable.exists():
            raise NotLiable
        expect(liable, until=athens_day(at))
        row = rows.first()
    if row is None:
        raise PeriodNotExpected
    return row


def sent_before(key: str, digest: str) -> Declaration | None:
    """Return the declaration that was sent under a key.

    :raises KeyUsedOtherwise: if it said something else
    """
    known = Declaration.objects.filter(submission_key=key).select_related("expected").first()
    if known and known.digest != digest:
        raise KeyUsedOtherwise
    return known


def check_open(expected: ExpectedPeriod, at: datetime) -> None:
    """Refuse a period that has not ended.

    :raises PeriodNotOpenYet: naming its last day
    """
    if athens_day(at) <= expected.last_on:
        raise PeriodNotOpenYet(expected.tax_period)


def check_liable(establishment: Establishment) -> None:
    """Refuse an establishment that owes no fee.

    :raises NotLiable: if none of its categories is liable
    """
    if not liable_categories(establishment):
        raise NotLiable


def check_receiver(expected: ExpectedPeriod) -> None:
    """Refuse a period whose declaration another authority receives.

    :raises ReceiverIsAade: with the address of its application
    """
    receivers = ReceiverTable.load()
    categories = expected.establishment.categories.all()
    always = any(category.town_always_receives for category in categories)
    if receivers.of(expected.first_on, town_always=always) == Receiver.Who.AADE:
        raise ReceiverIsAade(receivers.link_of(expected.first_on))


def checked_bases(bases: Mapping[str, Decimal], slots: Sequence[Slot]) -> list[Decimal]:
    """Return the amounts in the order of the slots.

    :raises BasesIncomplete: if one is missing or not asked for
    :raises BaseRefused: if one is negative, has parts of a cent or is too large
    """
    if set(bases) != {slot.name for slot in slots}:
        raise BasesIncomplete
    amounts = [Decimal(bases[slot.name]) for slot in slots]
    for amount in amounts:
        if not amount.is_finite() or not ZERO <= amount <= LARGEST_BASE or amount != cents(amount):
            raise BaseRefused
    return amounts


def write_declaration(
    expected: ExpectedPeriod,
    slots: Sequence[Slot],
    statement: Statement,
    *,
    digest: str,
    corrects: Declaration | None = None,
    state: DeclarationState = DeclarationState.FILED,
) -> Declaration:
    """Write a declaration with its number, lines and files."""
    amounts = checked_bases(statement.bases, slots)
    fees = [slot.fee(base) for slot, base in zip(slots, amounts, strict=True)]
    total = sum(fees, ZERO)
    year = athens_day(statement.at).year
    declaration = Declaration.objects.create(
        year=year,
        number=next_number(SERIES, year),
        expected=expected,
        version=expected.declarations.count() + 1,
        corrects=corrects,
        origin=statement.origin,
        state=state,
        fee_total=total,
        difference=total - (corrects.fee_total if corrects else ZERO),
        declared_by=statement.actor,
        on_behalf_of_id=expected.establishment.party_id,
        declared_at=statement.at,
        reason=statement.reason,
        submission_key=statement.key,
        digest=digest,
    )
    DeclarationLine.objects.bulk_create(
        DeclarationLine(
            declaration=declaration,
            category=slot.category,
            first_on=slot.first,
            last_on=slot.last,
            base=base,
            tariff_key=slot.tariff_key,
            rate=slot.tariff.rate,
            fee=fee,
            legal_basis=slot.category.legal_basis,
            decision=slot.tariff.decision,
        )
        for slot, base, fee in zip(slots, amounts, fees, strict=True)
    )
    join_attachments(declaration, statement.attachments, statement.actor)
    return declaration


def move_period(expected: ExpectedPeriod, state: PeriodState) -> None:
    """Move a period along its table."""
    check_move(PERIOD_MOVES, PeriodState(expected.state), state)
    expected.state = state
    expected.save(update_fields=["state"])


def move_declaration(declaration: Declaration, state: DeclarationState) -> None:
    """Move a declaration along its table."""
    check_move(DECLARATION_MOVES, DeclarationState(declaration.state), state)
    declaration.state = state
    declaration.save(update_fields=["state"])
