"""What the queue should have done, or has to ask for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from backoffice.enforcement.models import Delivery, Notice, Part
from backoffice.enforcement.states import (
    BatchState,
    DeliveryState,
    NoticeState,
    PartState,
    Way,
)

FOLLOWED = 5000
#: A worker that lives says so every ten seconds.
SILENT = timedelta(minutes=1)
#: A part is the work of seconds; after so long nobody asks who holds it.
TOO_LONG = timedelta(hours=1)


def parts_left(at: datetime) -> list[int]:
    """Return the parts of batches being issued that are not ready and that nobody works on."""
    waiting = Part.objects.filter(batch__state=BatchState.ISSUING).exclude(state=PartState.SET)
    rows = waiting.order_by("pk").values_list("pk", "batch__issued_at")
    return _left("enforcement.set_part", rows, at)


def without_paper(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return those of some notices that have no PDF of their own; withdrawn ones need none."""
    return notices.filter(file=None).exclude(state=NoticeState.WITHDRAWN)


def papers_left(at: datetime) -> list[int]:
    """Return the parts whose single PDFs were asked for, are not there, and nobody works on."""
    ready = Part.objects.filter(batch__papers_asked_at__isnull=False, state=PartState.SET)
    missing = without_paper(Notice.objects.filter(part=OuterRef("pk")))
    rows = ready.filter(Exists(missing)).order_by("pk").values_list("pk", "batch__papers_asked_at")
    return _left("enforcement.keep_papers", rows, at)


def _left(task: str, rows: Iterable[tuple[int, datetime | None]], at: datetime) -> list[int]:
    jobs = ProcrastinateJob.objects.filter(task_name=task)
    waiting = set(jobs.filter(status="todo").values_list("args__part_id", flat=True))
    living = jobs.filter(status="doing", worker__last_heartbeat__gte=at - SILENT)
    held = set(living.values_list("args__part_id", flat=True))
    return [
        pk
        for pk, asked_at in rows
        if pk not in waiting and (pk not in held or (asked_at and asked_at < at - TOO_LONG))
    ]


def deliveries_left(before: datetime) -> list[int]:
    """Return the electronic deliveries ordered before an instant that nobody tried since."""
    left = Delivery.objects.filter(
        Q(asked_at=None) | Q(asked_at__lt=before),
        state__in=[DeliveryState.WAITING, DeliveryState.UNKNOWN],
        ordered_at__lt=before,
    )
    return list(left.order_by("pk").values_list("pk", flat=True)[:FOLLOWED])


def deliveries_to_follow() -> list[int]:
    """Return the deliveries by eEpidosi that are on their way."""
    found = Delivery.objects.filter(way=Way.EEPIDOSI, state=DeliveryState.SENT)
    return list(found.order_by("pk").values_list("pk", flat=True)[:FOLLOWED])
