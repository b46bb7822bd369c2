"""Keep the index in step with publishing."""

from typing import Any

from django.apps import apps
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from . import services


def _one(sender: Any, instance: Page, **kwargs: Any) -> None:
    services.index_page(page=instance)


def _tree(sender: Any, instance: Page, **kwargs: Any) -> None:
    services.index_tree(root=instance)


def _restriction(sender: Any, instance: Any, **kwargs: Any) -> None:
    services.index_tree(root=instance.page)


def connect() -> None:
    """Listen to what makes a page visible, hidden, or found elsewhere."""
    page_published.connect(_one, dispatch_uid="search-published")
    page_unpublished.connect(_one, dispatch_uid="search-unpublished")
    post_page_move.connect(_tree, dispatch_uid="search-moved")
    page_slug_changed.connect(_tree, dispatch_uid="search-renamed")
    restriction = apps.get_model("wagtailcore.PageViewRestriction")
    post_save.connect(_restriction, sender=restriction, dispatch_uid="search-restricted")
    post_delete.connect(_restriction, sender=restriction, dispatch_uid="search-opened")
