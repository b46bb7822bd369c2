"""The books as plain text that hledger reads, so that anyone can count them again."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from .chart import dotted
from .models import LENGTHS, Account, Entry, Line

# Other flows (group 7) are gains and losses: hledger knows revenue and expense alone.
TYPES = {"1": "R", "2": "X", "3": "A", "4": "A", "5": "L", "6": "L", "7": "R", "8": "E"}


def account_path(code: str) -> str:
    """Return an account with those above it, as hledger nests them: 4:4.8:4.8.4:4.8.4.01."""
    steps = [code[:length] for length in LENGTHS.values() if length <= len(code)]
    return ":".join(dotted(step) for step in steps)


def plain(text: str) -> str:
    """Return text that begins no comment, second field or new line in a journal file."""
    return " ".join(text.replace(";", ",").replace("|", "/").split())


def amount(debit: Decimal, credit: Decimal) -> str:
    """Return a signed amount: debits above zero, credits below."""
    return f"{debit - credit:.2f} EUR"


def export(*, first: date, last: date) -> Iterator[str]:
    """Yield the lines of an hledger journal with the entries of a range of days.

    The file declares its accounts, so that `hledger check accounts` finds a wrong one.
    """
    yield "decimal-mark .\ncommodity 1000.00 EUR\n\n"
    lines = (
        Line.objects.filter(on__gte=first, on__lte=last)
        .select_related("entry")
        .order_by("on", "entry_id", "position")
    )
    yield from _declarations(set(lines.order_by().values_list("account_id", flat=True).distinct()))
    current = None
    for line in lines.iterator(chunk_size=2000):
        if line.entry_id != current:
            current = line.entry_id
            yield _heading(line.entry)
        yield _posting(line)


def _declarations(codes: set[str]) -> Iterator[str]:
    for account in Account.objects.filter(code__in=codes):
        yield (
            f"account {account_path(account.code)}"
            f"  ; {plain(account.name_el)}, type: {TYPES[account.code[0]]}\n"
        )


def _heading(entry: Entry) -> str:
    source = plain(f"{entry.source_kind} {entry.source_id} {entry.purpose}")
    text = plain(entry.text) or entry.label
    return f"\n{entry.on.isoformat()} * ({entry.label}) {text}  ; source: {source}\n"


def _posting(line: Line) -> str:
    notes = [f"ale: {line.ale}"] if line.ale else []
    notes += [plain(line.text)] if line.text else []
    comment = f"  ; {', '.join(notes)}" if notes else ""
    return f"    {account_path(line.account_id)}  {amount(line.debit, line.credit)}{comment}\n"
