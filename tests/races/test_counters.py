"""Numbers without gaps: first lost without the lock, then kept with it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from backoffice.kernel.counters import NumberOutsideTransaction, next_number
from backoffice.kernel.models import Counter

WRITERS = 8


def run_together(work) -> list[int]:
    gate = Barrier(WRITERS)

    def one(_: int) -> int:
        try:
            gate.wait(60)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_reading_and_adding_gives_the_same_number_twice() -> None:
    Counter.objects.create(series="careless", year=2026)
    gate = Barrier(WRITERS)

    def careless() -> int:
        with transaction.atomic():
            last = Counter.objects.get(series="careless", year=2026).last
            gate.wait(60)
            Counter.objects.filter(series="careless", year=2026).update(last=last + 1)
            return last + 1

    assert len(set(run_together(careless))) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_every_writer_gets_its_own_number() -> None:
    def careful() -> int:
        with transaction.atomic():
            return next_number("careful", 2026)

    assert sorted(run_together(careful)) == list(range(1, WRITERS + 1))


@pytest.mark.django_db(transaction=True)
def test_n1_rolled_back_number_is_given_again() -> None:
    with transaction.atomic():
        assert next_number("n1", 2026) == 1
    with transaction.atomic():
        assert next_number("n1", 2026) == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert next_number("n1", 2026) == 2


@pytest.mark.django_db(transaction=True)
def test_n2_a_new_year_begins_at_one() -> None:
    with transaction.atomic():
        assert (next_number("n2", 2026), next_number("n2", 2026)) == (1, 2)
        assert next_number("n2", 2027) == 1


@pytest.mark.django_db(transaction=True)
def test_number_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NumberOutsideTransaction):
        next_number("x", 2026)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    ["update kernel_counter set last = last - 1", "delete from kernel_counter"],
)
def test_the_database_refuses_to_go_back(statement: str) -> None:
    with transaction.atomic():
        next_number("x", 2026)
    with pytest.raises(DatabaseError, match="counter"), transaction.atomic():
        connection.cursor().execute(statement)
