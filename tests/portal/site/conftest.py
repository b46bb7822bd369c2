"""The demonstration town's site, loaded once for all tests of this folder and rolled back after."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import TestCase
from django.utils import timezone
from wagtail.images import get_image_model

from portal import demo
from portal.home import pictures, versions


@pytest.fixture(scope="package")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    """The site of the demonstration town; each test's own transaction lies within this one."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        at = timezone.now()
        with TestCase.captureOnCommitCallbacks(execute=True):
            demo.load(at=at)
        for image in get_image_model().objects.all():
            image.get_renditions(*pictures.all_filters())
        yield at
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _site(town: datetime, db: None) -> Iterator[None]:
    """Begin each test with nothing kept."""
    caches["pages"].clear()
    versions.forget()
    yield
    caches["pages"].clear()
    versions.forget()
