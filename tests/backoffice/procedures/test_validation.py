"""Every fault of a drawing is found, names its element and says how to mend it."""

import time

import pytest
from django.utils import translation

from backoffice.procedures import operations, validation

from .drawing import HEAD, Drawing, form
from .office import operation, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "roles")]


def errors(drawing: Drawing | str, severity: str = "error") -> dict[str, str]:
    xml = drawing if isinstance(drawing, str) else drawing.xml()
    found = [f for f in validation.check(xml) if f.severity == severity]
    assert all(f.message and f.mend for f in found)
    return {f.element: f.message for f in found}


def frame(*middle: str) -> Drawing:
    """Return a drawing with start, a task and an end, to which a test adds its fault."""
    drawing = Drawing()
    drawing.chain(drawing.start(), drawing.user("check"), drawing.end())
    return drawing


def test_a_sound_drawing_has_no_finding() -> None:
    assert validation.check(frame().xml()) == []


def test_missing_start_and_end() -> None:
    drawing = Drawing()
    drawing.user("check")
    assert "permit" in errors(drawing)
    messages = [f.message for f in validation.check(drawing.xml())]
    assert any("start" in m for m in messages)
    assert any("end event" in m for m in messages)


def test_script_task() -> None:
    drawing = frame()
    drawing.node("scriptTask", "code", "<script>import os</script>")
    drawing.chain("check", "code", "end")
    assert "Scripts" in errors(drawing)["code"]


@pytest.mark.parametrize("kind", ["transaction", "adHocSubProcess", "complexGateway"])
def test_unsupported_elements(kind: str) -> None:
    drawing = frame()
    drawing.node(kind, "odd")
    drawing.chain("check", "odd", "end")
    assert kind in errors(drawing)["odd"]


@pytest.mark.parametrize("event", ["signal", "escalation", "compensate", "conditional"])
def test_unsupported_events(event: str) -> None:
    drawing = frame()
    drawing.node("intermediateCatchEvent", "odd", f"<{event}EventDefinition/>")
    drawing.chain("check", "odd", "end")
    assert event in errors(drawing)["odd"]


def test_operations_and_their_fields() -> None:
    operation("test.typed", print, {"subject": "text"}, {"number": "text"})
    try:
        drawing = frame()
        drawing.service("none", "")
        drawing.service("unknown", "no.such")
        drawing.service("lacks", "test.typed")
        drawing.service("odd", "test.typed", {"subject": "x", "colour": "red"}, {"size": "s"})
        drawing.service("good", "test.typed", {"subject": "=facts.x"}, {"number": "n"})
        drawing.chain("check", "none", "unknown", "lacks", "odd", "good", "end")
        found = errors(drawing)
        assert set(found) == {"none", "unknown", "lacks", "odd"}
        assert "no.such" in found["unknown"]
        assert "subject" in found["lacks"]
    finally:
        operations.REGISTRY._handlers.pop("test.typed")


def test_roles() -> None:
    drawing = frame()
    drawing.role = ""
    assert set(errors(drawing)) == {"lane"}
    drawing.role = "wizard"
    assert "wizard" in errors(drawing)["lane"]


def test_unreachable() -> None:
    drawing = frame()
    drawing.chain(drawing.user("island"), "end")
    assert set(errors(drawing)) == {"island"}


def test_gateways() -> None:
    drawing = frame()
    drawing.node("exclusiveGateway", "which")
    drawing.flow("check", "which")
    drawing.flow("which", "end", name="bare")
    drawing.flow("which", "end", "x > 1", name="asked")
    assert set(errors(drawing)) == {"bare"}
    assert set(errors(drawing, "warning")) == {"which"}


def test_conditions_must_be_readable() -> None:
    drawing = frame()
    drawing.node("exclusiveGateway", "which", default="other")
    drawing.flow("check", "which")
    drawing.flow("which", "end", "__import__('os')", name="evil")
    drawing.flow("which", "end", name="other")
    assert set(errors(drawing)) == {"evil"}


