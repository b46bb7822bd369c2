"""Rights as a table: who may open which address. An address that is missing fails the suite.

OPEN: everybody. SIGNED: whoever signed in. OWN: the owner of the row; a stranger learns nothing.
STAFF(…): these roles and nobody else.
"""

from dataclasses import dataclass

ROLES = (
    "nobody",
    "stranger",
    "owner",
    "clerk",
    "treasurer",
    "head",
    "auditor",
    "editor",
    "administrator",
)


@dataclass(frozen=True)
class Rule:
    """Who is let in, and what the rest are told."""

    allowed: frozenset[str]
    kind: str


OPEN = Rule(frozenset(ROLES), "open")
SIGNED = Rule(frozenset(ROLES) - {"nobody"}, "signed")


def own(*staff: str) -> Rule:
    """Return the rule of a row that one citizen owns; some staff may see it too."""
    return Rule(frozenset({"owner", *staff}), "own")


def staff(*roles: str) -> Rule:
    """Return the rule of a staff screen."""
    return Rule(frozenset(roles), "staff")


OFFICE = ("clerk", "treasurer", "head", "auditor")

MATRIX: dict[str, Rule] = {}
