"""Who may edit what: editors everything, the press office news and events."""

import pytest
from django.contrib.auth.models import Group
from wagtail.permissions import page_permission_policy

from backoffice.identity.models import User
from portal.agenda.models import AgendaPage
from portal.home.models import Feedback, HomePage
from portal.home.policies import ReadingPolicy
from portal.news.models import NewsIndexPage
from portal.pages.models import StandardPage


def member(group: str) -> User:
    user = User.objects.create_user(f"{group}@example.com", "a-long-password-1", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.mark.parametrize("code", ["el", "en"])
def test_editor_publishes_everything(code: str) -> None:
    editor = member("editor")
    for model in (HomePage, NewsIndexPage, StandardPage):
        page = model.objects.filter(locale__language_code=code).first()
        assert page_permission_policy.user_has_permission_for_instance(editor, "publish", page)


@pytest.mark.parametrize("code", ["el", "en"])
def test_press_publishes_news_and_events_only(code: str) -> None:
    press = member("press")

    def may(verb: str, model: type) -> bool:
        page = model.objects.filter(locale__language_code=code).first()
        return bool(page_permission_policy.user_has_permission_for_instance(press, verb, page))

    assert may("publish", NewsIndexPage)
    assert may("publish", AgendaPage)
    assert may("change", StandardPage)
    assert not may("publish", StandardPage)


def test_pages_of_others_go_through_an_editor() -> None:
    home = HomePage.objects.get(locale__language_code="el")
    assert home.get_workflow() is not None


def test_nobody_rewrites_what_visitors_said() -> None:
    policy = ReadingPolicy(Feedback)
    editor = member("editor")
    assert policy.user_has_permission(editor, "view")
    for verb in ("add", "change", "delete"):
        assert not policy.user_has_permission(editor, verb)
