"""Writing the shipped cards: a page for each service and language, never over an editor's."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision
from wagtail_localize.models import TranslationSource

from eservices.catalogue.shipped import CardText
from portal.home.quiet import indexes_after
from portal.home.services import lay_language, lay_site
from portal.search.services import index_page

from .markup import html_of
from .models import CataloguePage, ServicePage

SLUG = "services"
SECTION = "pages.SectionPage"
Words = Mapping[str, str]
CONTENT = (
    "title",
    "summary",
    "who",
    "you_get",
    "need",
    "description",
    "how_to_appeal",
    "keywords",
)
TITLE = {"el": "Υπηρεσίες", "en": "Services"}
SUMMARY = {
    "el": "Τι μπορείτε να κάνετε με τον Δήμο, από το σπίτι ή στο γκισέ.",
    "en": "What you can do with the municipality, from home or at the counter.",
}
HOME = {"el": "Αρχική", "en": "Home"}
HEADING = {"el": "Τι θέλετε να κάνετε;", "en": "What would you like to do?"}


def write_cards(texts: list[CardText], at: datetime) -> int:
    """Write the pages that are missing and renew those that nobody changed; return how many."""
    with indexes_after():
        roots = {code: catalogue_in(code) for code, _name in settings.LANGUAGES}
        return sum(_write(text, roots, at) for text in texts)


def catalogue_in(language: str) -> CataloguePage:
    """Return the catalogue of a language; a section at its address becomes one and keeps all."""
    home = _home(language)
    page = home.get_children().filter(slug=SLUG).first()
    if page is None:
        return _new_catalogue(home, language)
    specific = page.specific
    if isinstance(specific, CataloguePage):
        return specific
    if specific._meta.label == SECTION:
        return turned_into_catalogue(specific)
    # An editor put something else there: the catalogue stands beside it.
    beside = home.get_children().type(CataloguePage).first()
    return beside.specific if beside is not None else _new_catalogue(home, language, "catalogue")


def _home(language: str) -> Page:
    greek = lay_site(title=HOME["el"], heading=HEADING["el"], summary="")
    if language == greek.locale.language_code:
        return greek
    return lay_language(
        home=greek, language=language, title=HOME[language], heading=HEADING[language]
    )


def _new_catalogue(home: Page, language: str, slug: str = SLUG) -> CataloguePage:
    other = CataloguePage.objects.exclude(locale=home.locale).first()
    page = CataloguePage(
        title=TITLE[language],
        summary=SUMMARY[language],
        slug=slug,
        show_in_menus=True,
        locale=home.locale,
        **({"translation_key": other.translation_key} if other else {}),
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


def turned_into_catalogue(section: Any) -> CataloguePage:
    """Make a section the catalogue: same page, address, children, rights and history."""
    shared = {
        field.attname: getattr(section, field.attname) for field in Page._meta.concrete_fields
    }
    kind = ContentType.objects.get_for_model(CataloguePage)
    page = CataloguePage(
        **shared | {"content_type_id": kind.pk},
        page_ptr_id=section.pk,
        summary=section.summary,
        body=section.body,
    )
    # Only the row of the section goes; deleting the object would take the page with it.
    type(section).objects.filter(pk=section.pk)._raw_delete("default")
    page.save_base(raw=True)
    Page.objects.filter(pk=section.pk).update(content_type=kind)
    Revision.objects.filter(
        object_id=str(section.pk), content_type=ContentType.objects.get_for_model(type(section))
    ).update(content_type=kind)
    TranslationSource.objects.filter(object_id=section.translation_key).update(
        specific_content_type=kind
    )
    page = CataloguePage.objects.get(pk=section.pk)
    page.save_revision().publish()
    return page


def _write(text: CardText, roots: Mapping[str, CataloguePage], at: datetime) -> int:
    written, key = 0, None
    for language, root in roots.items():
        rows = ServicePage.objects.filter(code=text.code, locale=root.locale)
        page, content = rows.first(), content_of(text, language)
        if page is None:
            page = _add(root, text.code, content, key, at)
            written += 1
        elif _is_untouched(page) and page.shipped != digest(content):
            _fill(page, content)
            written += 1
        key = page.translation_key
    return written


def content_of(text: CardText, language: str) -> dict[str, str]:
    """Return what a shipped card says in one language, as the fields of a page."""
    return {
        "title": text.title[language],
        "summary": text.summary[language],
        "who": html_of(text.who[language]),
        "you_get": html_of(text.you_get[language]),
        "need": "",
        "description": html_of(text.description[language]),
        "how_to_appeal": html_of(text.how_to_appeal[language]),
        "keywords": text.keywords[language][:400],
    }


def digest(content: Mapping[str, Any]) -> str:
    """Return what tells one content from another."""
    told = json.dumps([content[name] for name in CONTENT], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _is_untouched(page: ServicePage) -> bool:
    if page.has_unpublished_changes or not page.live:
        return False
    return page.shipped == digest({name: getattr(page, name) for name in CONTENT})


def _add(
    root: CataloguePage, code: str, content: dict[str, str], key: Any, at: datetime
) -> ServicePage:
    taken = root.get_children().filter(slug=code).exists()
    page = ServicePage(
        slug=f"{code}-service" if taken else code,
        code=code,
        locale=root.locale,
        shipped=digest(content),
        first_published_at=at,
        last_published_at=at,
        **content,
        **({"translation_key": key} if key else {}),
    )
    # Live at once: a revision is made when somebody edits it.
    root.add_child(instance=page)
    index_page(page=page)
    return page


def _fill(page: ServicePage, content: dict[str, str]) -> None:
    for name, value in content.items():
        setattr(page, name, value)
    page.shipped = digest(content)
    page.save_revision(clean=False).publish()
