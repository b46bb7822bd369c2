"""Public reads of the books; every figure is derived from sealed lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from backoffice.kernel.languages import in_language
from backoffice.kernel.money import ZERO

from .chart import dotted
from .models import LENGTHS, Account, Entry, Journal, Line, Period

PAGE = 50


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """An account in a trial balance; amounts in euros, balances positive on the debit side."""

    code: str
    name_el: str
    name_en: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        """Opening balance and the movements."""
        return self.opening + self.debit - self.credit

    @property
    def closing_debit(self) -> Decimal:
        """The closing balance if it stands on the debit side."""
        return max(self.closing, ZERO)

    @property
    def closing_credit(self) -> Decimal:
        """The closing balance if it stands on the credit side."""
        return max(-self.closing, ZERO)

    @property
    def dotted(self) -> str:
        """The account's code as the decree writes it."""
        return dotted(self.code)

    @property
    def name(self) -> str:
        """The account's name in the reader's language."""
        return in_language(self, "name")


TRIAL_BALANCE = """
with sums as (
    select left(account_id, %(length)s) as code,
        coalesce(sum(debit - credit) filter (where "on" < %(first)s), 0) as opening,
        coalesce(sum(debit) filter (where "on" >= %(first)s), 0) as debit,
        coalesce(sum(credit) filter (where "on" >= %(first)s), 0) as credit
    from ledger_line where "on" <= %(last)s group by 1
)
select code, name_el, name_en, opening, debit, credit
from sums join ledger_account using (code)
where opening <> 0 or debit <> 0 or credit <> 0 order by code
"""


