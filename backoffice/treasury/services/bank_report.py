"""The bank's report as a file: each line is entered, or told with what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.revenue.imports import TableRow, read_number, read_table
from backoffice.treasury.errors import SumRefused
from backoffice.treasury.models import BankSum

from .bank_sums import enter_sum

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "paid_on": ("ημερομηνια", "ημερομηνια αξιασ", "ημ/νια", "date", "value date"),
    "amount": ("ποσο", "πιστωση", "amount", "credit"),
    "reference": ("αναφορα", "κωδικοσ συναλλαγησ", "reference"),
    "payer": ("πληρωτησ", "εντολεασ", "ονομα", "payer"),
    "text": ("αιτιολογια", "περιγραφη", "text", "description"),
}
NEEDED = ("paid_on", "amount", "reference")
SHAPES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


@dataclass(slots=True)
class Entered:
    """What became of a file: sums new and known, and the lines that were refused, with why."""

    new: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def enter_report(*, content: bytes, actor: User, at: datetime) -> Entered:
    """Enter the lines of a bank's report that name no debt; sent again it enters nothing twice.

    :param content: CSV or XLSX with a header row: date, amount, reference, payer, text
    :raises FileUnreadable: if it is no table or lacks a column
    """
    done, seen = Entered(), set()
    for row in read_table(content, COLUMNS, NEEDED):
        try:
            facts = _facts(row)
            if facts["bank_reference"] in seen:
                raise SumRefused(_("The same reference stands in this file already."))
            was = BankSum.objects.filter(bank_reference=facts["bank_reference"]).exists()
            with transaction.atomic():
                enter_sum(**facts, actor=actor, at=at)
        except DomainError as error:
            done.refused.append((row.number, str(error)))
        else:
            seen.add(facts["bank_reference"])
            done.known += was
            done.new += not was
    return done


def _facts(row: TableRow) -> dict[str, Any]:
    cells = row.cells
    try:
        amount = read_number(cells["amount"])
    except ValueError:
        raise SumRefused(_("The amount cannot be read.")) from None
    return {
        "bank_reference": cells["reference"].strip()[:100],
        "amount": amount,
        "paid_on": _day(cells["paid_on"]),
        "payer": cells.get("payer", ""),
        "text": cells.get("text", ""),
    }


def _day(text: str) -> date:
    for shape in SHAPES:
        try:
            return datetime.strptime(text.strip()[:10], shape).date()  # noqa: DTZ007 - a legal day
        except ValueError:
            continue
    raise SumRefused(_("The day must be written 2026-11-21 or 21/11/2026."))
