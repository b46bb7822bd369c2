"""The catalogue as programs read it: one service, or all of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

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
    one: Service, cards: dict[str, dict[str, Card]], offices: dict[int, Any], on: Any
) -> Facts:
    """Return a service with what its pages, fees and offices say."""
    return Facts(
        service=one,
        cards={code: found[one.code] for code, found in cards.items() if one.code in found},
        topics=tuple(one.topics.all()),
        fee=queries.fee_row(one, on),
        office=offices.get(one.department_id) if one.department_id else None,
    )
