"""Reads for the page of a matter: every document that belongs to it, in a fixed number of queries.

To a matter belong the entries filed in its name, and those linked to these: answers, later papers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet

from backoffice.documents.access import entries_for
from backoffice.documents.models import Clock, Draft, Entry, Issue, Link
from backoffice.documents.rules.kinds import IMAGES, KINDS
from backoffice.documents.rules.numbers import display_number
from backoffice.documents.words import Direction
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.kept import once

from .clock import ClockView, clock_of

COLUMNS = (
    "pk",
    "code",
    "number",
    "year",
    "direction",
    "confidentiality",
    "has_personal_data",
    "book__mark",
    "subject",
    "registered_at",
    "attachments__name",
    "attachments__position",
    "attachments__added_at",
    "attachments__file_id",
    "attachments__file__content_type",
    "attachments__file__size",
    "attachments__file__pages",
    "attachments__file__destroyed_at",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """Which entries belong to a matter.

    :ivar own: those filed in its name
    :ivar readable: those that the reader may open
    """

    own: frozenset[int]
    shown: frozenset[int]
    readable: frozenset[int]


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A file of a document of the matter, or a document without a file.

    :ivar entry: code of the entry, if the reader may open it
    :ivar letter: code of the outgoing document that was sealed under the number
    """

    entry_id: int
    entry: str
    label: str
    direction: str
    subject: str
    at: datetime
    name: str
    kind: str
    size: int
    pages: int | None
    position: int
    file_id: int | None
    is_image: bool
    is_destroyed: bool
    letter: str = ""


def own_entry_ids(names: Sequence[Source], entry_ids: Collection[int]) -> frozenset[int]:
    """Return the entries filed in a matter's name, with further ones that belong to it."""
    named = Q(pk__in=list(entry_ids))
    for name in names:
        named |= Q(source_kind=name.kind, source_id=name.id)
    return frozenset(Entry.objects.filter(named).order_by().values_list("pk", flat=True))


@once
def filed_in(reader: User, names: Sequence[Source], entry_ids: Collection[int]) -> frozenset[int]:
    """Return the same to the reader of a page, whose blocks ask for it several times."""
    return own_entry_ids(names, entry_ids)


def filed_about(names: Sequence[Source], entry_ids: Collection[int], reader: User) -> Filed:
    """Return the entries of a matter; of those linked to it only what a reader may open.

    :param names: the names under which documents were filed for it
    :param entry_ids: further entries that belong to it
    """
    own = filed_in(reader, names, entry_ids)
    pairs = Link.objects.filter(Q(entry__in=own) | Q(other__in=own)).order_by()
    linked = {pk for pair in pairs.values_list("entry", "other") for pk in pair}
    every = own | linked
    readable = set(
        entries_for(reader).filter(pk__in=every).order_by().values_list("pk", flat=True)
        if every
        else ()
    )
    return Filed(own, own | (linked & readable), frozenset(readable))


def papers_filed(filed: Filed, *, text: str = "", way: str = "") -> QuerySet[Any]:
    """Return the rows of a matter's documents, the newest first.

    :param text: part of a file's name or a document's subject
    :param way: `incoming` or `outgoing`
    """
    rows = Entry.objects.filter(pk__in=filed.shown)
    if way:
        incoming = Q(direction=Direction.INCOMING)
        rows = rows.filter(incoming if way == "incoming" else ~incoming)
    if text:
        rows = rows.filter(Q(attachments__name__icontains=text) | Q(subject__icontains=text))
    return rows.order_by("-registered_at", "-pk", "attachments__position").values(*COLUMNS)


def page_of_papers(
    filed: Filed, *, text: str, way: str, number: Any, size: int
) -> tuple[Any, list[FiledPaper]]:
    """Return a page of a matter's documents: the paginator's page, and its rows."""
    page = Paginator(papers_filed(filed, text=text, way=way), size).get_page(number)
    found = list(page.object_list)
    sealed = dict(
        Issue.objects.filter(
            entry__in={row["pk"] for row in found if row["pk"] in filed.readable},
            file__destroyed_at__isnull=True,
            file__isnull=False,
        ).values_list("entry", "draft__code")
    )
    return page, [_paper(row, filed, sealed) for row in found]


def counts_filed(filed: Filed) -> dict[str, int]:
    """Return how many documents came in, and how many went out."""
    rows = Entry.objects.filter(pk__in=filed.shown).order_by().values_list("direction")
    counted = dict(rows.annotate(count=Count("pk")))
    incoming = counted.pop(Direction.INCOMING, 0)
    return {"incoming": incoming, "outgoing": sum(counted.values())}


def _paper(row: dict[str, Any], filed: Filed, sealed: dict[int, str]) -> FiledPaper:
    kind = row["attachments__file__content_type"] or ""
    readable = row["pk"] in filed.readable
    return FiledPaper(
        entry_id=row["pk"],
        entry=row["code"] if readable else "",
        label=display_number(
            number=row["number"],
            year=row["year"],
            direction=row["direction"],
            confidentiality=row["confidentiality"],
            has_personal_data=row["has_personal_data"],
            mark=row["book__mark"],
        ),
        direction=row["direction"],
        subject=row["subject"],
        at=row["attachments__added_at"] or row["registered_at"],
        name=row["attachments__name"] or "",
        kind=short_kind(kind),
        size=row["attachments__file__size"] or 0,
        pages=row["attachments__file__pages"],
        position=row["attachments__position"] or 0,
        file_id=row["attachments__file_id"],
        is_image=kind in IMAGES,
        is_destroyed=row["attachments__file__destroyed_at"] is not None,
        letter=sealed.get(row["pk"], ""),
    )


def short_kind(content_type: str) -> str:
    """Return a kind of file in the few letters that people know it by, such as PDF."""
    endings = KINDS.get(content_type, (frozenset(),))[0]
    return min(endings, key=len).upper() if endings else ""


def letters_answering(filed: Filed) -> list[Draft]:
    """Return the outgoing documents that answer a matter, the newest first, issued or not."""
    rows = Draft.objects.filter(answers__in=filed.own).select_related("current", "entry__book")
    return list(rows.order_by("-created_at", "-pk")[:50])


def clock_filed(
    names: Sequence[Source], entry_ids: Collection[int], reader: User, on: date
) -> ClockView | None:
    """Return the legal clock of a matter: that of its first document with one."""
    own = filed_in(reader, names, entry_ids)
    rows = Clock.objects.filter(entry__in=own).select_related("entry").order_by("entry_id")
    clock = rows.first()
    return clock_of(clock.entry, on) if clock is not None else None