def test_timers_messages_links_and_boundaries() -> None:
    drawing = frame()
    drawing.timer("soon", "some day")
    drawing.message("nameless", "")
    drawing.timer("floating", "P1D", attachedToRef="nothing")
    drawing.timer("rounds", "R3/P1D", "timeCycle", attachedToRef="check")
    drawing.node("intermediateThrowEvent", "off", '<linkEventDefinition name="x"/>')
    drawing.chain("check", "soon", "nameless", "off")
    drawing.flow("rounds", "end")
    drawing.flow("floating", "end")
    assert {"soon", "nameless", "floating", "rounds", "off"} <= set(errors(drawing))


def test_calls_and_decisions() -> None:
    drawing = frame()
    drawing.node("callActivity", "empty")
    drawing.node("callActivity", "unknown", calledElement="no-such")
    drawing.node("businessRuleTask", "rule", loggia_decision="no-such")
    drawing.chain("check", "empty", "unknown", "rule", "end")
    assert set(errors(drawing)) == {"empty", "unknown", "rule"}
    publish(frame(), key="no-such")
    assert "unknown" not in errors(drawing)


def test_duplicate_identifiers() -> None:
    drawing = frame()
    drawing.user("check")
    assert "2" in errors(drawing)["check"]


def test_forms() -> None:
    drawing = Drawing()
    bad = form(("a b", "text", True), ("kind", "choice", True), ("x", "soup", False))
    drawing.chain(drawing.start(), drawing.user("check", bad), drawing.end())
    assert len([f for f in validation.check(drawing.xml()) if f.element == "check"]) == 3


def test_a_circle_in_which_nobody_acts() -> None:
    drawing = frame()
    drawing.node("exclusiveGateway", "a")
    drawing.node("exclusiveGateway", "b", default="out")
    drawing.chain("check", "a", "b")
    drawing.flow("b", "a", "x = 1")
    drawing.flow("b", "end", name="out")
    assert set(errors(drawing)) & {"a", "b"}


def test_arrows() -> None:
    drawing = frame()
    inner = Drawing()
    inner.chain(inner.start("s2"), inner.end("e2"))
    drawing.sub("part", inner)
    drawing.chain("check", "part", "end")
    drawing.flow("check", "gone", name="loose")
    drawing.flow("check", "e2", name="across")
    assert {"loose", "across"} <= set(errors(drawing))


def test_races_lead_to_events_only() -> None:
    drawing = frame()
    drawing.node("eventBasedGateway", "race")
    drawing.chain("check", "race", drawing.user("task"), "end")
    assert "race" in errors(drawing)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "&{a};&{a};&{a};&{a};&{a};">'
        for a, b in zip("abcdefgh", "bcdefghi", strict=False)
    )
    + "]>"
)


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "not xml",
        "<a",
        "<html/>",
        f"{HEAD}</definitions>",
        BOMB + f"{HEAD}<process id='&i;'/></definitions>",
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><definitions/>',
        '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><definitions>&f;</definitions>',
        "<a>" * 50_000,
        "x" * (3 * 1024 * 1024),
        HEAD
        + "<process id='p'>"
        + "<subProcess id='s'>" * 100
        + "</subProcess>" * 100
        + "</process></definitions>",
    ],
)
def test_hostile_texts_are_refused_quickly(xml: str) -> None:
    begun = time.process_time()
    found = validation.check(xml)
    assert found
    assert found[0].severity == "error"
    assert "root:" not in str(found)
    assert time.process_time() - begun < 5


def test_findings_speak_greek() -> None:
    with translation.override("el"):
        found = validation.check(Drawing().xml()) + validation.check("x")
        drawing = Drawing()
        drawing.user("check")
        found += validation.check(drawing.xml())
    for finding in found:
        assert any("α" <= c.lower() <= "ω" for c in finding.message), finding


def test_decision_tables() -> None:
    bad = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">'
        '<decision id="d" name="d">'
        "<decisionTable><input><inputExpression><text>x</text></inputExpression></input>"
        '<output name="y"/><rule id="r1"><inputEntry><text>__import__("os")</text></inputEntry>'
        "<outputEntry><text>1</text></outputEntry></rule></decisionTable></decision></definitions>"
    )
    assert [f.element for f in validation.check(bad, kind="decision")] == ["r1"]
    assert validation.check("<definitions/>", kind="decision")
