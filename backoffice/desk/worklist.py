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


Part = tuple[Source, QuerySet[Any]]
ORDER = (F("item_due").asc(nulls_last=True), "item_opened", "item_key")


def parts_for(user: User, on: date, now: datetime, wanted: Wanted) -> list[Part]:
    """Return each source with what it has for a user, filtered, in the same columns.

    A source may come several times, with rows that do not overlap.
    """
    names = [wanted.kind] if wanted.kind in SOURCES.kinds() else SOURCES.kinds()
    chosen = _choice(user, now, wanted)
    found: list[Part] = []
    for name in names:
        source = SOURCES.get(name)
        given = _each(source.rows(user, on))
        found += [(source, _in_columns(source, rows).filter(*chosen)) for rows in given]
    return found


def _each(rows: Any) -> Sequence[QuerySet[Any]]:
    if rows is None:
        return ()
    return (rows,) if isinstance(rows, QuerySet) else rows


def _in_columns(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    shown = {name: _expression(source, name) for name in COLUMNS}
    return rows.order_by().annotate(**shown).values_list(*COLUMNS)


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


def _choice(user: User, now: datetime, wanted: Wanted) -> list[Q]:
    whose = {
        "mine": lambda: Q(item_holder=user.pk),
        "free": lambda: Q(item_holder__isnull=True),
        "unit": lambda: Q(item_department__in=sorted(departments_of(user))),
    }.get(wanted.whose)
    found = [whose()] if whose else []
    if wanted.overdue:
        found.append(Q(item_due__lt=now))
    if wanted.department is not None:
        found.append(Q(item_department=wanted.department))
    if wanted.text:
        found.append(
            Q(item_title__icontains=wanted.text)
            | Q(item_subject__icontains=wanted.text)
            | Q(item_person__icontains=wanted.text)
        )
    return found


def items(parts: Sequence[Part], first: int, last: int) -> list[Item]:
    """Return a stretch of the list, the most urgent first, in one statement.

    Each part brings no more than the stretch can hold, in the order of its index.

    :param first: place of the first item, from 0
    :param last: place after the last item
    """
    if len(parts) == 1:
        return [Item(*row) for row in parts[0][1].order_by(*ORDER)[first:last]]
    cut = [rows.order_by(*ORDER)[:last] for _source, rows in parts]
    if not cut:
        return []
    return [Item(*row) for row in cut[0].union(*cut[1:], all=True).order_by(*ORDER)[first:last]]


def counts(parts: Sequence[Part], most: int) -> list[tuple[Source, int]]:
    """Return how many items each source has, of those that have any, in one statement.

    :param most: where the counting of a part stops
    """
    cut = [rows.values_list("item_kind")[:most] for _source, rows in parts]
    if not cut:
        return []
    joined = cut[0].union(*cut[1:], all=True) if len(cut) > 1 else cut[0]
    found = dict(_over(COUNT, joined))
    sources = {source.name: source for source, _rows in parts}
    return [(source, found[name]) for name, source in sources.items() if name in found]


def figures(parts: Sequence[Part], now: datetime, most: int) -> tuple[int, int]:
    """Return how much waits, and how much of it is overdue, each up to a number.

    Of each part the most urgent are looked at, so that what is overdue is among them.
    """
    cut = [rows.order_by(*ORDER).values_list("item_due")[:most] for _source, rows in parts]
    if not cut:
        return 0, 0
    joined = cut[0].union(*cut[1:], all=True) if len(cut) > 1 else cut[0]
    waiting, overdue = (_over(FIGURES, joined, now) or [(0, 0)])[0]
    return min(waiting, most), min(overdue, most)


def _over(statement: str, rows: QuerySet[Any], *more: Any) -> list[tuple[Any, ...]]:
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.format(sql), [*more, *params])
        return list(cursor.fetchall())
