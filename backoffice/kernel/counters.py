"""Numbers without gaps: taken from a locked row, in the transaction that uses them."""

from django.db import connection, transaction


class NumberOutsideTransaction(RuntimeError):
    """A number was asked for outside a transaction; a rollback would leave a gap."""


def take_numbers(series: str, year: int, count: int) -> range:
    """Take the next numbers of a series, leaving none behind if the caller rolls back.

    The statement creates the counter when missing and locks its row until the transaction ends,
    so that two callers wait for each other instead of meeting (ΠΔ 80/2016 άρθρο 4).

    :param count: how many numbers, at least one
    :raises NumberOutsideTransaction: if no transaction is open
    """
    if not transaction.get_connection().in_atomic_block:
        raise NumberOutsideTransaction(series)
    if count < 1:
        raise ValueError("take at least one number")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_counter (series, year, last) values (%s, %s, %s) "
            "on conflict (series, year) do update set last = kernel_counter.last + excluded.last "
            "returning last",
            [series, year, count],
        )
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def next_number(series: str, year: int) -> int:
    """Take the next number of a series.

    :raises NumberOutsideTransaction: if no transaction is open
    """
    return take_numbers(series, year, 1)[0]
