"""PDFs of single notices: set from the frozen words, kept when they leave by themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.documents.queries import content_of
from backoffice.enforcement.models import Notice, Opening
from backoffice.enforcement.queries.notices import printed
from backoffice.identity.models import User


def keep_paper(*, notice_id: int, actor: User | None, at: datetime) -> bytes:
    """Return the PDF of one notice as it left the first time; the first time it is kept.

    Set anew after an upgrade, the same words could give other bytes; what was handed out stays.
    """
    notice = Notice.objects.select_related("batch", "file").get(pk=notice_id)
    if notice.file is not None:
        return content_of(notice.file)
    content = printed(notice)
    file = documents.keep_file(content=content, name=f"{notice.code}.pdf", actor=actor, at=at)
    return content_of(_named(notice_id, file, actor, at))


@transaction.atomic
def _named(notice_id: int, file: Any, actor: User | None, at: datetime) -> Any:
    notice = Notice.objects.select_for_update(of=("self",), no_key=True).get(pk=notice_id)
    if notice.file is None:
        notice.file = file
        notice.save(update_fields=["file"])
        after = {"sha256": file.sha256}
        record("enforcement.notice.kept", notice, actor=actor, at=at, after=after)
    return notice.file


@transaction.atomic
def note_opening(*, notice_id: int, user: User, at: datetime) -> Opening:
    """Write down that somebody opened a notice in the account; the first time counts."""
    opening, is_new = Opening.objects.get_or_create(
        notice_id=notice_id, user=user, defaults={"at": at}
    )
    if is_new:
        notice = Notice.objects.get(pk=notice_id)
        record(
            "enforcement.notice.opened", notice, actor=user, at=at, on_behalf_of=notice.debtor_id
        )
    return opening


def open_notice(*, notice_id: int, user: User, at: datetime) -> bytes:
    """Hand a notice out in the account: its PDF as it left, and that it was opened."""
    content = keep_paper(notice_id=notice_id, actor=None, at=at)
    note_opening(notice_id=notice_id, user=user, at=at)
    return content
