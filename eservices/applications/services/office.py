"""Verbs of the office: take up, ask for more, decide, complete, forward, answer an objection."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from eservices.applications import notices, offers
from eservices.applications.errors import NothingAsked, ReasonMissing
from eservices.applications.models import Application, Ask, Event, Objection
from eservices.applications.states import (
    DECIDED,
    OBJECTION_MOVES,
    ApplicationState,
    ObjectionState,
)
from eservices.catalogue.rules import Happening

from .moving import locked, locked_open, move, note, trail
from .refunds import cancel_fee, propose_refund
from .running import complete_limit, end_limit, end_objection_limit, halt_limit

Item = Mapping[str, Any]
ANSWERED, REJECTED, FORWARDED = "answered", "rejected", "forwarded"


@transaction.atomic
def begin_work(*, application_id: int, actor: User | None, at: datetime) -> Application:
    """Say that somebody works on it; said before, it changes nothing."""
    application = locked_open(application_id)
    if application.state == ApplicationState.REGISTERED:
        before = application.state
        move(application, ApplicationState.IN_PROGRESS, actor=actor, at=at)
        trail("taken_up", application, actor=actor, at=at, before=before)
    return application


@transaction.atomic
def ask_for_more(
    *,
    application_id: int,
    items: Sequence[Item],
    text: str,
    actor: User | None,
    at: datetime,
    due_on: date | None = None,
) -> Ask:
    """Ask the applicant for a list of items; the legal time limit stands still meanwhile.

    :param items: each `{"key", "kind": "file" | "text" | "field", "title": {"el", "en"}, "field"?}`
    :param text: what is asked for, in words
    :raises ReasonMissing: without items and without words
    :raises NotOpenAnyMore: if it is decided, forwarded or withdrawn
    """
    application = locked_open(application_id)
    if not items or not all(item.get("key") and item.get("title") for item in items):
        raise ReasonMissing
    before = application.state
    ask = _asked(application, items, text.strip(), actor, at, due_on)
    halt_limit(application, text.strip() or _titles(items), actor=actor, at=at)
    trail("asked", application, actor=actor, at=at, before=before)
    return ask


def _asked(
    application: Application,
    items: Sequence[Item],
    text: str,
    actor: User | None,
    at: datetime,
    due_on: date | None,
) -> Ask:
    open_ask = application.asks.filter(answered_at=None, closed_at=None).first()
    if open_ask is not None:
        # A newer list takes the place of the one that waits.
        open_ask.closed_at = at
        open_ask.save(update_fields=["closed_at"])
    ask = Ask.objects.create(
        application=application,
        items=[dict(item) for item in items],
        text=text,
        asked_by=actor,
        asked_at=at,
        due_on=due_on,
    )
    note(application, Event.Kind.ASKED, actor=actor, at=at, text=text or _titles(items))
    if application.state not in (ApplicationState.NEEDS_INFO, ApplicationState.AWAITING_PAYMENT):
        move(application, ApplicationState.NEEDS_INFO, actor=actor, at=at, text=text)
    return ask


def _titles(items: Sequence[Item]) -> str:
    return ", ".join(str(item["title"].get("el") or item["title"].get("en")) for item in items)


def ask_for_files(
    application: Application, offer: offers.Offer, missing: Sequence[str], *, at: datetime
) -> Ask:
    """Ask for documents that were left out of an application that the law accepts all the same."""
    items = []
    for key in missing:
        field = offer.form.fields[key]
        titles = {"el": field.label.of("el"), "en": field.label.of("en")}
        items.append({"key": key, "kind": "file", "title": titles, "accept": list(field.accept)})
    with override(application.language):
        text = _("These documents were not in the application. The time limit begins with them.")
    return _asked(application, items, text, None, at, None)


@transaction.atomic
def decide(
    *,
    application_id: int,
    approved: bool,
    reason: str,
    remedies: str,
    actor: User | None,
    at: datetime,
) -> Application:
    """Approve, or refuse with reasons and remedies (ν. 2690/1999 άρθρα 16–17).

    :raises ReasonMissing: if a refusal lacks reasons or remedies
    :raises IllegalMove: if it was decided, forwarded or withdrawn
    """
    application = locked(application_id)
    before = application.state
    if not approved and not (reason.strip() and remedies.strip()):
        raise ReasonMissing
    application.reason, application.remedies = reason.strip(), remedies.strip()
    application.decided_at = at
    application.decided_by_id = actor.pk if actor else None
    state = ApplicationState.APPROVED if approved else ApplicationState.REJECTED
    changed = ("reason", "remedies", "decided_at", "decided_by")
    move(application, state, actor=actor, at=at, text=reason.strip(), changed=changed)
    _close_asks(application, at)
    if not approved:
        end_limit(application, REJECTED, reason, actor=actor, at=at)
        cancel_fee(application, reason.strip(), actor=actor, at=at)
        propose_refund(application, Happening.REJECTED, actor=actor, at=at)
    trail(state, application, actor=actor, at=at, before=before, reason=reason)
    return application


def _close_asks(application: Application, at: datetime) -> None:
    application.asks.filter(answered_at=None, closed_at=None).update(closed_at=at)


@transaction.atomic
def complete(
    *,
    application_id: int,
    actor: User | None,
    at: datetime,
    issue_id: int | None = None,
    output_url: str = "",
    text: str = "",
) -> Application:
    """Say that the reply, permit or paper was handed out, and where the applicant finds it.

    :param issue_id: the issued document that answers it
    :param output_url: path of the page where what was asked for is found
    """
    application = locked(application_id)
    before = application.state
    if issue_id is not None:
        application.reply_id = issue_id
    if output_url:
        application.output_url = output_url
    changed = ("reply", "output_url")
    move(application, ApplicationState.COMPLETED, actor=actor, at=at, text=text, changed=changed)
    end_limit(application, ANSWERED, "", actor=actor, at=at)
    trail("completed", application, actor=actor, at=at, before=before)
    return application


@transaction.atomic
def forward(
    *,
    application_id: int,
    to: str,
    on: date,
    reason: str,
    actor: User | None,
    at: datetime,
) -> Application:
    """Send an application to the competent authority and tell the applicant which (άρθρο 4 §1).

    :param to: the name of the authority
    :param on: the day on which it was forwarded
    """
    application = locked_open(application_id)
    if not to.strip():
        raise ReasonMissing
    before = application.state
    application.forwarded_to, application.forwarded_on = to.strip(), on
    changed = ("forwarded_to", "forwarded_on")
    move(
        application,
        ApplicationState.FORWARDED,
        actor=actor,
        at=at,
        text=reason.strip(),
        changed=changed,
    )
    _close_asks(application, at)
    end_limit(application, FORWARDED, to, actor=actor, at=at)
    cancel_fee(application, to.strip(), actor=actor, at=at)
    propose_refund(application, Happening.FORWARDED, actor=actor, at=at)
    trail("forwarded", application, actor=actor, at=at, before=before, reason=to)
    return application


@transaction.atomic
def await_payment(
    *, application_id: int, charge_id: int, actor: User | None, at: datetime
) -> Application:
    """Wait for the fee of a permit or other paper that was charged on the way.

    :param charge_id: a charge to the applicant, raised by the case
    """
    application = locked(application_id)
    before = application.state
    application.charge_id = charge_id
    move(application, ApplicationState.AWAITING_PAYMENT, actor=actor, at=at, changed=("charge",))
    trail("awaiting_payment", application, actor=actor, at=at, before=before)
    return application


@transaction.atomic
def resume(*, application_id: int, actor: User | None, at: datetime) -> Application:
    """Go on after what was waited for came another way, as over the counter."""
    application = locked_open(application_id)
    if application.state not in (ApplicationState.NEEDS_INFO, ApplicationState.AWAITING_PAYMENT):
        raise NothingAsked
    before = application.state
    _close_asks(application, at)
    move(application, ApplicationState.IN_PROGRESS, actor=actor, at=at)
    complete_limit(application, actor=actor, at=at)
    trail("resumed", application, actor=actor, at=at, before=before)
    return application


@transaction.atomic
def answer_lodged(
    *, application_id: int, upheld: bool, answer: str, actor: User | None, at: datetime
) -> Objection | None:
    """Answer the objection that is being examined, as a step of the case decided it, if any is."""
    application = locked(application_id)
    lodged = application.objections.filter(state=ObjectionState.LODGED).first()
    if lodged is None:
        return None
    return decide_objection(
        objection_id=lodged.pk, upheld=upheld, answer=answer, actor=actor, at=at
    )


@transaction.atomic
def decide_objection(
    *, objection_id: int, upheld: bool, answer: str, actor: User | None, at: datetime
) -> Objection:
    """Answer an objection with reasons; one that is accepted takes a decided matter up again.

    :raises ReasonMissing: without an answer
    """
    if not answer.strip():
        raise ReasonMissing
    # Taking up again stands on the verbs of this module's neighbours.
    from .reopening import take_up_again

    application_id = Objection.objects.values_list("application_id", flat=True).get(pk=objection_id)
    application = locked(application_id)
    objection = Objection.objects.select_for_update(of=["self"]).get(pk=objection_id)
    state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    check_move(OBJECTION_MOVES, ObjectionState(objection.state), state)
    objection.state, objection.answer = state, answer.strip()
    objection.decided_by, objection.decided_at = actor, at
    objection.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    before = application.state
    note(application, Event.Kind.OBJECTION_ENDED, actor=actor, at=at, text=answer.strip())
    outcome = ANSWERED if upheld else REJECTED
    end_objection_limit(objection.entry_id, outcome, answer.strip(), actor=actor, at=at)
    if upheld and application.state in DECIDED:
        take_up_again(application, objection, actor=actor, at=at)
    trail(f"objection_{state}", application, actor=actor, at=at, before=before)
    notices.tell_of_objection(objection, at=at)
    return objection
