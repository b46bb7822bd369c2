"""One list over everything that waits for somebody, whichever module it belongs to.

Each module hands a queryset of its open items and says which of its columns is which; the desk
filters them alike, joins them in one statement and lets the database sort and cut.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise

from backoffice.documents.access import departments_of
from backoffice.identity.models import User
from backoffice.kernel.registry import Registry

# In the order in which the statement brings them.
COLUMNS = (
    "item_kind",
    "item_key",
    "item_title",
    "item_subject",
    "item_person",
    "item_department",
    "item_role",
    "item_due",
    "item_opened",
    "item_holder",
    "item_place",
)
TEXTS = frozenset(
    {"item_key", "item_title", "item_subject", "item_person", "item_role", "item_kind"}
)
INSTANTS = frozenset({"item_due", "item_opened"})


@dataclass(frozen=True, slots=True)
class Bulk:
    """Something that may safely be done with many items at once.

    :param act: takes the keys, who acts and when; returns how many were done
    """

    name: str
    title: str | Promise
    act: Callable[[Sequence[str], User, datetime], int]


@dataclass(frozen=True, slots=True)
class Source:
    """The open items of one kind.

    :param rows: the items that a user may deal with on a day, or None where the user has no right;
        several querysets without overlap where one condition over all would find no index
    :param columns: which expression of the queryset stands for which of `COLUMNS`, or what gives
        one in the reader's language; what a kind does not have is left out
    :param address: the page of an item, from its key
    :param why: why such an item is with its reader, where no role and no hand says so
    """

    name: str
    title: str | Promise
    rows: Callable[[User, date], "QuerySet[Any] | Sequence[QuerySet[Any]] | None"]
    columns: Mapping[str, Any]
    address: Callable[[str], str]
    bulks: Sequence[Bulk] = field(default=())
    why: str | Promise = ""


COUNT = "select item_kind, count(*) from ({}) as waiting group by item_kind"
FIGURES = "select count(*), count(*) filter (where item_due < %s) from ({}) as waiting"
SOURCES: Registry[Source] = Registry("desk.worklist")


def register(source: Source) -> None:
    """Enter a kind of items; called in `apps.ready()`.

    :raises ValueError: if a column is unknown, or the key or the title is missing
    """
    strangers = set(source.columns) - set(COLUMNS)
    missing = {"item_key", "item_title"} - set(source.columns)
    if strangers or missing:
        raise ValueError(f"{source.name}: unknown {strangers or '-'}, missing {missing or '-'}")
    SOURCES.register(source.name, source)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader chose to see.

    :param whose: `` for everything I may do, `mine` for what I took, `free` for what nobody took,
        `unit` for what belongs to the units where I work
    :param kind: the name of one source, or every
    """

    text: str = ""
    whose: str = ""
    kind: str = ""
    overdue: bool = False
    department: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits."""

    kind: str
    key: str
    title: str
    subject: str
    person: str
    department_id: int | None
    role: str
    due_at: datetime | None
    opened_at: datetime | None
    holder_id: int | None
    place_id: int | None = None

    @property
    def source(self) -> Source:
        """The source it came from."""
        return SOURCES.get(self.kind)

    @property
    def name(self) -> str:
        """What it is called: its title, or its kind where nobody gave it one."""
        return self.title.strip() or str(self.source.title)

    @property
    def url(self) -> str:
        """The page on which it is dealt with."""
        return self.source.address(self.key)


ORDER = (F("item_due").asc(nulls_last=True), "item_opened", "item_key")


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions of the reader, and the columns that they look at."""

    conditions: tuple[Q, ...] = ()
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """What one source has for a reader, or a share of it; parts do not overlap."""

    source: Source
    rows: QuerySet[Any]
    choice: Choice

    def shown(self) -> QuerySet[Any]:
        """Return the chosen rows with every column."""
        columns = {name: _expression(self.source, name) for name in COLUMNS}
        rows = self.rows.order_by().annotate(**columns)
        return rows.filter(*self.choice.conditions).values_list(*COLUMNS)

    def counted(self, *more: str) -> QuerySet[Any]:
        """Return the chosen rows with their kind and a few columns, as little as counting needs."""
        names = self.choice.columns - set(more)
        looked_at = {name: _expression(self.source, name) for name in names}
        shown = {name: _expression(self.source, name) for name in ("item_kind", *more)}
        rows = self.rows.order_by().alias(**looked_at).annotate(**shown)
        return rows.filter(*self.choice.conditions).values_list("item_kind", *more)


