"""What changed between two documents of a form, in words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import choosing, editing, words

SHORT = 160
#: Compared on their own, or marks of where something came from.
APART = frozenset({"fields", "key", "at", "from"})
Fields = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    :param how: `added`, `removed`, `changed` or `moved`
    :param what: the page or field, as staff know it
    :param lines: what is different, each a sentence
    """

    how: str
    what: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _One:
    entry: Mapping[str, Any]
    page: str
    order: int


def differences(old: Mapping[str, Any], new: Mapping[str, Any], language: str) -> list[Change]:
    """Return what differs between two documents whose parts are in place: pages, then fields."""
    fields = {key: one.entry for key, one in {**_fields(old), **_fields(new)}.items()}
    pages = _compared(_pages(old), _pages(new), _("Page"), fields, language)
    return [*pages, *_compared(_fields(old), _fields(new), "", fields, language)]


def _pages(document: Mapping[str, Any]) -> dict[str, _One]:
    rows = [page for page in editing.pages_of(document) if isinstance(page, dict)]
    return {str(page.get("key")): _One(page, "", at) for at, page in enumerate(rows)}


def _fields(document: Mapping[str, Any]) -> dict[str, _One]:
    found: dict[str, _One] = {}
    pages = editing.pages_of(document)
    path: dict[tuple[int, ...], str] = {}
    for order, (place, entry) in enumerate(editing.walk(document)):
        key = str(entry.get("key") or entry.get("part"))
        if len(place) == 3:
            key = f"{path.get(place[:2], '')}.{key}"
        path[place] = key
        found[key] = _One(entry, str(pages[place[0]].get("key")), order)
    return found


def _compared(
    old: Mapping[str, _One],
    new: Mapping[str, _One],
    kind: str,
    fields: Fields,
    language: str,
) -> Iterator[Change]:
    for key, one in old.items():
        if key not in new:
            yield Change("removed", _name(one.entry, kind, language))
    for key, one in new.items():
        name = _name(one.entry, kind, language)
        if key not in old:
            yield Change("added", name, tuple(_facts(one.entry, fields, language)))
            continue
        lines = tuple(_lines(old[key].entry, one.entry, fields, language))
        if old[key].page != one.page:
            lines = (*lines, _("It stands on another page."))
        if lines:
            yield Change("changed", name, lines)
    for key in _moved(old, new):
        yield Change("moved", _name(new[key].entry, kind, language), (_("Its place changed."),))


def _moved(old: Mapping[str, _One], new: Mapping[str, _One]) -> list[str]:
    """Return what stands elsewhere among its neighbours, and not for others' coming and going."""
    both = [key for key in old if key in new and old[key].page == new[key].page]
    rank = {key: at for at, key in enumerate(sorted(both, key=lambda key: new[key].order))}
    kept = _longest_rising([rank[key] for key in both])
    return [key for key in both if rank[key] not in kept]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    best: list[list[int]] = []
    for number in numbers:
        before = [run for run in best if run[-1] < number]
        best.append([*_longest(before), number])
    return set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    return sorted(runs, key=len)[-1] if runs else []


def _name(entry: Mapping[str, Any], kind: str, language: str) -> str:
    label = {"label": entry.get("label") or entry.get("title"), "key": entry.get("key")}
    name = choosing.name_of(label, language) or str(entry.get("part", ""))
    told = kind or words.kind_name(entry.get("type", ""))
    return f"{told}: {name}"


def _facts(entry: Mapping[str, Any], fields: Fields, language: str) -> Iterator[str]:
    if entry.get("required"):
        yield _("It %(must)s.") % {"must": words.REQUIRED.get(entry["required"], "")}
    if entry.get("if"):
        yield _("It is asked when %(condition)s.") % {
            "condition": choosing.in_words(str(entry["if"]), fields, language)
        }


def _lines(
    old: Mapping[str, Any], new: Mapping[str, Any], fields: Fields, language: str
) -> Iterator[str]:
    for name in sorted({*old, *new} - APART, key=_rank):
        before, after = old.get(name), new.get(name)
        if _same(name, before, after):
            continue
        if name == "options":
            yield from _options(before, after, language)
            continue
        yield _("%(setting)s: was “%(before)s”, is “%(after)s”.") % {
            "setting": str(words.SETTINGS.get(name, name)).capitalize(),
            "before": shown(name, before, fields, language),
            "after": shown(name, after, fields, language),
        }


def _rank(name: str) -> tuple[int, str]:
    known = list(words.SETTINGS)
    return known.index(name) if name in known else len(known), name


def _same(name: str, before: Any, after: Any) -> bool:
    if name == "required":
        return (before or False) == (after or False)
    return before == after or (before in (None, "") and after in (None, ""))


def _options(before: Any, after: Any, language: str) -> Iterator[str]:
    old, new = _by_value(before, language), _by_value(after, language)
    for value, label in old.items():
        if value not in new:
            yield _("The answer “%(label)s” is gone.") % {"label": label}
        elif new[value] != label:
            yield _("The answer “%(before)s” is now called “%(after)s”.") % {
                "before": label,
                "after": new[value],
            }
    for value, label in new.items():
        if value not in old:
            yield _("The answer “%(label)s” is new.") % {"label": label}
    if [v for v in old if v in new] != [v for v in new if v in old]:
        yield _("The answers stand in another order.")


def _by_value(options: Any, language: str) -> dict[str, str]:
    rows = [one for one in options or () if isinstance(one, Mapping)]
    return {
        str(one.get("value")): choosing.name_of(
            {"label": one.get("label"), "key": one.get("value")}, language
        )
        for one in rows
    }


def shown(name: str, value: Any, fields: Fields, language: str) -> str:
    """Return the value of a setting as a person reads it."""
    if name == "required":
        return str(words.REQUIRED.get(value or False, value))
    if value in (None, "", []):
        return _("nothing")
    if name == "type":
        return words.kind_name(value)
    if name == "if":
        return choosing.in_words(str(value), fields, language)
    if isinstance(value, Mapping):
        value = " / ".join(str(value[code]) for code in ("el", "en") if value.get(code))
    elif isinstance(value, bool):
        value = _("Yes") if value else _("No")
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= SHORT else f"{text[:SHORT]}…"
