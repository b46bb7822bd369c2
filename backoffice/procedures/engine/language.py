"""The small language of conditions: compare, combine, reckon. It cannot call, loop or reach out.

A subset of FEEL (DMN 1.3 chapter 10). A text is turned into a tree by a parser of our own, never
by Python's; a name is looked up among the facts handed in and nowhere else. What a text can cost is
bounded before it runs: its length, its depth, the digits of its numbers, the length of its texts.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from . import values
from .errors import ExpressionError

MAX_LENGTH = 1_000
MAX_DEPTH = 40
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,28}(?:\.\d{1,28})?)(?!\w)(?!\.\d)"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<sign>\.\.|!=|<=|>=|==|[=<>+\-*/(),\[\]?]))"
)
WORDS = frozenset({"and", "or", "not", "in", "true", "false", "null", "if", "then", "else"})
COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

Value = Any
Names = Mapping[str, Any]
Node = Callable[[Names], Value]


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that was understood: what it says, which names it asks for, and how to work it out."""

    text: str
    names: frozenset[str]
    node: Node

    def value(self, names: Names) -> Value:
        """Return what it comes to.

        :raises ExpressionError: if a name is missing or kinds do not fit
        """
        return self.node(names)

    def holds(self, names: Names) -> bool:
        """Tell whether a condition is met.

        :raises ExpressionError: if it does not come to yes or no
        """
        value = self.node(names)
        if not isinstance(value, bool):
            raise ExpressionError(_("“%(text)s” does not come to yes or no.") % {"text": self.text})
        return value


@lru_cache(maxsize=4096)
def read(text: str) -> Expression:
    """Understand a text of the language; a leading `=` and `${…}` of other tools are passed over.

    :raises ExpressionError: if it is not of the language
    """
    body = text.strip()
    if len(body) > MAX_LENGTH:
        raise ExpressionError(
            _("The expression is longer than %(max)d characters.") % {"max": MAX_LENGTH}
        )
    if body.startswith(("${", "#{")) and body.endswith("}"):
        body = body[2:-1]
    return _Reader(body.removeprefix("=")).expression()


