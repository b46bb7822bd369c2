"""Descriptions for search engines (schema.org), shared by every kind of page."""

from typing import Any

from django.conf import settings

from .frame import frame_of


def organisation(language: str) -> dict[str, Any]:
    """Describe the municipality."""
    town = frame_of(language).settings
    return {"@type": "GovernmentOrganization", "name": town["name"], "url": settings.SITE_URL}


def picture_address(image: Any) -> str:
    """Return the absolute address of a picture in a size for previews, or nothing."""
    if image is None:
        return ""
    url: str = image.get_rendition("fill-1280x720|format-webp").url
    return url if url.startswith("http") else settings.SITE_URL + url
