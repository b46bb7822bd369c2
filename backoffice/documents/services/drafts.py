"""Verbs of drafts: written from a template, saved as versions, sent to co-signers, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.documents.authority import departments_on
from backoffice.documents.models import (
    Addressee,
    Draft,
    LetterTemplate,
    Place,
    Version,
)
from backoffice.documents.refusals import (
    AddresseeMissing,
    NotEditable,
    NotInUnit,
    NotRepeatable,
    TextChanged,
    TextRefused,
    WhyMissing,
)
from backoffice.documents.rules import letters
from backoffice.documents.states import EntryState
from backoffice.documents.steps import (
    BEFORE_SIGNATURE,
    DRAFT_MOVES,
    EDITABLE,
    ISSUED,
    DraftState,
)
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.kernel.text import fold

from .changes import locked as locked_entry
from .changes import move_entry
from .register import plan_item


@dataclass(frozen=True, slots=True)
class To:
    """One addressee: who, why (`action`, `notification`, `inside`) and by which way."""

    name: str
    way: str
    role: str = "action"
    email: str = ""
    address: str = ""
    party_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class Cosigner:
    """One place in the order of co-signing."""

    user_id: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What decides who may sign a draft and where it is filed; `amount` in euros."""

    scope: str = ""
    amount: Decimal | None = None
    classification: str = ""
    confidentiality: str = "public"


@transaction.atomic
def draft_document(
    *,
    department_id: int,
    subject: str,
    body: str,
    actor: User,
    at: datetime,
    answers_id: int | None = None,
    template_id: int | None = None,
    facts: DraftFacts | None = None,
    to: Sequence[To] = (),
    cosigners: Sequence[Cosigner] = (),
) -> Draft:
    """Begin an outgoing document; an incoming one it answers is in progress from now on.

    :raises NotInUnit: if the actor does not work in the unit
    :raises TextRefused: if the text is empty or names a field that does not exist
    """
    if department_id not in departments_on(actor.pk, athens_day(at)):
        raise NotInUnit
    draft = _begun(department_id, actor, at, answers_id, template_id, facts or DraftFacts())
    _write(draft, subject, body, actor, at)
    _address(draft, to)
    _order(draft, cosigners)
    if answers_id is not None:
        _take_up(answers_id, actor, at)
    record("documents.draft.begun", draft, actor=actor, at=at, after={"answers": answers_id})
    return draft


def _begun(
    department_id: int,
    actor: User,
    at: datetime,
    answers_id: int | None,
    template_id: int | None,
    facts: DraftFacts,
    **more: Any,
) -> Draft:
    return Draft.objects.create(
        department_id=department_id,
        drafter=actor,
        created_at=at,
        answers_id=answers_id,
        template_id=template_id,
        scope=facts.scope,
        amount=facts.amount,
        classification=plan_item(facts.classification),
        confidentiality=facts.confidentiality,
        **more,
    )


def _take_up(entry_id: int, actor: User, at: datetime) -> None:
    entry = locked_entry(entry_id)
    if entry.state in (EntryState.REGISTERED, EntryState.ASSIGNED):
        move_entry(entry_id=entry.pk, state=EntryState.IN_PROGRESS, actor=actor, at=at)


def _write(draft: Draft, subject: str, body: str, actor: User, at: datetime) -> Version:
    subject, body = subject.strip(), body.strip()
    if not subject or not body:
        raise TextRefused(_("Write a subject and a text."))
    try:
        letters.check_fields(subject)
        letters.check_fields(body)
    except letters.UnknownField as error:
        raise TextRefused(
            _("There is no field “%(name)s”. Use one of: %(known)s.")
            % {"name": error, "known": ", ".join(letters.FIELDS)}
        ) from None
    digest = sha256(f"{subject}\n{body}".encode()).hexdigest()
    if draft.current is not None and draft.current.digest == digest:
        return draft.current
    number = draft.current.number + 1 if draft.current else 1
    made = Version.objects.create(
        draft=draft,
        number=number,
        subject=subject[:300],
        body=body,
        digest=digest,
        made_by=actor,
        made_at=at,
    )
    draft.current = made
    draft.save(update_fields=["current"])
    return made


def _party_of(draft: Draft, one: To) -> int | None:
    """Return who in the register an addressee is: named, or the applicant under the same name.

    The form takes names alone, and whoever wrote to us shall find the answer in the account.
    """
    asked = draft.answers
    if one.party_id is not None or asked is None:
        return one.party_id
    return asked.sender_party_id if fold(one.name) == fold(asked.sender_name) else None


def _address(draft: Draft, to: Sequence[To]) -> None:
    draft.addressees.all().delete()
    Addressee.objects.bulk_create(
        Addressee(
            draft=draft,
            position=position,
            role=one.role,
            name=one.name.strip(),
            email=one.email.strip(),
            address=one.address.strip(),
            way=one.way,
            party_id=_party_of(draft, one),
            department_id=one.department_id,
        )
        for position, one in enumerate(to, 1)
    )


def _order(draft: Draft, cosigners: Sequence[Cosigner]) -> None:
    draft.places.all().delete()
    Place.objects.bulk_create(
        Place(draft=draft, position=position, user_id=one.user_id, title=one.title)
        for position, one in enumerate(cosigners, 1)
    )


def locked_draft(draft_id: int) -> Draft:
    """Return a draft locked until the transaction ends; part of a larger verb."""
    return (
        Draft.objects.select_for_update(of=["self"])
        .select_related("current", "department", "entry__book", "answers", "classification")
        .get(pk=draft_id)
    )


