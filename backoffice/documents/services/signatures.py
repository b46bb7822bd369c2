"""Verbs of signing: co-sign in order, differ, return, and the final signature by authority."""

from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from backoffice.audit.services import record
from backoffice.documents.authority import (
    FOR_ABSENT,
    absences_on,
    authority_of,
    printed_lines,
    title_of,
)
from backoffice.documents.models import Draft, Place, Signature
from backoffice.documents.refusals import (
    CosignersMissing,
    NotACosigner,
    NotYourTurn,
    TextChanged,
    WhyMissing,
)
from backoffice.documents.rules.authority import Authority
from backoffice.documents.steps import DRAFT_MOVES, DraftState
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move

from .drafts import locked_draft, move_draft

Kind = Signature.Kind
SIGNED = (Kind.COSIGN, Kind.DISSENT)


@transaction.atomic
def cosign(
    *, draft_id: int, seen_version: int, actor: User, at: datetime, remarks: str = ""
) -> Signature:
    """Co-sign a draft at one's place in the order; a deputy signs for the absent, «α/α».

    :raises NotYourTurn: if somebody signs before
    :raises NotACosigner: if the actor has no open place
    :raises TextChanged: if another version is current
    """
    return _sign_at_place(draft_id, seen_version, Kind.COSIGN, remarks, actor, at)


@transaction.atomic
def dissent(
    *, draft_id: int, seen_version: int, remarks: str, actor: User, at: datetime
) -> Signature:
    """Co-sign while stating a differing opinion, which stays with the document.

    :raises WhyMissing: without the opinion
    """
    if not remarks.strip():
        raise WhyMissing
    return _sign_at_place(draft_id, seen_version, Kind.DISSENT, remarks, actor, at)


@transaction.atomic
def return_draft(
    *, draft_id: int, seen_version: int, remarks: str, actor: User, at: datetime
) -> Signature:
    """Return a draft to its writer with remarks; co-signing begins anew afterwards.

    :raises WhyMissing: without remarks
    """
    if not remarks.strip():
        raise WhyMissing
    made = _sign_at_place(draft_id, seen_version, Kind.RETURN, remarks, actor, at)
    move_draft(made.draft, DraftState.RETURNED)
    made.draft.save(update_fields=["state"])
    transaction.on_commit(partial(_tell_returned, made.pk))
    return made


def _tell_returned(signature_id: int) -> None:
    from backoffice.documents.circulation_tasks import tell_returned

    tell_returned.defer(signature_id=signature_id)


def _ready(draft_id: int, seen_version: int, new: DraftState) -> Draft:
    draft = locked_draft(draft_id)
    check_move(DRAFT_MOVES, DraftState(draft.state), new)
    if draft.current is None or draft.current.number != seen_version:
        raise TextChanged
    return draft


def open_places(draft: Draft) -> list[Place]:
    """Return the places that still have to sign in this round, in order."""
    signed = set(
        draft.signatures.filter(round=draft.round, kind__in=SIGNED).values_list(
            "position", flat=True
        )
    )
    rows = draft.places.select_related("user").order_by("position")
    return [place for place in rows if place.position not in signed]


def _sign_at_place(
    draft_id: int, seen_version: int, kind: str, remarks: str, actor: User, at: datetime
) -> Signature:
    draft = _ready(draft_id, seen_version, DraftState.RETURNED)
    on = athens_day(at)
    absences = {a.absent_id: a.id for a in absences_on(actor.pk, on)}
    waiting = open_places(draft)
    mine = next((p for p in waiting if p.user_id in {actor.pk, *absences}), None)
    if mine is None:
        raise NotACosigner
    if mine is not waiting[0]:
        raise NotYourTurn(str(waiting[0].user))
    stands_for = None if mine.user_id == actor.pk else mine.user_id
    title = mine.title or title_of(mine.user_id, on).words
    printed = [*([FOR_ABSENT] if stands_for else []), *([title] if title else []), str(actor)]
    made = _written(
        draft,
        kind,
        actor,
        at,
        position=mine.position,
        stands_for_id=stands_for,
        substitution_id=absences.get(mine.user_id) if stands_for else None,
        printed=printed,
        remarks=remarks.strip(),
    )
    after = {"round": draft.round, "place": mine.position, "for": stands_for}
    record(f"documents.draft.{kind}", draft, actor=actor, at=at, after=after, note=remarks.strip())
    return made


def _written(draft: Draft, kind: str, actor: User, at: datetime, **facts: object) -> Signature:
    assert draft.current is not None
    return Signature.objects.create(
        draft=draft,
        version=draft.current,
        round=draft.round,
        kind=kind,
        signer=actor,
        digest=draft.current.digest,
        at=at,
        **facts,
    )


@transaction.atomic
def sign_document(*, draft_id: int, seen_version: int, actor: User, at: datetime) -> Signature:
    """Give the final signature, by a right that is in force on that day.

    :raises CosignersMissing: if somebody in the order has not co-signed
    :raises AuthorityEnded: if the delegation ended before; other refusals of authority likewise
    :raises AmountAboveLimit: if the amount goes to the mayor
    """
    draft = _ready(draft_id, seen_version, DraftState.SIGNED)
    waiting = open_places(draft)
    if waiting:
        raise CosignersMissing(", ".join(str(place.user) for place in waiting))
    on = athens_day(at)
    authority = authority_of(actor, draft, on)
    made = _final(draft, authority, actor, at)
    move_draft(draft, DraftState.SIGNED)
    draft.signed_at = at
    draft.save(update_fields=["state", "signed_at"])
    record(
        "documents.draft.signed",
        draft,
        actor=actor,
        at=at,
        after={
            "version": seen_version,
            "digest": made.digest,
            "delegation": authority.grant_id,
            "for": authority.stands_for,
        },
    )
    return made


def _final(draft: Draft, authority: Authority, actor: User, at: datetime) -> Signature:
    on = athens_day(at)
    try:
        with transaction.atomic():
            return _written(
                draft,
                Kind.FINAL,
                actor,
                at,
                delegation_id=authority.grant_id,
                stands_for_id=authority.stands_for,
                substitution_id=authority.absence_id,
                printed=printed_lines(actor.pk, authority, on),
            )
    except IntegrityError:
        raise TextChanged from None
