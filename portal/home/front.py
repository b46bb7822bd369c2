"""What the front page shows beside its tasks."""

from typing import Any

from wagtail.models import Page

NEWS_SHOWN = 4
EVENTS_SHOWN = 5


def front_matter(home: Page) -> dict[str, Any]:
    """Return the latest news, the next events and the next session of a body."""
    from portal.agenda.queries import next_events
    from portal.bodies.queries import next_session
    from portal.news.queries import latest_news

    news = latest_news(home, NEWS_SHOWN)
    return {
        "lead_news": news[0] if news else None,
        "more_news": news[1:],
        "events": next_events(home, EVENTS_SHOWN),
        "session": next_session(home),
        "news_index": _index(home, "news", "newsindexpage"),
        "agenda_index": _index(home, "agenda", "agendapage"),
    }


def _index(home: Page, app_label: str, model: str) -> Page | None:
    kind = {"content_type__app_label": app_label, "content_type__model": model}
    found: Page | None = home.get_children().live().filter(**kind).first()
    return found
