"""The staff screens of the catalogue."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eservices.catalogue.services import Loaded
from tests.factories.signin import make_user, sign_in_staff

from .test_loading import of

pytestmark = pytest.mark.usefixtures("loaded")
RIGHTS = ("view_service", "change_service", "add_service", "add_servicefee", "add_window")
PAGE = "/cms/services/tables-and-chairs/"


@pytest.fixture
def staff() -> Client:
    """Somebody with every right over the catalogue, past the second factor."""
    user = make_user("head@example.gr", is_staff=True)
    codes = [*RIGHTS, "change_officecontact"]
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="catalogue", codename__in=codes)
    )
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    sign_in_staff(client, user)
    return client


FEE = {
    "kind": "tariff",
    "rows_text": 'zone_a | Ζώνη Α | Zone A | 5,50 | zone = "a" | number(area)\n'
    "rest | Άλλη | Rest | 2",
    "text_el": "Ανά m²",
    "text_en": "Per m²",
    "valid_from": "2099-01-01",
    "decision": "ΔΣ 12/2098",
}


def test_list_is_one_table_and_a_file(staff: Client) -> None:
    assert staff.get("/cms/services/").status_code == 200
    with CaptureQueriesContext(connection) as taken:
        page = staff.get("/cms/services/?due=1").content.decode()
    assert page.count('<th scope="row"><a href="/cms/services/') == 3
    assert len(taken) <= 40
    csv = b"".join(staff.get("/cms/services/?export=csv&text=46").streaming_content).decode()
    assert "itinerant-trade" in csv
    assert "nursery" not in csv


def test_service_shows_fees_documents_and_history(staff: Client) -> None:
    page = staff.get(PAGE).content.decode()
    assert "Τοπογραφικό" in page
    assert "public-space-permit" in page
    assert "/el/services/tables-and-chairs/" in page


def test_fee_is_announced_with_its_decision_and_taken_back(staff: Client) -> None:
    assert staff.post(f"{PAGE}fee/", FEE).status_code == 302
    fee = of().fees.first()
    assert (fee.decision, fee.rows[0]["amount"], fee.rows[0]["per"]) == (
        "ΔΣ 12/2098",
        "5.50",
        "number(area)",
    )
    assert "ΔΣ 12/2098" in staff.get(PAGE).content.decode()
    assert staff.post(f"{PAGE}fee/{fee.pk}/drop/").status_code == 302
    assert of().fees.count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("decision", ""),
        ("valid_from", "2020-01-01"),
        ("rows_text", "no rows at all"),
        ("rows_text", "a | Α | A | lots"),
        ("rows_text", "a | Α | A | 5 | zone ="),
        ("formula", "1 +"),
    ],
)
def test_wrong_fee_is_explained_and_nothing_is_set(staff: Client, name: str, value: str) -> None:
    answer = staff.post(f"{PAGE}fee/", {**FEE, name: value})
    assert answer.status_code == 422
    assert of().fees.count() == 1


def test_facts_and_documents_are_changed(staff: Client) -> None:
    page = staff.get(f"{PAGE}change/")
    form = {
        name: value
        for name, value in page.context["form"].initial.items()
        if value not in (None, False)
    }
    assert staff.post(f"{PAGE}change/", {**form, "deadline_days": 11}).status_code == 302
    assert of().deadline_days == 11
    shown = staff.get(f"{PAGE}documents/").context["formset"]
    data = {"d-TOTAL_FORMS": "2", "d-INITIAL_FORMS": "0"}
    for place, form in enumerate(shown.forms[:2]):
        for key, value in form.initial.items():
            if value not in (False, None):
                data[f"d-{place}-{key}"] = value
    data["d-0-title_en"] = "Drawing"
    data["d-1-DELETE"] = "on"
    assert staff.post(f"{PAGE}documents/", data).status_code == 302
    assert [one["title"]["en"] for one in of().documents] == ["Drawing"]


def test_service_of_the_towns_own_is_entered_and_checked(staff: Client, loaded: Loaded) -> None:
    facts = {
        "code": "boat-berth",
        "title_el": "Θέση σκάφους",
        "title_en": "Boat berth",
        "topics": ["public-space"],
        "applicant_types": ["natural"],
        "auth_level": 2,
        "deadline_kind": "calendar",
        "output_type": "permit",
        "availability": "always",
        "check_every": 100,
    }
    assert staff.post("/cms/services/new/", facts).status_code == 302
    assert staff.post("/cms/services/new/", facts).status_code == 422
    assert staff.post("/cms/services/boat-berth/checked/", {"note": "ok"}).status_code == 302
    assert of("boat-berth").checked_on is not None


def test_window_and_contact_are_set(staff: Client) -> None:
    window = {
        "opens_at": "2099-05-01T09:00",
        "closes_at": "2099-05-10T15:00",
        "decision": "ΔΕ 4/2099",
    }
    assert staff.post("/cms/services/nursery/window/", window).status_code == 302
    late = {**window, "closes_at": "2099-04-01T15:00"}
    assert staff.post("/cms/services/nursery/window/", late).status_code == 422
    unit = of().department_id
    contact = {"department_id": unit, "phone": "28990 00120"}
    assert staff.post("/cms/services/contacts/set/", contact).status_code == 302
    assert "28990 00120" in staff.get("/cms/services/contacts/").content.decode()


@pytest.mark.parametrize("rest", ["change/", "documents/", "fee/", "window/", "checked/"])
def test_whoever_only_sees_changes_nothing(
    staff: Client, django_user_model: Any, rest: str
) -> None:
    user = django_user_model.objects.get(email="head@example.gr")
    user.user_permissions.remove(
        *Permission.objects.filter(content_type__app_label="catalogue").exclude(
            codename="view_service"
        )
    )
    assert staff.get(PAGE).status_code == 200
    assert staff.get(PAGE + rest).status_code in (302, 403)
