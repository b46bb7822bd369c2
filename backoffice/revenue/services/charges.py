"""Charges: raised from facts, cancelled while they carry no money."""

import json
import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.codes import new_code
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.kernel.states import check_move
from backoffice.ledger import services as ledger
from backoffice.ledger.services import LineSpec
from backoffice.revenue import assessors
from backoffice.revenue.models import Charge, ChargeKind, ChargeLine, Tariff
from backoffice.revenue.positions import Position, positions_of
from backoffice.revenue.rules import Assessment, NothingToCharge, TariffRow, TariffTable, make_rf
from backoffice.revenue.rules.rf import DEBT_DIGITS
from backoffice.revenue.states import CHARGE_MOVES, ChargeState

from .due_days import due_day_of
from .errors import (
    ChargeCarriesMoney,
    ChargeDiffers,
    ReasonMissing,
    UnknownCharge,
    UnknownChargeKind,
)
from .kinds import kind_by_code

CHARGE_SERIES = "revenue:charge"


def tariff_table(kind: ChargeKind) -> TariffTable:
    """Return the tariffs of a kind of charge, of all times."""
    return TariffTable(tariff_row(tariff) for tariff in Tariff.objects.filter(kind=kind))


def tariff_row(tariff: Tariff) -> TariffRow:
    """Return a tariff as rules see it."""
    return TariffRow(
        tariff.key,
        tariff.rate,
        tariff.valid_from,
        tariff.valid_until,
        ", ".join(filter(None, [tariff.legal_basis, tariff.decision])),
        tariff.ada,
        tariff.label_el,
        tariff.label_en,
        tariff.unit,
    )


def assess(kind: ChargeKind, facts: dict[str, Any]) -> Assessment:
    """Return what a kind's assessor makes of facts; nothing is written."""
    return assessors.get(kind.assessor)(facts, tariff_table(kind))


@transaction.atomic
def raise_charge(
    *,
    kind: str,
    facts: dict[str, Any],
    debtor_id: int,
    source: Source,
    on: date,
    actor: User | None,
    at: datetime,
    due_on: date | None = None,
    period: str = "",
    purpose: str = "",
) -> Charge:
    """Certify a charge from facts: lines, explanation, number, payment code and journal entry.

    The same source and purpose again returns the charge that exists.

    :param kind: the code of a kind of charge
    :param facts: what the kind's assessor reads; plain values, kept with the charge
    :param on: the day of certification
    :param due_on: the last day to pay without surcharge; without one the kind's rule sets it, by
        the days of the deed (`occurred_on`) and of service (`served_on`) among the facts
    :raises UnknownChargeKind: if the kind is missing or not in force on the day
    :raises DueDayMissing: if no due day is given and the kind's rule sets none
    :raises NothingToCharge: if the facts come to nothing
    :raises ChargeDiffers: if the source raised another charge for this purpose
    """
    facts = plain(facts)
    owner = kind_in_force(kind, on)
    known = _charge_of(source, purpose)
    # A rule that changed meanwhile does not make the same question another one.
    due_on = due_on or (known.due_on if known else due_day_of(owner, facts, on))
    asked = (owner.pk, debtor_id, period, due_on, facts)
    if known is None:
        assessment = assess(owner, facts)
        if assessment.total <= 0:
            raise NothingToCharge(
                _("There is nothing to charge. A declaration of zero needs no charge.")
            )
        try:
            with transaction.atomic():
                return _certify(owner, assessment, asked, source, purpose, on, actor, at)
        except IntegrityError:
            # Somebody else raised it between the look and the insert.
            known = _charge_of(source, purpose)
            if known is None:
                raise
    if (known.kind_id, known.debtor_id, known.period, known.due_on, known.facts) != asked:
        raise ChargeDiffers(
            _("A charge from other facts exists: %(number)s. Cancel or correct that one.")
            % {"number": known}
        )
    return known


