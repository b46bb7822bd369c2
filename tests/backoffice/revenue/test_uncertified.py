"""What no certified list holds."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import connection

from backoffice.revenue import services
from backoffice.revenue.queries import uncertified

from .listing import certify, checked, officers, set_tariff, table
from .town import TODAY, at, make_charge, make_party, pay


@pytest.fixture
def charges(town):
    party = make_party()
    waiting = make_charge(party, "100.00", source="w", on=TODAY - timedelta(days=3))
    paid = make_charge(party, "40.00", source="p", kind="rent")
    pay(paid)
    gone = make_charge(make_party(2), "7.00", source="c")
    services.cancel_charge(charge_id=gone.pk, reason="Λάθος", actor=None, at=at(TODAY))
    return waiting, paid, gone


def chosen(**more):
    return [charge.source_id for charge in uncertified.outside_lists(**more)]


def test_by_state_kind_day_and_source(charges):
    assert chosen(state="waiting") == ["w"]
    assert chosen(state="collected") == ["p"]
    assert chosen(state="cancelled") == ["c"]
    assert chosen() == ["p", "w"]
    assert chosen(kind="rent") == ["p"]
    assert chosen(last=TODAY - timedelta(days=1)) == ["w"]
    assert chosen(first=TODAY) == ["p"]
    assert chosen(source="other") == []
    assert chosen(text=charges[0].rf_code) == ["w"]


def test_sums_and_counts(charges):
    sums = uncertified.outside_sums(uncertified.outside_lists())
    assert (sums.charges, sums.total) == (2, D("140.00"))
    assert (sums.waiting, sums.waiting_total) == (1, D("100.00"))
    assert uncertified.outside_waiting() == 1
    assert uncertified.sources_outside() == ["test.decision"]


def test_a_list_under_way_is_there_until_it_is_certified(town):
    set_tariff()
    drafter, certifier = officers()
    held = checked(table([(n, f"Π{n}", "90", "") for n in range(1, 4)]), drafter)
    (row,) = uncertified.lists_under_way()
    assert (row.pk, row.staged, row.amount) == (held.pk, 3, D("432.00"))
    certify(held, certifier)
    assert list(uncertified.lists_under_way()) == []
    # What a list certified stands in it, and is no charge of its own.
    assert uncertified.outside_waiting() == 0


def test_the_register_of_them_is_read_from_its_own_index(charges):
    # Among a handful of rows the planner may as well walk the key; a real list is certified.
    set_tariff()
    drafter, certifier = officers()
    facts = [(n, f"Π{n}", "90", "") for n in range(1, 301)]
    certify(checked(table(facts), drafter), certifier)
    with connection.cursor() as cursor:
        # What earlier tests rolled back still lies in the indexes, and would decide.
        cursor.execute("set constraints all immediate")
        cursor.execute("reindex index charge_outside_lists")
        cursor.execute("analyze revenue_charge")
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_sort = off")
        cursor.execute(
            "explain select id from revenue_charge where list_id is null order by id desc limit 50"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "charge_outside_lists" in plan
