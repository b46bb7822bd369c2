"""What time does: drafts that nobody touches are forgotten, papers of applications are filed."""

from datetime import datetime

from django.db import transaction

from backoffice.documents import services as documents
from backoffice.documents.services import FileFacts, keep_file
from backoffice.privacy.queries import horizon_of
from eservices.applications import holdings, paper
from eservices.applications.models import Application

BATCH = 500


def purge_drafts(*, at: datetime) -> int:
    """Forget drafts that nobody touched for as long as they are kept; return how many."""
    return holdings.erase_drafts(horizon_of(holdings.DRAFTS, at), BATCH)


@transaction.atomic
def file_paper(*, application_id: int, at: datetime) -> bool:
    """Add the application as a PDF to its entry of the register; filed before, nothing changes.

    :returns: whether it was filed now
    """
    found = Application.objects.select_for_update(of=["self"]).select_related("entry")
    application = found.get(pk=application_id)
    entry = application.entry
    if entry is None or entry.is_cancelled:
        return False
    name = f"application-{application.code}.pdf"
    if entry.attachments.filter(name=name).exists():
        return False
    body = paper.application_pdf(application)
    kept = keep_file(content=body, name=name, actor=None, at=at)
    documents.add_files(
        entry_id=entry.pk, files=[FileFacts(kept, name, "original")], actor=None, at=at
    )
    return True
