"""What time does: drafts that nobody touches are forgotten, papers of applications are filed."""

from datetime import datetime, timedelta

from django.db import transaction

from backoffice.documents import services as documents
from backoffice.documents.services import FileFacts, keep_file
from eservices.applications import paper
from eservices.applications.models import Application, Draft

from .drafts import discard_draft

BATCH = 500


def purge_drafts(*, at: datetime) -> int:
    """Forget drafts that nobody touched for as long as they are kept; return how many."""
    limit = at - timedelta(days=paper.days_kept())
    old = Draft.objects.filter(saved_at__lt=limit).order_by("saved_at")
    count = 0
    for draft_id in old.values_list("pk", flat=True)[:BATCH]:
        discard_draft(draft_id=draft_id, at=at)
        count += 1
    return count


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
