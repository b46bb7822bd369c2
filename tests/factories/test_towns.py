"""Towns opened once are apart from each other and from the plain database."""

import pytest
from django.db import connection

from backoffice.ledger.models import Period

from .towns import APART

pytestmark = pytest.mark.django_db


def last_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('ledger_period', 'id'))")
        return int(cursor.fetchone()[0])


def test_a_town_gives_keys_that_no_other_gives(opened_year: None) -> None:
    assert Period.objects.exists()
    assert last_key() > APART


def test_the_plain_database_counts_below_them() -> None:
    assert not Period.objects.exists()
    assert last_key() < APART
