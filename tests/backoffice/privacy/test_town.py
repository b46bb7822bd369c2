"""In a town with one row of each kind, every page notes the look and the copy is whole."""

import json
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from backoffice.kernel.actors import Source
from backoffice.party.queries import party_by_afm
from backoffice.privacy import services
from backoffice.privacy.models import Sight
from backoffice.procedures import services as procedures
from eservices.applications.models import Application
from tests.architecture.matrix import MATRIX
from tests.architecture.test_permissions import ours, path_of
from tests.architecture.visitors import STAFF_ROLES, House

NOW = timezone.now()
# Pages of one person's data, and the word under which a look at them is noted.
PAGES = {
    "revenue:charge": "debts",
    "revenue:payment": "payment",
    "revenue:receipt": "payment",
    "revenue:act": "debts",
    "arrangements:arrangement": "arrangement",
    "enforcement:notice": "notice",
    "messaging:conversation": "conversation",
    "appointments:booking": "appointment",
    "business_fees:establishment": "establishment",
    "business_fees:declaration": "declaration",
    "applications_office:application": "application",
    "privacy:request": "privacy",
}
# What the owner of that town finds in the copy: the kinds of rows of each file.
COPY = {
    "revenue": {"charge", "payment", "receipt"},
    "arrangements": {"arrangement", "instalment"},
    "enforcement": {"notice"},
    "messaging": {"conversation"},
    "appointments": {"appointment"},
    "business_fees": {"establishment", "declaration", "declared_amount"},
    "documents": {"paper"},
    "procedures": {"case", "step"},
}


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_looks_are_noted_and_the_copy_is_whole() -> None:
    house = House()
    assert unseen(house) == {}
    made = Application.objects.get(code=house.names["application"])
    assert made.entry is not None
    assert sees(house.clients["registry"], "documents:entry", made.entry.code) == "document"
    assert sees(house.clients["head"], "procedures:case", case_of(house)) == "case"
    people = {party_by_afm(one.afm) for one in (house.owner, house.stranger)}
    assert {row.party for row in Sight.objects.select_related("party")} <= people
    rows = copy_of(house.users["owner"])
    missing = {
        name: kinds - {row["kind_of_row"] for row in rows[f"{name}.json"]}
        for name, kinds in COPY.items()
    }
    assert {name: kinds for name, kinds in missing.items() if kinds} == {}
    assert rows["applications.json"]
    strangers = copy_of(house.users["stranger"])
    codes = {row["code"] for row in rows["revenue.json"] if row["kind_of_row"] == "charge"}
    assert codes
    assert not codes & {row.get("code") for row in strangers["revenue.json"]}


def case_of(house: House) -> str:
    """Begin a case of the owner and return its code."""
    party = party_by_afm(house.owner.afm)
    assert party is not None
    case = procedures.start_case(
        process="council-decision",
        subject=Source("town", "1"),
        facts={},
        party_id=party.pk,
        actor=house.users["clerk"],
        at=NOW,
    )
    return case.code


def sees(client: Any, page: str, code: str) -> str:
    """Open a page and return the word of the look that it noted."""
    known = set(Sight.objects.values_list("pk", flat=True))
    assert client.get(reverse(page, args=[code])).status_code == 200
    return Sight.objects.exclude(pk__in=known).get().what


def unseen(house: House) -> dict[str, Any]:
    """Return the pages that were not shown, or whose look nobody noted."""
    wrong = {}
    for address in ours():
        if address.name not in PAGES:
            continue
        role = next(one for one in STAFF_ROLES if one in MATRIX[address.name].allowed)
        answer = house.clients[role].get(path_of(address, house))
        noted = Sight.objects.filter(what=PAGES[address.name], user=house.users[role])
        if answer.status_code != 200 or not noted.exists():
            wrong[address.name] = (answer.status_code, role)
    return wrong


def copy_of(user: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the files of a person's copy by name."""
    asked = services.ask(user=user, kind="access", text="", key=f"copy:{user.pk}", at=NOW)
    parcel = services.make_parcel(request_id=asked.pk, at=NOW)
    with zipfile.ZipFile(services.fetch_parcel(parcel=parcel, at=NOW)) as held:
        told = [name for name in held.namelist() if name.endswith(".json") and "/" not in name]
        return {name: json.loads(held.read(name)) for name in told}
