"""Several at once: the lock lets one through, the others hear why."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from backoffice.business_fees.errors import PeriodAlreadyDeclared
from backoffice.business_fees.models import Declaration

from . import town as t

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
TOGETHER = 6


@pytest.fixture
def place(transactional_db):
    """A hotel in a town that really commits."""
    t.open_town()
    return t.make_establishment()


def at_once(act):
    """Run something in several connections at the same moment; return results and errors."""
    barrier = Barrier(TOGETHER)

    def run(number):
        try:
            barrier.wait(timeout=30)
            return act(number)
        except PeriodAlreadyDeclared as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(run, range(TOGETHER)))


def test_one_of_many_declares_a_period(place):
    actor = t.make_officer()
    found = at_once(lambda n: t.declare(place, "48000.00", actor=actor, key=f"key-{n}"))
    declared = [one for one in found if isinstance(one, Declaration)]
    refused = [one for one in found if isinstance(one, PeriodAlreadyDeclared)]
    assert (len(declared), len(refused)) == (1, TOGETHER - 1)
    assert len(t.charges(declared[0])) == 1


def test_many_clicks_on_one_button_are_one_declaration(place):
    actor = t.make_officer()
    found = at_once(lambda n: t.declare(place, "48000.00", actor=actor, key="key"))
    assert len({one.pk for one in found}) == 1
    assert Declaration.objects.count() == 1


def test_numbers_have_no_gap_and_no_repeat(place):
    actor = t.make_officer()
    places = [place] + [
        t.make_establishment(trade_name=f"Κατάλυμα {n}", branch_no=n) for n in range(1, TOGETHER)
    ]
    at_once(lambda n: t.declare(places[n], "1.00", actor=actor, key=f"key-{n}"))
    numbers = sorted(Declaration.objects.values_list("number", flat=True))
    assert numbers == list(range(1, TOGETHER + 1))
