"""Public verbs: laying a site out, and keeping what visitors say."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, Site

from backoffice.kernel.errors import DomainError

from .models import Feedback, HomePage

ANSWERS_PER_HOUR = 10


class TooManyAnswers(DomainError):
    """One sender gave more answers than one person would."""


@transaction.atomic
def record_feedback(
    *, path: str, language: str, is_clear: bool, comment: str, sender: str, at: datetime
) -> Feedback:
    """Keep a visitor's answer to «was this page clear?».

    :param path: address of the page without host and query
    :param sender: mark of the sender, see senders.py
    :raises TooManyAnswers: after ten answers of one sender within an hour
    """
    recent = Feedback.objects.filter(sender=sender, given_at__gt=at - timedelta(hours=1)).count()
    if recent >= ANSWERS_PER_HOUR:
        raise TooManyAnswers(_("We have your answers. Please come back in an hour to send more."))
    return Feedback.objects.create(
        path=path,
        language=language,
        is_clear=is_clear,
        comment=comment,
        given_at=at,
        sender=sender,
    )


@transaction.atomic
def lay_site(*, title: str, heading: str, summary: str) -> HomePage:
    """Make the Greek front page the root of the site, or return it when it stands already.

    Wagtail's own welcome page is removed.
    """
    greek, _created = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    found = HomePage.objects.filter(locale=greek).first()
    if found is not None:
        return found
    root = Page.get_first_root_node()
    home = HomePage(title=title, slug="el", heading=heading, summary=summary, locale=greek)
    root.add_child(instance=home)
    home.save_revision().publish()
    _point_site_at(home)
    for welcome in root.get_children().filter(slug="home"):
        welcome.delete()
    return home


def lay_language(*, home: HomePage, language: str, title: str, heading: str) -> HomePage:
    """Return the front page of another language, made from the first one if it is missing.

    :param home: the front page that was laid first
    :param language: a code of `LANGUAGES`
    """
    locale = Locale.objects.get(language_code=language)
    found: HomePage | None = home.get_translation_or_none(locale)
    if found is not None:
        return found
    copy = home.copy_for_translation(locale)
    copy.slug, copy.title, copy.heading = language, title, heading
    copy.save_revision().publish()
    Site.clear_site_root_paths_cache()
    # Read anew: its address in the tree was written by publishing.
    return HomePage.objects.get(pk=copy.pk)


def _point_site_at(home: HomePage) -> None:
    address = urlsplit(settings.SITE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname or "localhost",
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    Site.clear_site_root_paths_cache()
