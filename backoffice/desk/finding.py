"""Where words are on the worklist: few rows are looked through, many are found by an index first.

No index knows what a reader reads of an item: its title, its matter and its person are columns of
three tables. Words that many items have are found at once wherever one looks, words that hardly
any has are few in an index. So the most urgent of each part are looked through first. A part that
ends there is known. Where many of them have the words one reads on until there are enough; what is
left is looked for near to what the indexes of its source found.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .statements import Sql, compiled, joined, read
from .worklist import SOONEST, Choice, Counted, Part, by_source, counted, near_to

#: How many rows of a part are looked through before an index is asked.
LOOKED = 1_000
#: Words that one of so many rows has are found as quickly by reading on.
OFTEN = 20
#: A search says «more than» beyond this, as that of the register does.
MOST = 300
#: Up to how many rows that were found are named by their keys.
FEW = 200

LOOK = (
    "(select %s::integer, count(*), coalesce(array_agg(item_row) filter (where found), '{{}}')"
    " from ({}) as one)"
)
ALL = "{}"
SEARCH = "select item_kind, count(*), array_agg(item_row) from ({}) as waiting group by item_kind"


@dataclass(frozen=True, slots=True)
class Look:
    """What looking through the first rows of a part gave.

    :param keys: the rows that have the words
    """

    keys: Sequence[str]
    count: int

    @property
    def is_whole(self) -> bool:
        """Whether these were all of its rows."""
        return self.count <= LOOKED


def found(parts: Sequence[Part], most: int) -> list[Counted]:
    """Return how many items of each source have the words, in one statement or in two.

    What was found is not looked for again: the parts then name the few rows themselves.

    :param most: where the counting of a source stops; a search stops earlier
    """
    most, grouped, looks = min(most, MOST), by_source(parts), _looks(parts)
    known: dict[str, Counted] = {}
    left: dict[str, list[Part]] = {}
    place = 0
    for name, some in grouped.items():
        seen = looks[place : place + len(some)]
        place += len(some)
        keys = [key for look in seen for key in look.keys]
        is_often = len(keys) * OFTEN >= sum(look.count for look in seen)
        if len(keys) > most:
            known[name] = Counted(some[0].source, most, some, is_more=True)
        elif all(look.is_whole for look in seen):
            known[name] = _named(some, keys, most)
        else:
            left[name] = some if is_often else [_narrowed(part) for part in some]
    known |= _searched(left, most)
    return [known[name] for name in sorted(known) if known[name].count]


def _looks(parts: Sequence[Part]) -> list[Look]:
    """Return what the first rows of each part gave, in one statement."""
    rows = joined(_each(parts))
    seen = {place: Look(keys, count) for place, count, keys in (read(ALL, rows) if rows else ())}
    nothing = Look([], 0)
    return [seen.get(place, nothing) for place in range(len(parts))]


def _each(parts: Sequence[Part]) -> Iterator[Sql]:
    for place, part in enumerate(parts):
        rows = part.looked_at().order_by(SOONEST)[: LOOKED + 1]
        for sql, params in compiled([rows]):
            yield LOOK.format(sql), (place, *params)


def _narrowed(part: Part) -> Part:
    near = part.source.near
    return replace(part, is_near=near is not None and near(part.choice.text) is not None)


def _searched(left: Mapping[str, Sequence[Part]], most: int) -> dict[str, Counted]:
    """Return what sources have that were too long to be looked through."""
    every = joined(
        limited for some in left.values() for limited in counted(some, ("item_row",), most + 1)
    )
    if every is None:
        return {}
    first = near_to([part for some in left.values() for part in some])
    return {
        name: _named(left[name], keys, most)
        for name, _count, keys in read(SEARCH, every, first=first)
    }


def _named(parts: Sequence[Part], keys: Sequence[str], most: int) -> Counted:
    """Return parts with nothing but the rows of some keys, where these are few."""
    count = len(keys)
    if count <= FEW:
        parts = [
            replace(one, rows=one.rows.filter(pk__in=keys), choice=Choice(), is_near=False)
            for one in parts
        ]
    return Counted(parts[0].source, min(count, most), parts, count > most)
