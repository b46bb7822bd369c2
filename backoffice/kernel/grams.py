"""Any part of a text found by an index: every three characters in a row are kept, capital.

An index of words knows how words begin; whoever looks for a part of a number or of a name does not.
The function stands in the database (`kernel_grams`), with an index of each module over its texts.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db.models import BooleanField, Func, Q, TextField, Value

#: Shorter texts have nothing that an index could know.
SHORTEST = 3


class Grams(Func):
    """All three characters in a row of a text."""

    function = "kernel_grams"
    arity = 1
    # An array of texts, which nobody reads.
    output_field = TextField()


def index_of(text: Any, *, name: str, condition: Q | None = None) -> GinIndex:
    """Return the index by which rows are found near to any part of a text.

    :param text: a column, or the same expression that `near` is given
    """
    return GinIndex(Grams(text), name=name, condition=condition)


def near(text: Any, part: str) -> Any:
    """Return the condition that a text has all that a part of it must have.

    What holds the part is among these rows; not all of them hold it.

    :param part: at least `SHORTEST` characters
    """
    return Func(
        Grams(text),
        Grams(Value(part)),
        template="(%(expressions)s)",
        arg_joiner=" @> ",
        output_field=BooleanField(),
    )
