"""How files of facts are read: CSV or XLSX with a header row, each row on its own."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from backoffice.kernel.text import fold

from .services.errors import FileUnreadable

MOST_ROWS = 200_000
#: The names under which a column is known, folded: without case and accents.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "afm": ("αφμ", "afm"),
    "name": ("επωνυμο", "επωνυμια", "ονοματεπωνυμο", "name"),
    "first_name": ("ονομα", "first name"),
    "reference": ("αναφορα", "παροχη", "αριθμοσ παροχησ", "reference"),
    "key": ("κλειδι", "συντελεστησ", "tariff key", "key"),
    "base": ("βαση", "ποσοτητα", "τ.μ.", "base"),
    "amount": ("ποσο", "amount"),
    "label": ("περιγραφη", "description", "label"),
}
NEEDED = ("afm", "reference")
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a file by the names of its columns, with its number in the file."""

    number: int
    cells: dict[str, str]


def read_facts(content: bytes) -> Iterator[TableRow]:
    """Read the rows of a file of facts; what a cell holds is judged later, row by row.

    :raises FileUnreadable: if it is no table, lacks a column or is too long
    """
    return read_table(content, COLUMNS, NEEDED)


def read_table(
    content: bytes, known: Mapping[str, tuple[str, ...]], needed: Sequence[str]
) -> Iterator[TableRow]:
    """Read the rows of a CSV or XLSX file with a header row.

    :param known: columns by name with the titles under which they may come, folded
    :param needed: the columns without which a file is no use
    :raises FileUnreadable: if it is no table, lacks a column or is too long
    """
    rows = _sheet(content) if content.startswith(ZIP) else _csv(content)
    header = next(rows, None)
    if header is None:
        raise FileUnreadable(_("The file is empty. Send a table with a header row."))
    columns = _columns(header, known, needed)
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise FileUnreadable(
                _("The file has too many rows. Send it in parts, as several lists.")
            )
        if any(cells):
            given = dict(enumerate(cells))
            yield TableRow(number, {name: given.get(at, "") for name, at in columns.items()})


def _columns(
    header: list[str], known: Mapping[str, tuple[str, ...]], needed: Sequence[str]
) -> dict[str, int]:
    folded = [fold(title).strip() for title in header]
    found = {
        name: next((folded.index(title) for title in titles if title in folded), -1)
        for name, titles in known.items()
    }
    missing = [known[name][0] for name in needed if found[name] < 0]
    if missing:
        raise FileUnreadable(
            _("These columns are missing: %(names)s. Correct the header row and send again.")
            % {"names": ", ".join(missing)}
        )
    return {name: at for name, at in found.items() if at >= 0}


def _csv(content: bytes) -> Iterator[list[str]]:
    if b"\0" in content:
        raise FileUnreadable(_("This is neither CSV nor XLSX. Export the table again."))
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    try:
        for cells in csv.reader(io.StringIO(text), delimiter=delimiter):
            yield [cell.strip() for cell in cells]
    except csv.Error:
        raise FileUnreadable(_("This is neither CSV nor XLSX. Export the table again.")) from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1253"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable(_("The letters of this file cannot be read. Save it as UTF-8."))


def _sheet(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise FileUnreadable(_("This is neither CSV nor XLSX. Export the table again.")) from None
    for cells in book.worksheets[0].iter_rows(values_only=True):
        yield [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_number(text: str) -> Decimal:
    """Read a number as Greeks or machines write it: 1.234,56 or 1234.56.

    :raises ValueError: if it is none
    """
    plain = text.replace("€", "").replace(" ", "").replace("\xa0", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    return number