def trial_balance(*, on: date, degree: int = 4) -> list[BalanceRow]:
    """Return the accounts with movements up to a day, the year's apart from what came before.

    :param on: the last day counted; its year begins the movements
    :param degree: the degree of the chart on which accounts are put together, 1 to 6
    """
    first = date(on.year, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(TRIAL_BALANCE, {"length": LENGTHS[degree], "first": first, "last": on})
        return [BalanceRow(*row) for row in cursor.fetchall()]


def trial_balance_of_year(year: int, degree: int = 4) -> list[BalanceRow]:
    """Return the trial balance at the end of a year."""
    return trial_balance(on=date(year, 12, 31), degree=degree)


def total_of(rows: list[BalanceRow]) -> BalanceRow:
    """Return the totals of a trial balance; its debits and credits are equal."""
    return BalanceRow(
        "",
        "",
        "",
        sum((row.opening for row in rows), ZERO),
        sum((row.debit for row in rows), ZERO),
        sum((row.credit for row in rows), ZERO),
    )


def balance(account: str, *, on: date) -> Decimal:
    """Return debits less credits, in euros, of an account and those under it up to a day."""
    sums = _lines_under(account).filter(on__lte=on).aggregate(balance=Sum(F("debit") - F("credit")))
    return sums["balance"] or ZERO


def _lines_under(account: str) -> QuerySet[Line]:
    # A range of codes, which the index serves under any collation of digits.
    return Line.objects.filter(account__gte=account, account__lt=f"{account}:")


@dataclass(frozen=True, slots=True)
class CardRow:
    """A line of an account card with the balance after it."""

    line: Line
    balance: Decimal


@dataclass(frozen=True, slots=True)
class AccountCard:
    """The lines of an account in a range of days: a page of them, and the sums of all."""

    account: Account
    opening: Decimal
    debit: Decimal
    credit: Decimal
    page: Page[Line]
    brought: Decimal

    @property
    def closing(self) -> Decimal:
        """The balance after the last day."""
        return self.opening + self.debit - self.credit

    @property
    def rows(self) -> Iterator[CardRow]:
        """The page's lines, each with the balance after it."""
        running = self.brought
        for line in self.page.object_list:
            running += line.debit - line.credit
            yield CardRow(line, running)


def account_card(
    *, account: str, first: date, last: date, page: int | str = 1, size: int = PAGE
) -> AccountCard:
    """Return a page of an account's lines, those of the accounts under it included.

    :raises Account.DoesNotExist: if the chart has no such account
    """
    found = Account.objects.get(pk=account)
    opening = (
        _lines_under(account).filter(on__lt=first).aggregate(sum=Sum(F("debit") - F("credit")))
    )["sum"] or ZERO
    lines = card_lines(account=account, first=first, last=last)
    sums = lines.order_by().aggregate(debit=Sum("debit"), credit=Sum("credit"))
    here = Paginator(lines, size).get_page(page)
    before = lines[: here.start_index() - 1] if here.number > 1 else lines.none()
    moved = before.aggregate(sum=Sum(F("debit") - F("credit")))["sum"] or ZERO
    return AccountCard(
        found, opening, sums["debit"] or ZERO, sums["credit"] or ZERO, here, opening + moved
    )


def card_lines(*, account: str, first: date, last: date) -> QuerySet[Line]:
    """Return an account's lines in a range of days, in order."""
    return (
        _lines_under(account)
        .filter(on__gte=first, on__lte=last)
        .select_related("entry", "party")
        .order_by("on", "entry_id", "position")
    )


def journal(
    *,
    code: str = "",
    first: date | None = None,
    last: date | None = None,
    account: str = "",
    text: str = "",
) -> QuerySet[Entry]:
    """Return sealed entries, the latest first, each with its `amount` in euros.

    :param account: only entries with a line on this account or one under it
    :param text: a piece of the entry's text or of its source
    """
    entries = Entry.objects.filter(posted_at__isnull=False).select_related("journal")
    if code:
        entries = entries.filter(journal=code)
    if first:
        entries = entries.filter(on__gte=first)
    if last:
        entries = entries.filter(on__lte=last)
    if account:
        entries = entries.filter(pk__in=_lines_under(account).values("entry_id"))
    if text:
        entries = entries.filter(Q(text__icontains=text) | Q(source_id=text))
    return entries.annotate(amount=_amount()).order_by("-on", "-id")


def _amount() -> Coalesce:
    sums = Line.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    return Coalesce(Subquery(sums.annotate(sum=Sum("debit")).values("sum")), ZERO)


def lines_of(entry_id: int) -> QuerySet[Line]:
    """Return the lines of an entry in order."""
    return Line.objects.filter(entry_id=entry_id).select_related("account", "party")


def journals() -> QuerySet[Journal]:
    """Return the journals."""
    return Journal.objects.all()


def accounts(*, group: str = "", text: str = "") -> QuerySet[Account]:
    """Return accounts of the chart in order.

    :param group: the first digits of the code
    :param text: a piece of a name, or the beginning of a code with or without dots
    """
    found = Account.objects.all()
    if group:
        found = found.filter(code__startswith=group)
    if text:
        found = found.filter(
            Q(code__startswith=text.replace(".", ""))
            | Q(name_el__icontains=text)
            | Q(name_en__icontains=text)
        )
    return found


def has_account(code: str) -> bool:
    """Tell whether the chart has an account."""
    return Account.objects.filter(pk=code).exists()


def account_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of accounts by code, in the reader's language."""
    return {found.pk: found.name for found in Account.objects.filter(pk__in=list(codes))}


def unknown_budget_codes(codes: Iterable[str]) -> list[str]:
    """Return the budget codes that no account stands behind.

    A code analyses an account of the 4th degree, or a higher one that the chart leaves whole, such
    as the credits under allocation (2.9).
    """
    wanted = set(codes)
    above = {code[:length] for code in wanted for length in (2, 3, 5)}
    known = Account.objects.filter(pk__in=above)
    whole = known.exclude(children__is_adjuster=False).values_list("pk", flat=True)
    grounds = set(whole) | set(known.filter(degree=4).values_list("pk", flat=True))
    return sorted(code for code in wanted if not {code[:2], code[:3], code[:5]} & grounds)


def periods() -> QuerySet[Period]:
    """Return the periods, the latest first."""
    return Period.objects.all()


# One statement for whoever joins it to its own rows: what the books say about each budget code.
# R4 assessed: group 1. R5 collected: receivables (4.8) in the journal of collections. R6 refunds:
# decisions on 2.7.9 that name the revenue given back. Brought forward: receivables before the year.
BUDGET_MOVEMENTS = """
    select line.ale,
        coalesce(sum(credit - debit) filter (where line."on" >= %(first)s
            and account_id >= '1' and account_id < '2'), 0) as assessed,
        coalesce(sum(credit - debit) filter (where line."on" >= %(first)s
            and account_id >= '48' and account_id < '49' and entry.journal_id = 'COL'), 0)
            as collected,
        coalesce(sum(debit - credit) filter (where line."on" >= %(first)s
            and account_id >= '279' and account_id < '28'), 0) as refunded,
        coalesce(sum(debit - credit) filter (where line."on" < %(first)s
            and account_id >= '48' and account_id < '49'), 0) as brought_forward
    from ledger_line line join ledger_entry entry on entry.id = line.entry_id
    where line.ale <> '' and line."on" <= %(last)s
    group by line.ale
"""


def assessed_in_ledger(*, first: date, last: date) -> Decimal:
    """Return what group 1 was credited with in a range of days, in euros, whatever the codes."""
    sums = (
        _lines_under("1")
        .filter(on__gte=first, on__lte=last)
        .aggregate(sum=Sum(F("credit") - F("debit")))
    )
    return sums["sum"] or ZERO


def assessments_without_receivable() -> list[dict[str, Any]]:
    """Return the budget codes whose revenue in the journal of assessments is not their receivables.

    Revenue always touches a receivable (ΠΔ 54/2018, παράρτημα 5).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select line.ale, coalesce(sum(credit - debit) filter (where account_id < '2'), 0) "
            "as revenue, coalesce(sum(debit - credit) filter (where account_id >= '48' "
            "and account_id < '49'), 0) as receivable "
            "from ledger_line line join ledger_entry entry on entry.id = line.entry_id "
            "where entry.journal_id = 'REV' and line.ale <> '' group by line.ale "
            "having coalesce(sum(credit - debit) filter (where account_id < '2'), 0) <> "
            "coalesce(sum(debit - credit) filter (where account_id >= '48' "
            "and account_id < '49'), 0)"
        )
        return [
            {"ale": ale, "revenue": revenue, "receivable": receivable}
            for ale, revenue, receivable in cursor.fetchall()
        ]


def journal_rows(entries: QuerySet[Entry]) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of entries as rows of a table, the earliest first."""
    lines = (
        Line.objects.filter(entry__in=entries.order_by().values("pk"))
        .select_related("entry", "account", "party")
        .order_by("on", "entry_id", "position")
    )
    for line in lines.iterator(chunk_size=2000):
        yield (
            line.entry.label,
            line.on,
            line.entry.text,
            line.account.dotted,
            line.account.name,
            line.debit or None,
            line.credit or None,
            line.party.full_name if line.party else "",
            line.ale,
            line.text,
        )
