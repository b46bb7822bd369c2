"""Services described for programs: CPSV-AP 3.2.0 as JSON-LD that needs nothing from elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import translation

from .models import OfficeContact, Service, ServiceFee, Topic
from .registry import Card
from .states import ApplicantType, Availability, DeadlineKind, FeeKind, OutputType, TopicKind

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGES = {"el": f"{AUTHORITY}/language/ELL", "en": f"{AUTHORITY}/language/ENG"}
EURO = f"{AUTHORITY}/currency/EUR"
GREECE = f"{AUTHORITY}/country/GRC"
ACTIVE = "http://purl.org/adms/status/Completed"
WITHDRAWN = "http://purl.org/adms/status/Withdrawn"

Words = Mapping[str, str]
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Town:
    """Who gives the services.

    :param base: address of the site without a slash at its end
    """

    base: str
    name: Words
    phones: tuple[str, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """One service with everything that describes it.

    :param cards: what its pages say, by language
    :param fee: the fee in force
    """

    service: Service
    cards: Mapping[str, Card]
    topics: tuple[Topic, ...] = ()
    fee: ServiceFee | None = None
    office: OfficeContact | None = None


@dataclass(slots=True)
class Graph:
    """Nodes by their names, each once however many services share it."""

    town: Town
    nodes: dict[str, Node] = field(default_factory=dict)

    def put(self, name: str, kind: str | list[str], **facts: Any) -> Node:
        """Enter a node and return the reference to it."""
        kept = {key.replace("__", ":"): value for key, value in facts.items() if value}
        self.nodes[name] = {"@id": name, "@type": kind, **kept}
        return {"@id": name}


def describe(facts: Iterable[Facts], town: Town) -> Node:
    """Return services as one JSON-LD document."""
    graph = Graph(town)
    for one in facts:
        _service(graph, one)
    return {"@context": CONTEXT, "@graph": list(graph.nodes.values())}


def address(town: Town, code: str) -> str:
    """Return the name of a service on the web, which also answers to programs."""
    return f"{town.base}/api/v1/services/{code}/"


def _service(graph: Graph, one: Facts) -> None:
    service, me = one.service, address(graph.town, one.service.code)
    days, kind = service.deadline_days, service.deadline_kind
    graph.put(
        me,
        "cpsv:PublicService",
        dct__identifier=service.code,
        dct__title=words({"el": service.title_el, "en": service.title_en}),
        dct__description=_said(one, "description") or words(_titles(service)),
        dcat__keyword=[
            {"@language": code, "@value": word}
            for code, card in one.cards.items()
            for word in card.keywords
        ],
        dct__language=[_language(graph, code) for code in one.cards] or [_language(graph, "el")],
        dct__spatial=_place(graph),
        dct__audience=[_concept(graph, "applicants", *_applicant(code)) for code in _who(service)],
        adms__status=_status(graph, service),
        cv__processingTime=_duration(days) if days and kind != DeadlineKind.NONE else None,
        cv__hasCompetentAuthority=_authority(graph),
        cv__contactPoint=_contact(graph, one, me),
        cv__hasChannel=_channels(graph, one, me),
        cv__hasCost=_cost(graph, one, me),
        cv__hasLegalResource=_laws(graph, one, me),
        cv__isGroupedBy=_events(graph, one),
        cv__thematicArea=_areas(graph, one),
        cpsv__hasInput=_evidence(graph, one, me),
        cv__hasInputType=_evidence_types(graph, one, me),
        cpsv__produces=_output(graph, one, me),
        foaf__page=[{"@id": graph.town.base + card.path} for card in one.cards.values()],
    )


def words(said: Words) -> list[Node]:
    """Return a text in the languages that have it."""
    return [{"@language": code, "@value": text} for code, text in said.items() if text]


def _titles(service: Service) -> dict[str, str]:
    return {"el": service.title_el, "en": service.title_en}


def _said(one: Facts, name: str) -> list[Node]:
    return words({code: getattr(card, name) for code, card in one.cards.items()})


def _duration(days: int) -> Node:
    return {"@type": "xsd:duration", "@value": f"P{days}D"}


def _who(service: Service) -> list[str]:
    return [code for code in service.applicant_types if code in ApplicantType.values]


def _applicant(code: str) -> tuple[str, Words]:
    return code, in_both(ApplicantType(code).label)


def in_both(promise: Any) -> dict[str, str]:
    """Return a word of the interface in every language of the site."""
    said = {}
    for code in LANGUAGES:
        with translation.override(code):
            said[code] = str(promise)
    return said


def _concept(graph: Graph, scheme: str, code: str, label: Words) -> Node:
    name = f"{graph.town.base}/api/v1/services/catalogue.jsonld#{scheme}-{code}"
    return graph.put(name, "skos:Concept", skos__prefLabel=words(label), skos__notation=code)


def _known_concept(graph: Graph, name: str) -> Node:
    return graph.put(name, "skos:Concept")


def _language(graph: Graph, code: str) -> Node:
    return graph.put(LANGUAGES[code], "dct:LinguisticSystem")


def _place(graph: Graph) -> Node:
    return graph.put(GREECE, "dct:Location")


def _status(graph: Graph, service: Service) -> Node:
    return _known_concept(graph, ACTIVE if service.is_offered else WITHDRAWN)


def _authority(graph: Graph) -> Node:
    return graph.put(
        f"{graph.town.base}/#town",
        "cv:PublicOrganisation",
        skos__prefLabel=words(graph.town.name),
        dct__spatial=_place(graph),
        foaf__homepage={"@id": graph.town.base},
    )


def _contact(graph: Graph, one: Facts, me: str) -> Node | None:
    office = one.office
    phones = [office.phone] if office and office.phone else list(graph.town.phones)
    email = office.email if office and office.email else graph.town.email
    if not phones and not email:
        return None
    hours = {"el": office.hours_el, "en": office.hours_en} if office else {}
    return graph.put(
        f"{me}#contact",
        "cv:ContactPoint",
        cv__telephone=phones,
        cv__email=email,
        dct__description=words(hours),
    )


def _channels(graph: Graph, one: Facts, me: str) -> list[Node]:
    service = one.service
    found = []
    if service.availability == Availability.REDIRECT or service.form_key or service.door:
        kinds = _concept(graph, "channels", "online", {"el": "Διαδίκτυο", "en": "Online"})
        pages = [{"@id": graph.town.base + card.path} for card in one.cards.values()]
        if service.redirect_url:
            pages = [{"@id": service.redirect_url}]
        found.append(
            graph.put(
                f"{me}#online",
                "cv:Channel",
                dct__identifier=f"{service.code}-online",
                dct__type=kinds,
                foaf__page=pages,
            )
        )
    if service.form_key:
        kinds = _concept(graph, "channels", "counter", {"el": "Στο γκισέ", "en": "At the counter"})
        found.append(
            graph.put(
                f"{me}#counter",
                "cv:Channel",
                dct__identifier=f"{service.code}-counter",
                dct__type=kinds,
            )
        )
    return found


def _cost(graph: Graph, one: Facts, me: str) -> Node | None:
    fee = one.fee
    if fee is None:
        return None
    amount = Decimal(0) if fee.kind == FeeKind.NONE else fee.amount
    return graph.put(
        f"{me}#cost",
        "cv:Cost",
        dct__identifier=f"{one.service.code}-cost",
        dct__description=words({"el": fee.text_el, "en": fee.text_en}),
        cv__hasValue=None
        if amount is None
        else {"@type": "xsd:double", "@value": str(float(amount))},
        cv__currency=None if amount is None else _known_concept(graph, EURO),
    )


def _laws(graph: Graph, one: Facts, me: str) -> list[Node]:
    return [
        graph.put(f"{me}#law-{place}", "eli:LegalResource", dct__title=words(law["text"]))
        for place, law in enumerate(one.service.legal_basis, start=1)
    ]


def _events(graph: Graph, one: Facts) -> list[Node]:
    return [
        graph.put(
            f"{graph.town.base}/api/v1/services/catalogue.jsonld#event-{topic.slug}",
            ["cv:Event", "cv:LifeEvent"],
            dct__identifier=topic.slug,
            dct__title=words(_topic_titles(topic)),
        )
        for topic in one.topics
        if topic.kind == TopicKind.LIFE_EVENT
    ]


def _areas(graph: Graph, one: Facts) -> list[Node]:
    return [
        _concept(graph, "topic", topic.slug, _topic_titles(topic))
        for topic in one.topics
        if topic.kind == TopicKind.TOPIC
    ]


def _topic_titles(topic: Topic) -> Words:
    return {"el": topic.title_el, "en": topic.title_en}


def _evidence(graph: Graph, one: Facts, me: str) -> list[Node]:
    return [
        graph.put(
            f"{me}#document-{paper['key']}",
            "cv:Evidence",
            dct__identifier=f"{one.service.code}-{paper['key']}",
            dct__title=words(paper["title"]),
            dct__conformsTo={"@id": f"{me}#kind-{paper['key']}"},
        )
        for paper in one.service.documents
    ]


def _evidence_types(graph: Graph, one: Facts, me: str) -> list[Node]:
    return [
        graph.put(
            f"{me}#kind-{paper['key']}",
            "cv:EvidenceType",
            dct__identifier=f"{one.service.code}-{paper['key']}-kind",
        )
        for paper in one.service.documents
    ]


def _output(graph: Graph, one: Facts, me: str) -> list[Node]:
    kind = one.service.output_type
    if kind == OutputType.REDIRECT:
        return []
    label = in_both(OutputType(kind).label)
    return [
        graph.put(
            f"{me}#output",
            "cv:Output",
            dct__identifier=f"{one.service.code}-output",
            dct__title=words(label),
            dct__description=words(
                {code: card.parts.get("you_get", "") for code, card in one.cards.items()}
            ),
            dct__type=_concept(graph, "output", kind, label),
        )
    ]
