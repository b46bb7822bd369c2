"""Papers that people and the town send each other."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from backoffice.documents import papers, services
from backoffice.documents.models import Dispatch, Issue
from backoffice.documents.services import Correspondent, RecipientFacts, To
from backoffice.kernel.dates import athens_day
from backoffice.party.services import give_mandate
from tests.backoffice.documents import desk
from tests.backoffice.documents.office import entry, unit

PAPERS = "/el/account/documents/"
SECRET = "Αίτηση επιδόματος της κυρίας Δοκιμάκη"


def sent(party: Any, staff: Any, **facts: Any) -> Any:
    """Register what somebody sent, with a public subject beside the one of the town."""
    stated = {
        "subject": SECRET,
        "subject_public": "Αίτηση για άδεια",
        "sender": Correspondent(party.full_name, "writer@example.org", party.pk),
        "at": desk.now(),
    } | facts
    return entry(staff.registry, **stated)


def received(party: Any, staff: Any, **facts: Any) -> Any:
    """Register what the town sent on paper, without a draft."""
    return services.register_entry(
        **{
            "book": "general",
            "direction": "outgoing",
            "subject": SECRET,
            "subject_public": "Ειδοποιητήριο",
            "channel": "post",
            "department_id": unit("revenue").pk,
            "recipients": [RecipientFacts(party.full_name, party_id=party.pk)],
            "actor": staff.registry,
            "at": desk.now(),
        }
        | facts
    )


def answer(asked: Any, staff: Any, name: str, **more: Any) -> Issue:
    """Number and seal a letter that answers an entry; its copies wait."""
    to = To(name, "hand", **more)
    issue = desk.issued(staff, answers_id=asked.pk, to=[to])
    body = papers.receipt(issue.entry)
    file = services.keep_file(content=body, name="a.pdf", actor=None, at=desk.now())
    Issue.objects.filter(pk=issue.pk).update(file=file, sealed_at=desk.now(), sealed_by="Δήμος")
    issue.refresh_from_db()
    return issue


def hand_over(issue: Issue, staff: Any) -> None:
    """Let every copy leave."""
    for copy in Dispatch.objects.filter(draft=issue.draft):
        services.dispatch_document(
            dispatch_id=copy.pk, state="sent", reference="17", actor=staff.registry, at=desk.now()
        )


def clock(row: Any, staff: Any, **facts: Any) -> None:
    """Start the general time limit of an entry on the day of its registration."""
    services.start_clock(
        **{
            "entry_id": row.pk,
            "rule": "general",
            "complete_on": athens_day(row.registered_at),
            "actor": staff.registry,
            "at": row.registered_at,
        }
        | facts
    )


def days_ago(days: int) -> datetime:
    """Return a morning some days ago."""
    day: date = athens_day(timezone.now()) - timedelta(days=days)
    return datetime(day.year, day.month, day.day, 8, tzinfo=UTC)


def stand_for(principal: Any, agent: Any, scope: str = "all", ended: bool = False) -> Any:
    """Let somebody act for somebody else."""
    today = athens_day(timezone.now())
    return give_mandate(
        principal_id=principal.pk,
        agent_id=agent.pk,
        scope=scope,
        valid_from=today - timedelta(days=9),
        valid_until=today - timedelta(days=1) if ended else None,
        actor=None,
        at=timezone.now(),
    )
