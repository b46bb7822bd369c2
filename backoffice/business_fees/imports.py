"""How tables from outside are read: files of ΑΑΔΕ and registers of establishments."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.gr import vat

from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.text import fold

from .errors import FileUnreadable

MOST_ROWS = 200_000
AADE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "afm": ("αφμ", "afm"),
    "municipality": ("κωδικοσ δημου", "δημοσ", "municipality"),
    "period": ("περιοδοσ", "period"),
    "base": ("βαση", "εσοδα", "base"),
    "fee": ("τελοσ", "fee"),
    "paid": ("πληρωθεν", "πληρωμενο", "paid"),
    "reference": ("αριθμοσ δηλωσησ", "αριθμοσ", "reference"),
}
AMENDS = ("τροποποιει", "amends")


class RowUnreadable(ValueError):
    """One row is wrong; the message says where."""

    def __init__(self, message: str | Promise) -> None:
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class AadeRow:
    """One declaration as the file states it; amounts in euros."""

    afm: str
    municipality: str
    period: str
    base: Decimal
    fee: Decimal
    paid: Decimal
    reference: str
    amends: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table by folded column names, with its number in the file."""

    number: int
    cells: dict[str, str]


def read_table(content: bytes) -> Iterator[TableRow]:
    """Read a CSV in UTF-8 or the Greek Windows code page, separated by semicolons or commas.

    :raises FileUnreadable: if it is not such a table or is too long
    """
    text = _decoded(content)
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") >= first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        header = [fold(name) for name in next(reader)]
        for number, cells in enumerate(reader, start=2):
            if number > MOST_ROWS:
                raise FileUnreadable(_("The file has too many rows. Send it in parts."))
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                yield TableRow(number, dict(zip(header, map(str.strip, padded), strict=False)))
    except (csv.Error, StopIteration):
        raise FileUnreadable(
            _("This is not a CSV file with a header row. Export it again as CSV.")
        ) from None


def _decoded(content: bytes) -> str:
    if b"\0" in content:
        raise FileUnreadable(_("This is not a text file. Export it as CSV and send that."))
    for encoding in ("utf-8-sig", "cp1253"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(_("The letters of this file cannot be read. Save it as UTF-8."))


def aade_columns(header: Mapping[str, str]) -> dict[str, str]:
    """Return which column of a table holds what.

    :raises FileUnreadable: if one is missing, naming it
    """
    found = {
        field: next((name for name in names if name in header), "")
        for field, names in AADE_COLUMNS.items()
    }
    missing = [AADE_COLUMNS[field][0] for field, name in found.items() if not name]
    if missing:
        raise FileUnreadable(
            _("These columns are missing: %(names)s. Correct the header row and send again.")
            % {"names": ", ".join(missing)}
        )
    return found | {"amends": next((name for name in AMENDS if name in header), "")}


def read_aade_row(cells: Mapping[str, str], columns: Mapping[str, str]) -> AadeRow:
    """Read one declaration.

    :raises RowUnreadable: saying which cell is wrong
    """
    values = {field: cells.get(name, "") for field, name in columns.items()}
    if not vat.is_valid(values["afm"]):
        raise RowUnreadable(_("The AFM is not valid."))
    if not re.fullmatch(r"[\w./-]{1,40}", values["reference"]):
        raise RowUnreadable(_("The reference is missing or has strange characters."))
    row = AadeRow(
        afm=values["afm"],
        municipality=values["municipality"][:10],
        period=read_period(values["period"]),
        base=read_amount(values["base"]),
        fee=read_amount(values["fee"]),
        paid=read_amount(values["paid"] or "0"),
        reference=values["reference"],
        amends=values["amends"][:40],
    )
    if row.amends == row.reference:
        raise RowUnreadable(_("A declaration cannot amend itself."))
    return row


def read_period(text: str) -> str:
    """Read a period written `2026-03`, `03/2026`, `2026-Q1` or `Q1/2026`.

    :raises RowUnreadable: if it is none of these
    """
    turned = re.sub(r"^(Q[1-4]|\d{1,2})/(\d{4})$", r"\2-\1", text.strip().upper())
    padded = re.sub(r"^(\d{4})-(\d)$", r"\1-0\2", turned)
    try:
        return str(TaxPeriod.parse(padded))
    except ValueError:
        raise RowUnreadable(_("Write the period as 2026-03 or 2026-Q1.")) from None


def read_amount(text: str) -> Decimal:
    """Read euros written `1.234,56`, `1234,56` or `1234.56`.

    :raises RowUnreadable: if it is no amount of zero or more in whole cents
    """
    bare = re.sub(r"[\s€]", "", text)
    if "," in bare:
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+", bare):
        bare = bare.replace(".", "")
    if not re.fullmatch(r"\d{1,11}(\.\d{1,2})?", bare):
        raise RowUnreadable(_("Write amounts as 1234,56 and not below zero."))
    return Decimal(bare)
