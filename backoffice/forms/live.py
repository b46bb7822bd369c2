"""Conditions for the browser: what depends on answers of the same page is shown and hidden there.

Answers of other pages are settled before they leave the server, so that a page tells nothing but
what stands on it.
"""

from collections.abc import Mapping
from typing import Any

from .conditions import Condition, Tree, verdict
from .fields import Field

# Kinds whose answers the browser's script can read as the server would.
READABLE = frozenset(
    {
        "text",
        "long_text",
        "number",
        "money",
        "date",
        "time",
        "yes_no",
        "consent",
        "choice",
        "choices",
        "afm",
        "postcode",
    }
)


def depends_on_page(condition: Condition | None, here: Mapping[str, Field]) -> bool:
    """Tell whether a condition asks for an answer that is given on the same page."""
    return condition is not None and any(name in here for name in condition.names)


def settled(
    condition: Condition, here: Mapping[str, Field], names: Mapping[str, Any]
) -> Tree | None:
    """Return the tree of a condition for the browser, or nothing where only the server can tell.

    :param here: fields of the page (and row) by key
    :param names: answers known so far
    """
    return None if condition.tree is None else _settled(condition.tree, here, names)


def _settled(tree: Tree, here: Mapping[str, Field], names: Mapping[str, Any]) -> Tree | None:
    sign = tree[0]
    if sign in ("and", "or", "not"):
        parts = [_settled(part, here, names) for part in tree[1:]]
        return None if any(part is None for part in parts) else [sign, *parts]
    first, dot, _rest = tree[1].partition(".")
    if first not in here:
        return ["known", verdict(tree, names)]
    if dot or here[first].type not in READABLE:
        return None
    return tree
