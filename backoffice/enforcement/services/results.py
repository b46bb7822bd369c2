"""Results of the post as a file: one line for each tracking number; the same file adds nothing."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.enforcement.errors import UnreadableResults
from backoffice.enforcement.models import Delivery
from backoffice.enforcement.states import DeliveryState, Way
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError

from .service import record_return

COLUMNS = ("tracking", "result", "day", "reason")
DELIVERED, RETURNED = "delivered", "returned"
WORDS = {
    "delivered": DELIVERED,
    "returned": RETURNED,
    "επιδόθηκε": DELIVERED,
    "παραδόθηκε": DELIVERED,
    "επεστράφη": RETURNED,
    "επιστράφηκε": RETURNED,
}
LINES_MAX = 50_000


@dataclass
class ResultsReport:
    """What a file of results changed, and which of its lines changed nothing and why."""

    served: int = 0
    returned: int = 0
    known: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


def import_post_results(*, content: bytes, actor: User, at: datetime) -> ResultsReport:
    """Write down what the post reports; a line that cannot be used is told, the others go on.

    :param content: CSV with semicolons or commas: tracking, result, day, reason
    :raises UnreadableResults: if it is no such file
    """
    report = ResultsReport()
    for number, row in _lines(content):
        try:
            _one(row, report, actor, at)
        except DomainError as error:
            report.problems.append((number, str(error)))
    after = {"served": report.served, "returned": report.returned, "known": report.known}
    with transaction.atomic():
        note = f"{len(report.problems)} problems"
        record("enforcement.results.imported", actor, actor=actor, at=at, after=after, note=note)
    return report


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1253", errors="replace")
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    header = [cell.strip().lower() for cell in next(rows, [])]
    if header[:3] != list(COLUMNS[:3]):
        raise UnreadableResults(
            _("The first line must be: %(columns)s. Save the file as CSV with these columns.")
            % {"columns": ";".join(COLUMNS)}
        )
    for number, row in enumerate(rows, 2):
        if number > LINES_MAX:
            raise UnreadableResults(_("The file is too long. Send it in parts of 50,000 lines."))
        if any(cell.strip() for cell in row):
            yield number, dict(zip(COLUMNS, [c.strip() for c in row] + [""] * 4, strict=False))


def _one(row: dict[str, str], report: ResultsReport, actor: User, at: datetime) -> None:
    result = WORDS.get(row["result"].lower())
    if result is None:
        raise UnreadableResults(_("The result must be “delivered” or “returned”."))
    day = _day(row["day"]) if result == DELIVERED else None
    tracking = row["tracking"].upper()
    delivery = Delivery.objects.filter(way=Way.POST, reference=tracking).order_by("-pk").first()
    if not tracking or delivery is None:
        raise UnreadableResults(_("Nothing was posted under this tracking number."))
    wanted = DeliveryState.SERVED if result == DELIVERED else DeliveryState.RETURNED
    if delivery.state == wanted and delivery.delivered_on == day:
        report.known += 1
        return
    record_return(
        delivery_id=delivery.pk, delivered_on=day, reason=row["reason"], actor=actor, at=at
    )
    if day is None:
        report.returned += 1
    else:
        report.served += 1


def _day(text: str) -> date:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a legal day has no zone
        except ValueError:
            continue
    raise UnreadableResults(_("The day must be written 2026-11-21 or 21/11/2026."))
