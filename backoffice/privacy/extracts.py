"""Rows of a person out of the tables of a module: said as a list, gathered in one way."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.storage import storages
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from backoffice.identity.models import User

from .registries import Exporter, FilePart, Holding

Files = Callable[[User, int | None], Iterable[FilePart]]
BATCH = 500
EVERY = Q()


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows of one table that are about a person.

    :param kind: what a row is called in the copy
    :param model: the table, as `app.Model`
    :param fields: what is taken; `name=lookup` takes it under another name
    :param party: lookups that lead to the person in the register
    :param user: lookups that lead to the account
    :param limit: what else must hold for a row to belong into the copy
    """

    kind: str
    model: str
    fields: str
    party: Sequence[str] = ()
    user: Sequence[str] = ()
    limit: Q = EVERY

    @property
    def covers(self) -> frozenset[str]:
        """The columns by which the rows are found, as `app.Model.column`."""
        return frozenset(f"{self.model}.{name}" for name in (*self.party, *self.user))

    def found(self, user: User, party_id: int | None) -> QuerySet[Any]:
        """Return the rows about a person."""
        model = apps.get_model(self.model)
        whose = Q(pk__in=[])
        for lookup in self.user:
            whose |= Q(**{lookup: user.pk})
        for lookup in self.party if party_id is not None else ():
            whose |= Q(**{lookup: party_id})
        rows: QuerySet[Any] = model._default_manager.filter(whose, self.limit)
        return rows.order_by("pk").distinct()

    def rows(self, user: User, party_id: int | None) -> Iterator[dict[str, Any]]:
        """Return the rows as plain values, the oldest first."""
        pairs = [(name, of or name) for name, _is, of in map(_parts, self.fields.split())]
        found = self.found(user, party_id).values_list(*(of for _name, of in pairs))
        for values in found.iterator(chunk_size=BATCH):
            names = (name for name, _of in pairs)
            yield {"kind_of_row": self.kind, **dict(zip(names, values, strict=True))}


def _parts(field: str) -> tuple[str, str, str]:
    return field.partition("=")


def no_files(user: User, party_id: int | None) -> Iterable[FilePart]:
    """Return nothing, for a module that keeps no file of a person."""
    return ()


def kept_part(path: str, name: str) -> FilePart:
    """Return a file of the private store."""
    return FilePart(name, partial(_read, path))


def _read(path: str) -> bytes:
    with storages["private"].open(path, "rb") as file:
        return bytes(file.read())


def exporter(
    name: str,
    *,
    title: str | Promise,
    purpose: str | Promise,
    extracts: Sequence[Extract],
    files: Files = no_files,
    left_out: str | Promise = "",
) -> Exporter:
    """Return the exporter of a module whose tables are listed.

    :param left_out: what of the module is not in the copy, and why
    """

    def gather(user: User, party_id: int | None) -> Holding:
        rows = [row for extract in extracts for row in extract.rows(user, party_id)]
        return Holding(rows, files(user, party_id))

    covers = frozenset().union(*(extract.covers for extract in extracts))
    return Exporter(name, title, purpose, gather, covers, left_out)
