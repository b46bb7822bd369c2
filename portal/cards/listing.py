"""The catalogue as a page shows it: by topic, life event and letter, filtered and searched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.kernel.dates import athens_day
from backoffice.kernel.text import sort_key
from eservices.catalogue import queries
from eservices.catalogue.states import ApplicantType, Availability, TopicKind
from portal.home import versions
from portal.home.cache import store

from . import finding, wording
from .finding import Haystack
from .pages import cards_of

KEPT_SECONDS = 60
WAYS = ("online", "elsewhere")


@dataclass(frozen=True, slots=True)
class Entry:
    """One service as it stands in a list."""

    code: str
    title: str
    summary: str
    url: str
    topics: frozenset[str]
    applicants: frozenset[str]
    way: str
    state: str
    price: str
    time_limit: str
    sort_key: str
    hay: Haystack

    @property
    def letter(self) -> str:
        """Return the letter under which it stands."""
        return self.sort_key[1:2].upper() or "·"

    @property
    def closed(self) -> str:
        """Say that one cannot apply now, or that it is elsewhere."""
        return {
            "before": _("Opens later"),
            "after": _("Closed now"),
            "redirect": _("On another platform"),
        }.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every service in one language, with the topics under which they stand."""

    entries: tuple[Entry, ...]
    topics: tuple[Any, ...]
    next_change: datetime | None


def catalogue_of(language: str, at: datetime) -> Catalogue:
    """Return the catalogue of a language, made once for each version of the content."""
    key = f"catalogue:{versions.current()}:{language}"
    found: Catalogue | None = store().get(key)
    if found is None or (found.next_change is not None and found.next_change <= at):
        found = _build(language, at)
        store().set(key, found, KEPT_SECONDS)
    return found


def _build(language: str, at: datetime) -> Catalogue:
    cards, on = cards_of(None, language), athens_day(at)
    entries, changes = [], []
    for one in queries.whole_services():
        card = cards.get(one.code)
        if card is None:
            continue
        opening = queries.opening_of(one, at)
        changes.append(queries.next_change(one, at))
        entries.append(
            Entry(
                code=one.code,
                title=card.title,
                summary=card.summary,
                url=card.path,
                topics=frozenset(topic.slug for topic in one.topics.all()),
                applicants=frozenset(one.applicant_types),
                way="elsewhere" if one.availability == Availability.REDIRECT else "online",
                state=opening.state,
                price=wording.price(queries.fee_row(one, on)),
                time_limit=wording.time_limit(one),
                sort_key=sort_key(card.title),
                hay=finding.haystack(
                    card.title, " ".join(card.keywords), f"{card.summary} {card.parts['who']}"
                ),
            )
        )
    entries.sort(key=lambda entry: entry.sort_key)
    return Catalogue(
        tuple(entries), tuple(queries.topics()), min(filter(None, changes), default=None)
    )


def listing(page: Any, asked: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the context of the catalogue's page.

    :param asked: q (words), topic, event, who, way and now, as they stand in the address
    """
    catalogue = catalogue_of(page.locale.language_code, at)
    filters = _filters(catalogue, asked)
    context: dict[str, Any] = {
        "query": asked.get("q", "").strip()[: finding.LONGEST_QUERY],
        "filters": filters,
        "is_filtered": any(filters.values()) or bool(asked.get("q", "").strip()),
        "total": len(catalogue.entries),
        "who_choices": _who_choices(catalogue),
        "next_change": catalogue.next_change,
    }
    if context["is_filtered"]:
        found = _matching(catalogue.entries, filters, context["query"])
        chosen = filters["topic"] or filters["event"]
        return context | {
            "found": found,
            "chosen": next((one for one in catalogue.topics if one.slug == chosen), None),
        }
    return context | {
        "topics": _counted(catalogue, TopicKind.TOPIC),
        "events": _counted(catalogue, TopicKind.LIFE_EVENT),
        "letters": _by_letter(catalogue.entries),
        "guides": _guides(page),
    }


def _filters(catalogue: Catalogue, asked: Mapping[str, str]) -> dict[str, str]:
    """Return the filters that mean something; nonsense in an address shows everything."""
    slugs = {kind: {one.slug for one in catalogue.topics if one.kind == kind} for kind in TopicKind}
    allowed: dict[str, Iterable[str]] = {
        "topic": slugs[TopicKind.TOPIC],
        "event": slugs[TopicKind.LIFE_EVENT],
        "who": ApplicantType.values,
        "way": WAYS,
        "now": ("1",),
    }
    return {
        name: value if (value := asked.get(name, "")) in values else ""
        for name, values in allowed.items()
    }


def _matching(entries: Iterable[Entry], filters: Mapping[str, str], query: str) -> list[Entry]:
    kept = [entry for entry in entries if _fits(entry, filters)]
    words = finding.words_asked(query)
    if not words:
        return kept
    weighed = [(finding.weight(words, entry.hay), entry) for entry in kept]
    return [entry for weight, entry in sorted(weighed, key=lambda pair: -pair[0]) if weight]


def _fits(entry: Entry, filters: Mapping[str, str]) -> bool:
    wanted = {filters["topic"], filters["event"]} - {""}
    if not wanted <= entry.topics:
        return False
    if filters["who"] and filters["who"] not in entry.applicants:
        return False
    if filters["way"] and filters["way"] != entry.way:
        return False
    return not filters["now"] or entry.state == "open"


def _counted(catalogue: Catalogue, kind: str) -> list[dict[str, Any]]:
    found = []
    for topic in catalogue.topics:
        count = sum(topic.slug in entry.topics for entry in catalogue.entries)
        if topic.kind == kind and count:
            found.append({"slug": topic.slug, "title": topic.title(), "count": count})
    return found


def _by_letter(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.letter, []).append(entry)
    return [{"letter": letter, "entries": group} for letter, group in groups.items()]


def _who_choices(catalogue: Catalogue) -> list[tuple[str, str]]:
    known = frozenset[str]().union(*(entry.applicants for entry in catalogue.entries))
    return [(value, str(label)) for value, label in ApplicantType.choices if value in known]


def _guides(page: Any) -> list[dict[str, str]]:
    """Return the pages of text that editors put below the catalogue."""
    below = page.get_children().live().public().exclude(content_type__model="servicepage")
    return [
        {
            "title": one.title,
            "summary": getattr(one, "summary", ""),
            "url": one.get_url(),
        }
        for one in below.specific().defer_streamfields()
    ]