@lru_cache(maxsize=4096)
def read_test(text: str) -> Expression:
    """Understand a cell of a decision table, which tests the value of its column (named `?`).

    :raises ExpressionError: if it is not of the language
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            _("The expression is longer than %(max)d characters.") % {"max": MAX_LENGTH}
        )
    return _Reader(text.strip()).unary_tests()


class _Reader:
    """A recursive-descent parser over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()
        self.depth = 0
        self.tokens = self._split(text)
        self.at = 0

    def _split(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            match = TOKEN.match(text, place)
            if match is None:
                raise self._wrong(text[place:].strip()[:20])
            kind = match.lastgroup or ""
            word = match.group(kind)
            if kind == "name" and any(part.startswith("_") for part in word.split(".")):
                raise self._wrong(word)
            tokens.append(("word" if word in WORDS and kind == "name" else kind, word))
            place = match.end()
        return tokens

    def _wrong(self, found: str) -> ExpressionError:
        if not found:
            return ExpressionError(_("“%(text)s” ends too early.") % {"text": self.text[:80]})
        return ExpressionError(
            _("“%(text)s” cannot be read at “%(found)s”.")
            % {"text": self.text[:80], "found": found[:20]}
        )

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _next(self) -> tuple[str, str]:
        token = self._peek()
        self.at += 1
        return token

    def _take(self, *words: str) -> str:
        kind, word = self._peek()
        if kind in ("word", "sign") and word in words:
            self.at += 1
            return word
        return ""

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise self._wrong(self._peek()[1])

    def expression(self) -> Expression:
        """Read the whole text as one expression."""
        node = self._any()
        return self._finish(node)

    def unary_tests(self) -> Expression:
        """Read the whole text as tests of one value, any of which may hold."""
        if not self.tokens or self.text == "-":
            return Expression(self.text, frozenset(), lambda names: True)
        if self.tokens[0] == ("word", "not") and len(self.tokens) > 1 and self.tokens[1][1] == "(":
            self.at = 2
            inner = self._tests()
            self._need(")")
            return self._finish(lambda names: not inner(names))
        return self._finish(self._tests())

    def _finish(self, node: Node) -> Expression:
        if self._peek()[0] != "end":
            raise self._wrong(self._peek()[1])
        return Expression(self.text, frozenset(self.names), node)

    def _tests(self) -> Node:
        tests = [self._test()]
        while self._take(","):
            tests.append(self._test())
        return lambda names: any(test(names) for test in tests)

    def _test(self) -> Node:
        sign = self._take("<", "<=", ">", ">=", "=", "!=")
        if sign:
            right = self._sum()
            return lambda names: values.compare(sign, names["?"], right(names))
        if self._peek()[1] in ("[", "("):
            interval = self._interval()
            if interval is not None:
                return interval
        value = self._any()
        if "?" in self.names:
            return value
        return lambda names: values.same_or_member(names["?"], value(names))

    def _interval(self) -> Node | None:
        start = self.at
        opening = self._next()[1]
        try:
            low = self._sum()
        except ExpressionError:
            self.at = start
            return None
        if not self._take(".."):
            self.at = start
            return None
        high = self._sum()
        closing = self._take("]", ")")
        if not closing:
            raise self._wrong(self._peek()[1])
        first = ">=" if opening == "[" else ">"
        last = "<=" if closing == "]" else "<"
        return lambda names: (
            values.compare(first, names["?"], low(names))
            and values.compare(last, names["?"], high(names))
        )

    def _any(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(_("The expression is nested too deeply."))
        try:
            return self._choice() if self._take("if") else self._or()
        finally:
            self.depth -= 1

    def _choice(self) -> Node:
        condition = self._any()
        self._need("then")
        yes = self._any()
        self._need("else")
        no = self._any()
        return lambda names: yes(names) if values.truth(condition(names)) else no(names)

    def _or(self) -> Node:
        parts = [self._and()]
        while self._take("or"):
            parts.append(self._and())
        if len(parts) == 1:
            return parts[0]
        return lambda names: any(values.truth(part(names)) for part in parts)

    def _and(self) -> Node:
        parts = [self._not()]
        while self._take("and"):
            parts.append(self._not())
        if len(parts) == 1:
            return parts[0]
        return lambda names: all(values.truth(part(names)) for part in parts)

    def _not(self) -> Node:
        if self._take("not"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise ExpressionError(_("The expression is nested too deeply."))
            inner = self._not()
            self.depth -= 1
            return lambda names: not values.truth(inner(names))
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        sign = self._take(*COMPARISONS)
        if sign:
            right = self._sum()
            word = COMPARISONS[sign]
            return lambda names: values.compare(word, left(names), right(names))
        if self._take("in"):
            among = self._sum()
            return lambda names: values.member(left(names), among(names))
        if self._peek() == ("word", "not") and self.tokens[self.at + 1 : self.at + 2] == [
            ("word", "in")
        ]:
            self.at += 2
            among = self._sum()
            return lambda names: not values.member(left(names), among(names))
        return left

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._sign, "*", "/")

    def _chain(self, part: Callable[[], Node], *signs: str) -> Node:
        first = part()
        rest: list[tuple[str, Node]] = []
        while sign := self._take(*signs):
            rest.append((sign, part()))
        if not rest:
            return first

        def reckon(names: Names) -> Value:
            # A loop, not nested calls: a long sum must not exhaust the stack.
            value = first(names)
            for sign, node in rest:
                value = values.reckon(sign, value, node(names))
            return value

        return reckon

    def _sign(self) -> Node:
        if not self._take("-"):
            return self._atom()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError(_("The expression is nested too deeply."))
        inner = self._sign()
        self.depth -= 1
        return lambda names: -values.number(inner(names))

    def _atom(self) -> Node:
        kind, word = self._next()
        if kind == "number":
            number = Decimal(word)
            return lambda names: number
        if kind == "text":
            text = re.sub(r"\\(.)", r"\1", word[1:-1])
            return lambda names: text
        if kind == "name":
            return self._call(word) if self._peek()[1] == "(" else self._name(word)
        return self._group(kind, word)

    def _group(self, kind: str, word: str) -> Node:
        if word == "(":
            inner = self._any()
            self._need(")")
            return inner
        if word == "[":
            items = self._list("]")
            return lambda names: [item(names) for item in items]
        if word == "?":
            self.names.add("?")
            return lambda names: names["?"]
        if kind == "word" and word in ("true", "false", "null"):
            constant = {"true": True, "false": False, "null": None}[word]
            return lambda names: constant
        raise self._wrong(word)

    def _list(self, closing: str) -> list[Node]:
        items: list[Node] = []
        while not self._take(closing):
            if items:
                self._need(",")
            items.append(self._any())
        return items

    def _call(self, word: str) -> Node:
        function = values.FUNCTIONS.get(word)
        if function is None:
            raise ExpressionError(
                _("There is no function “%(name)s”; there are: %(known)s.")
                % {"name": word, "known": ", ".join(sorted(values.FUNCTIONS))}
            )
        self.at += 1
        arguments = self._list(")")
        if len(arguments) != 1:
            raise ExpressionError(_("“%(name)s” takes one value.") % {"name": word})
        argument = arguments[0]
        return lambda names: function(argument(names))

    def _name(self, word: str) -> Node:
        path = word.removeprefix("facts.").split(".")
        self.names.add(path[0])

        def look(names: Names) -> Value:
            value: Any = names
            for part in path:
                if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
                    value = [row[part] for row in value if row.get(part) is not None]
                    continue
                if not isinstance(value, Mapping) or part not in value:
                    raise ExpressionError(
                        _("The case has no fact “%(name)s”.") % {"name": ".".join(path)}
                    )
                value = value[part]
            return value

        return look
