"""What was sent leaves after its time: all of one application or nothing, by two people alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from backoffice.documents import services as documents
from backoffice.privacy.queries import erasure_under_way
from backoffice.procedures import services as procedures
from backoffice.procedures.states import OPEN_CASES
from eservices.applications.models import (
    Application,
    Ask,
    CoSignature,
    CounterCheck,
    Event,
    Objection,
    RankedRow,
    Supplement,
    Upload,
)
from eservices.applications.models.applications import nothing_sent
from eservices.applications.models.ranking import ListState
from eservices.applications.states import ApplicationState, ObjectionState

from .moving import trail

PART = 200
ENDED = (
    ApplicationState.COMPLETED,
    ApplicationState.REJECTED,
    ApplicationState.FORWARDED,
    ApplicationState.WITHDRAWN,
)
#: A refund that is on its way: what the town owes is a debt too.
OPEN_ACTS = ("asked", "proposed", "approved")
CLEARED = Q(entry__isnull=True) | Q(entry__destroyed_at__isnull=False, entry__legal_hold="")
#: What people wrote; the words of a decision stay.
WRITTEN = Q(kind__in=["asked", "answered", "corrected", "objected", "note"]) | Q(
    kind="moved", new__in=[ApplicationState.WITHDRAWN, ApplicationState.NEEDS_INFO]
)


def to_erase(before: datetime) -> QuerySet[Application]:
    """Return the applications of which nothing is needed any more.

    Nothing happened to them since an instant, no case, objection, list, fee or refund is open, and
    the register has cleared every paper of theirs: the file plan says how long each class is kept,
    a committee destroys it, and a legal hold stops that (ΠΔ 480/1985).
    """
    mine = {"application": OuterRef("pk")}
    keeps = (
        Event.objects.filter(**mine, at__gte=before),
        Upload.objects.filter(**mine, at__gte=before),
        Objection.objects.filter(Q(state=ObjectionState.LODGED) | ~CLEARED, **mine),
        Objection.objects.filter(earlier_case__closed_at__gte=before, **mine),
        Supplement.objects.filter(~CLEARED, **mine),
        RankedRow.objects.filter(**mine).exclude(ranked_list__state=ListState.FINAL),
        Application.objects.filter(pk=OuterRef("pk"), charge__act_items__act__state__in=OPEN_ACTS),
    )
    own = Q(limit_entry=F("entry")) | Q(limit_entry__destroyed_at__isnull=False)
    found = Application.objects.filter(
        own,
        state__in=ENDED,
        state_at__lt=before,
        erased_at__isnull=True,
        entry__destroyed_at__isnull=False,
        entry__legal_hold="",
    )
    found = found.exclude(case__state__in=OPEN_CASES).exclude(case__closed_at__gte=before)
    found = found.exclude(charge__state="open")
    for kept in keeps:
        found = found.filter(~Exists(kept))
    return found


def erase_sent(*, before: datetime, most: int, at: datetime) -> int:
    """Erase what was sent with up to a number of applications; return with how many.

    Part of the transaction of an approved erasure: killed, none of its applications lost anything,
    and the next try begins with the first that is whole.

    :raises privacy.models.Erasure.DoesNotExist: outside an approved erasure
    """
    gone = 0
    while gone < most:
        rows = to_erase(before).order_by("pk").values_list("pk", flat=True)
        ids = list(rows[: min(PART, most - gone)])
        if not ids:
            break
        gone += _erase_part(ids, before, at)
    return gone


@transaction.atomic
def _erase_part(ids: Sequence[int], before: datetime, at: datetime) -> int:
    # As everybody does: the cases, then their applications. What changed meanwhile is looked at
    # again under the lock.
    rows = Application.objects.filter(pk__in=ids)
    cases = rows.filter(case__isnull=False).order_by("case_id")
    for case_id in list(cases.values_list("case_id", flat=True)):
        procedures.hold_case(case_id=case_id)
    held = rows.select_for_update(of=["self"]).order_by("pk")
    locked = list(held.values_list("pk", flat=True))
    found = list(to_erase(before).filter(pk__in=locked).defer("snapshot").order_by("pk"))
    keys = [one.pk for one in found]
    files = list(Upload.objects.filter(application__in=keys).values_list("file_id", flat=True))
    Upload.objects.filter(application__in=keys).delete()
    _erase_words(keys)
    _erase_cases(keys, before)
    Application.objects.filter(pk__in=keys).update(
        snapshot=nothing_sent(), email="", erased_at=at, erasure=erasure_under_way()
    )
    documents.discard_files(file_ids=files, at=at)
    for one in found:
        trail("erased", one, actor=None, at=at)
    return len(found)


def _erase_words(keys: Sequence[int]) -> None:
    mine: dict[str, Any] = {"application__in": keys}
    nothing: dict[str, Any] = {"text": "", "values": {}, "files": []}
    Event.objects.filter(WRITTEN, **mine).exclude(text="").update(text="")
    Ask.objects.filter(**mine).update(text="", items=[])
    Supplement.objects.filter(**mine).update(content=nothing)
    Objection.objects.filter(**mine).update(text="", files=[])
    # Who signed stays as a person of the register; how they were invited does not.
    CoSignature.objects.filter(**mine).update(name="", email="", afm="")
    CounterCheck.objects.filter(**mine).exclude(note="").update(note="")


def _erase_cases(keys: Sequence[int], before: datetime) -> None:
    """Let cases forget the answers that they began with, and what they were told later."""
    rows = Application.objects.filter(pk__in=keys, case__isnull=False)
    earlier = Objection.objects.filter(application__in=keys, earlier_case__isnull=False)
    procedures.forget_facts(
        case_ids=[
            *rows.values_list("case_id", flat=True),
            *earlier.values_list("earlier_case_id", flat=True),
        ],
        before=before,
    )
