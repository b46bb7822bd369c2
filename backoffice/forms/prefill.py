"""What the town already holds of a person, offered as an answer with its source in sight.

Modules enter what they hold in `apps.ready()`; a field names its source by `prefill`. What a form
got this way is shown, not asked again (WCAG 2.2, 3.3.7), and can be corrected unless the source
is an authority's word.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.kernel.registry import Registry

from .fields import Field, Form
from .kinds import READERS
from .wrong import Wrong

Reader = Callable[[int | None, User | None], Any]
Holder = Callable[[int | None, User | None], Mapping[str, Any]]


@dataclass(frozen=True)
class Source:
    """Where an answer may come from.

    :param name: such as `party.afm`
    :param title: where it is held, as a person reads it: “register of persons”
    :param vouched: whether an authority stated it, so that nobody writes over it
    :param types: the kinds of fields it can fill; empty for any
    :param part: its place in what `read` gives, where one reading serves several sources
    """

    name: str
    title: str | Promise
    read: Reader | Holder
    vouched: bool = False
    types: frozenset[str] = frozenset()
    part: str = ""


@dataclass(frozen=True)
class Offered:
    """An answer the town holds, with its source."""

    value: Any
    source: Source


SOURCES: "Registry[Source]" = Registry("forms.prefill")


def register(
    name: str,
    title: str | Promise,
    read: Reader,
    *,
    vouched: bool = False,
    types: frozenset[str] = frozenset(),
) -> None:
    """Enter a source of answers.

    :param read: gets the party's and the user, gives the value or nothing
    """
    SOURCES.register(name, Source(name, title, read, vouched, types))


def register_held(
    prefix: str,
    title: str | Promise,
    read: Holder,
    parts: Mapping[str, str],
    *,
    vouched: frozenset[str] = frozenset(),
) -> None:
    """Enter several sources that one reading serves, so that many fields cost few queries.

    :param parts: kind of field by name of the part; the source is `<prefix>.<part>`
    :param vouched: parts that an authority stated
    """
    for part, kind in parts.items():
        name = f"{prefix}.{part}"
        source = Source(name, title, read, part in vouched, frozenset({kind}), part)
        SOURCES.register(name, source)


def sources() -> list[Source]:
    """Return every source, by name."""
    return [SOURCES.get(name) for name in SOURCES.kinds()]


def unknown(form: Form) -> list[tuple[str, str]]:
    """Return keys of fields whose source nobody registered, or does not fit them, with its name."""
    known = {source.name: source for source in sources()}
    return [
        (one.key, one.prefill)
        for one in form.fields.values()
        if one.prefill and not _fits(one, known.get(one.prefill))
    ]


def _fits(one: Field, source: Source | None) -> bool:
    return source is not None and (not source.types or one.type in source.types)


def offered(
    form: Form, *, party_id: int | None, user: User | None, today: date
) -> dict[str, Offered]:
    """Return what the town holds for the fields of a form; what no longer fits is left out.

    :param party_id: the person for whom the form is filled in, who may be another than the user
    """
    known = {source.name: source for source in sources()}
    read: dict[Reader | Holder, Any] = {}
    made: dict[str, Offered] = {}
    for one in form.fields.values():
        source = known.get(one.prefill)
        if source is None or not _fits(one, source):
            continue
        if source.read not in read:
            read[source.read] = source.read(party_id, user)
        held = read[source.read]
        value = _kept(one, held.get(source.part) if source.part else held, today)
        if value is not None:
            made[one.key] = Offered(value, source)
    return made


def _kept(one: Field, raw: Any, today: date) -> Any:
    if raw in (None, "", {}, []):
        return None
    try:
        return READERS[one.type](one, raw, today)
    except Wrong:
        return None


def titles(found: Mapping[str, Offered], language: str) -> dict[str, str]:
    """Return the sources of offered answers in words, by key of the field."""
    with override(language):
        return {key: str(one.source.title) for key, one in found.items()}
