"""Public reads: what takes place, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from portal.home.listing import month_choice, month_of, next_month, page_of

from .models import EventCategory, EventPage
from .rules import ATHENS, Occurrence, occurrences

PAGE_SIZE = 12
# Lists look this far ahead; a weekly event would otherwise fill them alone.
AHEAD = timedelta(days=120)
MONTHS_AHEAD = 6
DATES_SHOWN = 8


@dataclass(frozen=True)
class Listed:
    """One occurrence of an event in a list."""

    page: EventPage
    when: Occurrence

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.when.ends_at < timezone.now()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ATHENS)


def _within(pages: Iterable[EventPage], first: datetime, until: datetime) -> list[Listed]:
    found = [Listed(page, when) for page in pages for when in occurrences(page.times, first, until)]
    return sorted(found, key=lambda listed: (listed.when, listed.page.title))


def _candidates(parent: Page, first: datetime, until: datetime) -> Any:
    not_over = Q(last_ends_at__isnull=True) | Q(last_ends_at__gte=first)
    return EventPage.objects.descendant_of(parent).for_list().filter(not_over, starts_at__lt=until)


def next_events(home: Page, count: int) -> list[Listed]:
    """Return the next events below a front page, each event once."""
    now = timezone.now()
    seen: set[int] = set()
    chosen: list[Listed] = []
    for listed in _within(_candidates(home, now, now + AHEAD), now, now + AHEAD):
        if listed.page.pk not in seen:
            seen.add(listed.page.pk)
            chosen.append(listed)
    return chosen[:count]


def agenda_list(agenda: Page, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return one page of occurrences with its filters.

    Without a month the list begins today; with one it shows the whole month, past days too.

    :param wanted: `category` (slug), `month` (2026-11) and `page`, each as a visitor typed it
    """
    categories = list(EventCategory.objects.all())
    category = next((c for c in categories if c.slug == wanted.get("category")), None)
    month = month_of(wanted.get("month"))
    if month is None:
        first = _midnight(timezone.localdate())
        until = first + AHEAD
    else:
        first, until = _midnight(month), _midnight(next_month(month))
    pages = _candidates(agenda, first, until)
    if category is not None:
        pages = pages.filter(category=category)
    return {
        "items": page_of(_within(pages, first, until), wanted.get("page"), PAGE_SIZE),
        "categories": categories,
        "category": category,
        "months": _months(month),
        "month": month_choice(month) if month else None,
    }


def _months(chosen: date | None) -> list[dict[str, str]]:
    month = timezone.localdate().replace(day=1)
    offered = []
    for _step in range(MONTHS_AHEAD):
        offered.append(month)
        month = next_month(month)
    if chosen is not None and chosen not in offered:
        offered = sorted([chosen, *offered])
    return [month_choice(first) for first in offered]


def coming_dates(page: EventPage) -> list[Occurrence]:
    """Return the next dates of one event, or its last one when it is over."""
    now = timezone.now()
    coming = occurrences(page.times, now, now + AHEAD * 3)[:DATES_SHOWN]
    if coming:
        return coming
    ended = page.last_ends_at or page.ends_at
    return occurrences(page.times, ended - timedelta(days=1), ended + timedelta(days=1))[-1:]
