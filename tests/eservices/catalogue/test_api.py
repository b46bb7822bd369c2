"""The catalogue for programs."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eservices.catalogue import services

from .conftest import AT
from .test_loading import of

pytestmark = pytest.mark.usefixtures("loaded")


def codes(client: Client, query: str) -> list[str]:
    return [one["code"] for one in client.get(f"/api/v1/services/{query}").json()]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["tables-and-chairs", "itinerant-trade", "nursery"]),
        ("?topic=business", ["tables-and-chairs", "itinerant-trade"]),
        ("?event=having-a-child", ["nursery"]),
        ("?department=nurseries", ["nursery"]),
        ("?availability=redirect", ["itinerant-trade"]),
        ("?q=46", ["itinerant-trade"]),
        ("?q=permit", ["tables-and-chairs"]),
        ("?topic=nothing-such", []),
    ],
)
def test_list_can_be_filtered(client: Client, query: str, found: list[str]) -> None:
    assert codes(client, query) == found


def test_list_takes_as_many_queries_for_one_as_for_three(client: Client) -> None:
    def count(query: str) -> int:
        with CaptureQueriesContext(connection) as taken:
            client.get(f"/api/v1/services/{query}")
        return len(taken)

    count("")  # the site's addresses are read once
    assert count("") == count("?event=having-a-child") <= 10


def test_service_tells_cost_documents_and_form(client: Client) -> None:
    told = client.get("/api/v1/services/tables-and-chairs/?language=en").json()
    assert told["title"] == "Tables and chairs permit"
    assert told["fee"]["rows"][0]["amount"] == "4.5"
    assert [one["mandatory"] for one in told["documents"]] == ["yes", "yes", "recommended"]
    assert told["opening"]["state"] == "open"
    assert told["page"].endswith("/en/services/tables-and-chairs/")
    schema = client.get("/api/v1/services/tables-and-chairs/form/?language=en")
    assert schema["Content-Type"] == "application/schema+json"
    assert "2020-12" in schema.json()["$schema"]


def test_check_is_judged_and_nothing_is_kept(client: Client) -> None:
    path = "/api/v1/services/tables-and-chairs/check/"
    assert client.get(path).json()["state"] == "unasked"
    told = client.get(f"{path}?a1=no&language=en").json()
    assert told == {"state": "no", "reasons": ["Notify your business first."]}
    assert client.get(f"{path}?a1=yes&a2=no").json()["state"] == "yes"


@pytest.mark.parametrize("rest", ["", "check/", "form/"])
def test_unknown_and_withdrawn_services_are_not_found(client: Client, rest: str) -> None:
    services.change_service(service_id=of().pk, facts={"is_offered": False}, actor=None, at=AT)
    assert client.get(f"/api/v1/services/nothing/{rest}").status_code == 404
    assert client.get(f"/api/v1/services/tables-and-chairs/{rest}").status_code == 404


def test_service_without_a_form_has_no_schema(client: Client) -> None:
    assert client.get("/api/v1/services/itinerant-trade/form/").status_code == 404
