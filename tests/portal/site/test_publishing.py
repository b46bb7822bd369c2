"""A publication is seen at once by everybody, and nothing personal is ever kept."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from backoffice.identity.models import User
from portal.home import versions
from portal.home.models import Alert, ContentVersion, TownSettings
from portal.news.models import NewsPage
from portal.pages.models import StandardPage


def seen(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_published_title_is_seen_at_once(client: Client) -> None:
    url = "/el/news/loggia-restoration/"
    assert "Νέος τίτλος στοάς" not in seen(client, url)
    page = NewsPage.objects.get(slug="loggia-restoration", locale__language_code="el")
    page.title = "Νέος τίτλος στοάς"
    page.save_revision().publish()

    assert "Νέος τίτλος στοάς" in seen(client, url)
    assert "Νέος τίτλος στοάς" in seen(client, "/el/")
    assert "Νέος τίτλος στοάς" in seen(client, "/el/news/feed/")


def test_draft_is_not_seen(client: Client) -> None:
    page = NewsPage.objects.get(slug="loggia-restoration", locale__language_code="el")
    page.title = "Μόνο πρόχειρο"
    page.save_revision()
    assert "Μόνο πρόχειρο" not in seen(client, "/el/news/")


def test_unpublished_page_is_gone_everywhere(client: Client) -> None:
    url = "/el/living/waste/"
    assert client.get(url).status_code == 200
    StandardPage.objects.get(slug="waste", locale__language_code="el").unpublish()
    assert client.get(url).status_code == 404
    assert "Απορρίμματα και ανακύκλωση" not in seen(client, "/el/living/")


def test_another_process_sees_the_change_through_the_version(client: Client) -> None:
    before = versions.current()
    page = StandardPage.objects.get(slug="waste", locale__language_code="el")
    page.save()
    versions.forget()
    assert ContentVersion.objects.get().number > before
    assert versions.current() > before


def test_version_is_remembered_only_for_a_moment(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.CONTENT_VERSION_SECONDS", 0.5)
    versions.forget()
    before = versions.current()
    ContentVersion.objects.update(number=before + 5)  # as another process would
    assert versions.current() == before
    real = versions.time.monotonic
    monkeypatch.setattr(versions.time, "monotonic", lambda: real() + 0.6)
    assert versions.current() == before + 5


def test_settings_change_shows_on_every_page(client: Client) -> None:
    seen(client, "/en/")
    town = TownSettings.load()
    town.name_en = "Renamed Town"
    town.save()
    assert "Renamed Town" in seen(client, "/en/")


def test_alert_is_shown_from_its_beginning_to_its_end(client: Client) -> None:
    now = timezone.now()
    alert = Alert.objects.create(
        title_el="Κλειστός δρόμος.",
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
    )
    assert "Κλειστός δρόμος." not in seen(client, "/el/")
    alert.starts_at = now - timedelta(hours=1)
    alert.save()
    assert "Κλειστός δρόμος." in seen(client, "/el/")
    assert "Κλειστός δρόμος." not in seen(client, "/en/"), "it has no English title"
    alert.ends_at = now - timedelta(minutes=1)
    alert.save()
    assert "Κλειστός δρόμος." not in seen(client, "/el/")
    assert "Θυελλώδεις" not in seen(client, "/el/"), "the storm of the demonstration is over"


def test_page_is_kept_no_longer_than_until_an_alert_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = timezone.now() + timedelta(seconds=2)
    Alert.objects.create(
        title_el="Σύντομο.", starts_at=timezone.now() - timedelta(hours=1), ends_at=ends
    )
    page = client.get("/el/")
    assert page.good_until == ends if hasattr(page, "good_until") else True
    from django.http import HttpResponse

    from portal.home.cache import _lifetime, keep

    assert _lifetime(keep(HttpResponse(), until=ends)) <= 2


def test_restricted_page_is_never_kept_for_strangers(client: Client) -> None:
    page = StandardPage.objects.get(slug="waste", locale__language_code="el")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    citizen = User.objects.create_user("reader@example.com", "a-long-password-1")
    reader = Client()
    reader.force_login(citizen)
    assert "Απορρίμματα" in seen(reader, "/el/living/waste/")
    assert client.get("/el/living/waste/").status_code == 302


def test_signed_in_citizen_reads_the_kept_page(client: Client) -> None:
    anonymous = client.get("/el/services/paying/")
    reader = Client()
    reader.force_login(User.objects.create_user("reader@example.com", "a-long-password-1"))
    answer = reader.get("/el/services/paying/")
    assert answer.content == anonymous.content
    assert answer["ETag"] == anonymous["ETag"]


def test_unknown_parameter_is_not_kept(client: Client) -> None:
    client.get("/el/?utm_source=1")
    assert not list(getattr(caches["pages"], "_cache", {}))[2:], "only the frame may be kept"


def test_visitor_with_an_unknown_cookie_is_answered_anew(client: Client) -> None:
    client.get("/el/services/paying/")
    client.cookies["something"] = "else"
    assert "ETag" not in client.get("/el/services/paying/")
