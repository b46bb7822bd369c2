"""Verbs of the door: begin, answer, send. A draft is its writer's notes until it is sent."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.business_fees import access, queries
from backoffice.business_fees import services as office
from backoffice.business_fees.errors import BasesIncomplete
from backoffice.business_fees.queries import Declaration, Establishment
from backoffice.identity.models import User
from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.errors import DomainError
from backoffice.party.queries import represented_party_ids

from .journey import Journey
from .models import Draft

KEPT = timedelta(days=366)


class DraftIncomplete(DomainError):
    """A question is still open."""

    code = "draft_incomplete"

    def __init__(self) -> None:
        super().__init__(_("Some amounts are missing. Answer every question, then send."))


class DraftGone(DomainError):
    """There is nothing to send."""

    code = "draft_gone"

    def __init__(self) -> None:
        super().__init__(_("There is no draft for this period any more. Begin the period again."))


def open_draft(
    *, user: User, establishment: Establishment, period: TaxPeriod, at: datetime
) -> Draft:
    """Begin a declaration, or go on with the one begun."""
    draft, _made = Draft.objects.get_or_create(
        user=user,
        establishment_id=establishment.pk,
        period=str(period),
        defaults={"started_at": at, "saved_at": at},
    )
    return draft


@transaction.atomic
def open_correction(*, user: User, declaration: Declaration, at: datetime) -> Draft:
    """Begin a correction with what was declared, or go on with the one begun."""
    expected = declaration.expected
    draft = Draft.objects.filter(
        user=user, establishment_id=expected.establishment_id, period=expected.period
    ).first()
    if draft and draft.corrects == declaration.code:
        return draft
    if draft:
        draft.delete()
    bases = queries.declared_bases(declaration)
    return Draft.objects.create(
        user=user,
        establishment_id=expected.establishment_id,
        period=expected.period,
        corrects=declaration.code,
        had_receipts=any(bases.values()),
        bases={name: str(base) for name, base in bases.items() if base},
        started_at=at,
        saved_at=at,
    )


def answer_receipts(*, draft: Draft, had_receipts: bool, at: datetime) -> Draft:
    """Note whether there were receipts; amounts typed before stay for a change of mind."""
    draft.had_receipts = had_receipts
    return _save(draft, at, "had_receipts")


def answer_amount(*, draft: Draft, slot: str, base: Decimal, at: datetime) -> Draft:
    """Note one amount, in euros."""
    draft.bases = {**draft.bases, slot: str(base)}
    return _save(draft, at, "bases")


def answer_files(*, draft: Draft, reason: str, at: datetime) -> Draft:
    """Note that the files are all there, and why something is corrected."""
    draft.files_seen, draft.reason = True, reason
    return _save(draft, at, "files_seen", "reason")


def write_draft(
    *,
    journey: Journey,
    had_receipts: bool,
    bases: dict[str, Decimal],
    reason: str,
    at: datetime,
) -> Draft:
    """Note every answer at once, as a program does.

    :raises BasesIncomplete: if an amount is not one that the period asks for
    """
    if not set(bases) <= {slot.name for slot in journey.slots}:
        raise BasesIncomplete
    draft = journey.draft
    draft.had_receipts, draft.reason, draft.files_seen = had_receipts, reason, True
    draft.bases = {slot: str(base) for slot, base in bases.items()}
    return _save(draft, at, "had_receipts", "bases", "reason", "files_seen")


def adopt_key(*, draft: Draft, key: str, at: datetime) -> Draft:
    """Send the draft under a program's own key from now on."""
    draft.submission_key = key
    return _save(draft, at, "submission_key")


def add_file(*, draft: Draft, upload: UploadedFile, at: datetime) -> Draft:
    """Keep a file that will go with the declaration.

    :raises FileRefused: if it is empty, too large, or not what its name says
    """
    kept = office.keep_attachment(
        establishment_id=draft.establishment_id, upload=upload, actor=draft.user, at=at
    )
    draft.attachments = [*draft.attachments, kept.code]
    return _save(draft, at, "attachments")


def remove_file(*, draft: Draft, code: str, at: datetime) -> Draft:
    """Throw away a file that was added; one already gone changes nothing."""
    if code not in draft.attachments:
        return draft
    office.discard_attachment(code=code, actor=draft.user, at=at)
    draft.attachments = [kept for kept in draft.attachments if kept != code]
    return _save(draft, at, "attachments")


def _save(draft: Draft, at: datetime, *names: str) -> Draft:
    draft.saved_at = at
    draft.save(update_fields=[*names, "saved_at"])
    return draft


def submit_draft(*, journey: Journey | None, user: User, key: str, at: datetime) -> Declaration:
    """Send what the draft says; a second click returns the declaration of the first.

    :param key: the key that the page or program carried
    :raises DraftGone: if there is neither a draft nor a declaration with the key
    :raises DraftIncomplete: if a question is open
    :raises DomainError: whatever the office refuses
    """
    sent = queries.declaration_by_key(key)
    if sent is not None:
        return access.declaration_for(user, sent.code)
    if journey is None or journey.draft.submission_key != key:
        raise DraftGone
    if not journey.is_complete:
        raise DraftIncomplete
    declaration = _send(journey, user, key, at)
    journey.draft.delete()
    return declaration


def _send(journey: Journey, user: User, key: str, at: datetime) -> Declaration:
    draft = journey.draft
    if journey.corrected:
        return office.correct(
            declaration_id=journey.corrected.pk,
            bases=journey.bases,
            actor=user,
            at=at,
            key=key,
            reason=draft.reason,
            attachments=draft.attachments,
            origin=_origin(user, journey.establishment),
        )
    return office.declare(
        establishment_id=journey.establishment.pk,
        period=journey.period.period,
        bases=journey.bases,
        actor=user,
        at=at,
        key=key,
        attachments=draft.attachments,
        origin=_origin(user, journey.establishment),
    )


def _origin(user: User, establishment: Establishment) -> str:
    if not user.is_staff_member:
        # Whoever is no officer came this far only for a business of their own.
        return Declaration.Origin.ONLINE
    represented = establishment.party_id in represented_party_ids(user, access.SCOPE)
    return Declaration.Origin.ONLINE if represented else Declaration.Origin.COUNTER


@transaction.atomic
def purge_drafts(*, at: datetime) -> int:
    """Forget drafts that nobody touched for a year, with their files; return how many."""
    old = list(Draft.objects.select_for_update().filter(saved_at__lt=at - KEPT))
    for draft in old:
        for code in draft.attachments:
            office.discard_attachment(code=code, actor=draft.user, at=at)
        draft.delete()
    return len(old)
