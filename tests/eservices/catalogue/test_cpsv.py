"""The catalogue as CPSV-AP 3.2.0, held to the shapes of its release."""

import json
from typing import Any

import pytest
from rdflib import Graph

from eservices.catalogue import cpsv, programs, shipped
from eservices.catalogue.models import Service, ServiceFee, Topic
from eservices.catalogue.registry import Card
from eservices.catalogue.services import Loaded
from tests.schemas import SCHEMAS, needs

from .conftest import AT

SHAPES = SCHEMAS / "cpsv-ap-3.2.0" / "cpsv-ap-SHACL.ttl"
TOWN = cpsv.Town(
    "https://town.example", {"el": "Δήμος", "en": "Town"}, ("28990 00100",), "info@town.example"
)
needs_shapes = needs(SHAPES)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def validate(document: dict[str, Any], shapes: Graph) -> tuple[bool, str]:
    from pyshacl import validate as check

    data = Graph().parse(data=json.dumps(document), format="json-ld")
    conforms, _graph, text = check(data, shacl_graph=shapes, inference="none", advanced=False)
    return conforms, text


def shipped_facts() -> list[cpsv.Facts]:
    """Return every shipped service as it stands after loading, without a database."""
    subjects = {
        one.slug: Topic(
            kind=one.kind, slug=one.slug, title_el=one.title["el"], title_en=one.title["en"]
        )
        for one in shipped.topics()
    }
    found = []
    for one in shipped.services():
        fee = {name: value for name, value in one.fee.items() if name != "valid_from"}
        cards = {
            code: Card(
                code=one.code,
                language=code,
                title=one.card.title[code],
                summary=one.card.summary[code],
                description=one.card.description[code],
                path=f"/{code}/services/{one.code}/",
                keywords=tuple(one.card.keywords[code].split(", ")),
                parts={"you_get": one.card.you_get[code]},
            )
            for code in ("el", "en")
        }
        service = Service(code=one.code, **one.machine)
        topics = tuple(subjects[slug] for slug in one.topics)
        found.append(cpsv.Facts(service, cards, topics, ServiceFee(**fee)))
    return found


@needs_shapes
def test_every_shipped_service_fits_the_shapes(shapes: Graph) -> None:
    facts = shipped_facts()
    document = cpsv.describe(facts, TOWN)
    conforms, text = validate(document, shapes)
    assert conforms, text[:2000]
    kinds = [node["@type"] for node in document["@graph"]]
    assert kinds.count("cpsv:PublicService") == len(facts)


@needs_shapes
def test_shapes_refuse_a_service_without_its_title(shapes: Graph) -> None:
    document = cpsv.describe(shipped_facts()[:1], TOWN)
    (service,) = (one for one in document["@graph"] if one["@type"] == "cpsv:PublicService")
    del service["dct:title"]
    conforms, text = validate(document, shapes)
    assert not conforms
    assert "title" in text


def test_loaded_catalogue_names_services_by_addresses_that_answer(
    loaded: Loaded, client: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        answer = client.get("/api/v1/services/catalogue.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    document = answer.json()
    services = [one for one in document["@graph"] if one["@type"] == "cpsv:PublicService"]
    assert len(services) == 3
    for one in services:
        path = one["@id"].removeprefix(programs.town().base)
        assert client.get(path).json()["code"] == one["dct:identifier"]


@needs_shapes
def test_loaded_catalogue_fits_the_shapes_too(loaded: Loaded, shapes: Graph) -> None:
    conforms, text = validate(programs.whole_catalogue(AT), shapes)
    assert conforms, text[:2000]
