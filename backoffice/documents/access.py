"""The only way a view gets a row: the wrong person finds nothing, as if nothing were there.

Who reads an entry: the competent unit and the units above it, whoever it was sent or assigned to,
and, for levels open to all of the registry, whoever may read the whole register.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.identity.queries import assignments_on
from backoffice.kernel.dates import athens_day
from backoffice.kernel.kept import once
from backoffice.kernel.registry import Registry
from backoffice.party.queries import represented_party_ids

from .authority import with_below
from .models import (
    Attachment,
    Clearance,
    Dispatch,
    Entry,
    Issue,
    Message,
    Reader,
    Recipient,
    StoredFile,
)
from .steps import DispatchState
from .words import OPEN_LEVELS, Direction, Role

#: The mandate that opens a person's papers: one for everything, none for debts alone.
FOR_EVERYTHING = "all"
#: Whose copy of an outgoing paper it is; what circulates inside the town is nobody's outside it.
ADDRESSED = (Role.ACTION, Role.NOTIFICATION)
LEAVING = (Direction.OUTGOING, Direction.OWN)
LEFT = (DispatchState.SENT, DispatchState.DELIVERED)
#: The source of entries that a draft was numbered under: their copies leave one by one.
BY_DRAFT = "documents.draft"

#: kind → tells whether a user may read a file that something else than an entry holds.
FILE_HOLDERS: Registry[Callable[[User, StoredFile], bool]] = Registry("holders of files")


@dataclass(frozen=True, slots=True)
class Sight:
    """How far a user sees."""

    user_id: int
    departments: frozenset[int]
    reads_register: bool
    reads_everything: bool


def signed_in(user: User | AnonymousUser) -> User:
    """Return the user of a request behind sign-in.

    :raises PermissionDenied: if nobody signed in, which the page's guard lets not happen
    """
    if not user.is_authenticated:
        raise PermissionDenied
    return user


def sight_of(user: User) -> Sight:
    """Return how far a user sees today; a superuser without roles sees no case content."""
    if not user.is_authenticated or not user.is_staff_member:
        return Sight(0, frozenset(), reads_register=False, reads_everything=False)
    return Sight(
        user.pk,
        departments_of(user),
        reads_register=_holds(user, "documents.view_register"),
        reads_everything=_holds(user, "documents.view_every_entry"),
    )


def _holds(user: User, right: str) -> bool:
    """Tell whether a role gives a right; being superuser alone opens no case."""
    return right in user.get_group_permissions() if not user.is_superuser else False


@once
def departments_of(user: User) -> frozenset[int]:
    """Return the units a user works in today; a head's unit with everything below it."""
    today = athens_day(timezone.now())
    held = assignments_on(user, today).filter(department__isnull=False, role__is_staff_role=True)
    own: set[int] = set()
    led: set[int] = set()
    for assignment in held:
        if assignment.department_id is not None:
            (led if assignment.role.code == "head" else own).add(assignment.department_id)
    return frozenset(own | with_below(led, today))


def readable(sight: Sight) -> Q:
    """Return the condition of the entries whose content a user may read."""
    if sight.reads_everything:
        return Q()
    named = Reader.objects.filter(entry=OuterRef("pk")).filter(
        Q(department_id__in=sight.departments) | Q(user_id=sight.user_id)
    )
    allowed = Q(department_id__in=sight.departments) | Q(Exists(named))
    if sight.reads_register:
        allowed |= Q(confidentiality__in=OPEN_LEVELS)
    return allowed


def entries_for(user: User) -> QuerySet[Entry]:
    """Return the entries whose content a user may read."""
    sight = sight_of(user)
    if not sight.user_id or not user.has_perm("documents.view_entry"):
        return Entry.objects.none()
    return Entry.objects.filter(readable(sight))


def entry_for(user: User, code: str) -> Entry:
    """Return an entry to somebody who may read its content.

    :raises Http404: to everybody else
    """
    rows = entries_for(user).select_related(
        "book", "department", "classification__retention", "registered_by", "sender_party"
    )
    found = rows.filter(code=code).first()
    if found is None:
        raise Http404
    return found


def registered_for(user: User, code: str) -> Entry:
    """Return an entry for its receipt and label, to its readers and to whoever registered it.

    A registry clerk hands out the receipt of a confidential document without reading it again.

    :raises Http404: to everybody else
    """
    own = Q(registered_by_id=user.pk) if user.has_perm("documents.register_entry") else Q(pk=0)
    sight = sight_of(user)
    rows = Entry.objects.select_related("book", "department").filter(code=code)
    if not sight.user_id or not user.has_perm("documents.view_entry"):
        raise Http404
    found = rows.filter(own | readable(sight)).first()
    if found is None:
        raise Http404
    return found


