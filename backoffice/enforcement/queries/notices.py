"""What notices say, as pages and papers show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet

from backoffice.enforcement.models import Batch, Delivery, Notice, Opening
from backoffice.enforcement.states import NoticeState
from theme import pdf


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its debtor sees it; the amount in euros."""

    code: str
    kind: str
    kind_label: Any
    number: str
    debtor: str
    on: date
    total: Decimal
    served_on: date | None
    objection_until: date | None


def notices_of_parties(party_ids: Collection[int]) -> list[NoticeView]:
    """Return the notices addressed to parties, the latest first; withdrawn ones are left out."""
    rows = (
        Notice.objects.filter(debtor__in=list(party_ids))
        .exclude(state=NoticeState.WITHDRAWN)
        .select_related("debtor")
        .order_by("-on", "-id")
    )
    return [
        NoticeView(
            row.code,
            row.kind,
            row.get_kind_display(),
            str(row),
            row.debtor.full_name,
            row.on,
            row.total,
            row.served_on,
            row.objection_until,
        )
        for row in rows
    ]


def deliveries_of(notice: Notice) -> QuerySet[Delivery]:
    """Return the attempts to serve a notice, the first one first."""
    return notice.deliveries.select_related("ordered_by", "proof").order_by("pk")


def openings_of(notice: Notice) -> QuerySet[Opening]:
    """Return who opened a notice in the account, and when."""
    return notice.openings.select_related("user")


def page_data(batch: Batch, notices: Sequence[Notice]) -> dict[str, Any]:
    """Return the frozen words of notices as their document template takes them."""
    return {
        **batch.frame,
        "language": "el",
        "pay_url": f"{settings.SITE_URL}/{{language}}/pay/",
        "notices": [{**notice.content, "code": notice.code} for notice in notices],
    }


def printed(notice: Notice) -> bytes:
    """Set one notice anew from its frozen words: the same words and day give the same bytes."""
    batch = notice.batch
    issued_at = cast("datetime", batch.issued_at)
    return pdf.render_notices(page_data(batch, [notice]), at=issued_at, separators={})
