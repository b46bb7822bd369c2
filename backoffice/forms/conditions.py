"""When a page or a field is asked: conditions over answers, some of which are missing.

A condition is of the small language of procedures. Most say something simple, such as
`owner = true and rooms > 3`; these are also kept as a tree of plain lists, which a browser and a
JSON Schema can follow. What asks for an answer that is not there is neither met nor unmet: a
condition holds only when it surely holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from backoffice.procedures.engine import language, values
from backoffice.procedures.engine.errors import ExpressionError

# A tree: ["or", …] ["and", …] ["not", x] ["is", name] [sign, name, literal]
# ["in", name, [literals]] ["has", name, literal]
Tree = list[Any]
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
ORDER = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True)
class Condition:
    """A condition that was understood, and its tree where it is simple."""

    text: str
    expression: language.Expression
    tree: Tree | None

    @property
    def names(self) -> frozenset[str]:
        """The fields it asks about."""
        return self.expression.names

    def holds(self, names: Mapping[str, Any]) -> bool:
        """Tell whether it surely holds; every name it asks for must be there, perhaps empty."""
        if self.tree is not None:
            return verdict(self.tree, names) is True
        try:
            return self.expression.value(names) is True
        except ExpressionError:
            return False


@lru_cache(maxsize=4096)
def read(text: str) -> Condition:
    """Understand a condition.

    :raises ExpressionError: if it is not of the language
    """
    return Condition(text, language.read(text), simple(text))


def verdict(tree: Tree, names: Mapping[str, Any]) -> bool | None:
    """Return whether a simple condition holds, or nothing if an answer it needs is missing."""
    sign = tree[0]
    if sign in ("and", "or"):
        return _joined(sign, [verdict(part, names) for part in tree[1:]])
    if sign == "not":
        inner = verdict(tree[1], names)
        return None if inner is None else not inner
    return _compared(tree, look(tree[1], names))


def _joined(sign: str, parts: list[bool | None]) -> bool | None:
    settles = sign == "or"
    if settles in parts:
        return settles
    return None if None in parts else not settles


def _compared(tree: Tree, value: Any) -> bool | None:
    sign = tree[0]
    if sign == "is":
        return value if isinstance(value, bool) else None
    if value is None and tree[-1] == "":
        value = ""  # who compares with an empty text asks whether anything was written
    try:
        if sign == "in":
            return values.member(value, [literal(word) for word in tree[2]])
        if sign == "has":
            return None if value is None else values.member(literal(tree[2]), value)
        return values.compare(sign, value, literal(tree[2]))
    except ExpressionError:
        return None


def literal(word: Any) -> Any:
    """Return a literal of a tree as the language means it; numbers stand there as {"number": …}."""
    return Decimal(word["number"]) if isinstance(word, dict) else word


def look(path: str, names: Mapping[str, Any]) -> Any:
    """Return what a dotted name stands for, nothing where it is missing."""
    value: Any = names
    for step in path.split("."):
        if isinstance(value, list):
            value = [row[step] for row in value if row.get(step) is not None]
            continue
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value


def simple(text: str) -> Tree | None:
    """Return the tree of a condition that only compares answers with fixed values, else nothing."""
    body = text.strip()
    if body.startswith(("${", "#{")) and body.endswith("}"):
        body = body[2:-1]
    try:
        tokens = list(words_of(body.removeprefix("=")))
        reader = _Simple(tokens)
        tree = reader.any_of()
    except (_NotSimple, RecursionError):
        return None
    return tree if reader.at == len(tokens) else None


def words_of(text: str) -> list[tuple[str, str]]:
    """Return the kinds and words of a text of the language; it was read before."""
    found = []
    place, text = 0, text.rstrip()
    while place < len(text):
        match = language.TOKEN.match(text, place)
        if match is None:
            break
        kind = match.lastgroup or ""
        word = match.group(kind)
        found.append(("word" if kind == "name" and word in language.WORDS else kind, word))
        place = match.end()
    return found


class _NotSimple(Exception):
    """It says more than a comparison with something fixed."""


class _Simple:
    """A parser of the simple part of the language; what it cannot read is merely not simple."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, *words: str) -> str:
        kind, word = self.peek()
        if kind in ("word", "sign") and word in words:
            self.at += 1
            return word
        return ""

    def need(self, word: str) -> None:
        if not self.take(word):
            raise _NotSimple

    def any_of(self) -> Tree:
        parts = [self.all_of()]
        while self.take("or"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else ["or", *parts]

    def all_of(self) -> Tree:
        parts = [self.negated()]
        while self.take("and"):
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else ["and", *parts]

    def negated(self) -> Tree:
        if self.take("not"):
            return ["not", self.negated()]
        if self.peek() == ("sign", "("):
            self.at += 1
            inner = self.any_of()
            self.need(")")
            return inner
        return self.comparison()

    def comparison(self) -> Tree:
        left = self.operand()
        sign = self.take("=", "==", "!=", "<", "<=", ">", ">=")
        if sign:
            return _comparison("=" if sign == "==" else sign, left, self.operand())
        if self.take("in"):
            return self.among(left)
        if self.peek() == ("word", "not") and self.tokens[self.at + 1 : self.at + 2] == [
            ("word", "in")
        ]:
            self.at += 2
            return ["not", self.among(left)]
        if left[0] != "name":
            raise _NotSimple
        return ["is", left[1]]

    def among(self, left: tuple[str, Any]) -> Tree:
        right = self.operand()
        if left[0] == "name" and right[0] == "list":
            return ["in", left[1], right[1]]
        if left[0] == "literal" and right[0] == "name":
            return ["has", right[1], left[1]]
        raise _NotSimple

    def operand(self) -> tuple[str, Any]:
        kind, word = self.peek()
        self.at += 1
        if kind == "name" and self.peek() != ("sign", "("):
            return "name", word.removeprefix("facts.")
        if (kind, word) == ("sign", "["):
            return "list", self.literals()
        if (kind, word) == ("sign", "-") and self.peek()[0] == "number":
            self.at += 1
            return "literal", {"number": f"-{self.tokens[self.at - 1][1]}"}
        return "literal", _literal(kind, word)

    def literals(self) -> list[Any]:
        found: list[Any] = []
        while not self.take("]"):
            if found:
                self.need(",")
            kind, word = self.operand()
            if kind != "literal":
                raise _NotSimple
            found.append(word)
        return found


def _literal(kind: str, word: str) -> Any:
    if kind == "number":
        return {"number": word}
    if kind == "text":
        return "".join(_unescaped(word[1:-1]))
    if kind == "word" and word in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[word]
    raise _NotSimple


def _unescaped(text: str) -> list[str]:
    found: list[str] = []
    escaped = False
    for char in text:
        if char == "\\" and not escaped:
            escaped = True
            continue
        found.append(char)
        escaped = False
    return found


def _comparison(sign: str, left: tuple[str, Any], right: tuple[str, Any]) -> Tree:
    if left[0] == "name" and right[0] == "literal":
        return [sign, left[1], right[1]]
    if left[0] == "literal" and right[0] == "name":
        return [MIRRORED[sign], right[1], left[1]]
    raise _NotSimple
