"""Verbs of dispatch: every copy by its way, with what proves that it left and arrived."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.mail import EmailMessage, make_msgid
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.documents import blobs, letter
from backoffice.documents.models import Addressee, Dispatch, Draft, Issue, StoredFile
from backoffice.documents.refusals import NotSealedYet, ProofMissing
from backoffice.documents.rules import clock as law
from backoffice.documents.steps import DISPATCH_MOVES, DispatchState, DraftState
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.states import check_move
from backoffice.kernel.town import letterhead

from .clock import rule_on
from .drafts import locked_draft, move_draft
from .files import keep_file

Way = Addressee.Way
#: Ways that leave a number or a paper behind; without one nothing proves that the copy left.
PROVED = {Way.POST, Way.HAND, Way.KSHDE, Way.EEPIDOSI}
SERVED = "deemed-served"


@transaction.atomic
def dispatch_document(
    *,
    dispatch_id: int,
    state: str,
    actor: User | None,
    at: datetime,
    on: date | None = None,
    reference: str = "",
    receipt_number: str = "",
    proof: StoredFile | None = None,
    note: str = "",
) -> Dispatch:
    """Write down that a copy was sent, delivered or not delivered, with its proof.

    :param on: the day of delivery, today if none
    :param reference: what the channel gave: registered mail, ΚΣΗΔΕ or eEpidosi number
    :param receipt_number: the recipient's own register number
    :raises NotSealedYet: before the seal is there
    :raises ProofMissing: if the way leaves a proof and none is given
    """
    held = (
        Dispatch.objects.select_for_update(of=["self"])
        .select_related("addressee", "draft")
        .get(pk=dispatch_id)
    )
    new = DispatchState(state)
    if not Issue.objects.filter(draft_id=held.draft_id, file__isnull=False).exists():
        raise NotSealedYet
    check_move(DISPATCH_MOVES, DispatchState(held.state), new)
    _write_down(held, new, actor, at, on, reference, receipt_number, proof, note)
    _move_on(held.draft_id, actor, at)
    record(
        f"documents.dispatch.{new}",
        held.draft,
        actor=actor,
        at=at,
        after={
            "recipient": held.addressee.position,
            "way": held.addressee.way,
            "reference": held.reference,
            "proof": proof.sha256 if proof else "",
        },
        note=note,
    )
    return held


def _write_down(
    held: Dispatch,
    new: DispatchState,
    actor: User | None,
    at: datetime,
    on: date | None,
    reference: str,
    receipt_number: str,
    proof: StoredFile | None,
    note: str,
) -> None:
    held.reference = reference.strip() or held.reference
    held.receipt_number = receipt_number.strip() or held.receipt_number
    held.proof = proof or held.proof
    held.note = note.strip()[:300] or held.note
    needs_proof = new != DispatchState.FAILED and held.addressee.way in PROVED
    if needs_proof and not (held.reference or held.proof_id):
        raise ProofMissing
    if new in (DispatchState.SENT, DispatchState.DELIVERED) and held.sent_at is None:
        held.sent_at, held.sent_by = at, actor
        held.deemed_served_on = _deemed(held.addressee.way, athens_day(at))
    if new == DispatchState.DELIVERED:
        held.delivered_on = on or athens_day(at)
    held.state = new
    held.save()


def _deemed(way: str, sent_on: date) -> date | None:
    """Return the day of presumed service (ν. 4727/2020 άρθρο 29 §4), where the law presumes it."""
    if way != Way.EEPIDOSI:
        return None
    return law.due_date(sent_on, rule_on(SERVED, sent_on), legal_calendar())


def _move_on(draft_id: int, actor: User | None, at: datetime) -> None:
    draft = locked_draft(draft_id)
    waiting = draft.dispatches.filter(state__in=[DispatchState.WAITING, DispatchState.FAILED])
    if draft.state == DraftState.NUMBERED and not waiting.exists():
        move_draft(draft, DraftState.DISPATCHED)
        draft.save(update_fields=["state"])
        record("documents.draft.dispatched", draft, actor=actor, at=at)


def dispatch_with_proof(
    *,
    dispatch_id: int,
    proof: File[bytes] | None,
    actor: User,
    at: datetime,
    **facts: Any,
) -> Dispatch:
    """Keep the uploaded proof of a copy, then write down what became of the copy.

    :param facts: those of `dispatch_document`
    :raises FileRefused: if the file is not what its name says
    """
    file = keep_file(content=proof, name=proof.name or "", actor=actor, at=at) if proof else None
    return dispatch_document(dispatch_id=dispatch_id, proof=file, actor=actor, at=at, **facts)


def mail_document(*, dispatch_id: int, at: datetime) -> bool:
    """Mail the sealed file to one recipient; a copy that left already is not sent again.

    The message is handed over before the row says so: a crash between sends twice rather than
    never, and the message number is the same both times.

    :returns: whether a message was handed over
    :raises NotSealedYet: before the seal is there
    """
    held = Dispatch.objects.select_related("addressee", "draft__entry__book").get(pk=dispatch_id)
    if held.addressee.way != Way.EMAIL or held.state != DispatchState.WAITING:
        return False
    issue = Issue.objects.select_related("file").filter(draft_id=held.draft_id).first()
    if issue is None or issue.file is None:
        raise NotSealedYet
    message = _message(held, issue.file)
    message.send()
    dispatch_document(
        dispatch_id=held.pk,
        state=DispatchState.SENT,
        actor=None,
        at=at,
        reference=str(message.extra_headers["Message-ID"]),
    )
    return True


def _message(held: Dispatch, file: StoredFile) -> EmailMessage:
    entry = held.draft.entry
    assert entry is not None
    with override(letter.LANGUAGE):
        words = _(
            "You find attached our document %(number)s: %(subject)s\n\n"
            "It is sealed digitally; the address beside the QR code tells whether it is valid.\n\n"
            "%(town)s"
        ) % {
            "number": entry.label,
            "subject": letter.subject(held.draft),
            "town": letterhead(letter.LANGUAGE)["name"],
        }
        title = _("Document %(number)s") % {"number": entry.label}
    message = EmailMessage(
        title,
        words,
        to=[held.addressee.email],
        headers={"Message-ID": _message_id(held)},
    )
    message.attach(letter.file_name(entry.label), blobs.read(file.path), "application/pdf")
    return message


def _message_id(held: Dispatch) -> str:
    domain = make_msgid(domain=settings.SITE_URL.partition("//")[2].split(":")[0] or "localhost")
    return f"<dispatch-{held.pk}-{held.draft.code}@{domain.rpartition('@')[2]}"


def mails_waiting(draft: Draft) -> list[int]:
    """Return the copies of a draft that wait for their mail."""
    rows = draft.dispatches.filter(addressee__way=Way.EMAIL, state=DispatchState.WAITING)
    return list(rows.values_list("pk", flat=True))
