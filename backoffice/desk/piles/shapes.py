"""What the sources share: names, numbers, the end of a day, rights."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Case, DateTimeField, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from backoffice.identity.models import User

TEXT = TextField()
Rows = Callable[[User, date], "QuerySet[Any] | None"]


def name_of(path: str) -> Any:
    """Return the expression of a person's whole name."""
    return Concat(f"{path}__name", Value(" "), f"{path}__first_name", output_field=TEXT)


def colleague(path: str) -> Any:
    """Return the expression of a user's whole name."""
    return Concat(f"{path}__first_name", Value(" "), f"{path}__last_name", output_field=TEXT)


def number_of(path: str = "") -> Any:
    """Return the expression of a number of a year, as 12/2026."""
    return joined(f"{path}number", f"{path}year", between="/")


def joined(first: str, second: str, *, between: str) -> Any:
    """Return the expression of two columns in one text."""
    return Concat(Cast(F(first), TEXT), Value(between), Cast(F(second), TEXT), output_field=TEXT)


def in_words(column: str, choices: Callable[[], Iterable[tuple[str, Any]]]) -> Callable[[], Any]:
    """Return what gives the words for a code of a column, in the reader's language."""

    def words() -> Any:
        known = [When(**{column: code}, then=Value(str(word))) for code, word in choices()]
        return Case(*known, default=F(column), output_field=TEXT)

    return words


def closing_time(column: str) -> Any:
    """Return a day of the law as the instant at which it ends in Athens."""
    template = "((%(expressions)s + 1)::timestamp at time zone 'Europe/Athens')"
    return Func(column, template=template, output_field=DateTimeField())


def allowed(right: str, rows: Callable[[User, date], QuerySet[Any]]) -> Rows:
    """Return rows only to whoever holds a right."""

    def found(user: User, on: date) -> QuerySet[Any] | None:
        if not user.has_perm(right):
            return None
        return rows(user, on).select_related(None).prefetch_related(None)

    return found


def page(name: str) -> Callable[[str], str]:
    """Return what gives the address of an item from its key."""
    return lambda key: reverse(name, args=[key])


def shelf(name: str) -> Callable[[str], str]:
    """Return what gives the address of the list in which an item stands."""
    return lambda key: reverse(name)
