"""A draft run over what people sent: what would fail, be lost, cost or go differently."""

import json
from datetime import date
from decimal import Decimal

import pytest

from backoffice.forms import editing, queries, services, submissions
from backoffice.forms.errors import NotFit
from backoffice.forms.models import Replay
from backoffice.forms.submissions import Submission
from tests.factories.signin import make_user

from .papers import FORM, KEY, NOW, document, field, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


class Sent:
    """Answers that people sent, as a module above would keep them."""

    def __init__(self) -> None:
        self.rows: list[Submission] = []

    def latest(self, form_key, limit):
        return self.rows[:limit] if form_key == KEY else []

    def fee_of(self, form_key, values, on):
        return Decimal("10.00") * Decimal(values.get("count") or 1)

    def route_of(self, form_key, values):
        return "danger" if values.get("why") == "danger" else "usual"


@pytest.fixture
def sent(shipped, monkeypatch):
    monkeypatch.setattr(submissions.SOURCES, "_handlers", {})
    source = Sent()
    submissions.register("test", source)
    version_id = queries.form_in_force(KEY).version_id
    answers = [
        {"surname": "Δοκιμάκη", "own": True, "count": "3", "why": "danger"},
        {"surname": "Δοκιμάκης", "own": False, "why": "old"},
        {"surname": "Πολυσύλλαβος", "own": True, "count": "1"},
    ]
    source.rows = [
        Submission(f"A{at}", version_id, values, date(2026, 9, 1))
        for at, values in enumerate(answers)
    ]
    return source


def run(paper):
    user = make_user("editor@example.org", is_staff=True)
    draft = services.save_draft(key=KEY, document=paper, actor=user, at=NOW)
    asked = services.ask_for_replay(version_id=draft.pk, actor=user, at=NOW)
    assert services.ask_for_replay(version_id=draft.pk, actor=user, at=NOW).pk == asked.pk
    services.run_replay(replay_id=asked.pk, at=NOW)
    return Replay.objects.get(pk=asked.pk)


def test_the_same_form_changes_nothing(sent) -> None:
    replay = run(FORM)
    assert replay.state == "done"
    assert (replay.report["seen"], replay.report["same"]) == (3, 3)
    assert (replay.seen, replay.total) == (3, 3)


def test_what_would_fail_is_told_by_field_without_names(sent) -> None:
    why = {**FORM["pages"][1]["fields"][2], "required": True}
    replay = run(editing.change(FORM, (1, 2), why))
    (fail,) = replay.report["fails"]
    assert (fail["field"], fail["count"], fail["examples"]) == ("why", 1, ["A2"])
    assert fail["label"]["en"] == "Question why"
    assert replay.report["same"] == 2


def test_a_message_that_repeats_an_answer_is_not_kept(sent) -> None:
    surname = field("surname", "choice", options=[{"value": "x", "label": {"el": "Χ"}}])
    paper = document(page("who", surname), FORM["pages"][1])
    replay = run(paper)
    kept = json.dumps(replay.report, ensure_ascii=False)
    assert replay.report["failing"] == 3
    for name in ("Δοκιμάκη", "Δοκιμάκης", "Πολυσύλλαβος"):
        assert name not in kept


def test_lost_answers_fees_and_ways_are_told(sent) -> None:
    replay = run(editing.remove(FORM, (1, 1)))
    (lost,) = replay.report["lost"]
    assert (lost["field"], lost["count"]) == ("count", 2)
    (fee,) = replay.report["fees"]
    assert (fee["before"], fee["after"], fee["examples"]) == ("30.00", "10.00", ["A0"])
    replay = None
    user = make_user("other@example.org", is_staff=True)
    draft = services.save_draft(key=KEY, document=editing.remove(FORM, (1, 2)), actor=user, at=NOW)
    asked = services.ask_for_replay(version_id=draft.pk, actor=user, at=NOW)
    report = services.run_replay(replay_id=asked.pk, at=NOW).report
    (route,) = report["routes"]
    assert (route["before"], route["after"], route["count"]) == ("danger", "usual", 1)


def test_a_draft_with_faults_is_not_run(sent) -> None:
    user = make_user("editor@example.org", is_staff=True)
    paper = document(page("one", field("a", **{"if": "gone = 1"})))
    draft = services.save_draft(key=KEY, document=paper, actor=user, at=NOW)
    with pytest.raises(NotFit):
        services.ask_for_replay(version_id=draft.pk, actor=user, at=NOW)


def test_a_finished_report_stays(sent) -> None:
    replay = run(FORM)
    services.run_replay(replay_id=replay.pk, at=NOW)
    with pytest.raises(Exception, match="Cannot update"):
        Replay.objects.filter(pk=replay.pk).update(report={})
