"""Strict reading of a YAML file: every fault names the file, the key and how to mend it."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from backoffice.kernel.errors import DomainError
from backoffice.procedures.engine import language
from backoffice.procedures.engine.errors import ExpressionError

LANGUAGES = ("el", "en")
MISSING = object()
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY = re.compile(r"[a-z][a-z0-9_]*")
MONTH_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


class FileFaults(DomainError):
    """A file of the catalogue cannot be read; the message lists every fault in it."""

    code = "file_faults"

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML without surprises: a key twice is a fault, a day stays a text."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice, which plain YAML would pass over in silence."""
        seen: set[Any] = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                mark = key_node.start_mark
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> "Node":
    """Read a file whose top is a mapping.

    :raises FileFaults: if it is not YAML, or no mapping
    """
    try:
        # The loader is the safe one, only stricter.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  # nosec B506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FileFaults([f"{path.name}: {error}"]) from None
    if not isinstance(data, dict):
        raise FileFaults([_("%(file)s: write keys and values.") % {"file": path.name}])
    return Node(path.name, "", data, [])


class Node:
    """A mapping of the file that is asked for its keys; whatever nobody asks for is a fault."""

    def __init__(self, file: str, path: str, data: Mapping[str, Any], faults: list[str]) -> None:
        self.file, self.path, self.data, self.faults = file, path, data, faults
        self.asked: set[str] = set()

    def fault(self, key: str, mend: str) -> None:
        """Note what is wrong at a key, and how to mend it."""
        place = ".".join(filter(None, (self.path, key)))
        self.faults.append(f"{self.file}: {place}: {mend}")

    def close(self) -> None:
        """Note every key that nobody asked for."""
        known = ", ".join(sorted(self.asked))
        for key in self.data:
            if key not in self.asked:
                self.fault(str(key), _("no such key; known are %(known)s.") % {"known": known})

    def finish(self) -> None:
        """Close, and raise when anything was wrong.

        :raises FileFaults: with every fault of the file
        """
        self.close()
        if self.faults:
            raise FileFaults(self.faults)

    def raw(self, key: str, default: Any = MISSING) -> Any:
        """Return a value as it stands."""
        self.asked.add(key)
        value = self.data.get(key)
        if value is not None:
            return value
        if default is MISSING:
            self.fault(key, _("is missing."))
            return None
        return default

    def text(self, key: str, default: Any = MISSING, most: int = 4000) -> str:
        """Return one line or more of text."""
        value = self.raw(key, default)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            self.fault(key, _("write a text, in quotes if YAML takes it for something else."))
            return ""
        said = str(value).strip()
        if len(said) > most:
            self.fault(key, _("is longer than %(most)d characters; shorten it.") % {"most": most})
        return said

    def matching(self, key: str, pattern: re.Pattern[str], say: str, default: Any = MISSING) -> str:
        """Return a text of one shape."""
        said = self.text(key, default)
        if said and not pattern.fullmatch(said):
            self.fault(key, _("“%(said)s” does not fit: %(say)s.") % {"said": said, "say": say})
        return said

    def slug(self, key: str, default: Any = MISSING) -> str:
        """Return a text of small Latin letters, digits and hyphens."""
        return self.matching(key, SLUG, _("small Latin letters, digits and hyphens"), default)

    def key(self, key: str, default: Any = MISSING) -> str:
        """Return a text of small Latin letters, digits and underscores."""
        return self.matching(key, KEY, _("small Latin letters, digits and underscores"), default)

    def month_day(self, key: str, default: Any = MISSING) -> str:
        """Return a month and day as `MM-DD`."""
        return self.matching(key, MONTH_DAY, _("month and day such as 05-20"), default)

    def day(self, key: str) -> date | None:
        """Return a day written as `YYYY-MM-DD`, or nothing."""
        said = self.text(key, "")
        if not said:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self.fault(key, _("write the day as 2026-11-21."))
            return None

    def pair(self, key: str, default: Any = MISSING, most: int = 8000) -> dict[str, str]:
        """Return a text in both languages."""
        value = self.raw(key, default)
        if value is None or value == {}:
            return {"el": "", "en": ""}
        if not isinstance(value, dict):
            self.fault(key, _("write it in both languages: {el: …, en: …}."))
            return {"el": "", "en": ""}
        node = Node(self.file, ".".join(filter(None, (self.path, key))), value, self.faults)
        said = {code: node.text(code, most=most) for code in LANGUAGES}
        node.close()
        return said

    def word_lists(self, key: str) -> dict[str, str]:
        """Return words in both languages, each a list or one text with commas, as one text."""
        node = self.node(key, {})
        said = {}
        for code in LANGUAGES:
            value = node.raw(code, [])
            said[code] = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        node.close()
        return said

    def number(self, key: str, default: Any = MISSING, most: int = 1_000_000) -> int | None:
        """Return a whole number that is not negative."""
        value = self.raw(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.fault(key, _("write a whole number from 0 to %(most)d.") % {"most": most})
            return None
        return value

    def money(self, key: str) -> Decimal | None:
        """Return euros, or nothing when none are named."""
        value = self.raw(key, None)
        if value is None:
            return None
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal(-1)
        if isinstance(value, bool) or amount < 0 or amount != amount.quantize(Decimal("0.01")):
            self.fault(key, _("write euros with a point and at most two decimals: 18.00."))
            return None
        return amount

    def truth(self, key: str, default: bool) -> bool:
        """Return yes or no."""
        value = self.raw(key, default)
        if not isinstance(value, bool):
            self.fault(key, _("write true or false."))
            return default
        return value

    def choice(self, key: str, among: Iterable[str], default: Any = MISSING) -> str:
        """Return one of some words."""
        said = self.text(key, default)
        words = list(among)
        if said and said not in words:
            self.fault(
                key,
                _("“%(said)s” is none of %(words)s.") % {"said": said, "words": ", ".join(words)},
            )
        return said

    def words(self, key: str, among: Iterable[str] | None = None) -> list[str]:
        """Return a list of words, all of them among some."""
        value = self.raw(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, _("write a list of words: [one, two]."))
            return []
        allowed = None if among is None else set(among)
        for one in value:
            if allowed is not None and one not in allowed:
                self.fault(
                    key,
                    _("“%(said)s” is none of %(words)s.")
                    % {"said": one, "words": ", ".join(sorted(allowed))},
                )
        if len(set(value)) < len(value):
            self.fault(key, _("a word stands twice."))
        return value

    def expression(self, key: str) -> str:
        """Return a condition or a formula of our small language, or nothing."""
        said = self.text(key, "")
        if said:
            try:
                language.read(said)
            except ExpressionError as error:
                self.fault(key, str(error))
        return said

    def node(self, key: str, default: Any = MISSING) -> "Node":
        """Return a mapping; it must be closed by whoever asks for it."""
        value = self.raw(key, default)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.fault(key, _("write keys and values."))
            value = {}
        return Node(self.file, ".".join(filter(None, (self.path, key))), value, self.faults)

    def nodes(self, key: str, read: Callable[["Node"], Any]) -> list[Any]:
        """Return every mapping of a list as `read` understands it."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            self.fault(key, _("write a list, each line beginning with a hyphen."))
            return []
        found = []
        for place, one in enumerate(value, start=1):
            path = ".".join(filter(None, (self.path, f"{key}[{place}]")))
            if not isinstance(one, dict):
                self.faults.append(f"{self.file}: {path}: " + _("write keys and values."))
                continue
            node = Node(self.file, path, one, self.faults)
            found.append(read(node))
            node.close()
        return found
