"""The chart of accounts and the journals as files beside this module."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
DEGREES = {1: 1, 2: 2, 3: 3, 5: 4, 7: 5, 10: 6}
# Credits under allocation are a notion of the budget; nothing is ever posted on them.
NEVER_POSTED = frozenset({"29"})


def dotted(code: str) -> str:
    """Return a code as the decree writes it: 4.8.4.01."""
    return ".".join(part for part in (*code[:3], code[3:5], code[5:7], code[7:]) if part)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One account as the file states it."""

    code: str
    name_el: str
    name_en: str

    @property
    def degree(self) -> int:
        """Its degree, which the length of its code tells."""
        return DEGREES[len(self.code)]

    @property
    def parent(self) -> str | None:
        """The code of the account above it."""
        shorter = [length for length in DEGREES if length < len(self.code)]
        return self.code[: max(shorter)] if shorter else None

    @property
    def is_adjuster(self) -> bool:
        """Whether it is one of the reserved 90-99 of the 5th degree."""
        return len(self.code) >= 7 and self.code[5] == "9"


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Read a file of the module's data, one row at a time."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def chart_rows() -> list[ChartRow]:
    """Return the accounts of the decree (ΠΔ 54/2018, παράρτημα 1) and the town's own, in order."""
    rows = [ChartRow(**row) for name in ("chart", "town") for row in read_rows(name)]
    return sorted(rows, key=lambda row: row.code)


def leaves(rows: list[ChartRow]) -> set[str]:
    """Return the codes that take lines: no account stands under them but adjusting ones."""
    analysed = {row.parent for row in rows if not row.is_adjuster}
    return {row.code for row in rows} - analysed - NEVER_POSTED
