"""The demonstration town: complete in two languages, and harmless to load again."""

from datetime import datetime

from wagtail.models import Page
from wagtail_localize.models import Translation

from portal import demo
from portal.agenda.models import EventPage
from portal.bodies.models import BodyPage
from portal.news.models import NewsPage
from portal.pages.models import (
    AccessibilityStatementPage,
    ContactPage,
    SectionPage,
    StandardPage,
)


def test_counts_are_those_the_town_promises() -> None:
    for code in ("el", "en"):
        assert NewsPage.objects.live().filter(locale__language_code=code).count() == 12
        assert EventPage.objects.live().filter(locale__language_code=code).count() == 20
        assert BodyPage.objects.live().filter(locale__language_code=code).count() == 3
        plain = [
            model.objects.live().filter(locale__language_code=code).count()
            for model in (SectionPage, StandardPage, ContactPage, AccessibilityStatementPage)
        ]
        assert sum(plain) >= 15


def test_council_has_twenty_seven_members() -> None:
    council = BodyPage.objects.get(slug="council", locale__language_code="en")
    assert council.members.count() == 27
    assert council.members.filter(role="president").count() == 1


def test_loading_again_changes_nothing(town: datetime) -> None:
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id"))
    demo.load(at=town)
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision_id")) == before


def test_what_an_editor_changed_stays(town: datetime) -> None:
    page = NewsPage.objects.get(slug="new-site", locale__language_code="el")
    page.title = "Του συντάκτη"
    page.save_revision().publish()
    demo.load(at=town)
    page.refresh_from_db()
    assert page.title == "Του συντάκτη"


def test_every_translation_is_complete_and_open_to_editors() -> None:
    translations = list(Translation.objects.select_related("source"))
    assert len(translations) >= 55
    for translation in translations:
        total, done = translation.get_progress()
        assert total == done, translation
        assert translation.enabled


def test_english_pages_hold_no_greek() -> None:
    for page in NewsPage.objects.live().filter(locale__language_code="en"):
        text = f"{page.title} {page.summary} {page.search_text()}"
        assert not [char for char in text if "\u0370" <= char <= "\u03ff"], page.title
