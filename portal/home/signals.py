"""Raise the content version whenever something that visitors see has changed."""

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import versions

# Rows that show through on public pages. Pages themselves are told apart in `_is_seen`.
SEEN = (
    "home.TownSettings",
    "home.Alert",
    "news.NewsCategory",
    "agenda.EventCategory",
    "agenda.Venue",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailimages.Image",
    "wagtaildocs.Document",
    "wagtailredirects.Redirect",
)


def _changed(sender: type[Model], **kwargs: Any) -> None:
    versions.bump()


def _page_saved(sender: type[Model], **kwargs: Any) -> None:
    if issubclass(sender, Page):
        versions.bump()


def _picture_added(sender: type[Model], instance: Model, created: bool, **kwargs: Any) -> None:
    from .tasks import make_sizes

    if created:
        make_sizes.defer(image_id=instance.pk)


def connect() -> None:
    """Listen to every change that can be seen."""
    image = apps.get_model("wagtailimages.Image")
    post_save.connect(_picture_added, sender=image, dispatch_uid="picture-sizes")
    for signal in (page_published, page_unpublished, post_page_move):
        signal.connect(_changed, dispatch_uid=f"content-version-{id(signal)}")
    for name in SEEN:
        model = apps.get_model(name)
        post_save.connect(_changed, sender=model, dispatch_uid=f"seen-save-{name}")
        post_delete.connect(_changed, sender=model, dispatch_uid=f"seen-delete-{name}")
    post_save.connect(_page_saved, dispatch_uid="content-version-page-save")
    post_delete.connect(_page_saved, dispatch_uid="content-version-page-delete")