def parts_for(user: User, on: date, now: datetime, wanted: Wanted) -> list[Part]:
    """Return what each source has for a user, filtered.

    A source may come several times, with rows that do not overlap.
    """
    names = [wanted.kind] if wanted.kind in SOURCES.kinds() else SOURCES.kinds()
    choice = _choice(user, now, wanted)
    found: list[Part] = []
    for name in names:
        source = SOURCES.get(name)
        found += [Part(source, rows, choice) for rows in _each(source.rows(user, on))]
    return found


def _each(rows: Any) -> Sequence[QuerySet[Any]]:
    if rows is None:
        return ()
    return (rows,) if isinstance(rows, QuerySet) else rows


def _expression(source: Source, name: str) -> Any:
    if name == "item_kind":
        return Cast(Value(source.name), TextField())
    given = source.columns.get(name)
    if callable(given):
        given = given()
    if isinstance(given, str):
        given = F(given)
    if name in TEXTS:
        return _nothing() if given is None else Coalesce(Cast(given, TextField()), _nothing())
    output: Any = DateTimeField() if name in INSTANTS else BigIntegerField()
    return Cast(given, output) if given is not None else Cast(Value(None), output)


def _nothing() -> Any:
    return Cast(Value(""), TextField())


def _choice(user: User, now: datetime, wanted: Wanted) -> Choice:
    whose = {
        "mine": lambda: Q(item_holder=user.pk),
        "free": lambda: Q(item_holder__isnull=True),
        "unit": lambda: Q(item_department__in=sorted(departments_of(user))),
    }.get(wanted.whose)
    found, columns = [whose()] if whose else [], set()
    if whose:
        columns.add("item_department" if wanted.whose == "unit" else "item_holder")
    if wanted.overdue:
        found.append(Q(item_due__lt=now))
        columns.add("item_due")
    if wanted.department is not None:
        found.append(Q(item_department=wanted.department))
        columns.add("item_department")
    if wanted.text:
        found.append(
            Q(item_title__icontains=wanted.text)
            | Q(item_subject__icontains=wanted.text)
            | Q(item_person__icontains=wanted.text)
        )
        columns |= {"item_title", "item_subject", "item_person"}
    return Choice(tuple(found), frozenset(columns))


def items(parts: Sequence[Part], first: int, last: int) -> list[Item]:
    """Return a stretch of the list, the most urgent first, in one statement.

    Each part brings no more than the stretch can hold, in the order of its index.

    :param first: place of the first item, from 0
    :param last: place after the last item
    """
    if not parts:
        return []
    if len(parts) == 1:
        return [Item(*row) for row in parts[0].shown().order_by(*ORDER)[first:last]]
    cut = [part.shown().order_by(*ORDER)[:last] for part in parts]
    return [Item(*row) for row in cut[0].union(*cut[1:], all=True).order_by(*ORDER)[first:last]]


def counts(parts: Sequence[Part], most: int) -> list[tuple[Source, int]]:
    """Return how many items each source has, of those that have any, in one statement.

    :param most: where the counting of a part stops
    """
    found = dict(_over(COUNT, [part.counted()[:most] for part in parts]))
    sources = {part.source.name: part.source for part in parts}
    return [(source, found[name]) for name, source in sources.items() if name in found]


def figures(parts: Sequence[Part], now: datetime, most: int) -> tuple[int, int]:
    """Return how much waits, and how much of it is overdue, each up to a number.

    Of each part the most urgent are looked at, so that what is overdue is among them.
    """
    soonest = F("item_due").asc(nulls_last=True)
    cut = [part.counted("item_due").order_by(soonest)[:most] for part in parts]
    waiting, overdue = (_over(FIGURES, cut, now) or [(0, 0)])[0]
    return min(waiting, most), min(overdue, most)


def _over(statement: str, cut: Sequence[QuerySet[Any]], *more: Any) -> list[tuple[Any, ...]]:
    if not cut:
        return []
    joined = cut[0].union(*cut[1:], all=True) if len(cut) > 1 else cut[0]
    try:
        sql, params = joined.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql), [*more, *params])
        return list(cursor.fetchall())
