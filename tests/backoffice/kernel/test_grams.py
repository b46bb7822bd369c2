"""Any part of a text, three characters at a time."""

import pytest
from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast

from backoffice.kernel import grams
from backoffice.kernel.models import LocalHoliday

pytestmark = pytest.mark.django_db


def grams_of(text: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select kernel_grams(%s)", [text])
        return set(cursor.fetchone()[0])


def test_every_three_characters_in_a_row_are_kept_capital() -> None:
    assert grams_of("Ελιά 7") == {"ΕΛΙ", "ΛΙΆ", "ΙΆ ", "Ά 7"}
    assert grams_of("αβ") == grams_of("") == set()


@pytest.mark.parametrize(
    ("part", "is_near"),
    [("ΒΑΘΗΣ 12", True), ("σύνοδος", True), ("βαθης-12", False), ("12 Βαθης", False)],
)
def test_a_text_is_near_to_each_of_its_parts(part: str, is_near: bool) -> None:
    LocalHoliday.objects.create(day="2026-01-01", name="x")
    text = Cast(Value("Σύνοδος Βαθης 12"), CharField())
    assert LocalHoliday.objects.filter(grams.near(text, part)).exists() == is_near
