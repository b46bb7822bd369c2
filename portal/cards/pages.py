"""The pages of services as the catalogue asks for them (`eservices.catalogue.registry.Cards`)."""

from collections.abc import Iterable
from datetime import datetime

from eservices.catalogue.registry import Card
from eservices.catalogue.shipped import CardText

from .markup import plain_of
from .models import ServicePage

PARTS = ("who", "you_get", "need", "how_to_appeal")


class Pages:
    """The cards of the site."""

    def cards(self, codes: Iterable[str] | None, language: str) -> dict[str, Card]:
        """Return the published cards of some services, or of all, by code."""
        return cards_of(codes, language)

    def code_of(self, page_id: int) -> str:
        """Return the code of the service that a page tells of, or nothing."""
        found = ServicePage.objects.filter(pk=page_id).values_list("code", flat=True).first()
        return found or ""

    def write(self, texts: Iterable[CardText], at: datetime) -> int:
        """Write the pages that are missing, renew those nobody changed; return how many."""
        from .writing import write_cards

        return write_cards(list(texts), at)


def cards_of(codes: Iterable[str] | None, language: str) -> dict[str, Card]:
    """Return the published cards of some services, or of all, by code."""
    rows = ServicePage.objects.live().public().filter(locale__language_code=language)
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    return {row.code: _card(row, language) for row in rows.defer_streamfields()}


def _card(row: ServicePage, language: str) -> Card:
    return Card(
        code=row.code,
        language=language,
        title=row.title,
        summary=row.summary,
        description=plain_of(row.description) or row.summary,
        path=row.get_url() or "",
        keywords=tuple(word.strip() for word in row.keywords.split(",") if word.strip()),
        parts={name: plain_of(getattr(row, name)) for name in PARTS},
    )
