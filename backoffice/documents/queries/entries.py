"""Reads of the register: lists that stay quick at hundreds of thousands of entries, with rights."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import BooleanField, Case, Count, Q, QuerySet, Value, When

from backoffice.documents.access import entries_for, readable, sight_of
from backoffice.documents.models import Entry
from backoffice.documents.rules.finding import CONFIGURATION, number_asked, tsquery_of
from backoffice.documents.states import EntryState
from backoffice.identity.models import User
from backoffice.kernel.dates import ATHENS

#: A list says «more than» beyond this: nobody reads further, and counting on would read them all.
MOST_COUNTED = 300
PAGE = 50
HEAVY = ("words", "folded", "cancel_reason", "digest")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a clerk chose; an empty value chooses everything."""

    book: str = ""
    year: int | None = None
    direction: str = ""
    state: str = ""
    confidentiality: str = ""
    department_id: int | None = None
    first_on: date | None = None
    last_on: date | None = None

    @property
    def condition(self) -> Q:
        """Return the condition of the rows that were chosen."""
        exact = {
            "book__code": self.book,
            "year": self.year,
            "direction": self.direction,
            "state": self.state,
            "confidentiality": self.confidentiality,
            "department_id": self.department_id,
        }
        chosen = Q(**{name: value for name, value in exact.items() if value})
        if self.first_on:
            chosen &= Q(registered_at__gte=midnight(self.first_on))
        if self.last_on:
            chosen &= Q(registered_at__lt=midnight(self.last_on + timedelta(days=1)))
        return chosen


EVERYTHING = Filters()


def midnight(day: date) -> datetime:
    """Return the instant at which a day begins in Athens."""
    return datetime.combine(day, time.min, ATHENS)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, without counting what lies behind it."""

    rows: list[Any]
    number: int
    has_next: bool
    counted: int

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before it."""
        return self.number > 1

    @property
    def is_more(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.counted > MOST_COUNTED

    @property
    def shown(self) -> int:
        """The number of rows to tell."""
        return min(self.counted, MOST_COUNTED)


def page_of(rows: QuerySet[Any], number: str | int | None) -> Page:
    """Return a page of fifty rows; anything but a number of a page gives the first."""
    text = str(number or "")
    at = int(text) if text.isdecimal() else 1
    at = max(1, min(at, 2_000))
    start = (at - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    has_next = len(found) > PAGE
    counted = start + len(found) if at == 1 and not has_next else _counted(rows)
    return Page(found[:PAGE], at, has_next, counted)


def _counted(rows: QuerySet[Any]) -> int:
    return rows.order_by().values("pk")[: MOST_COUNTED + 1].count()


def search_entries(user: User, text: str, filters: Filters = EVERYTHING) -> QuerySet[Entry]:
    """Return the entries a user may see that match words or a number, the newest first.

    Whoever keeps the register sees that a confidential entry of another unit stands there, by its
    number and time; `is_open` says whether its content may be shown. Words never find such a row.
    """
    sight = sight_of(user)
    if not sight.user_id or not user.has_perm("documents.view_entry"):
        return Entry.objects.none()
    may_read = readable(sight)
    number = number_asked(text)
    if text.strip() and number is None:
        rows = _with_words(Entry.objects.filter(may_read), text)
        rows = rows.annotate(is_open=Value(value=True, output_field=BooleanField()))
    elif sight.reads_register and not sight.reads_everything:
        opened = Case(When(may_read, then=Value(value=True)), default=Value(value=False))
        rows = Entry.objects.annotate(is_open=opened)
    else:
        rows = Entry.objects.filter(may_read)
        rows = rows.annotate(is_open=Value(value=True, output_field=BooleanField()))
    if number is not None:
        rows = rows.filter(_numbered(*number, text))
    return (
        rows.filter(filters.condition)
        .select_related("book", "department")
        .defer(*HEAVY)
        .order_by("-registered_at", "-pk")
    )


def _numbered(number: int, year: int | None, text: str) -> Q:
    own = Q(number=number) & (Q(year=year) if year else Q())
    return _holding(number, year) & (own | Q(sender_number=text.strip()))


def _holding(number: int, year: int | None) -> Q:
    """Narrow by the index of words first, which holds both numbers of an entry."""
    words = f"{number} & {year}" if year else str(number)
    return Q(words=SearchQuery(words, config=CONFIGURATION, search_type="raw"))


def _with_words(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    asked = tsquery_of(text)
    if not asked:
        return rows.none()
    return rows.filter(words=SearchQuery(asked, config=CONFIGURATION, search_type="raw"))


def day_book(user: User, book: str, day: date) -> QuerySet[Entry]:
    """Return a day's entries of a book in the order of their numbers, for printing."""
    chosen = Filters(book=book, first_on=day, last_on=day)
    return search_entries(user, "", chosen).order_by("number")


def counts_of(user: User, first_on: date, last_on: date) -> dict[str, int]:
    """Return how many entries came and went in some days, by direction."""
    rows = search_entries(user, "", Filters(first_on=first_on, last_on=last_on))
    found = rows.order_by().values_list("direction").annotate(entries=Count("pk"))
    return dict(found.values_list("direction", "entries"))


def waiting_of(user: User) -> QuerySet[Entry]:
    """Return what nobody has taken up yet, the oldest first."""
    rows = entries_for(user).filter(state=EntryState.REGISTERED, direction="incoming")
    return rows.select_related("book", "department").defer(*HEAVY).order_by("registered_at")


def entry_by_number(user: User, text: str) -> Entry | None:
    """Return the newest readable entry with a number such as «412/2026», if there is one."""
    asked = number_asked(text)
    if asked is None:
        return None
    number, year = asked
    rows = entries_for(user).filter(_holding(number, year), number=number)
    rows = rows.filter(year=year) if year else rows
    return rows.select_related("book").order_by("-year", "book__position").first()
