"""What the town holds is offered to the person it is about, to nobody else, in few queries."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from backoffice.forms import prefill, schema
from backoffice.party import queries as party
from backoffice.party import services
from backoffice.party.services import AddressFacts
from tests.factories.signin import make_citizen

from .samples import TODAY, document, field

pytestmark = pytest.mark.django_db

HELD = {
    "party.afm": "afm",
    "party.full_name": "text",
    "party.surname": "text",
    "party.father_name": "text",
    "party.mother_name": "text",
    "party.phone": "phone",
    "party.email": "email",
    "party.address": "address",
    "party.postcode": "postcode",
    "party.business": "business",
    "identity.first_name": "text",
    "identity.birth_year": "number",
}
FORM = schema.read(
    document(*[field(kind, name.replace(".", "_"), prefill=name) for name, kind in HELD.items()])
)
HOME = AddressFacts("home", "Αριάδνης", "70014", "Μινώα Ακτή", "12")


@pytest.fixture
def citizen() -> Any:
    user = make_citizen()
    own = party.party_of(user)
    at = timezone.now()
    services.set_address(party_id=own.pk, facts=HOME, actor=user, at=at)
    services.change_contact(
        party_id=own.pk, email="maria@example.org", phone="2810 123456", actor=user, at=at
    )
    return user


def offered(user: Any, party_id: int | None) -> dict[str, Any]:
    found = prefill.offered(FORM, party_id=party_id, user=user, today=TODAY)
    return {key: one.value for key, one in found.items()}


def test_a_person_finds_what_the_town_holds(citizen: Any) -> None:
    own = party.party_of(citizen)
    found = offered(citizen, own.pk)
    assert found["party_afm"] == "100000090"
    assert found["party_full_name"] == "ΠΑΠΑΔΑΚΗ ΜΑΡΙΑ"
    assert found["party_phone"] == "+302810123456"
    assert found["party_address"]["street"] == "Αριάδνης"
    assert found["party_business"]["afm"] == "100000090"
    assert found["party_mother_name"] == "ΕΛΕΝΗ"
    assert found["identity_birth_year"] == "1980"
    assert set(found) == {name.replace(".", "_") for name in HELD}


def test_queries_do_not_grow_with_the_fields(
    citizen: Any, django_assert_max_num_queries: Any
) -> None:
    own = party.party_of(citizen)
    with django_assert_max_num_queries(6):
        offered(citizen, own.pk)


def test_an_authority_speaks_only_of_its_own_person(citizen: Any) -> None:
    company = services.register_party(
        kind="legal", afm="123456783", name="ΤΑΒΕΡΝΑ ΑΕ", actor=None, at=timezone.now()
    )
    found = offered(citizen, company.pk)
    assert found["party_afm"] == "123456783"
    assert "identity_first_name" not in found
    assert "party_mother_name" not in found


def test_nobody_finds_nothing() -> None:
    assert offered(AnonymousUser(), None) == {}
    assert offered(None, None) == {}


def test_sources_say_who_vouches() -> None:
    vouched = {one.name for one in prefill.sources() if one.vouched}
    assert "party.afm" in vouched
    assert "identity.surname" in vouched
    assert "party.phone" not in vouched
    wrong = schema.read(
        document(
            field("text", "a", prefill="party.afm"), field("text", "b", prefill="nobody.knows")
        )
    )
    assert prefill.unknown(wrong) == [("a", "party.afm"), ("b", "nobody.knows")]
    assert prefill.unknown(FORM) == []


def test_a_form_without_sources_asks_nothing_of_the_database(
    django_assert_num_queries: Any,
) -> None:
    plain = schema.read(document(field("text", "a")))
    with django_assert_num_queries(0):
        assert prefill.offered(plain, party_id=1, user=None, today=TODAY) == {}
