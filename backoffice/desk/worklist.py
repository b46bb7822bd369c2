"""One list over everything that waits for somebody, whichever module it belongs to.

Each module hands a queryset of its open items and says which of its columns is which; the desk
filters them alike, joins them in one statement and lets the database sort and cut.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat, StrIndex, Upper
from django.db.models.lookups import GreaterThan
from django.utils.functional import Promise

from backoffice.documents.access import departments_of
from backoffice.identity.models import User
from backoffice.kernel.registry import Registry

from .statements import NOTHING, Sql, compiled, joined, read

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
WORDS = frozenset({"item_title", "item_subject", "item_person"})
#: Between two columns that are searched together.
LINE = Value("\n")
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
    :param near: rows of the same table among which are all in which a text can be read, found by
        indexes whoever reads; None where no index knows of such a text
    """

    name: str
    title: str | Promise
    rows: Callable[[User, date], "QuerySet[Any] | Sequence[QuerySet[Any]] | None"]
    columns: Mapping[str, Any]
    address: Callable[[str], str]
    bulks: Sequence[Bulk] = field(default=())
    why: str | Promise = ""
    near: Callable[[str], Sequence[QuerySet[Any]] | None] | None = None


LIST = (
    "select * from ({}) as waiting order by item_due nulls last, item_opened, item_key "
    "limit %s offset %s"
)
LIMITED = "(select * from ({}) as one limit %s)"
COUNT = "select item_kind, count(*) from ({}) as waiting group by item_kind"
NEAR = "{} (id) as materialized ({})"
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


SOONEST = F("item_due").asc(nulls_last=True)
ORDER = (SOONEST, "item_opened", "item_key")


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions of the reader, and the columns that they look at.

    :param needed: the columns without which a source has nothing of what was chosen
    :param text: words that are looked for in `WORDS`
    """

    conditions: tuple[Q, ...] = ()
    columns: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()
    text: str = ""

    def is_met_by(self, source: Source) -> bool:
        """Tell whether a source can have any of what was chosen."""
        return self.needed <= set(source.columns)


@dataclass(frozen=True, slots=True)
class Part:
    """What one source has for a reader, or a share of it; parts do not overlap.

    :param is_near: whether words are looked for only where the source's indexes found something
    """

    source: Source
    rows: QuerySet[Any]
    choice: Choice
    is_near: bool = False

    def shown(self) -> QuerySet[Any]:
        """Return the chosen rows with every column."""
        return self.chosen(*COLUMNS).filter(*self._words()).values_list(*COLUMNS)

    def counted(self, *more: str) -> QuerySet[Any]:
        """Return the chosen rows with their kind and a few columns, as little as counting needs."""
        shown = ("item_kind", *more)
        return self.chosen(*shown).filter(*self._words()).values_list(*shown)

    def looked_at(self) -> QuerySet[Any]:
        """Return every row that may be looked at for words, and whether it has them."""
        has_words = _has_words(self.choice.text)
        rows = self.chosen("item_row", "item_due").annotate(found=has_words)
        return rows.values_list("item_row", "found")

    def chosen(self, *shown: str) -> QuerySet[Any]:
        """Return the chosen rows, whatever words they have, with some columns."""
        names = self.choice.columns - set(shown)
        looked_at = {name: _expression(self.source, name) for name in names}
        columns = {name: _expression(self.source, name) for name in shown}
        rows = self.rows.order_by()
        if self.is_near:
            near = f"select id from {near_name(self.source)}"  # noqa: S608 - a name of ours
            rows = rows.filter(pk__in=RawSQL(near, ()))  # noqa: S611 # nosec B611
        return rows.alias(**looked_at).annotate(**columns).filter(*self.choice.conditions)

    def _words(self) -> tuple[Any, ...]:
        return (_has_words(self.choice.text),) if self.choice.text else ()


def parts_for(user: User, on: date, now: datetime, wanted: Wanted) -> list[Part]:
    """Return what each source has for a user, filtered.

    A source may come several times, with rows that do not overlap.
    """
    names = [wanted.kind] if wanted.kind in SOURCES.kinds() else SOURCES.kinds()
    choice = _choice(user, now, wanted)
    found: list[Part] = []
    for source in map(SOURCES.get, names):
        if choice.is_met_by(source):
            found += [Part(source, rows, choice) for rows in _each(source.rows(user, on))]
    return found


def chosen(parts: Sequence[Part], user: User, now: datetime, wanted: Wanted) -> list[Part]:
    """Return the same parts as a user wants them, without asking the sources again."""
    choice = _choice(user, now, wanted)
    return [replace(part, choice=choice) for part in parts if choice.is_met_by(part.source)]


def _each(rows: Any) -> Sequence[QuerySet[Any]]:
    if rows is None:
        return ()
    return (rows,) if isinstance(rows, QuerySet) else rows


def _expression(source: Source, name: str) -> Any:
    if name == "item_kind":
        return Cast(Value(source.name), TextField())
    if name == "item_row":
        return Cast("pk", TextField())
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
    found: dict[str, list[Q]] = {}
    if wanted.whose == "mine":
        found.setdefault("item_holder", []).append(Q(item_holder=user.pk))
    elif wanted.whose == "unit":
        mine = sorted(departments_of(user))
        found.setdefault("item_department", []).append(Q(item_department__in=mine))
    if wanted.overdue:
        found.setdefault("item_due", []).append(Q(item_due__lt=now))
    if wanted.department is not None:
        found.setdefault("item_department", []).append(Q(item_department=wanted.department))
    conditions, columns = [one for some in found.values() for one in some], set(found)
    if wanted.whose == "free":
        # What nobody can take is nobody's: this one needs no column.
        conditions.append(Q(item_holder__isnull=True))
        columns.add("item_holder")
    if wanted.text:
        columns |= WORDS
    return Choice(tuple(conditions), frozenset(columns), frozenset(found), wanted.text)


def _has_words(text: str) -> Any:
    """Return the condition that a text stands in what is read of an item, small or capital."""
    # Of `like` the planner expects hardly a row, and reads and sorts all that there is; of a
    # comparison it expects many, and walks along the index until the page is full.
    words = Concat(
        "item_title", LINE, "item_subject", LINE, "item_person", output_field=TextField()
    )
    return GreaterThan(StrIndex(Upper(words), Upper(Value(text))), 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many items a source has, and the parts in which they are.

    :param is_more: whether the counting stopped and there are more
    """

    source: Source
    count: int
    parts: Sequence[Part]
    is_more: bool = False


