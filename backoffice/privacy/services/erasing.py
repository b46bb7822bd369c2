"""What is older than its period is erased, after a second person approved."""

from datetime import date, datetime
from functools import partial

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.privacy import queries, tasks
from backoffice.privacy.erasing import NAMED
from backoffice.privacy.errors import (
    AskedAlready,
    KeptByLaw,
    NothingToErase,
    PeriodUnknown,
    ReasonMissing,
    SecondPersonNeeded,
)
from backoffice.privacy.models import Erasure, Period
from backoffice.privacy.registries import ERASERS, KEPT
from backoffice.privacy.states import ERASURE_MOVES, ErasureState
from backoffice.privacy.words import TERMS

BATCH = 1_000


@transaction.atomic
def set_period(
    *,
    eraser: str,
    months: int,
    legal_basis: str,
    valid_from: date,
    actor: User,
    at: datetime,
) -> Period:
    """Set for how many months a class of data is kept or an answer may take, from a day on.

    :raises UnknownKind: if there is no such class
    :raises PeriodUnknown: if the period is none, or the day has one already
    """
    if eraser not in TERMS:
        ERASERS.get(eraser)
    if months < 1 or valid_from < athens_day(at):
        raise PeriodUnknown(_("A period has at least one month and begins today or later."))
    try:
        with transaction.atomic():
            made = Period.objects.create(
                eraser=eraser,
                months=months,
                legal_basis=legal_basis[:200],
                valid_from=valid_from,
                set_by=actor,
            )
    except IntegrityError as error:
        raise PeriodUnknown(_("A period begins on this day already. Choose another.")) from error
    record("privacy.period.set", made, actor=actor, at=at, after={"months": months})
    return made


@transaction.atomic
def propose_erasure(*, eraser: str, actor: User, at: datetime) -> Erasure:
    """Count what is older than its period, and propose to erase it.

    :raises KeptByLaw: if the law keeps the class, with its reason
    :raises NothingToErase: if nothing is
    :raises AskedAlready: if a proposal for the class is open
    """
    if eraser in KEPT.kinds():
        kept = KEPT.get(eraser)
        raise KeptByLaw(f"{kept.reason} ({kept.legal_basis})")
    kind = ERASERS.get(eraser)
    before = queries.horizon_of(kind, at)
    counted = kind.count(before)
    if not counted:
        raise NothingToErase(_("Nothing is older than its period. There is nothing to do."))
    _months, basis = queries.months_of(kind, athens_day(at))
    made = Erasure(
        eraser=eraser,
        before=before,
        counted=counted,
        legal_basis=basis,
        proposed_at=at,
        proposed_by=actor,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AskedAlready(
            _("An erasure of this class awaits approval or is under way. Look at that one.")
        ) from error
    record("privacy.erasure.proposed", made, actor=actor, at=at, after={"rows": counted})
    return made


@transaction.atomic
def approve_erasure(*, erasure_id: int, actor: User, at: datetime) -> Erasure:
    """Approve an erasure; the queue carries it out.

    :raises SecondPersonNeeded: to whoever proposed it
    """
    held = _locked(erasure_id)
    _decide(held, ErasureState.APPROVED, actor, at)
    held.save(update_fields=["state", "decided_at", "decided_by"])
    record("privacy.erasure.approved", held, actor=actor, at=at, after={"rows": held.counted})
    transaction.on_commit(partial(tasks.order_erasure, held.pk))
    return held


@transaction.atomic
def refuse_erasure(*, erasure_id: int, reason: str, actor: User, at: datetime) -> Erasure:
    """Refuse an erasure with a reason.

    :raises ReasonMissing: without one
    :raises SecondPersonNeeded: to whoever proposed it
    """
    if not reason.strip():
        raise ReasonMissing(_("State the reason, for instance a file that is needed longer."))
    held = _locked(erasure_id)
    _decide(held, ErasureState.REFUSED, actor, at)
    held.reason = reason.strip()[:300]
    held.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record("privacy.erasure.refused", held, actor=actor, at=at, note=reason)
    return held


def _locked(erasure_id: int) -> Erasure:
    return Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)


def _decide(held: Erasure, state: ErasureState, actor: User, at: datetime) -> None:
    if held.proposed_by_id == actor.pk:
        raise SecondPersonNeeded(_("You proposed this. Another person has to decide."))
    check_move(ERASURE_MOVES, ErasureState(held.state), state)
    held.state, held.decided_at, held.decided_by = state, at, actor


def carry_out(*, erasure_id: int, at: datetime) -> Erasure:
    """Erase in batches, each in its own transaction; killed anywhere, the next try goes on."""
    held = Erasure.objects.get(pk=erasure_id)
    kind = ERASERS.get(held.eraser)
    while held.state == ErasureState.APPROVED:
        with transaction.atomic():
            held = _locked(erasure_id)
            if held.state != ErasureState.APPROVED:
                break
            with connection.cursor() as cursor:
                cursor.execute(NAMED, [held.code])
            gone = kind.erase(held.before, BATCH)
            held.erased += gone
            if gone < BATCH:
                check_move(ERASURE_MOVES, ErasureState(held.state), ErasureState.DONE)
                held.state, held.done_at = ErasureState.DONE, at
                record("privacy.erasure.done", held, actor=None, at=at, after={"rows": held.erased})
            held.save(update_fields=["erased", "state", "done_at"])
    return held
