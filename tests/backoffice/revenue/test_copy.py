"""The copy of a person holds their objection; the office's file holds every row."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories.copies import rows_of
from tests.factories.signin import make_citizen

from .test_objections import lodge, party
from .test_screens import desk, second_factor
from .town import make_charge

__all__ = ["desk", "party", "second_factor"]
pytestmark = pytest.mark.django_db


def test_an_objection_is_in_the_copy_of_its_person(party):
    lodge(make_charge(party))
    citizen = make_citizen(party.afm, "holder@example.org")
    (row,) = rows_of(citizen, "revenue", "objection")
    assert (row["reasons"], row["state"]) == ("Το όχημα είχε πουληθεί.", "lodged")
    assert row["lodged_at"]
    other = make_citizen("090000045", "other@example.org")
    assert rows_of(other, "revenue", "objection") == []


def test_the_files_of_the_list_hold_it_and_no_number(party, desk):
    held = lodge(make_charge(party))
    address = reverse("revenue:objections")
    text = desk.get(address, {"export": "csv"}).getvalue().decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(desk.get(address, {"export": "xlsx"}).getvalue())).active
    (_header, row) = sheet.iter_rows(values_only=True)
    assert (row[0], row[2]) == (held.entry.label, party.full_name)
    assert held.entry.label in text
    assert party.afm not in text
    assert party.afm not in desk.get(address).content.decode()
