"""Where a case stands: its tokens, kept as small as can be, and what a step asks to be done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

# What a token waits for.
TASK, ERRAND, TIMER, MESSAGE = "task", "errand", "timer", "message"
EVENT, GATE, SCOPE, MANY, CALL, STUCK = "event", "gate", "scope", "many", "call", "stuck"


@dataclass(slots=True)
class Token:
    """One place where a case stands; every visit of an element has a number of its own.

    :param scope: the token of the subprocess that it runs in, 0 for the process itself
    :param of: the token whose instance this is, 0 for none
    :param via: the arrow on which it came
    :param local: what only this instance knows
    :param more: the items that a sequence has not begun, and the answers so far
    """

    id: int
    element: str
    scope: int = 0
    wait: str = ""
    since: int = 0
    via: str = ""
    of: int = 0
    local: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def began_at(self) -> datetime:
        """When the case came here."""
        return datetime.fromtimestamp(self.since, UTC)

    def pack(self) -> list[Any]:
        """Return it as a list without its empty end."""
        row: list[Any] = [
            self.element,
            self.wait,
            self.since,
            self.scope,
            self.via if self.wait == GATE else "",
            self.of,
            self.local,
            self.more,
        ]
        while row and not row[-1]:
            row.pop()
        return row

    @classmethod
    def unpack(cls, number: int, row: list[Any]) -> "Token":
        """Return the token that `pack` wrote."""
        element, wait, since, scope, via, of, local, more = row + [None] * (8 - len(row))
        return cls(
            number,
            element,
            scope or 0,
            wait or "",
            since or 0,
            via or "",
            of or 0,
            local or {},
            more or {},
        )


@dataclass(slots=True)
class State:
    """All tokens of a case, in the order of their numbers."""

    last: int = 0
    tokens: dict[int, Token] = field(default_factory=dict)

    def pack(self) -> dict[str, Any]:
        """Return it as the row keeps it."""
        return {"n": self.last, "t": {str(t.id): t.pack() for t in self.tokens.values()}}

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> "State":
        """Return the state that `pack` wrote."""
        rows = packed.get("t", {})
        tokens = {int(key): Token.unpack(int(key), rows[key]) for key in sorted(rows, key=int)}
        return cls(packed.get("n", 0), tokens)

    def add(self, element: str, **fields: Any) -> Token:
        """Put a new token on an element."""
        self.last += 1
        token = Token(self.last, element, **fields)
        self.tokens[token.id] = token
        return token

    def inside(self, token: Token) -> list[Token]:
        """Return the tokens that live only as long as this one."""
        return [t for t in self.tokens.values() if token.id in (t.scope, t.of)]

    def around(self, token: Token) -> Iterator[Token]:
        """Yield the token and those it runs in, from the innermost out."""
        here: Token | None = token
        while here is not None:
            yield here
            here = self.tokens.get(here.of or here.scope)


@dataclass(frozen=True, slots=True)
class Opened:
    """Something begins to be waited for.

    :param kind: task, errand, timer, message or call
    :param element: the element that waits, or the boundary event that listens
    """

    kind: str
    token: int
    element: str
    due_at: datetime | None = None
    rounds: int = 0
    name: str = ""
    correlation: str = ""


@dataclass(frozen=True, slots=True)
class Closed:
    """What a token waited for is no longer needed.

    :param kinds: which of task, errand, timer, message, call and stuck it had opened
    """

    token: int
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passed:
    """A line for the history."""

    token: int
    element: str
    what: str
    began_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message leaves the case."""

    token: int
    element: str
    name: str
    correlation: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A token cannot go on."""

    token: int
    element: str
    error: str


@dataclass(frozen=True, slots=True)
class Uncaught:
    """An error that no boundary event of this case catches."""

    token: int
    element: str
    code: str


Effect = Opened | Closed | Passed | Sent | Stuck | Uncaught
