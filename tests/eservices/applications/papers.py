"""Papers that lie with an application: many, without many files."""

from typing import Any

from django.utils import timezone

from backoffice.documents import services as documents
from backoffice.documents.services import FileFacts, RecipientFacts
from backoffice.kernel.actors import Source
from eservices.applications.notices import SOURCE
from tests.backoffice.documents.corpus import pdf

#: As many as one entry of the register takes at once.
AT_ONCE = 25


def file_papers(application: Any, count: int, *, first: int = 0) -> None:
    """File later papers of an application: `count` files, every fifth in an outgoing one."""
    at = timezone.now()
    kept = documents.keep_file(content=pdf(text="later"), name="later.pdf", actor=None, at=at)
    for start in range(first, first + count, AT_ONCE):
        size = min(AT_ONCE, first + count - start)
        outgoing = (start // AT_ONCE) % 5 == 4
        documents.register_entry(
            book="general",
            direction="outgoing" if outgoing else "incoming",
            subject=f"Συμπλήρωμα {start}",
            channel="portal",
            department_id=application.department_id,
            sender=None if outgoing else documents.Correspondent(application.name),
            recipients=[RecipientFacts(application.name)] if outgoing else (),
            files=[FileFacts(kept, f"paper-{start + n:04}.pdf") for n in range(size)],
            source=Source(f"{SOURCE}.later", application.code),
            key=f"paper:{application.code}:{start}",
            actor=None,
            at=at,
        )