def kind_in_force(code: str, on: date) -> ChargeKind:
    """Return a kind of charge that is in force on a day.

    :raises UnknownChargeKind: if it is missing or not in force
    """
    kind = kind_by_code(code)
    if on < kind.valid_from or (kind.valid_until and on > kind.valid_until):
        raise UnknownChargeKind(
            _("The kind of charge “%(kind)s” is not in force on %(day)s. Choose another kind.")
            % {"kind": kind, "day": f"{on:%d/%m/%Y}"}
        )
    return kind


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts as the database will give them back, so that they can be compared."""
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))


def _charge_of(source: Source, purpose: str) -> Charge | None:
    return Charge.objects.filter(
        source_kind=source.kind, source_id=source.id, purpose=purpose
    ).first()


def _certify(
    kind: ChargeKind,
    assessment: Assessment,
    asked: tuple[int, int, str, date, dict[str, Any]],
    source: Source,
    purpose: str,
    on: date,
    actor: User | None,
    at: datetime,
) -> Charge:
    _kind_id, debtor_id, period, due_on, facts = asked
    code = new_code()
    total = assessment.total
    entry = ledger.post(
        journal="REV",
        on=on,
        lines=[
            LineSpec(kind.receivable_account, total, 0, "", debtor_id, kind.ale),
            LineSpec(kind.income_account, 0, total, "", debtor_id, kind.ale),
        ],
        source=Source("revenue.charge", code),
        purpose="assessment",
        text=f"{kind.name_el} {period}".strip()[:240],
        actor=actor,
        at=at,
    )
    charge = Charge.objects.create(
        code=code,
        year=on.year,
        number=next_number(CHARGE_SERIES, on.year),
        kind=kind,
        debtor_id=debtor_id,
        source_kind=source.kind,
        source_id=source.id,
        purpose=purpose,
        period=period,
        on=on,
        due_on=due_on,
        principal=total,
        rf_code=make_rf(settings.RF_CREDITOR_CODE, secrets.randbelow(10**DEBT_DIGITS)),
        facts=facts,
        explanation=assessment.explanation.to_json(),
        entry_id=entry.pk,
    )
    _write_lines(charge, assessment)
    record(
        "revenue.charge.raised",
        charge,
        actor=actor,
        at=at,
        on_behalf_of=debtor_id,
        after={"principal": total, "due_on": due_on, "source": str(source)},
    )
    return charge


def _write_lines(charge: Charge, assessment: Assessment) -> None:
    ChargeLine.objects.bulk_create(
        ChargeLine(
            charge=charge,
            position=position,
            label_el=line.label_el,
            label_en=line.label_en,
            tariff_key=line.tariff_key,
            base=line.base,
            rate=line.rate,
            amount=line.amount,
        )
        for position, line in enumerate(assessment.lines, 1)
    )


@transaction.atomic
def cancel_charge(*, charge_id: int, reason: str, actor: User | None, at: datetime) -> Charge:
    """Cancel a charge that carries no money and reverse its journal entry.

    :raises UnknownCharge: if there is none
    :raises ReasonMissing: if no reason is given
    :raises ChargeCarriesMoney: if money or a reduction is credited to it
    :raises IllegalMove: if it is cancelled or settled already
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the charge."))
    charge = Charge.objects.select_for_update(no_key=True).filter(pk=charge_id).first()
    if charge is None:
        raise UnknownCharge(_("There is no such charge. Go back to the list and choose one."))
    if any(_carries(p) for p in positions_of([charge.pk]).values()):
        raise ChargeCarriesMoney(
            _(
                "Money or collection expenses stand on charge %(number)s. Reverse its payments and "
                "take the expenses back first, or make the charge smaller by a correction."
            )
            % {"number": charge}
        )
    check_move(CHARGE_MOVES, ChargeState(charge.state), ChargeState.CANCELLED)
    today = athens_day(at)
    if charge.list_id is None:
        ledger.reverse(entry_id=charge.entry_id, on=today, reason=reason, actor=actor, at=at)
    else:
        _take_out_of_the_list(charge, reason, today, actor, at)
    charge.state, charge.cancelled_on, charge.reason = ChargeState.CANCELLED, today, reason[:400]
    charge.save(update_fields=["state", "cancelled_on", "reason"])
    record("revenue.charge.cancelled", charge, actor=actor, at=at, note=reason)
    return charge


def _take_out_of_the_list(
    charge: Charge, reason: str, on: date, actor: User | None, at: datetime
) -> None:
    """Post the mirror of one charge: the entry of its list stands for all the others as well."""
    kind, amount, debtor = charge.kind, charge.principal, charge.debtor_id
    ledger.post(
        journal="REV",
        on=on,
        lines=[
            LineSpec(kind.income_account, amount, 0, "", debtor, kind.ale),
            LineSpec(kind.receivable_account, 0, amount, "", debtor, kind.ale),
        ],
        source=Source("revenue.charge", charge.code),
        purpose="cancellation",
        text=reason[:240],
        actor=actor,
        at=at,
    )


def _carries(position: Position) -> bool:
    return bool(position.expenses) or sum((a for _part, a, _on in position.credited), ZERO) != 0
