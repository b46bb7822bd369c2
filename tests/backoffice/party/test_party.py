"""The register: AFMs that hold, names that are found, mandates to the day."""

from datetime import date, timedelta
from typing import Any

import pytest
import tablib
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backoffice.audit.queries import history_of
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.party import access, queries, services
from backoffice.party.imports import PartyResource
from backoffice.party.models import Mandate, Party
from tests.factories.signin import make_citizen, make_staff, make_user, sign_in_staff

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
OTHER = "123456783"


def register(afm: str | None = OTHER, name: str = "ΑΓΓΕΛΑΚΗΣ", kind: str = "natural") -> Party:
    return services.register_party(
        kind=kind, afm=afm, name=name, actor=None, at=timezone.now(), first_name="ΝΙΚΟΣ"
    )


def give(principal: Party, agent: Party, first: date, last: date | None, scope: str = "all") -> Any:
    return services.give_mandate(
        principal_id=principal.pk,
        agent_id=agent.pk,
        scope=scope,
        valid_from=first,
        valid_until=last,
        actor=None,
        at=timezone.now(),
    )


@pytest.mark.parametrize("afm", ["123456789", "000000000", "111111111", "100000002", "12345678"])
def test_wrong_afm_is_refused(afm: str) -> None:
    with pytest.raises(ValidationError):
        register(afm)


@pytest.mark.parametrize("afm", ["090000045", "123456783", "100000090", "012312312"])
def test_right_afm_is_taken(afm: str) -> None:
    assert register(afm).afm == afm


def test_one_party_per_afm() -> None:
    assert register().pk == register(name="ANOTHER").pk


def test_database_keeps_afm_and_row() -> None:
    register()
    for sql in (
        "update party_party set afm = '090000045'",
        "update party_party set afm = null",
        "delete from party_party",
        "insert into party_party (code, kind, name, first_name, father_name, trade_name, email,"
        " phone, language, sort_key, search_key, is_synthetic, created_at)"
        " values ('x', 'legal', 'n', '', '', '', '', '', 'el', '', '', false, now())",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_names_are_found_without_case_accent_or_order() -> None:
    party = register(name="Παπαδόπουλος")
    for text in ("παπαδοπουλοσ", "ΝΙΚΟΣ παπαδ", OTHER, OTHER[:5]):
        assert list(queries.find_parties(text)) == [party]
    assert list(queries.find_parties("αλλος")) == []


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        (DAY, DAY, True),
        (DAY, None, True),
        (DAY - timedelta(1), DAY - timedelta(1), False),
        (DAY + timedelta(1), None, False),
        (DAY - timedelta(9), DAY + timedelta(9), True),
    ],
)
def test_mandate_counts_on_its_first_and_last_day(
    first: date, last: date | None, counts: bool
) -> None:
    user = make_citizen()
    own = queries.party_of(user)
    principal = register()
    assert own is not None
    give(principal, own, first, last)
    assert (principal.pk in queries.represented_party_ids(user, on=DAY)) is counts


def test_scope_and_revocation() -> None:
    user = make_citizen()
    own = queries.party_of(user)
    principal = register()
    assert own is not None
    mandate = give(principal, own, DAY, None, scope="declare")
    assert principal.pk in queries.represented_party_ids(user, scope="declare", on=DAY)
    assert principal.pk not in queries.represented_party_ids(user, scope="pay", on=DAY)
    services.revoke_mandate(mandate_id=mandate.pk, actor=user, at=timezone.now())
    assert principal.pk not in queries.represented_party_ids(user, on=DAY)
    revoked_at = Mandate.objects.get().revoked_at
    services.revoke_mandate(mandate_id=mandate.pk, actor=user, at=timezone.now())
    assert Mandate.objects.get().revoked_at == revoked_at


def test_mandates_are_not_passed_on() -> None:
    user = make_citizen()
    own = queries.party_of(user)
    middle, far = register(), register("090000045", "FAR")
    assert own is not None
    give(middle, own, DAY, None)
    give(far, middle, DAY, None)
    assert queries.represented_party_ids(user, on=DAY) == {own.pk, middle.pk}


def test_without_a_verified_identity_nobody_is_represented() -> None:
    assert queries.represented_party_ids(make_user("x@example.org")) == set()


def test_refusals_of_a_mandate() -> None:
    one, two = register(), register("090000045", "TWO")
    with pytest.raises(services.SelfMandate):
        give(one, one, DAY, None)
    with pytest.raises(services.MandateEndsBeforeItBegins):
        give(one, two, DAY, DAY - timedelta(1))
    give(one, two, DAY, None)
    with pytest.raises(services.MandateExists):
        give(one, two, DAY + timedelta(5), None)


def test_getters_answer_not_found_to_the_wrong_person() -> None:
    user, stranger = make_citizen(), make_citizen("090000045", "stranger@example.org")
    own, agent = queries.party_of(user), register()
    assert own is not None
    mandate = give(own, agent, DAY, None)
    assert access.party_for(user, own.code) == own
    assert access.mandate_for(user, mandate.code) == mandate
    assert access.party_for(make_staff("clerk", department="registry"), own.code) == own
    for wrong in (stranger, make_user("nobody@example.org")):
        with pytest.raises(Http404):
            access.mandate_for(wrong, mandate.code)
        with pytest.raises(Http404):
            access.party_for(wrong, own.code)
    with pytest.raises(Http404):
        access.party_for(user, "NOSUCHCODE")


