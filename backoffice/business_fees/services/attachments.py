"""Verbs of uploaded files: kept apart from every public address, joined to a declaration later."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.business_fees import uploads
from backoffice.business_fees.errors import FileRefused
from backoffice.business_fees.models import Attachment, Declaration
from backoffice.identity.models import User
from backoffice.kernel.codes import new_code

MOST_FILES = 10
KEPT_UNSENT = timedelta(days=366)


def _stream(upload: UploadedFile) -> BinaryIO:
    return cast("BinaryIO", upload.file)


def _checked_type(upload: UploadedFile) -> str:
    if not upload.size:
        raise FileRefused(_("The file is empty. Choose another one."))
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(limit)s. Make it smaller or send it in parts.")
            % {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )
    content_type = uploads.content_type_of(_stream(upload))
    if not content_type or not uploads.name_fits(upload.name or "", content_type):
        raise FileRefused(
            _("Choose a PDF, an image (JPG or PNG) or a workbook (XLSX) without macros.")
        )
    return content_type


def keep_attachment(
    *, establishment_id: int, upload: UploadedFile, actor: User, at: datetime
) -> Attachment:
    """Keep a file that will accompany a declaration.

    :raises FileRefused: if it is empty, too large, or not what its name says
    """
    content_type = _checked_type(upload)
    code = new_code()
    attachment = Attachment(
        code=code,
        establishment_id=establishment_id,
        original_name=uploads.safe_name(upload.name or ""),
        content_type=content_type,
        size=upload.size or 0,
        sha256=uploads.fingerprint(_stream(upload)),
        uploaded_by=actor,
        uploaded_at=at,
    )
    attachment.file.save(f"business_fees/{at:%Y}/{code}", upload, save=False)
    try:
        with transaction.atomic():
            attachment.save()
            record("business_fees.attachment.kept", attachment, actor=actor, at=at)
    except Exception:
        attachment.file.storage.delete(str(attachment.file.name))
        raise
    return attachment


@transaction.atomic
def discard_attachment(*, code: str, actor: User, at: datetime) -> None:
    """Throw away a file its owner has not sent yet; a file already gone changes nothing."""
    attachment = (
        Attachment.objects.select_for_update()
        .filter(code=code, uploaded_by=actor, declaration__isnull=True)
        .first()
    )
    if attachment is None:
        return
    record("business_fees.attachment.discarded", attachment, actor=actor, at=at)
    _delete(attachment)


@transaction.atomic
def purge_attachments(*, at: datetime) -> int:
    """Throw away files that were never sent within a year; return how many."""
    old = list(
        Attachment.objects.select_for_update().filter(
            declaration__isnull=True, uploaded_at__lt=at - KEPT_UNSENT
        )
    )
    for attachment in old:
        record("business_fees.attachment.purged", attachment, actor=None, at=at)
        _delete(attachment)
    return len(old)


def _delete(attachment: Attachment) -> None:
    storage, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def join_attachments(declaration: Declaration, codes: Sequence[str], actor: User) -> None:
    """Join files to the declaration they accompany.

    :raises FileRefused: if one is not the sender's, of another establishment or sent already
    """
    wanted = set(codes)
    if len(wanted) > MOST_FILES:
        raise FileRefused(
            _("Send up to %(most)s files with one declaration.") % {"most": MOST_FILES}
        )
    joined = Attachment.objects.filter(
        code__in=wanted,
        uploaded_by=actor,
        establishment_id=declaration.expected.establishment_id,
        declaration__isnull=True,
    ).update(declaration=declaration)
    if joined != len(wanted):
        raise FileRefused(_("One of the files is no longer there. Add it again."))
