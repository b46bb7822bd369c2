"""One list over everything that waits for somebody, whichever module it belongs to.

Each module hands a queryset of its open items and says which of its columns is which; the desk
filters them alike, joins them in one statement and lets the database sort and cut.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
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
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise

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

    :param rows: the items that a user may deal with on a day, or None where the user has no right
    :param columns: which expression of the queryset stands for which of `COLUMNS`; what a kind
        does not have is left out
    :param address: the page of an item, from its key
    """

    name: str
    title: str | Promise
    rows: Callable[[User, date], QuerySet[Any] | None]
    columns: Mapping[str, Any]
    address: Callable[[str], str]
    bulks: Sequence[Bulk] = field(default=())


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

    :param whose: `` for everything I may do, `mine` for what I took, `free` for what nobody took
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

    @property
    def source(self) -> Source:
        """The source it came from."""
        return SOURCES.get(self.kind)

    @property
    def url(self) -> str:
        """The page on which it is dealt with."""
        return self.source.address(self.key)


Part = tuple[Source, QuerySet[Any]]


def parts_for(user: User, on: date, now: datetime, wanted: Wanted) -> list[Part]:
    """Return each source with what it has for a user, filtered, in the same columns."""
    names = [wanted.kind] if wanted.kind in SOURCES.kinds() else SOURCES.kinds()
    found = []
    for name in names:
        source = SOURCES.get(name)
        rows = source.rows(user, on)
        if rows is not None:
            found.append((source, _filtered(_in_columns(source, rows), user, now, wanted)))
    return found


def _in_columns(source: Source, rows: QuerySet[Any]) -> QuerySet[Any]:
    shown = {name: _expression(source, name) for name in COLUMNS}
    return rows.order_by().annotate(**shown).values_list(*COLUMNS)


def _expression(source: Source, name: str) -> Any:
    if name == "item_kind":
        return Cast(Value(source.name), TextField())
    given = source.columns.get(name)
    if isinstance(given, str):
        given = F(given)
    if name in TEXTS:
        return _nothing() if given is None else Coalesce(Cast(given, TextField()), _nothing())
    output: Any = DateTimeField() if name in INSTANTS else BigIntegerField()
    return Cast(given, output) if given is not None else Cast(Value(None), output)


def _nothing() -> Any:
    return Cast(Value(""), TextField())


def _filtered(rows: QuerySet[Any], user: User, now: datetime, wanted: Wanted) -> QuerySet[Any]:
    if wanted.whose == "mine":
        rows = rows.filter(item_holder=user.pk)
    elif wanted.whose == "free":
        rows = rows.filter(item_holder__isnull=True)
    if wanted.overdue:
        rows = rows.filter(item_due__lt=now)
    if wanted.department is not None:
        rows = rows.filter(item_department=wanted.department)
    if wanted.text:
        rows = rows.filter(
            Q(item_title__icontains=wanted.text)
            | Q(item_subject__icontains=wanted.text)
            | Q(item_person__icontains=wanted.text)
        )
    return rows


def items(user: User, on: date, now: datetime, wanted: Wanted, first: int, last: int) -> list[Item]:
    """Return a stretch of the list, the most urgent first, in one statement.

    :param first: place of the first item, from 0
    :param last: place after the last item
    """
    parts = [rows for _source, rows in parts_for(user, on, now, wanted)]
    if not parts:
        return []
    joined = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    ordered = joined.order_by(F("item_due").asc(nulls_last=True), "item_opened", "item_key")
    return [Item(*row) for row in ordered[first:last]]


def counts(
    user: User, on: date, now: datetime, wanted: Wanted, most: int
) -> list[tuple[Source, int]]:
    """Return how many items each source has, up to a number where counting stops."""
    parts = parts_for(user, on, now, wanted)
    return [(source, rows[:most].count()) for source, rows in parts]
