"""The index of everything that can be found: one row per page and language, one per service."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchEntry(models.Model):
    """One thing that can be found. The texts are kept as written; the vectors are folded."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("Services")
        PAGE = "page", _("Pages")
        NEWS = "news", _("News")
        EVENT = "event", _("Events")
        BODY = "body", _("Bodies")

    KIND_ORDER: ClassVar[list[str]] = ["service", "page", "news", "event", "body"]

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=2)
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=400)
    dated_on = models.DateField(null=True, blank=True)
    title_words = SearchVectorField()
    words = SearchVectorField()
    sounds = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["title_words"], name="search_by_title"),
            GinIndex(fields=["words"], name="search_by_words"),
            GinIndex(fields=["sounds"], name="search_by_sounds"),
            models.Index(fields=["language", "kind"], name="search_by_kind"),
        ]

    def __str__(self) -> str:
        return self.title