def items(parts: Sequence[Part], first: int, last: int) -> list[Item]:
    """Return a stretch of the list, the most urgent first, in one statement.

    Each part brings no more than the stretch can hold, in the order of its index.

    :param first: place of the first item, from 0
    :param last: place after the last item
    """
    rows = joined(compiled(part.shown().order_by(*ORDER)[:last] for part in parts))
    if rows is None:
        return []
    found = read(LIST, rows, first=near_to(parts), after=[last - first, first])
    return [Item(*row) for row in found]


def near_name(source: Source) -> str:
    """Return what the rows near to the words of a search are called within a statement."""
    return f"near_{source.name.replace('.', '_')}"


def near_to(parts: Sequence[Part]) -> Sql:
    """Return what a statement begins with that asks such parts: the rows near to the words."""
    narrow = {part.source.name: part for part in parts if part.is_near}
    found = []
    for part in narrow.values():
        rows = part.source.near(part.choice.text) if part.source.near else None
        statement = joined(compiled(rows or ()), by=" union ") or (
            "select null::bigint where false",
            (),
        )
        found.append((NEAR.format(near_name(part.source), statement[0]), statement[1]))
    every = joined(found, by=", ")
    return (f"with {every[0]} ", every[1]) if every else NOTHING


def counts(parts: Sequence[Part], most: int) -> list[Counted]:
    """Return how many items each source has, of those that have any, in one statement.

    Where words are looked for `finding` counts.

    :param most: where the counting of a source stops
    """
    if any(part.choice.text for part in parts):
        from .finding import found

        return found(parts, most)
    grouped = by_source(parts)
    every = joined(limited for some in grouped.values() for limited in counted(some, (), most + 1))
    return [
        Counted(SOURCES.get(name), min(count, most), grouped[name], count > most)
        for name, count in (sorted(read(COUNT, every)) if every else ())
    ]


def by_source(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """Return parts under the names of their sources."""
    return {name: list(some) for name, some in groupby(parts, lambda part: part.source.name)}


def counted(parts: Sequence[Part], more: Sequence[str], most: int) -> Iterator[Sql]:
    """Yield the statement of what one source has, up to a number."""
    # Each part by itself too, so that the planner looks for the first rows of each.
    rows = joined(compiled(part.counted(*more)[:most] for part in parts))
    if rows is not None:
        yield LIMITED.format(rows[0]), (*rows[1], most)


def figures(parts: Sequence[Part], now: datetime, most: int) -> tuple[int, int]:
    """Return how much waits, and how much of it is overdue, each up to a number.

    Of each part the most urgent are looked at, so that what is overdue is among them.
    """
    urgent = (part.counted("item_due").order_by(SOONEST)[:most] for part in parts)
    rows = joined(compiled(urgent))
    if rows is None:
        return 0, 0
    ((waiting, overdue),) = read(FIGURES, rows, before=[now])
    return min(waiting, most), min(overdue, most)
