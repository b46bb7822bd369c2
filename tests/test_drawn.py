"""A template that nothing draws is told after a whole run; one with a reason is not."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string

from tests import drawn
from tests.not_drawn import NOT_DRAWN

MARK = "theme/templates/theme/back_link.html"


def run_of(source: str = "TESTPATHS", **options: Any) -> Any:
    plain = dict.fromkeys(
        ("keyword", "markexpr", "deselect", "lf", "collectonly", "ignore", "ignore_glob")
    )
    source_of = getattr(pytest.Config.ArgsSource, source)
    return SimpleNamespace(option=SimpleNamespace(**(plain | options)), args_source=source_of)


def test_a_part_that_is_drawn_is_noted_and_another_is_told() -> None:
    drawn.drawn.discard(f"{drawn.ROOT}/{MARK}")
    assert drawn.never_drawn([MARK], drawn.drawn) == [MARK]
    assert drawn.never_drawn([MARK], drawn.drawn, {MARK: "why"}) == []
    render_to_string("theme/back_link.html", {"url": "/"})
    assert drawn.never_drawn([MARK], drawn.drawn) == []


def test_every_reason_is_of_a_template_that_is_there() -> None:
    known = set(drawn.templates())
    assert MARK in known
    assert not set(NOT_DRAWN) - known
    assert all(len(reason) > 10 for reason in NOT_DRAWN.values())


def test_only_a_whole_run_is_judged() -> None:
    browsed = ["/x/tests/theme/test_browser.py", "/x/tests/browser"]
    assert drawn.is_whole(run_of())
    assert drawn.is_whole(run_of(ignore=browsed))
    assert not drawn.is_whole(run_of(ignore=["/x/tests/portal"]))
    assert not drawn.is_whole(run_of(keyword="ledger"))
    assert not drawn.is_whole(run_of(source="ARGS"))


def test_what_other_processes_drew_is_taken_over() -> None:
    drawn.pytest_testnodedown(SimpleNamespace(workeroutput={drawn.OUTPUT: ["/elsewhere"]}), None)
    assert "/elsewhere" in drawn.drawn
    # One that was killed hands nothing on.
    drawn.pytest_testnodedown(SimpleNamespace(), "lost")


def test_a_missing_one_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    stash: dict[Any, Any] = {}
    session = SimpleNamespace(config=SimpleNamespace(stash=stash), exitstatus=pytest.ExitCode.OK)
    monkeypatch.setattr(drawn, "is_whole", lambda _config: True)
    monkeypatch.setattr(drawn, "templates", lambda: ["theme/templates/none.html"])
    drawn.pytest_sessionfinish(session, pytest.ExitCode.OK)
    assert session.exitstatus == pytest.ExitCode.TESTS_FAILED
    lines: list[str] = []
    reporter = SimpleNamespace(line=lambda text, **_more: lines.append(text))
    drawn.pytest_terminal_summary(reporter, session.config)
    assert ["theme/templates/none.html" in line for line in lines] == [True]
