"""How a declaration reaches revenue: one charge, a replaced charge, a difference, or a credit."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from backoffice.business_fees import rules
from backoffice.business_fees.models import Category, Declaration, DeclarationLine, ExpectedPeriod
from backoffice.business_fees.queries import SOURCE_KIND
from backoffice.business_fees.rules import Outcome
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.revenue.queries import ChargeSummary, charges_of_source
from backoffice.revenue.services import cancel_charge, credit_debtor, raise_charge

KINDS = {Category.Fee.STAY: "stay_fee", Category.Fee.RECEIPTS: "gross_receipts_fee"}
Settlement = Declaration.Settlement


def charges_of(expected: ExpectedPeriod) -> list[ChargeSummary]:
    """Return the charges of a period that were not cancelled."""
    ids = expected.declarations.values_list("pk", flat=True)
    found = charges_of_source([Source(SOURCE_KIND, str(pk)) for pk in ids])
    return [charge for charge in found if charge.state != "cancelled"]


def owes_after(declaration: Declaration) -> bool:
    """Tell whether something of the fee waits to be paid once a declaration is settled."""
    if declaration.version == 1:
        # Nothing was there before, so what it owes is the charge that was raised just now.
        return bool(declaration.charge_code)
    return is_anything_open(declaration.expected)


def is_anything_open(expected: ExpectedPeriod) -> bool:
    """Tell whether some of a period's fee waits to be paid."""
    return any(charge.principal_open for charge in charges_of(expected))


def periods_owing(rows: Sequence[ExpectedPeriod]) -> set[int]:
    """Return which periods still have an open charge, in two statements."""
    owners = dict(Declaration.objects.filter(expected__in=rows).values_list("pk", "expected_id"))
    found = charges_of_source([Source(SOURCE_KIND, str(pk)) for pk in owners])
    return {owners[int(c.source_id)] for c in found if c.principal_open and c.state == "open"}


def settle(
    declaration: Declaration, *, previous: Declaration | None, actor: User, at: datetime
) -> None:
    """Bring the debt of a period in line with the declaration that now holds."""
    charges = charges_of(declaration.expected) if declaration.version > 1 else []
    outcome = rules.outcome(
        before=previous.fee_total if previous else None,
        now=declaration.fee_total,
        untouched=all(charge.principal_open == charge.total for charge in charges),
    )
    match outcome:
        case Outcome.CHARGE:
            _charge(declaration, None, actor, at)
            declaration.settlement = Settlement.CHARGED
        case Outcome.REPLACE:
            _cancel(charges, declaration, actor, at)
            if declaration.fee_total:
                _charge(declaration, None, actor, at)
            declaration.settlement = Settlement.REPLACED if charges else Settlement.CHARGED
        case Outcome.CHARGE_DIFFERENCE:
            _charge(declaration, previous, actor, at)
            declaration.settlement = Settlement.CHARGED
        case Outcome.CREDIT_DIFFERENCE:
            _credit(declaration, charges, actor, at)
            declaration.settlement = Settlement.CREDITED


def _cancel(
    charges: list[ChargeSummary], declaration: Declaration, actor: User, at: datetime
) -> None:
    for charge in charges:
        cancel_charge(
            charge_id=charge.id, reason=f"Διόρθωση: {declaration.receipt}", actor=actor, at=at
        )


def _charge(
    declaration: Declaration, deducted: Declaration | None, actor: User, at: datetime
) -> None:
    """Charge a declaration, less what an earlier one charged; it stays due as before."""
    expected = declaration.expected
    lines = _lines(declaration)
    charge = raise_charge(
        kind=_kind(lines),
        facts=_facts(declaration, lines, deducted),
        debtor_id=declaration.on_behalf_of_id,
        source=Source(SOURCE_KIND, str(declaration.pk)),
        period=expected.period,
        on=athens_day(at),
        due_on=expected.due_on,
        actor=actor,
        at=at,
    )
    declaration.charge_code = charge.code


def _credit(
    declaration: Declaration, charges: Sequence[ChargeSummary], actor: User, at: datetime
) -> None:
    own = _kind(_lines(declaration))
    credit_debtor(
        debtor_id=declaration.on_behalf_of_id,
        amount=-declaration.difference,
        kinds=[own, *(kind for kind in KINDS.values() if kind != own)],
        source=Source(SOURCE_KIND, str(declaration.pk)),
        period=declaration.expected.period,
        reason=f"Αρνητική διαφορά: {declaration.receipt}",
        owed=_owed_in_truth(declaration.fee_total, charges),
        actor=actor,
        at=at,
    )


def _owed_in_truth(fee: Decimal, charges: Sequence[ChargeSummary]) -> dict[int, Decimal]:
    """Return what each charge of a period should have been, the first raised taking most."""
    owed: dict[int, Decimal] = {}
    for charge in sorted(charges, key=lambda one: one.id):
        owed[charge.id] = min(charge.total, fee - sum(owed.values()))
    return owed


def _lines(declaration: Declaration) -> list[DeclarationLine]:
    return list(declaration.lines.select_related("category").order_by("pk"))


def _kind(lines: Sequence[DeclarationLine]) -> str:
    return KINDS[Category.Fee(lines[0].category.fee)]


def _facts(
    declaration: Declaration, lines: Sequence[DeclarationLine], deducted: Declaration | None
) -> dict[str, Any]:
    establishment = declaration.expected.establishment
    return {
        "period": declaration.expected.period,
        "declaration": declaration.receipt,
        "establishment": {"code": establishment.code, "name": establishment.trade_name},
        "lines": [
            {
                "tariff": line.tariff_key,
                "label_el": line.category.name_el,
                "label_en": line.category.name_en,
                "basis": line.legal_basis,
                "first": line.first_on.isoformat(),
                "last": line.last_on.isoformat(),
                "base": str(line.base),
            }
            for line in lines
        ],
        "previous": {"receipt": deducted.receipt, "fee": str(deducted.fee_total)}
        if deducted
        else None,
    }
