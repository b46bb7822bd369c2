"""The demonstration's oldest application: withdrawn, cleared by the archive, erased by two people.

It is of a year before the other papers, so that no list of the archive names those.
"""

from datetime import date, datetime, timedelta

from backoffice.documents import services as documents
from backoffice.identity.models import User
from backoffice.kernel.dates import ATHENS
from backoffice.privacy import services as erasures
from backoffice.procedures import shipped
from eservices.applications import access, services

from .applications import fill_in

SERVICE, KEY, ERASER = "general-request", "demo:forgotten", "sent_applications"
#: Years ago, and how long the file plan keeps routine papers.
AGO, KEPT = 9, 5


def send_and_erase(*, citizen: User, registrar: User, head: User, at: datetime) -> None:
    """Send an application years ago, and let archive and two people erase what was sent; once."""
    year = at.astimezone(ATHENS).year - AGO
    if access.applications_for(citizen).filter(key=KEY).exists():
        return
    documents.load_defaults()
    shipped.load(at=at)
    then = datetime(year, 5, 4, 10, tzinfo=ATHENS)
    draft = services.open_draft(service=SERVICE, user=citizen, at=then)
    fill_in(draft, actor=citizen, at=then)
    made = services.submit(draft_code=draft.code, key=KEY, user=citizen, language="el", at=then)
    services.file_paper(application_id=made.pk, at=then)
    ended = then + timedelta(days=12)
    services.withdraw(application_id=made.pk, reason="Λύθηκε τηλεφωνικά.", actor=citizen, at=ended)
    assert made.entry_id is not None
    documents.archive_under(
        entry_id=made.entry_id, classification="1.2", reason="Τέλος", actor=registrar, at=ended
    )
    _clear(year + KEPT + 1, registrar, head)
    erasure = erasures.propose_erasure(eraser=ERASER, actor=registrar, at=at - timedelta(days=20))
    erasures.approve_erasure(erasure_id=erasure.pk, actor=head, at=at - timedelta(days=19))
    erasures.carry_out(erasure_id=erasure.pk, at=at - timedelta(days=19))


def _clear(year: int, registrar: User, head: User) -> None:
    """Let the committee destroy what the file plan keeps no longer, in the year after its time."""
    drawn = documents.draw_clearance(
        year=year,
        cut_on=date(year - 1, 12, 31),
        actor=registrar,
        at=datetime(year, 2, 3, 10, tzinfo=ATHENS),
    )
    documents.approve_clearance(
        clearance_id=drawn.pk,
        decision=f"4/{year} (επίδειξη)",
        decided_on=date(year, 3, 20),
        archives_invited_on=date(year, 2, 10),
        actor=head,
        at=datetime(year, 3, 21, 10, tzinfo=ATHENS),
    )
    documents.destroy_cleared(
        clearance_id=drawn.pk, actor=registrar, at=datetime(year, 3, 28, 10, tzinfo=ATHENS)
    )
