"""A person asks about their data, and is answered within the time of the law."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.dates import add_months, athens_day
from backoffice.kernel.states import check_move
from backoffice.party.queries import party_of
from backoffice.privacy import tasks
from backoffice.privacy.errors import AskedAlready, ReasonMissing
from backoffice.privacy.models import Request
from backoffice.privacy.queries import months_for
from backoffice.privacy.states import REQUEST_MOVES, RequestKind, RequestState
from backoffice.privacy.words import ANSWER, MORE


@transaction.atomic
def ask(*, user: User, kind: str, text: str, key: str, at: datetime) -> Request:
    """Keep a request; for a copy of the data the parcel is made at once by the queue.

    The day by which it is answered follows the period in force (GDPR, article 12 §3); the same
    key again asks nothing new.

    :raises AskedAlready: if a request of the kind is open
    :raises PeriodUnknown: if no period of an answer is in force
    """
    known = Request.objects.filter(key=key).first()
    if known is not None:
        return known
    party = party_of(user)
    made = Request(
        key=key,
        user=user,
        party=party,
        kind=kind,
        text=text.strip()[:5_000],
        received_at=at,
        due_on=add_months(athens_day(at), months_for(ANSWER, athens_day(at))),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise AskedAlready(
            _("You have asked for this already and will have an answer. Look at that request.")
        ) from error
    record("privacy.request.made", made, actor=user, at=at, after={"kind": kind})
    if kind == RequestKind.ACCESS:
        transaction.on_commit(partial(tasks.order_parcel, made.pk))
    return made


@transaction.atomic
def answer_request(*, request_id: int, answer: str, actor: User | None, at: datetime) -> Request:
    """Answer a request in words that the person reads in the account.

    :raises ReasonMissing: without an answer
    """
    return _end(request_id, RequestState.ANSWERED, answer, actor, at)


@transaction.atomic
def refuse_request(*, request_id: int, answer: str, actor: User, at: datetime) -> Request:
    """Refuse a request with reasons and remedies (GDPR, article 12 §4).

    :raises ReasonMissing: without reasons
    """
    return _end(request_id, RequestState.REFUSED, answer, actor, at)


@transaction.atomic
def withdraw_request(*, request_id: int, actor: User, at: datetime) -> Request:
    """Let the person take a request back."""
    return _end(request_id, RequestState.WITHDRAWN, "-", actor, at)


@transaction.atomic
def extend_request(*, request_id: int, reason: str, actor: User, at: datetime) -> Request:
    """Take more time where the request is complex, and say why (GDPR, article 12 §3).

    :raises ReasonMissing: without a reason
    :raises PeriodUnknown: if no period of an extension is in force
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why it takes longer; the person reads it."))
    held = _locked(request_id)
    if held.state != RequestState.RECEIVED or held.extended_on is not None:
        return held
    held.extended_on, held.extension_reason = athens_day(at), reason.strip()[:300]
    held.due_on = add_months(held.due_on, months_for(MORE, athens_day(at)))
    held.save(update_fields=["extended_on", "extension_reason", "due_on"])
    record("privacy.request.extended", held, actor=actor, at=at, note=reason)
    return held


def _locked(request_id: int) -> Request:
    return Request.objects.select_for_update(no_key=True).get(pk=request_id)


def _end(
    request_id: int, state: RequestState, answer: str, actor: User | None, at: datetime
) -> Request:
    if not answer.strip():
        raise ReasonMissing(_("Write the answer; the person reads it in the account."))
    held = _locked(request_id)
    if held.state == state:
        return held
    check_move(REQUEST_MOVES, RequestState(held.state), state)
    held.state, held.answer = state, answer.strip()[:5_000]
    held.answered_at, held.answered_by = at, actor
    held.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    record(f"privacy.request.{state.value}", held, actor=actor, at=at)
    return held
