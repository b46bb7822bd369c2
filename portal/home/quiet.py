"""Writing many pages at once: the indexes of the admin are renewed after, not each time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.signals import post_save
from modelsearch.backends import get_search_backends
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from .base import PublicPage


@contextmanager
def indexes_after() -> Iterator[None]:
    """Hold the admin's search and reference indexes back, and renew them at the end."""
    models = [model for model in PublicPage.__subclasses__() if not model._meta.abstract]
    for model in models:
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for model in models:
            post_save.connect(post_save_signal_handler, sender=model)
    _renew(models)


def _renew(models: list[type[Page]]) -> None:
    for model in models:
        pages = list(model.objects.all())
        for backend in get_search_backends(with_auto_update=True):
            if pages:
                backend.get_index_for_model(model).add_items(model, pages)
        for page in pages:
            ReferenceIndex.create_or_update_for_object(page)
