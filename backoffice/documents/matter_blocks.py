"""What the page of a matter shows of documents: the legal clock, and every paper."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import athens_day
from backoffice.kernel.matters import BLOCKS, Block, Matter, Visit

from . import queries

PAGE = 50
#: A page for paper holds everything that anybody would print.
MOST_PRINTED = 2_000
WAYS = (("", _("All documents")), ("incoming", _("Incoming")), ("outgoing", _("Outgoing")))
LONGEST = 120


def clock_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return the legal clock of a matter, if one was started."""
    today = athens_day(visit.at)
    clock = queries.clock_filed(matter.names, matter.entry_ids, visit.reader, today)
    return {"clock": clock, "late": -clock.left} if clock else None


def documents_values(matter: Matter, visit: Visit) -> dict[str, Any]:
    """Return a page of a matter's papers as the address asks for it."""
    filed = queries.filed_about(matter.names, matter.entry_ids, visit.reader)
    way = visit.asked.get("way", "")
    text = visit.asked.get("doc", "").strip()[:LONGEST]
    page, rows = queries.page_of_papers(
        filed,
        text=text,
        way=way if way in dict(WAYS) else "",
        number=visit.asked.get("papers"),
        size=MOST_PRINTED if visit.is_print else PAGE,
    )
    counts = queries.counts_filed(filed)
    return {
        "rows": _with_addresses(rows, matter),
        "page": page,
        "total": page.paginator.count,
        "counts": counts,
        "ways": [(value, words, value == way) for value, words in WAYS],
        "text": text,
        "is_chosen": bool(text or way),
        "has_any": bool(counts["incoming"] or counts["outgoing"]),
        "letters": queries.letters_answering(filed),
        "may_open_letters": visit.reader.has_perm("documents.view_draft"),
    }


def _with_addresses(rows: list[Any], matter: Matter) -> list[tuple[Any, str]]:
    """Return each row with where its file may be had: by the matter, or by its entry."""
    ids = {row.file_id for row in rows if row.file_id and not row.is_destroyed}
    known = matter.addresses(ids)
    found = []
    for row in rows:
        address = known.get(row.file_id or 0, "") if row.name else ""
        if not address and row.entry and row.name and not row.is_destroyed:
            address = reverse("documents:attachment", args=[row.entry, row.position])
        found.append((row, address))
    return found


def register_matter_blocks() -> None:
    """Enter the blocks."""
    BLOCKS.register(
        "clock", Block(15, _("Legal time limit"), "documents/matter_clock.html", clock_values)
    )
    BLOCKS.register(
        "documents",
        Block(40, _("Documents"), "documents/matter_documents.html", documents_values),
    )
