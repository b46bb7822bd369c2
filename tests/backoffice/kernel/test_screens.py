"""Pages of staff: let in by right, one page of a list, a file, a form that does one thing."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from backoffice.kernel.errors import DomainError
from backoffice.kernel.menu import RightItem
from backoffice.kernel.screens import ActScreen, ListScreen, StaffScreen

READER = SimpleNamespace(is_authenticated=True, has_perm=lambda right: right == "town.see")
NOBODY = SimpleNamespace(is_authenticated=False)


def shown(self: Any, context: dict[str, Any], **options: Any) -> HttpResponse:
    """Hand out the context instead of drawing it."""
    answer = HttpResponse(**options)
    answer.context_data = context
    return answer


def ask(screen: Any, reader: Any = READER, method: str = "get", **data: Any) -> Any:
    request = getattr(RequestFactory(), method)("/", data)
    request.user = reader
    return screen.as_view()(request)


def made(*bases: type, **parts: Any) -> Any:
    """Return a screen that is not drawn."""
    return type("Screen", bases, parts | {"render_to_response": shown})


@pytest.fixture(autouse=True)
def _frame(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = StaffScreen.__mro__[1]
    monkeypatch.setattr(frame, "get_context_data", lambda self, **kwargs: kwargs)


class Words(forms.Form):
    word = forms.CharField()


class Chosen(forms.Form):
    q = forms.CharField(required=False)


def test_nobody_enters_without_the_right() -> None:
    found: list[str] = []
    screen = made(StaffScreen, right="town.rule", find=lambda self: found.append("row"))
    for reader in (READER, NOBODY):
        with pytest.raises(PermissionDenied):
            ask(screen, reader)
    # A page must not look for its row before it knows who asks.
    assert not found
    assert ask(made(StaffScreen, right="town.see")).status_code == 200


class Numbers(ListScreen):
    right = "town.see"
    form_class = Chosen

    def rows(self) -> list[int]:
        return list(range(120))

    def table(self) -> Any:
        return ["n"], ([row] for row in self.rows())


def test_a_list_comes_in_pages_and_as_a_file() -> None:
    page = ask(made(Numbers), p="3").context_data["page"]
    assert list(page) == list(range(100, 120))
    file = ask(made(Numbers, filename="numbers"), export="csv")
    assert file["Content-Disposition"] == 'attachment; filename="numbers.csv"'
    assert len(b"".join(file.streaming_content).splitlines()) == 121


def test_a_list_without_a_name_for_its_file_gives_none() -> None:
    assert "page" in ask(made(Numbers), export="csv").context_data


class Writing(ActScreen):
    right = "town.see"
    form_class = Words

    def act(self, facts: dict[str, Any], **who: Any) -> str:
        assert who == {"actor": READER, "at": self.now}
        if facts["word"] == "no":
            raise DomainError("Write another word.")
        return f"/written/{facts['word']}/"


def test_an_act_is_done_or_says_how_to_mend_it() -> None:
    done = ask(made(Writing), method="post", word="yes")
    assert (done.status_code, done["Location"]) == (302, "/written/yes/")
    refused = ask(made(Writing), method="post", word="no")
    assert refused.status_code == 422
    assert refused.context_data["form"].non_field_errors() == ["Write another word."]
    assert ask(made(Writing), method="post").status_code == 422


def test_a_menu_shows_what_may_be_opened() -> None:
    request = RequestFactory().get("/")
    request.user = READER
    for rights, shown in (
        ("town.see", True),
        ("town.rule", False),
        (("town.rule", "town.see"), True),
        ((), False),
    ):
        assert RightItem("Page", "/", rights).is_shown(request) is shown
