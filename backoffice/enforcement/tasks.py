"""What the queue does for enforcement: each entry loads by identifier and is safe to repeat."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from backoffice.kernel.dates import athens_day

PATIENT = RetryStrategy(max_attempts=12, exponential_wait=3)
#: A delivery that nobody touched for so long was left by a worker that died.
LEFT = timedelta(minutes=10)


@app.task(name="enforcement.set_part", queue="enforcement", retry=PATIENT)
def set_part(part_id: int) -> None:
    """Issue the notices of a part and set them as one file."""
    from . import services

    services.set_part(part_id=part_id, at=timezone.now())


# Behind everything else: what a dead worker left of the issue itself must not wait for it.
@app.task(name="enforcement.keep_papers", queue="enforcement", retry=PATIENT, priority=-1)
def keep_papers(part_id: int) -> None:
    """Set and keep a PDF for each notice of a part."""
    from . import services

    services.keep_papers(part_id=part_id, at=timezone.now())


@app.task(name="enforcement.send_delivery", queue="enforcement", retry=PATIENT)
def send_delivery(delivery_id: int) -> None:
    """Send one ordered delivery."""
    from . import services

    services.send_delivery(delivery_id=delivery_id, at=timezone.now())


@app.task(name="enforcement.follow_delivery", queue="enforcement", retry=PATIENT)
def follow_delivery(delivery_id: int) -> None:
    """Ask what became of one delivery."""
    from . import services

    services.follow_delivery(delivery_id=delivery_id, at=timezone.now())


@app.periodic(cron="*/2 * * * *")
@app.task(
    name="enforcement.go_on_setting",
    queue="enforcement",
    queueing_lock="enforcement.go_on_setting",
)
def go_on_setting(timestamp: int) -> None:
    """Queue again the parts that a worker left behind when it died."""
    _take_up_parts()


@app.periodic(cron="*/10 * * * *")
@app.task(name="enforcement.go_on", queue="enforcement")
def go_on(timestamp: int) -> None:
    """Queue again the parts and deliveries that a worker left behind when it died."""
    from .queries.left import deliveries_left

    _take_up_parts()
    deliveries: list[JSONDict] = [
        {"delivery_id": pk} for pk in deliveries_left(timezone.now() - LEFT)
    ]
    if deliveries:
        send_delivery.batch_defer(*deliveries)


def _take_up_parts() -> None:
    from .queries.left import papers_left, parts_left

    at = timezone.now()
    parts: list[JSONDict] = [{"part_id": pk} for pk in parts_left(at)]
    papers: list[JSONDict] = [{"part_id": pk} for pk in papers_left(at)]
    if parts:
        set_part.batch_defer(*parts)
    if papers:
        keep_papers.batch_defer(*papers)


@app.periodic(cron="35 */4 * * *")
@app.task(name="enforcement.follow_up", queue="enforcement")
def follow_up(timestamp: int) -> None:
    """Ask eEpidosi about everything that is on its way."""
    from .queries.left import deliveries_to_follow

    rows: list[JSONDict] = [{"delivery_id": pk} for pk in deliveries_to_follow()]
    if rows:
        follow_delivery.batch_defer(*rows)


@app.periodic(cron="5 4 * * *")
@app.task(name="enforcement.mark_deemed", queue="enforcement")
def mark_deemed(timestamp: int) -> None:
    """Count as served what the law deems served by today."""
    from . import services

    at = timezone.now()
    services.mark_deemed(on=athens_day(at), at=at)