def move_draft(draft: Draft, state: DraftState) -> None:
    """Move a draft along its table; part of a larger verb."""
    check_move(DRAFT_MOVES, DraftState(draft.state), state)
    draft.state = state


@transaction.atomic
def save_draft(
    *,
    draft_id: int,
    subject: str,
    body: str,
    seen_version: int,
    actor: User,
    at: datetime,
    facts: DraftFacts | None = None,
    to: Sequence[To] | None = None,
    cosigners: Sequence[Cosigner] | None = None,
    change_note: str | None = None,
) -> Draft:
    """Save a draft; a changed text is a new version, and earlier ones stay.

    :param seen_version: the number of the version that was on the screen
    :raises NotEditable: if it is with the co-signers or signed
    :raises TextChanged: if somebody else saved in the meantime
    """
    draft = locked_draft(draft_id)
    if draft.state not in EDITABLE:
        raise NotEditable
    if draft.current and draft.current.number != seen_version:
        raise TextChanged
    _write(draft, subject, body, actor, at)
    if facts is not None:
        draft.scope, draft.amount = facts.scope, facts.amount
        item = plan_item(facts.classification)
        draft.classification_id = item.pk if item else None
        draft.confidentiality = facts.confidentiality
    if change_note is not None and draft.repeats_id:
        if not change_note.strip():
            raise WhyMissing
        draft.change_note = change_note.strip()
    draft.save()
    if to is not None:
        _address(draft, to)
    if cosigners is not None:
        _order(draft, cosigners)
    record(
        "documents.draft.saved",
        draft,
        actor=actor,
        at=at,
        after={"version": draft.current.number if draft.current else 0},
    )
    return draft


@transaction.atomic
def send_for_cosign(*, draft_id: int, actor: User, at: datetime) -> Draft:
    """Send a draft round its co-signers, in their order; without any it waits for the signature.

    :raises AddresseeMissing: if nobody is to receive it
    """
    draft = locked_draft(draft_id)
    if not draft.addressees.exists():
        raise AddresseeMissing
    move_draft(draft, DraftState.IN_COSIGN)
    draft.round += 1
    draft.save(update_fields=["state", "round"])
    record("documents.draft.sent", draft, actor=actor, at=at, after={"round": draft.round})
    return draft


@transaction.atomic
def withdraw_draft(*, draft_id: int, reason: str, actor: User, at: datetime) -> Draft:
    """Withdraw a document before its signature; its versions stay.

    :raises WhyMissing: without a reason
    :raises IllegalMove: if it is signed
    """
    if not reason.strip():
        raise WhyMissing
    draft = locked_draft(draft_id)
    move_draft(draft, DraftState.WITHDRAWN)
    draft.withdraw_reason = reason.strip()
    draft.save(update_fields=["state", "withdraw_reason"])
    record("documents.draft.withdrawn", draft, actor=actor, at=at, note=reason.strip())
    return draft


@transaction.atomic
def repeat_document(*, draft_id: int, change_note: str, actor: User, at: datetime) -> Draft:
    """Begin the correct repetition of an issued document: same number, new date, what changed.

    :raises WhyMissing: without saying what changes
    :raises NotRepeatable: if it was not issued, or a repetition is open
    """
    if not change_note.strip():
        raise WhyMissing
    first = locked_draft(draft_id)
    still_open = first.repetitions.filter(state__in=[*BEFORE_SIGNATURE, DraftState.SIGNED])
    if first.state not in ISSUED or still_open.exists() or first.current is None:
        raise NotRepeatable
    facts = DraftFacts(
        first.scope,
        first.amount,
        first.classification.code if first.classification else "",
        first.confidentiality,
    )
    draft = _begun(
        first.department_id,
        actor,
        at,
        first.answers_id,
        first.template_id,
        facts,
        repeats=first,
        change_note=change_note.strip(),
    )
    _write(draft, first.current.subject, first.current.body, actor, at)
    _address(draft, [_same(row) for row in first.addressees.all()])
    _order(draft, [Cosigner(row.user_id, row.title) for row in first.places.all()])
    record(
        "documents.draft.repeated",
        draft,
        actor=actor,
        at=at,
        after={"repeats": first.pk},
        note=change_note.strip(),
    )
    return draft


def _same(row: Addressee) -> To:
    return To(row.name, row.way, row.role, row.email, row.address, row.party_id, row.department_id)


@transaction.atomic
def save_template(
    *, template_id: int | None, values: dict[str, Any], actor: User, at: datetime
) -> LetterTemplate:
    """Enter or change a letter template; letters begun with it keep their own text.

    :raises TextRefused: if it names a field that does not exist
    """
    try:
        letters.check_fields(values["subject"])
        letters.check_fields(values["body"])
    except letters.UnknownField as error:
        raise TextRefused(
            _("There is no field “%(name)s”. Use one of: %(known)s.")
            % {"name": error, "known": ", ".join(letters.FIELDS)}
        ) from None
    template = (
        LetterTemplate.objects.select_for_update().get(pk=template_id)
        if template_id
        else LetterTemplate()
    )
    before = {"subject": template.subject, "body": template.body} if template_id else None
    for name, value in values.items():
        setattr(template, name, value)
    template.save()
    record(
        "documents.template.saved",
        template,
        actor=actor,
        at=at,
        before=before,
        after={"subject": template.subject, "body": template.body},
    )
    return template
