"""The frame around every page as plain values, read once for each version of the content."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page, Site

from backoffice.kernel.languages import in_language
from theme.palette import Seeds

from . import versions
from .cache import store
from .models import Alert, TownSettings


@dataclass(frozen=True)
class Notice:
    """An alert with the time it is in force."""

    title: str
    text: str
    url: str
    tone: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Frame:
    """What one language shows around every page."""

    settings: dict[str, Any]
    menu: tuple[dict[str, str], ...]
    notices: tuple[Notice, ...]
    tokens_url: str

    def notices_at(self, at: datetime) -> list[dict[str, Any]]:
        """Return the alerts in force at an instant."""
        return [asdict(n) for n in self.notices if n.starts_at <= at < n.ends_at]

    def next_change_after(self, at: datetime) -> datetime | None:
        """Return when the next alert begins or ends."""
        edges = [edge for n in self.notices for edge in (n.starts_at, n.ends_at) if edge > at]
        return min(edges, default=None)


def frame_of(language: str) -> Frame:
    """Return the frame of a language under the content's present version."""
    key = f"frame:{versions.current()}:{language}"
    found: Frame | None = store().get(key)
    if found is None:
        with translation.override(language):
            found = _build(language)
        store().set(key, found, 3600)
    return found


def _build(language: str) -> Frame:
    town = TownSettings.load()
    menu, footer = _links(language)
    settings = _settings(town)
    settings["footer_links"] = footer
    return Frame(
        settings=settings,
        menu=tuple(menu),
        notices=tuple(_notices(language)),
        tokens_url=tokens_url(town),
    )


def _settings(town: TownSettings) -> dict[str, Any]:
    networks = [
        {"title": label, "url": url}
        for label, url in (
            ("Facebook", town.facebook),
            ("Instagram", town.instagram),
            ("YouTube", town.youtube),
        )
        if url
    ]
    return {
        "name": in_language(town, "name"),
        "tagline": in_language(town, "tagline"),
        "logo_url": town.logo.get_rendition("fill-224x224|format-webp").url if town.logo else "",
        "favicon_url": "",
        "phones": town.phones.split("\n") if town.phones else [],
        "email": town.email,
        "address": in_language(town, "address"),
        "hours": in_language(town, "hours"),
        "approval_ada": town.approval_ada,
        "manager": in_language(town, "manager"),
        "dpo": in_language(town, "dpo"),
        "dpo_email": town.dpo_email,
        "footer_groups": [{"title": gettext("Follow us"), "links": networks}] if networks else [],
    }


def _links(language: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the main menu and the links at the foot: children of the front page, in order."""
    home = home_of(language)
    if home is None:
        return [], []
    pages = home.get_descendants().live().public().in_menu().order_by("path").defer_streamfields()
    menu = [_link(page) for page in pages if page.depth == home.depth + 1]
    foot = [_link(page) for page in pages if page.depth > home.depth + 1]
    return menu, foot


def _link(page: Page) -> dict[str, str]:
    return {"title": page.title, "url": page.get_url()}


def home_of(language: str) -> Page | None:
    """Return the front page of a language, if it was published."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    locale = Locale.objects.filter(language_code=language).first()
    if site is None or locale is None:
        return None
    root = site.root_page
    home = root if root.locale_id == locale.pk else root.get_translation_or_none(locale)
    return home if home is not None and home.live else None


def _notices(language: str) -> list[Notice]:
    said = Alert.objects.exclude(**{f"title_{language}": ""}).select_related("page")
    return [
        Notice(
            title=getattr(alert, f"title_{language}"),
            text=getattr(alert, f"text_{language}"),
            url=_page_address(alert.page),
            tone=alert.tone,
            starts_at=alert.starts_at,
            ends_at=alert.ends_at,
        )
        for alert in said
    ]


def _page_address(page: Page | None) -> str:
    if page is None:
        return ""
    there = page.localized
    return (there.get_url() or "") if there.live else ""


def seeds_of(town: TownSettings) -> Seeds:
    """Return the town's three colours."""
    return Seeds(accent=town.accent, neutral=town.neutral, brand1=town.brand)


def tokens_url(town: TownSettings) -> str:
    """Return the address of the town's own stylesheet, or nothing when it wears the site's look."""
    if seeds_of(town) == Seeds() and not town.typeface:
        return ""
    digest = hashlib.blake2b(
        f"{town.accent}{town.neutral}{town.brand}{town.typeface}".encode(), digest_size=6
    ).hexdigest()
    try:
        return f"{reverse('town_css')}?v={digest}"
    except NoReverseMatch:
        return ""
