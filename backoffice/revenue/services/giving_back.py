"""Income of a later fact's correction given back: debts first, credit after, interest with it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO, cents
from backoffice.revenue.models import Charge, ChargeKind, Relief
from backoffice.revenue.positions import Position, positions, positions_of, regimes_of
from backoffice.revenue.rules import NothingToCharge
from backoffice.revenue.states import ChargeState
from theme.formatting import euro

from .errors import ReasonMissing, ReliefDiffers
from .given_interest import Overpaid, give_overpaid, overpaid, plan_of
from .kinds import kind_by_code
from .reductions import reduced
from .relief import Plan, credit_account, write

NOTHING: Mapping[int, Decimal] = {}


@transaction.atomic
def credit_debtor(
    *,
    debtor_id: int,
    amount: Decimal,
    kinds: Sequence[str],
    source: Source,
    reason: str,
    actor: User | None,
    at: datetime,
    period: str = "",
    owed: Mapping[int, Decimal] = NOTHING,
) -> Relief:
    """Give back income that a later fact made too much: unpaid charges first, the rest as credit.

    The oldest due charges of the kinds become smaller as if they had been raised so; what they
    cannot take is kept for the debtor, and so is the surcharge that was paid on what was not
    owed. The same source again returns what exists.
    Legal source for stay and shop fees: ν.5143/2024 άρθρο 30 §7 and its procedure.

    :param amount: euros, above zero
    :param kinds: codes of kinds of charge; the first one's income is given back
    :param owed: charges that the fact made too large, with the euros that each owed in truth
    :raises ReliefDiffers: if the source was credited already, with another amount or debtor
    :raises ReasonMissing: if no reason is given
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason; it stays with the charge."))
    if amount <= 0 or amount != cents(amount):
        raise NothingToCharge(_("Enter an amount above zero with at most two decimals."))
    known = _known(source, debtor_id, amount)
    if known is not None:
        return known
    unpaid = _locked(debtor_id, kinds, owed)
    plan = _plan(kind_by_code(kinds[0]), debtor_id, amount, unpaid)
    over = _overpaid(owed, source, period, at)
    try:
        with transaction.atomic():
            return _give(plan, over, source, period, reason, actor, at)
    except IntegrityError:
        # Somebody else credited it at this very moment.
        known = _known(source, debtor_id, amount)
        if known is None:
            raise
        return known


def _give(
    plan: Plan,
    over: Sequence[tuple[Position, Overpaid]],
    source: Source,
    period: str,
    reason: str,
    actor: User | None,
    at: datetime,
) -> Relief:
    relief = write(plan, source, period, reason, actor, at)
    for position, found in over:
        back = plan_of(position, found, athens_day(at), plan.account)
        name = f"{relief.code}:{position.code}"
        give_overpaid(position, found, back, None, name, reason, actor, at)
    interest = sum((found.amount for _position, found in over), ZERO)
    record(
        "revenue.debtor.credited",
        relief,
        actor=actor,
        at=at,
        on_behalf_of=plan.debtor_id,
        after={"amount": plan.amount, "kept": plan.rest, "interest": interest},
        note=reason,
    )
    return relief


def _known(source: Source, debtor_id: int, amount: Decimal) -> Relief | None:
    known = Relief.objects.filter(source_kind=source.kind, source_id=source.id).first()
    if known is not None and (known.debtor_id, known.amount) != (debtor_id, amount):
        raise ReliefDiffers(
            _("This was credited already with %(amount)s. Correct that one instead.")
            % {"amount": euro(known.amount)}
        )
    return known


def _locked(debtor_id: int, kinds: Collection[str], owed: Collection[int]) -> list[Position]:
    """Lock the unpaid charges and those that were too large; return the unpaid ones."""
    unpaid = Q(debtor_id=debtor_id, kind__code__in=list(kinds), state=ChargeState.OPEN)
    rows = Charge.objects.select_for_update(no_key=True).filter(unpaid | Q(pk__in=list(owed)))
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    codes = set(kinds)
    found = positions("charge.id = any(%s) and charge.state = 'open'", [ids])
    return [p for p in found if p.debtor_id == debtor_id and p.kind_code in codes]


def _overpaid(
    owed: Mapping[int, Decimal], source: Source, period: str, at: datetime
) -> list[tuple[Position, Overpaid]]:
    """Return the surcharges that were paid on what charges did not owe."""
    if not owed:
        return []
    found = positions_of(owed)
    grown = regimes_of(found.values(), athens_day(at))
    # What other facts and decisions took off is no part of what this fact knows to be true.
    own = Q(relief__source_kind=source.kind, relief__period=period)
    others = reduced(list(owed), apart=own)
    over = []
    for charge_id, position in sorted(found.items()):
        late = grown.get(position.regime_id or 0)
        truth = max(ZERO, owed[charge_id] - others.get(charge_id, ZERO))
        paid = overpaid(position, truth, late.regime if late else None)
        if paid is not None:
            over.append((position, paid))
    return over


def _plan(kind: ChargeKind, debtor_id: int, amount: Decimal, unpaid: Sequence[Position]) -> Plan:
    parts, rest = [], amount
    for position in unpaid:
        part = min(rest, position.principal_open)
        if part > 0:
            parts.append((position, part))
            rest -= part
    return Plan(kind, debtor_id, amount, tuple(parts), rest, credit_account())
