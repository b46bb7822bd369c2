"""Tables as files: CSV and XLSX that open well in Greek and run no formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from .dates import ATHENS

#: What a person may ask for, as it stands in an address.
FILE_KINDS = frozenset({"csv", "xlsx"})
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
) -> HttpResponse:
    """Return rows as an XLSX workbook with real numbers and dates."""
    book = Workbook(write_only=False)
    sheet = book.active
    sheet.append([str(title) for title in header])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([neutral(value) for value in row])
    buffer = BytesIO()
    book.save(buffer)
    response = HttpResponse(
        buffer.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    return response


def table_response(
    kind: str, filename: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse | StreamingHttpResponse:
    """Return rows as the file kind that a person asked for: `xlsx`, or CSV otherwise."""
    maker = xlsx_response if kind == "xlsx" else csv_response
    return maker(filename, header, rows)
