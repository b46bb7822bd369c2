"""What leaves with certificates: the person's copy, the staff's files; masked in lists."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from backoffice.privacy.models import Sight
from tests.factories.copies import rows_of
from tests.factories.signin import make_citizen, make_staff, sign_in_staff

from .test_attested import RESIDENCE
from .test_doubts import doubt
from .test_replacing import give, issue, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def citizen(town) -> Any:
    return make_citizen()


@pytest.fixture
def party(citizen) -> Any:
    from backoffice.party.queries import party_of
    from tests.eservices.payments.till import make_party

    return party_of(citizen) or make_party(afm="100000090")


def test_the_copy_of_a_person_holds_what_was_asked_stated_and_given(party, citizen) -> None:
    clerk = make_staff("clerk", "clerk@example.org", "civil-status")
    head = make_staff("head", "head@example.org", "administrative")
    given = give(party, citizen)
    issue(state(party, clerk, RESIDENCE), head)
    doubt(given, "αίτηση 5/2026")
    mine = {row["verification"]: row for row in rows_of(citizen, "certificates", "certificate")}
    assert len(mine) == 2
    row = mine[given.verification]
    assert (row["what"], row["doubted_why"]) == ("clearance", "αίτηση 5/2026")
    assert row["content"]["number"] == given.entry.label
    assert {row["what"] for row in rows_of(citizen, "certificates", "asked")} == {
        "clearance",
        "permanent-residence",
    }
    (stated,) = rows_of(citizen, "certificates", "stated")
    assert stated["facts"]["address"] == RESIDENCE["address"]
    stranger = make_citizen("090000045", "other@example.org")
    assert rows_of(stranger, "certificates", "certificate") == []


def test_a_list_names_no_number_its_page_does_and_that_is_a_look(party, citizen) -> None:
    given = give(party, citizen)
    head = make_staff("head", "head@example.org", "administrative")
    desk = Client()
    sign_in_staff(desk, head)
    assert party.afm not in desk.get(reverse("certificates:list")).content.decode()
    assert not Sight.objects.filter(party=party).exists()
    page = desk.get(reverse("certificates:application", args=[given.application.code]))
    assert party.afm in page.content.decode()
    assert Sight.objects.filter(party=party, user=head, what="certificate").exists()


def test_the_files_of_the_list_hold_every_row(party, citizen) -> None:
    given = give(party, citizen)
    desk = Client()
    sign_in_staff(desk, make_staff("head", "head@example.org", "administrative"))
    address = reverse("certificates:list")
    text = desk.get(address, {"export": "csv"}).getvalue().decode("utf-8-sig")
    assert given.entry.label in text
    assert party.afm in text
    book = load_workbook(io.BytesIO(desk.get(address, {"export": "xlsx"}).getvalue()))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert (rows[1][0], rows[1][3]) == (given.entry.label, party.afm)
    other = desk.get(address, {"export": "csv", "kind": "debt-statement"}).getvalue().decode()
    assert given.entry.label not in other
