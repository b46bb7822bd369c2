"""Reads of clearance lists."""

from django.db.models import Count, Q, QuerySet

from backoffice.documents.models import Clearance, ClearedEntry, Entry
from backoffice.documents.states import ClearanceState
from backoffice.identity.models import User


def clearances() -> QuerySet[Clearance]:
    """Return the lists with how many entries each names, the latest first."""
    return Clearance.objects.select_related("drawn_by", "approved_by").annotate(
        entries=Count("items"), left_out=Count("items", filter=~Q(items__left_out=""))
    )


def to_approve(user: User) -> QuerySet[Clearance]:
    """Return the lists that somebody else drew up and that await the committee's decision."""
    return Clearance.objects.filter(state=ClearanceState.DRAWN).exclude(drawn_by=user)


def clearance_of(entry: Entry) -> Clearance | None:
    """Return the list by which the contents of an entry were destroyed, if they were."""
    if entry.destroyed_at is None:
        return None
    found = Clearance.objects.filter(items__entry=entry, items__left_out="")
    return found.filter(state=ClearanceState.DESTROYED).order_by("-destroyed_at").first()


def items_of(clearance: Clearance) -> QuerySet[ClearedEntry]:
    """Return the entries of a list by book and number, without their content."""
    return (
        ClearedEntry.objects.filter(clearance=clearance)
        .select_related("entry__book", "entry__classification__retention", "entry__department")
        .defer("entry__words", "entry__folded")
        .order_by("entry__book", "entry__year", "entry__number")
    )