def attachment_for(user: User, code: str, position: int) -> Attachment:
    """Return an attachment of an entry to whoever may read the entry.

    :raises Http404: to everybody else, and once its content was destroyed
    """
    entry = entry_for(user, code)
    found = (
        Attachment.objects.select_related("file")
        .filter(entry=entry, position=position, file__destroyed_at__isnull=True)
        .first()
    )
    if found is None:
        raise Http404
    return found


def file_for(user: User, code: str) -> StoredFile:
    """Return a kept file to whoever may read an entry, message or draft that holds it.

    :raises Http404: to everybody else
    """
    found = StoredFile.objects.filter(code=code, destroyed_at__isnull=True).first()
    if found is None or not user.is_authenticated or not user.is_staff_member:
        raise Http404
    if entries_for(user).filter(attachments__file=found).exists():
        return found
    if user.has_perm("documents.handle_mail") and found.message_parts.exists():
        return found
    for kind in FILE_HOLDERS.kinds():
        if FILE_HOLDERS.get(kind)(user, found):
            return found
    raise Http404


def message_for(user: User, code: str) -> Message:
    """Return a message of the tray to whoever registers mail.

    :raises Http404: to everybody else
    """
    if not user.has_perm("documents.handle_mail"):
        raise Http404
    found = Message.objects.select_related("sender_party", "entry").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def clearance_for(user: User, code: str) -> Clearance:
    """Return a clearance list to staff who draw up or approve such lists.

    :raises Http404: to everybody else
    """
    if not user.has_perm("documents.view_clearance"):
        raise Http404
    found = Clearance.objects.select_related("drawn_by", "approved_by").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def correspondent_ids(user: User | AnonymousUser) -> set[int]:
    """Return whose papers a user may read: the own ones, and those of mandates for everything."""
    return represented_party_ids(user, FOR_EVERYTHING) if user.is_authenticated else set()


def papers_of(party_ids: Collection[int]) -> QuerySet[Entry]:
    """Return what people sent to the town, and what left the town for them."""
    sent = Entry.objects.filter(direction=Direction.INCOMING, sender_party__in=party_ids)
    named = Recipient.objects.filter(
        party__in=party_ids, role__in=ADDRESSED, entry__direction__in=LEAVING
    ).exclude(entry__source_kind=BY_DRAFT)
    reached = dispatches_to(party_ids).filter(draft__entry__isnull=False)
    # Three lists by index, put together: an «or» over them would read the whole register.
    ids = (
        sent.order_by()
        .values_list("pk")
        .union(
            named.order_by().values_list("entry_id"),
            reached.order_by().values_list("draft__entry_id"),
        )
    )
    return Entry.objects.filter(pk__in=ids)


def dispatches_to(party_ids: Collection[int]) -> QuerySet[Dispatch]:
    """Return the copies that left the town for people."""
    return Dispatch.objects.filter(
        addressee__party__in=party_ids, addressee__role__in=ADDRESSED, state__in=LEFT
    )


def paper_for(user: User | AnonymousUser, code: str) -> Entry:
    """Return an entry to whoever sent it, to whom it was sent, and to those who stand for them.

    :raises Http404: to everybody else
    """
    rows = papers_of(correspondent_ids(user))
    related = ("book", "department", "sender_party", "clock__rule")
    found = rows.select_related(*related).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def sent_paper_for(user: User | AnonymousUser, code: str) -> Entry:
    """Return an entry for its receipt to whoever sent it; a cancelled one has none.

    :raises Http404: to everybody else
    """
    found = paper_for(user, code)
    if found.direction != Direction.INCOMING or found.is_cancelled:
        raise Http404
    return found


def sealed_for(user: User | AnonymousUser, verification: str) -> Issue:
    """Return a sealed document to those for whom a copy of it left the town.

    :raises Http404: to everybody else, and once its content was destroyed
    """
    copies = dispatches_to(correspondent_ids(user)).filter(draft=OuterRef("draft"))
    rows = Issue.objects.select_related("file", "entry__book").filter(Exists(copies))
    found = rows.filter(verification=verification, file__destroyed_at__isnull=True).first()
    if found is None or found.file is None:
        raise Http404
    return found
