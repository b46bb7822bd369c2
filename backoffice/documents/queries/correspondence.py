"""Reads for the other side of the counter: a person's papers, in few words, without staff."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import pgettext

from backoffice.documents.access import ADDRESSED, dispatches_to, papers_of
from backoffice.documents.models import (
    Clock,
    ClockEvent,
    Dispatch,
    Draft,
    Entry,
    Issue,
    Link,
    Recipient,
)
from backoffice.documents.rules import clock as law
from backoffice.documents.rules.finding import number_asked
from backoffice.documents.rules.timeline import Days, Timeline, timeline
from backoffice.documents.states import EntryState
from backoffice.documents.steps import ClockState, DispatchState, DraftState
from backoffice.documents.words import INVERSE, Direction, Relation
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.text import fold, words_of

from .clock import ClockWords, clock_words
from .entries import HEAVY, midnight

# The database's own `lower` knows no Greek without a collation: letter by letter, then.
LETTERS = (*range(0x41, 0x5B), *range(0x370, 0x400), *range(0x1F00, 0x2000))
BARE = {chr(one): fold(chr(one)) for one in LETTERS if len(fold(chr(one))) == 1}
MOST_WORDS = 8
OVER = (EntryState.ANSWERED, EntryState.ARCHIVED, EntryState.CANCELLED)
Standing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PaperFilters:
    """What a citizen chose; an empty value chooses everything.

    :param way: `sent` to the town or `received` from it
    :param state: `open`, `waiting` for papers or another authority, or `over`
    """

    text: str = ""
    way: str = ""
    state: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper in a list."""

    code: str
    label: str
    at: datetime
    is_sent: bool
    title: str
    person: str
    state: str
    tone: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A document that left the town for the reader, and what became of the copy."""

    verification: str
    label: str
    title: str
    issued_at: datetime
    sent_at: datetime | None
    delivered_on: date | None
    deemed_served_on: date | None
    change_note: str
    is_cancelled: bool
    is_replaced: bool
    has_file: bool
    size: int


@dataclass(frozen=True, slots=True)
class LinkedPaper:
    """Another paper of the reader's, and what it is to this one."""

    words: str
    label: str
    code: str


@dataclass(frozen=True, slots=True)
class ClockPicture:
    """The time limit of a paper as a picture, with the days that stand in it."""

    line: Timeline
    received_on: date
    begun_on: date | None
    due_on: date | None
    until: date
    is_running: bool
    is_suspended: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """Everything that a person may read of one paper."""

    row: PaperRow
    entry: Entry
    words: ClockWords | None
    picture: ClockPicture | None
    issued: tuple[IssuedPaper, ...]
    links: tuple[LinkedPaper, ...]


def search_papers(
    party_ids: Collection[int], filters: PaperFilters | None = None
) -> QuerySet[Entry]:
    """Return the papers of people that match, the newest first.

    Only number and public subject are searched: the rest is the town's.
    """
    chosen = filters or PaperFilters()
    rows = papers_of(party_ids).select_related("book", "sender_party", "clock__rule")
    rows = _found(rows, chosen.text)
    if chosen.way:
        sent = Q(direction=Direction.INCOMING)
        rows = rows.filter(sent if chosen.way == "sent" else ~sent)
    if chosen.state:
        rows = rows.filter(_in_state(chosen.state))
    if chosen.first_on:
        rows = rows.filter(registered_at__gte=midnight(chosen.first_on))
    if chosen.last_on:
        rows = rows.filter(registered_at__lt=midnight(chosen.last_on + timedelta(days=1)))
    return rows.defer(*HEAVY).order_by("-registered_at", "-pk")


