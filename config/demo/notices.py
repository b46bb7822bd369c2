"""The demonstration's notices: one batch of overdue notices, some served, each by another way."""

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile

from backoffice.enforcement import queries, services
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from theme import pdf

TITLE = "Ληξιπρόθεσμες οφειλές (επίδειξη)"


def send_notices(*, clerk: User, at: datetime) -> int:
    """Issue one batch to everybody who is late; called again, nothing changes.

    :returns: how many notices there are
    """
    known = next(iter(queries.batches(kind="overdue")), None)
    if known is not None:
        return known.issued_count
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    batch = services.choose_debtors(
        kind="overdue",
        title=TITLE,
        criteria=services.Criteria(),
        department_id=units["revenue"],
        actor=clerk,
        at=at,
    )
    if not batch.findings["in"]:
        return 0
    services.issue_batch(batch_id=batch.pk, actor=clerk, at=at)
    for part in queries.parts_of(batch):
        services.set_part(part_id=part.pk, at=at)
    return _serve(batch, clerk, at)


def _serve(batch: Any, clerk: User, at: datetime) -> int:
    today = athens_day(at)
    notices = list(queries.notices(batch=batch.code).order_by("position"))
    hand, post, back, *_rest = [*notices, None, None, None]
    if hand:
        services.record_handing(notice_id=hand.pk, on=today, proof=_proof(), actor=clerk, at=at)
    for number, notice in enumerate((post, back), 1):
        if notice:
            sent = services.record_posting(
                notice_id=notice.pk, on=today, tracking=f"RE00000000{number}GR", actor=clerk, at=at
            )
    if back:
        services.record_return(
            delivery_id=sent.pk, delivered_on=None, reason="Άγνωστος", actor=clerk, at=at
        )
    return len(notices)


def _proof() -> ContentFile:
    letter = {
        "language": "el",
        "town": {"name": "Δήμος Μινώας Ακτής (επίδειξη)"},
        "title": "Αποδεικτικό επίδοσης",
        "paragraphs": ["Συνθετικό αποδεικτικό, για την επίδειξη."],
    }
    return ContentFile(pdf.render("letterhead", letter), name="apodeiktiko.pdf")
