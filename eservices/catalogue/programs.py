"""The catalogue as programs read it: one service, or all of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from backoffice.kernel.dates import athens_day
from backoffice.kernel.town import letterhead

from . import cpsv, queries
from .cpsv import Facts, Town
from .models import Service
from .registry import CARDS, Card


def town() -> Town:
    """Return who gives the services."""
    said = {code: letterhead(code) for code, _name in settings.LANGUAGES}
    own = said[settings.LANGUAGE_CODE]
    return Town(
        base=settings.SITE_URL.rstrip("/"),
        name={code: one["name"] for code, one in said.items()},
        phones=tuple(own.get("phones") or ()),
        email=own.get("email") or "",
    )


def cards_by_language(codes: Iterable[str] | None) -> dict[str, dict[str, Card]]:
    """Return the published cards by language and code."""
    found: dict[str, dict[str, Card]] = {code: {} for code, _name in settings.LANGUAGES}
    for name in CARDS.kinds():
        for code in found:
            found[code] |= CARDS.get(name).cards(codes, code)
    return found


def whole_catalogue(at: datetime) -> dict[str, Any]:
    """Return every offered service as one CPSV-AP document, in a constant number of queries."""
    cards, offices, on = cards_by_language(None), queries.offices(), athens_day(at)
    return cpsv.describe(
        (facts_of(one, cards, offices, on) for one in queries.whole_services()), town()
    )


def facts_of(
    one: Service, cards: dict[str, dict[str, Card]], offices: dict[int, Any], on: date
) -> Facts:
    """Return a service with what its pages, fees and offices say."""
    return Facts(
        service=one,
        cards={code: found[one.code] for code, found in cards.items() if one.code in found},
        topics=tuple(one.topics.all()),
        fee=queries.fee_row(one, on),
        office=offices.get(one.department_id) if one.department_id else None,
    )


FILTERS = ("q", "topic", "event", "department", "availability", "open")


def listed(wanted: Mapping[str, str], language: str, at: datetime) -> list[dict[str, Any]]:
    """Return the offered services that match some filters, in a constant number of queries.

    :param wanted: values of `FILTERS`; an empty one asks nothing
    """
    cards = cards_by_language(None)[language]
    return [
        _summary(one, cards.get(one.code), language, at)
        for one in _matching(wanted)
        if not _is_true(wanted.get("open", "")) or queries.opening_of(one, at).is_open
    ]


def _is_true(said: str) -> bool:
    return said.lower() in ("1", "true", "yes")


def _matching(wanted: Mapping[str, str]) -> list[Service]:
    rows = queries.whole_services()
    if wanted.get("q"):
        rows = rows.filter(pk__in=queries.matching(wanted["q"]))
    for name, field in (
        ("department", "department__code"),
        ("availability", "availability"),
        ("topic", "topics__slug"),
        ("event", "topics__slug"),
    ):
        if wanted.get(name):
            rows = rows.filter(**{field: wanted[name]})
    return list(rows)


def told(code: str, language: str, at: datetime) -> dict[str, Any] | None:
    """Return one offered service with everything that one needs to apply, or nothing."""
    one = queries.whole_services().filter(code=code).first()
    if one is None:
        return None
    card = cards_by_language([code])[language].get(code)
    parts = card.parts if card else {}
    return {
        **_summary(one, card, language, at),
        "mitos_id": one.mitos_id,
        "description": card.description if card else "",
        **{name: parts.get(name, "") for name in ("who", "you_get", "how_to_appeal")},
        "applicant_types": one.applicant_types,
        "fee": _fee(one, language, athens_day(at)),
        "documents": [_document(paper, language) for paper in one.documents],
        "deadline_days": one.deadline_days,
        "deadline_kind": one.deadline_kind,
        "legal_basis": [law["text"][language] for law in one.legal_basis],
        "output_type": one.output_type,
        "questions": [question["question"][language] for question in one.check_questions],
        "form": _absolute(reverse("api_service_form", args=[code])) if one.form_key else "",
        "last_checked": one.checked_on,
    }


def _summary(one: Service, card: Card | None, language: str, at: datetime) -> dict[str, Any]:
    return {
        "code": one.code,
        "number": one.number,
        "title": card.title if card else one.title(language),
        "summary": card.summary if card else "",
        "topics": [topic.slug for topic in one.topics.all()],
        "department": one.department.code if one.department else "",
        "auth_level": one.auth_level,
        "opening": queries.opening_of(one, at),
        "page": _absolute(card.path) if card else "",
    }


def _absolute(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path


def _fee(one: Service, language: str, on: date) -> dict[str, Any] | None:
    row = queries.fee_row(one, on)
    if row is None:
        return None
    return {
        "kind": row.kind,
        "amount": None if row.amount is None else str(row.amount),
        "formula": row.formula,
        "rows": [{**line, "text": line["text"][language]} for line in row.rows],
        "text": row.text(language),
        "legal_basis": row.legal_basis(language),
        "decision": row.decision,
        "valid_from": row.valid_from,
    }


def _document(paper: Mapping[str, Any], language: str) -> dict[str, Any]:
    mandatory = {True: "yes", False: "no"}.get(paper["mandatory"], paper["mandatory"])
    return {
        "key": paper["key"],
        "title": paper["title"][language],
        "note": (paper.get("note") or {}).get(language, ""),
        "mandatory": mandatory,
        "condition": paper.get("if") or "",
        "ex_officio": bool(paper.get("ex_officio")),
        "accept": paper.get("accept") or [],
        "max_mb": paper.get("max_mb"),
    }
