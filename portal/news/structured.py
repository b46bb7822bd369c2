"""A news item for search engines."""

from typing import Any

from portal.home.structured import organisation, picture_address

from .models import NewsPage


def news_article(page: NewsPage) -> dict[str, Any]:
    """Describe a news item as schema.org NewsArticle."""
    publisher = organisation(page.locale.language_code)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "datePublished": page.published_on.isoformat(),
        "mainEntityOfPage": page.full_address,
        "author": publisher,
        "publisher": publisher,
    }
    if page.last_published_at:
        data["dateModified"] = page.last_published_at.isoformat()
    picture = picture_address(page.picture)
    return data | ({"image": [picture]} if picture else {})
