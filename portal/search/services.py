"""Public verbs: keeping the index in step with what is published."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from wagtail.models import Page

from backoffice.kernel.text import words_of
from portal.home.base import PublicPage

from .models import SearchEntry
from .registry import service_sources
from .words import is_greek, stem_sound

CONFIGURATIONS = {"el": "greek", "en": "english"}
LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class Item:
    """Something to be found, as plain text."""

    key: str
    kind: str
    language: str
    title: str
    summary: str
    text: str
    url: str
    page_id: int | None = None
    dated_on: date | None = None


@transaction.atomic
def index_item(*, item: Item) -> None:
    """Put one thing into the index, replacing what stood there."""
    title = " ".join(words_of(item.title))
    text = " ".join(words_of(f"{item.summary} {item.text[:LONGEST_TEXT]}"))
    configuration = CONFIGURATIONS.get(item.language, "simple")
    entry, _created = SearchEntry.objects.update_or_create(
        key=item.key,
        defaults={
            "kind": item.kind,
            "language": item.language,
            "page_id": item.page_id,
            "title": item.title,
            "summary": item.summary,
            "url": item.url,
            "dated_on": item.dated_on,
        },
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update search_searchentry
            set title_words = to_tsvector(%(cfg)s::regconfig, %(title)s),
                words = setweight(to_tsvector(%(cfg)s::regconfig, %(title)s), 'A')
                     || setweight(to_tsvector(%(cfg)s::regconfig, %(text)s), 'C')
            where id = %(id)s
            returning tsvector_to_array(words)
            """,
            {"cfg": configuration, "title": title, "text": text, "id": entry.pk},
        )
        stems = cursor.fetchone()[0]
        sounds = sorted({stem_sound(stem) for stem in stems if is_greek(stem)})
        cursor.execute(
            "update search_searchentry set sounds = array_to_tsvector(%s::text[]) where id = %s",
            [[sound for sound in sounds if sound], entry.pk],
        )


def index_page(*, page: Page) -> None:
    """Index a page, or take it out when visitors may not see it."""
    key = f"page:{page.pk}"
    specific = page.specific
    if not isinstance(specific, PublicPage) or not specific.search_kind or not _is_public(specific):
        SearchEntry.objects.filter(key=key).delete()
        return
    index_item(
        item=Item(
            key=key,
            kind=specific.search_kind,
            language=specific.locale.language_code,
            title=specific.title,
            summary=specific.summary,
            text=specific.search_text(),
            url=specific.get_url() or "",
            page_id=specific.pk,
            dated_on=getattr(specific, "published_on", None),
        )
    )


def _is_public(page: Page) -> bool:
    return bool(page.live and page.get_url() and not page.get_view_restrictions().exists())


def index_services() -> int:
    """Index the e-services that registered themselves, in every language."""
    keys = []
    for source in service_sources():
        for service in source():
            index_item(
                item=Item(
                    key=f"service:{service.code}:{service.language}",
                    kind=SearchEntry.Kind.SERVICE,
                    language=service.language,
                    title=service.title,
                    summary=service.summary,
                    text=service.text,
                    url=service.url,
                )
            )
            keys.append(f"service:{service.code}:{service.language}")
    SearchEntry.objects.filter(key__startswith="service:").exclude(key__in=keys).delete()
    return len(keys)


def index_tree(*, root: Page) -> None:
    """Index a page and everything below it, as after a move or a change of who may see it."""
    for page in root.get_descendants(inclusive=True).specific().iterator():
        index_page(page=page)


def rebuild() -> int:
    """Make the whole index anew and return how many entries it has."""
    live = Page.objects.filter(depth__gte=2).specific()
    SearchEntry.objects.exclude(page__isnull=True).exclude(page__in=Page.objects.all()).delete()
    for page in live.iterator():
        index_page(page=page)
    index_services()
    return SearchEntry.objects.count()
