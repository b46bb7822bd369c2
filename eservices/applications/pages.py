"""What the pages of applying show, gathered for one visitor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from eservices.catalogue import queries as catalogue

from . import offers, people, queries
from .journey import Start


def start_of(
    service: str, user: User | None, known: Sequence[str], language: str, at: datetime
) -> Start:
    """Return what the first page of a service shows to a visitor.

    :param known: codes of drafts that the visitor's session began without signing in
    :raises UnknownService: if it is not given by an application
    """
    offer = offers.offer_of(service)
    row = offer.service
    drafts = queries.begun(user, service) if user else []
    if not drafts and (held := queries.draft_in_session(service, known)) is not None:
        drafts = [held]
    return Start(
        offer=offer,
        title=offer.titles.get(language) or offer.titles["el"],
        opening=catalogue.opening_of(row, at),
        fee=catalogue.fee_of(row, {}, athens_day(at)),
        level=row.auth_level,
        has=people.level_of(user),
        people=tuple(people.applicants_for(user, row.applicant_types, athens_day(at)))
        if user
        else (),
        drafts=tuple(drafts),
        documents=tuple(_document(one, language) for one in row.documents or []),
    )


def _document(one: dict[str, Any], language: str) -> dict[str, Any]:
    title = one.get("title") or {}
    return {
        "title": title.get(language) or title.get("el") or "",
        "is_always": bool(one.get("mandatory")),
        "is_fetched": bool(one.get("ex_officio")),
    }