def _found(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    number = number_asked(text)
    if number is not None:
        rows = rows.filter(number=number[0])
        return rows.filter(year=number[1]) if number[1] else rows
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return rows
    rows = rows.annotate(bare=_bare(F("subject_public")))
    for word in words:
        rows = rows.filter(bare__contains=word)
    return rows


def _bare(column: Any) -> Any:
    """Fold a column as `kernel.text.fold` folds what was typed."""
    before, after = Value("".join(BARE)), Value("".join(BARE.values()))
    return Func(column, before, after, function="translate", output_field=TextField())


def _in_state(state: str) -> Q:
    over = ~Q(direction=Direction.INCOMING) | Q(state__in=OVER) | Q(clock__state=ClockState.STOPPED)
    waits = Q(clock__state__in=[ClockState.SUSPENDED, ClockState.INCOMPLETE])
    return {
        "open": ~over,
        "waiting": ~over & waits,
        "over": over,
    }.get(state, Q())


def waiting_papers(party_ids: Collection[int]) -> int:
    """Return how many papers of people wait for something before they can be answered."""
    return search_papers(party_ids, PaperFilters(state="waiting")).order_by().count()


def paper_rows(entries: Sequence[Entry], party_ids: Collection[int], on: date) -> list[PaperRow]:
    """Return papers as rows of a list, in a fixed number of queries."""
    ids = [entry.pk for entry in entries]
    titles = _printed_subjects(ids, party_ids)
    people = _people(ids, party_ids)
    return [_row(entry, titles, people, on) for entry in entries]


def _row(entry: Entry, titles: dict[int, str], people: dict[int, str], on: date) -> PaperRow:
    is_sent = entry.direction == Direction.INCOMING
    sender = entry.sender_party.full_name if is_sent and entry.sender_party else ""
    clock = _clock(entry)
    state, tone = standing(entry, clock, on)
    is_running = clock is not None and clock.state == ClockState.RUNNING
    return PaperRow(
        code=entry.code,
        label=entry.label,
        at=entry.registered_at,
        is_sent=is_sent,
        title=entry.subject_public or titles.get(entry.pk, ""),
        person=sender or people.get(entry.pk, ""),
        state=state,
        tone=tone,
        due_on=clock.due_on if clock and is_running else None,
    )


def _clock(entry: Entry) -> Clock | None:
    return getattr(entry, "clock", None) if entry.direction == Direction.INCOMING else None


def _printed_subjects(entry_ids: list[int], party_ids: Collection[int]) -> dict[int, str]:
    """Return the subjects printed on documents that left for people: they hold them."""
    copies = dispatches_to(party_ids).filter(draft__entry__in=entry_ids)
    rows = Issue.objects.filter(draft__in=copies.order_by().values("draft")).order_by("pk")
    printed = Func(
        F("content"), Value("subject"), function="jsonb_extract_path_text", output_field=CharField()
    )
    return dict(rows.annotate(title=Coalesce(printed, Value(""))).values_list("entry_id", "title"))


def _people(entry_ids: list[int], party_ids: Collection[int]) -> dict[int, str]:
    rows = Recipient.objects.filter(
        entry__in=entry_ids, party__in=party_ids, role__in=ADDRESSED
    ).select_related("party")
    return {row.entry_id: row.party.full_name for row in rows.order_by("-position") if row.party}


def standing(entry: Entry, clock: Clock | None, on: date) -> Standing:
    """Return where a paper stands, in the few words that people outside read, and their tone."""
    if entry.is_cancelled:
        return pgettext("paper", "cancelled"), "neutral"
    if entry.direction != Direction.INCOMING:
        return pgettext("paper", "sent to you"), "info"
    if entry.state == EntryState.ANSWERED or (clock and clock.state == ClockState.STOPPED):
        return _ended(clock)
    if entry.state == EntryState.ARCHIVED:
        return pgettext("paper", "closed"), "neutral"
    if clock is not None and clock.state in (ClockState.SUSPENDED, ClockState.INCOMPLETE):
        return pgettext("paper", "waiting"), "warning"
    if clock is not None and clock.state == ClockState.RUNNING and clock.due_on < on:  # type: ignore[operator]
        return pgettext("paper", "late"), "warning"
    if entry.state == EntryState.REGISTERED:
        return pgettext("paper", "received"), "info"
    return pgettext("paper", "in progress"), "info"


def _ended(clock: Clock | None) -> Standing:
    outcome = clock.outcome if clock else ""
    if outcome == Clock.Outcome.WITHDRAWN:
        return pgettext("paper", "withdrawn"), "neutral"
    if outcome == Clock.Outcome.FORWARDED:
        return pgettext("paper", "forwarded"), "neutral"
    return pgettext("paper", "answered"), "success"


def paper_view(entry: Entry, party_ids: Collection[int], *, on: date, language: str) -> PaperView:
    """Return everything that people may read of one of their papers."""
    (row,) = paper_rows([entry], party_ids, on)
    clock = _clock(entry)
    return PaperView(
        row=row,
        entry=entry,
        words=clock_words(entry, on=on, language=language) if clock else None,
        picture=_picture(clock, on) if clock else None,
        issued=papers_issued(entry, party_ids),
        links=_links(entry, party_ids),
    )


def _picture(clock: Clock, on: date) -> ClockPicture:
    until = clock.stopped_on or on
    is_suspended = clock.state == ClockState.SUSPENDED
    due = _due(clock, on)
    days = Days(
        received=clock.received_on,
        begun=clock.complete_on,
        due=due,
        until=until,
        pauses=_pauses(clock, until),
        is_over=clock.state == ClockState.STOPPED,
    )
    return ClockPicture(
        line=timeline(days),
        received_on=clock.received_on,
        begun_on=clock.complete_on,
        due_on=due,
        until=until,
        is_running=clock.state == ClockState.RUNNING,
        is_suspended=is_suspended,
        is_late=bool(due and not is_suspended and until > due),
    )


def _due(clock: Clock, on: date) -> date | None:
    """Return the last day; while it stands still, the one it would be if it ran on today."""
    if clock.state != ClockState.SUSPENDED or clock.complete_on is None:
        return clock.due_on
    assert clock.suspended_on is not None
    still = clock.suspended_days + law.suspended_days(clock.suspended_on, on)
    return law.due_date(
        clock.complete_on, clock.rule, legal_calendar(), extra_days=clock.extension_days + still
    )


def _pauses(clock: Clock, until: date) -> list[tuple[date, date]]:
    kinds = ClockEvent.Kind
    begun: date | None = None
    found: list[tuple[date, date]] = []
    for event in clock.events.all():
        if event.kind == kinds.SUSPENDED:
            begun = event.on
        elif event.kind in (kinds.RESUMED, kinds.STOPPED) and begun is not None:
            found.append((begun, event.on))
            begun = None
    if begun is not None:
        found.append((begun, until))
    return found


def papers_issued(entry: Entry, party_ids: Collection[int]) -> tuple[IssuedPaper, ...]:
    """Return what answers an entry or bears its number, where a copy left for the people."""
    mine = dispatches_to(party_ids).filter(Q(draft__entry=entry) | Q(draft__answers=entry))
    copies: dict[int, Dispatch] = {}
    for copy in mine.order_by("-pk"):
        copies[copy.draft_id] = copy
    rows = Issue.objects.filter(draft__in=list(copies)).select_related(
        "draft", "entry__book", "file"
    )
    issues = list(rows.order_by("-issued_at", "-pk"))
    repeated = set(
        Draft.objects.filter(repeats__in=[i.draft.repeats_id or i.draft_id for i in issues])
        .exclude(state=DraftState.CANCELLED)
        .filter(issue__file__isnull=False)
        .values_list("repeats_id", "issue__pk")
    )
    return tuple(_issued_paper(issue, copies[issue.draft_id], repeated) for issue in issues)


def _issued_paper(issue: Issue, copy: Dispatch, repeated: set[tuple[int, int]]) -> IssuedPaper:
    first = issue.draft.repeats_id or issue.draft_id
    kept = issue.file is not None and issue.file.destroyed_at is None
    return IssuedPaper(
        verification=issue.verification,
        label=issue.entry.label,
        title=str(issue.content.get("subject", "")),
        issued_at=issue.issued_at,
        sent_at=copy.sent_at,
        delivered_on=copy.delivered_on if copy.state == DispatchState.DELIVERED else None,
        deemed_served_on=copy.deemed_served_on,
        change_note=issue.draft.change_note,
        is_cancelled=issue.draft.state == DraftState.CANCELLED or issue.entry.is_cancelled,
        is_replaced=any(pair[0] == first and pair[1] > issue.pk for pair in repeated),
        has_file=kept,
        size=issue.file.size if kept and issue.file else 0,
    )


def _links(entry: Entry, party_ids: Collection[int]) -> tuple[LinkedPaper, ...]:
    """Return the linked entries that are the same people's; others are not even counted."""
    rows = Link.objects.filter(Q(entry=entry) | Q(other=entry)).select_related(
        "entry__book", "other__book"
    )
    pairs = [
        (link.get_relation_display(), link.other)
        if link.entry_id == entry.pk
        else (str(INVERSE[Relation(link.relation)]), link.entry)
        for link in rows.order_by("pk")
    ]
    theirs = set(
        papers_of(party_ids)
        .filter(pk__in=[other.pk for _words, other in pairs])
        .values_list("pk", flat=True)
        if pairs
        else ()
    )
    return tuple(
        LinkedPaper(words, other.label, other.code) for words, other in pairs if other.pk in theirs
    )
