"""Tables as files: CSV and XLSX that open well in Greek and run no formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from .dates import ATHENS

#: What a person may ask for, as it stands in an address.
FILE_KINDS = frozenset({"csv", "xlsx"})
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of a sheet, the header among them; spreadsheet programs read no more.
SHEET_ROWS = 2**20
# A cell that begins with one of these is run as a formula by spreadsheet programs.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, value: str) -> str:
        return value


def neutral(value: Any) -> Any:
    """Return a cell's value so that no spreadsheet program runs it."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return f"'{value}"
    if isinstance(value, datetime):
        return value.astimezone(ATHENS).replace(tzinfo=None)
    return value


def _csv_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(ATHENS):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return "" if value is None else neutral(value)


def csv_response(
    filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Stream rows as CSV for Greek spreadsheets: semicolons, decimal commas, byte order mark."""
    writer = csv.writer(_Echo(), delimiter=";")

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow([str(title) for title in header])
        for row in rows:
            yield writer.writerow([_csv_cell(value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    return response


def xlsx_response(
    filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """Send rows as an XLSX workbook with real numbers and dates, without holding them in memory.

    What one sheet cannot hold goes on in the next one.
    """
    book = Workbook(write_only=True)
    _fill(book, [str(title) for title in header], iter(rows))
    # The answer closes the file, and with it the file is gone.
    file = TemporaryFile()  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{filename}.xlsx", content_type=SPREADSHEET
    )


def _fill(book: Workbook, header: Sequence[str], rows: Iterator[Sequence[Any]]) -> None:
    following, is_first = next(rows, None), True
    while is_first or following is not None:
        is_first = False
        sheet = book.create_sheet()
        sheet.freeze_panes = "A2"
        sheet.append([_bold(sheet, title) for title in header])
        for _number in range(SHEET_ROWS - 1):
            if following is None:
                break
            sheet.append([neutral(value) for value in following])
            following = next(rows, None)


def _bold(sheet: Any, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=title)
    cell.font = Font(bold=True)
    return cell


def table_response(
    kind: str, filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Return rows as the file kind that a person asked for: `xlsx`, or CSV otherwise."""
    maker = xlsx_response if kind == "xlsx" else csv_response
    return maker(filename, header, rows)
