"""Notices of one certified list, from the list's own page."""

import pytest
from django.urls import reverse

from backoffice.enforcement.models import Batch
from tests.backoffice.revenue.listing import certify, checked, officers, set_tariff, table
from tests.factories import signin

from .town import debtor, unit

pytestmark = pytest.mark.django_db
ROWS = [(n, f"Π{n}", "90", "") for n in range(1, 4)]


@pytest.fixture
def held(town):
    set_tariff()
    drafter, certifier = officers()
    return certify(checked(table(ROWS), drafter), certifier)


def test_the_charges_of_a_list_are_chosen_from_its_page(client, held) -> None:
    debtor(1)  # owes something else
    signin.sign_in_staff(client, signin.make_staff("revenue_officer"))
    address = f"{reverse('enforcement:choose')}?kind=individual&list={held.code}"
    listed = client.get(reverse("revenue:list", args=[held.code])).content.decode()
    assert address.replace("&", "&amp;") in listed
    shown = client.get(address).content.decode()
    assert f'value="{held.code}"' in shown
    assert held.title in shown
    facts = {"kind": "individual", "title": "Κατάλογος", "department": unit()}
    answer = client.post(reverse("enforcement:choose"), facts | {"charge_list": held.code})
    batch = Batch.objects.get()
    assert answer.url == reverse("enforcement:batch", args=[batch.code])
    assert (batch.findings["in"], batch.findings["debts"]) == (3, 3)
    assert batch.criteria["list_code"] == held.code


def test_a_list_that_is_not_certified_has_no_charges_to_serve(client, town) -> None:
    set_tariff()
    drafter, _certifier = officers()
    held = checked(table(ROWS), drafter)
    signin.sign_in_staff(client, signin.make_staff("revenue_officer"))
    listed = client.get(reverse("revenue:list", args=[held.code])).content.decode()
    assert reverse("enforcement:choose") + "?" not in listed
    assert client.get(reverse("enforcement:choose"), {"list": held.code}).status_code == 404
    facts = {"kind": "individual", "title": "Κ", "department": unit(), "charge_list": held.code}
    assert client.post(reverse("enforcement:choose"), facts).status_code == 404
    assert not Batch.objects.exists()
