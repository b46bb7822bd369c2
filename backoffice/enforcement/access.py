"""The only way a page gets a row: the wrong person finds nothing, as if nothing were there."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from backoffice.identity.models import User
from backoffice.party.queries import represented_party_ids

from .models import Batch, Delivery, Measure, Notice, Part
from .states import NoticeState

Visitor = User | AnonymousUser

PAY = "pay"


def batch_for(user: Visitor, code: str) -> Batch:
    """Return a batch to staff who see batches.

    :raises Http404: to everybody else
    """
    if not user.has_perm("enforcement.view_batch"):
        raise Http404
    rows = Batch.objects.select_related("made_by", "issued_by", "entry__book", "department")
    batch = rows.filter(code=code).first()
    if batch is None:
        raise Http404
    return batch


def part_for(user: Visitor, code: str, number: int) -> Part:
    """Return a part of a batch whose file is ready, to staff who see batches.

    :raises Http404: to everybody else, and before it is ready
    """
    batch = batch_for(user, code)
    part = batch.parts.select_related("file").filter(number=number, file__isnull=False).first()
    if part is None:
        raise Http404
    return part


def papers_for(user: Visitor, code: str, number: int) -> list[Notice]:
    """Return the notices of a part, each with its own PDF, to staff who see batches.

    :raises Http404: to everybody else, and before all of them are there
    """
    batch = batch_for(user, code)
    rows = Notice.objects.filter(part__batch=batch, part__number=number)
    found = list(
        rows.exclude(state=NoticeState.WITHDRAWN).select_related("file").order_by("position")
    )
    if not found or batch.papers_asked_at is None or any(row.file is None for row in found):
        raise Http404
    return found


def notice_for(user: Visitor, code: str) -> Notice:
    """Return a notice to staff who see notices.

    :raises Http404: to everybody else
    """
    if not user.has_perm("enforcement.view_notice"):
        raise Http404
    rows = Notice.objects.select_related("batch__entry__book", "debtor", "file")
    notice = rows.filter(code=code).first()
    if notice is None:
        raise Http404
    return notice


def own_notice_for(user: Visitor, code: str) -> Notice:
    """Return a notice to its debtor and to whoever may pay for the debtor.

    :raises Http404: to everybody else, and when it was withdrawn
    """
    notice = Notice.objects.filter(code=code).exclude(state=NoticeState.WITHDRAWN).first()
    if notice is None or not user.is_authenticated:
        raise Http404
    if notice.debtor_id in represented_party_ids(user, PAY):
        return notice
    raise Http404


def delivery_for(user: Visitor, code: str, pk: int) -> Delivery:
    """Return a delivery of a notice to staff who serve notices.

    :raises Http404: to everybody else
    """
    if not user.has_perm("enforcement.serve_notice"):
        raise Http404
    notice = notice_for(user, code)
    delivery = notice.deliveries.filter(pk=pk).first()
    if delivery is None:
        raise Http404
    delivery.notice = notice
    return delivery


def proof_for(user: Visitor, code: str, pk: int) -> Any:
    """Return the proof of a delivery to staff who see notices.

    :raises Http404: to everybody else, and where there is no proof
    """
    notice = notice_for(user, code)
    delivery = notice.deliveries.select_related("proof").filter(pk=pk).first()
    if delivery is None or delivery.proof is None:
        raise Http404
    return delivery.proof


def measure_for(user: Visitor, code: str) -> Measure:
    """Return a measure to staff who see measures.

    :raises Http404: to everybody else
    """
    if not user.has_perm("enforcement.view_measure"):
        raise Http404
    rows = Measure.objects.select_related(
        "debtor", "proposed_by", "decided_by", "taken_by", "lifted_by", "proof"
    )
    measure = rows.filter(code=code).first()
    if measure is None:
        raise Http404
    return measure


def may_read_file(user: User, file: Any) -> bool:
    """Tell whether a file belongs to a batch, a notice or a measure that a user sees."""
    holders = (
        ("enforcement.view_batch", Part.objects.filter(file=file)),
        ("enforcement.view_notice", Notice.objects.filter(file=file)),
        ("enforcement.view_notice", Delivery.objects.filter(proof=file)),
        ("enforcement.view_measure", Measure.objects.filter(proof=file)),
    )
    return any(user.has_perm(right) and rows.exists() for right, rows in holders)