def test_import_is_all_or_nothing_and_repeatable() -> None:
    header = ["kind", "afm", "name", "first_name", "street", "number", "postcode", "town"]
    rows = [
        ["natural", "123456783", "ΑΓΓΕΛΑΚΗΣ", "ΝΙΚΟΣ", "Ακτής", "3", "70014", "Χερσόνησος"],
        ["natural", "12312312", "ΜΗΔΕΝΑΚΗΣ", "ΑΝΝΑ", "", "", "", ""],
        ["natural", "123456789", "ΛΑΘΟΣ", "Χ", "", "", "", ""],
        ["natural", "", "", "", "", "", "", ""],
    ]
    data = tablib.Dataset(*rows, headers=header)
    result = PartyResource().import_data(data, raise_errors=False, collect_failed_rows=True)
    assert len(result.row_errors()) + len(result.invalid_rows) == 2
    assert not Party.objects.exists()
    data = tablib.Dataset(*rows[:2], headers=header)
    PartyResource().import_data(data, raise_errors=True)
    assert set(Party.objects.values_list("afm", flat=True)) == {"123456783", "012312312"}
    party = Party.objects.get(afm="123456783")
    assert str(party.addresses.get()) == "Ακτής 3, 70014 Χερσόνησος"
    assert list(queries.find_parties("αγγελακησ")) == [party]
    assert history_of(party).filter(action="party.registered").count() == 1
    PartyResource().import_data(data, raise_errors=True)
    assert Party.objects.count() == 2


def test_reconcile_finds_what_came_around_the_services() -> None:
    load()
    party = register()
    names = ("party.afm", "party.keys", "party.verified_persons")
    assert [list(QUERIES[name][1]()) for name in names] == [[], [], []]
    Party.objects.filter(pk=party.pk).update(name="ΑΛΛΟ")
    assert [row["party"] for row in QUERIES["party.keys"][1]()] == [party.code]


@pytest.mark.parametrize("page", ["parties:index", "parties:add", "party-mandates:index"])
def test_screens(client: Client, page: str) -> None:
    sign_in_staff(client, make_staff("clerk", department="registry"))
    assert client.get(reverse(page)).status_code == 200


def test_list_masks_the_afm_and_is_found_by_it(client: Client) -> None:
    register()
    sign_in_staff(client, make_staff("clerk", department="registry"))
    page = client.get(reverse("parties:index"), {"q": "αγγελάκης"}).content.decode()
    assert "ΑΓΓΕΛΑΚΗΣ" in page
    assert OTHER not in page
    assert OTHER[-3:] in page
    assert "ΑΓΓΕΛΑΚΗΣ" not in client.get(reverse("parties:index"), {"q": "ζζζ"}).content.decode()


def test_clerk_registers_and_corrects_through_services(client: Client) -> None:
    clerk = sign_in_staff(client, make_staff("clerk", department="registry"))
    data = {"kind": "legal", "afm": "090000045", "name": "ΑΚΤΗ ΑΕ", "language": "el"}
    address = {"street": "Ακτής", "number": "3", "postcode": "70014", "town": "Χερσόνησος"}
    answer = client.post(reverse("parties:add"), data | address)
    assert answer.status_code == 302, answer.context["form"].errors
    party = Party.objects.get(afm="090000045")
    assert party.addresses.get().use == "seat"
    new = {"name": "ΑΚΤΗ Α.Ε.", "language": "el"} | address
    client.post(reverse("parties:edit", args=[party.pk]), new)
    party.refresh_from_db()
    assert party.name == "ΑΚΤΗ Α.Ε."
    assert party.afm == "090000045"
    acts = [entry.action for entry in history_of(party)]
    assert acts == ["party.changed", "party.registered"]
    page = client.get(reverse("parties:history", args=[party.pk]))
    assert str(clerk) in page.content.decode()


def test_legal_entity_needs_an_afm(client: Client) -> None:
    sign_in_staff(client, make_staff("clerk", department="registry"))
    answer = client.post(
        reverse("parties:add"), {"kind": "legal", "name": "ΑΚΤΗ ΑΕ", "language": "el"}
    )
    assert "afm" in answer.context["form"].errors


def test_clerk_enters_a_representative_on_proof(client: Client) -> None:
    sign_in_staff(client, make_staff("head", department="registry"))
    company, person = register("090000045", "ΑΚΤΗ ΑΕ", "legal"), register()
    data = {
        "principal_afm": company.afm,
        "agent_afm": person.afm,
        "scope": "all",
        "capacity": "Διαχειριστής",
        "proof": "ΓΕΜΗ 1",
        "valid_from": DAY.isoformat(),
    }
    answer = client.post(reverse("party-mandates:add"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    mandate = Mandate.objects.get()
    page = reverse("party-mandates:edit", args=[mandate.pk])
    # The office of revenue has every right on the register; deleting is still not offered.
    revenue = Client()
    officer = sign_in_staff(revenue, make_staff("revenue_officer", email="revenue@example.org"))
    assert officer.has_perm("party.delete_mandate")
    assert revenue.get(page).status_code == 200
    assert revenue.get(reverse("party-mandates:index")).status_code == 200
    client.post(page, {"reason": "resigned"})
    mandate.refresh_from_db()
    assert mandate.revoked_at is not None
    assert history_of(mandate).first().note == "resigned"


def test_party_list_is_flat(client: Client, django_assert_max_num_queries: Any) -> None:
    sign_in_staff(client, make_staff("clerk", department="registry"))
    for number in range(30):
        register(None, f"ΟΝΟΜΑ{number}")
    with django_assert_max_num_queries(16):
        client.get(reverse("parties:index"))
