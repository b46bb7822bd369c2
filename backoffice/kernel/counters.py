"""Numbers without gaps: taken from a locked row, in the transaction that uses them.

Whoever holds a number makes everybody else wait who wants one of the same series, so numbers are
taken as late as possible. Two series are locked in the order of their names.
"""

from django.db import transaction

from .sql import run

#: For statements that number rows themselves: a common table expression that takes as many
#: numbers as `wanted (series, year, count)` says, and tells the last one of each series. It makes
#: the counter when missing and locks its row until the transaction ends, so that two callers wait
#: for each other instead of meeting (ΠΔ 80/2016 άρθρο 4).
TAKEN = """taken as (
    insert into kernel_counter (series, year, last)
    select series, year, count from wanted order by series, year
    on conflict (series, year) do update set last = kernel_counter.last + excluded.last
    returning series, year, last
)"""
TAKE = f"""
with wanted (series, year, count) as (values (%s::text, %s::integer, %s::bigint)), {TAKEN}
select last from taken
"""  # noqa: S608


class NumberOutsideTransaction(RuntimeError):
    """A number was asked for outside a transaction; a rollback would leave a gap."""


def check_transaction(series: str) -> None:
    """Refuse to take a number where a rollback could not give it back.

    :raises NumberOutsideTransaction: if no transaction is open
    """
    if not transaction.get_connection().in_atomic_block:
        raise NumberOutsideTransaction(series)


def take_numbers(series: str, year: int, count: int) -> range:
    """Take the next numbers of a series, leaving none behind if the caller rolls back.

    :param count: how many numbers, at least one
    :raises NumberOutsideTransaction: if no transaction is open
    """
    check_transaction(series)
    if count < 1:
        raise ValueError("take at least one number")
    ((last,),) = run(TAKE, [series, year, count])
    return range(last - count + 1, last + 1)


def next_number(series: str, year: int) -> int:
    """Take the next number of a series.

    :raises NumberOutsideTransaction: if no transaction is open
    """
    return take_numbers(series, year, 1)[0]
