"""Every shipped procedure in words: complete, ordered, true to the picture, in two languages."""

import re

import pytest
from django.utils import translation

from backoffice.procedures import shipped, words
from backoffice.procedures.compare import differences
from backoffice.procedures.models import Definition, Version
from backoffice.procedures.models.definitions import Kind

DRAWINGS = {d.key: d for d in shipped.drawings() if d.kind == Kind.PROCESS}
GREEK = re.compile(r"[Ͱ-Ͽἀ-῿]")


def version_of(key):
    drawing = DRAWINGS[key]
    definition = Definition(
        key=key, name_el=drawing.name_el, name_en=drawing.name_en, purpose=drawing.purpose
    )
    return Version(definition=definition, xml=drawing.xml, number=1)


@pytest.mark.parametrize("key", sorted(DRAWINGS))
@pytest.mark.parametrize("language", ["el", "en"])
def test_every_step_is_told_once_with_who_and_what_follows(key, language):
    told = words.explain(version_of(key), language)
    net = words._teller(DRAWINGS[key].xml, key, language).net
    wanted = {e.id for e in net.elements.values() if e.kind in words.TOLD}
    assert [step.element for step in told.steps if step.element not in wanted] == []
    assert {step.element for step in told.steps} == wanted
    assert len(told.steps) == len(wanted)
    assert all(step.name and step.who and step.then for step in told.steps)
    assert told.name
    assert told.purpose
    assert told.begins
    assert told.ends
    people = [s for s in told.steps if net.elements[s.element].due]
    assert all(step.how_long for step in people)


@pytest.mark.parametrize("key", sorted(DRAWINGS))
def test_the_english_words_hold_no_greek(key):
    told = words.explain(version_of(key), "en")
    texts = [told.name, told.purpose, told.begins, *told.ends]
    for step in told.steps:
        texts += [step.name, step.who, step.how_long, *step.asks, *step.then]
    assert [text for text in texts if GREEK.search(text)] == []


def test_steps_stand_after_what_leads_to_them_but_for_circles():
    told = words.explain(version_of("council-decision"), "el")
    names = [step.element for step in told.steps]
    wanted = ["draft", "review", "agenda", "session", "vote", "publish"]
    assert [name for name in names if name in wanted] == wanted
    vote = next(step for step in told.steps if step.element == "vote")
    assert any("Εγγραφή στην ημερήσια διάταξη" in sentence for sentence in vote.then)


def test_a_subprocess_is_told_inside_its_step():
    told = words.explain(version_of("tourist-fee-objection"), "en")
    numbers = {step.element: step.number for step in told.steps}
    assert numbers["invite"] == f"{numbers['hearing']}.1"
    hearing = next(step for step in told.steps if step.element == "hearing")
    assert any("Withdrawn" in sentence and "stops" in sentence for sentence in hearing.then)


def test_periods_are_told_in_words():
    with translation.override("en"):
        assert words.period("P5WD") == "5 working days"
        assert words.period("P1D") == "1 day"
        assert words.period("PT2H") == "PT2H"
    with translation.override("el"):
        assert words.period("P5WD") == "5 εργάσιμες ημέρες"


def test_versions_are_compared_by_meaning_not_by_layout():
    xml = DRAWINGS["refund"].xml
    assert differences(xml, xml.replace('<di:waypoint x="', '<di:waypoint x="1'), "el") == []
    renamed = xml.replace('id="pay" name="Πληρωμή"', 'id="pay" name="Καταβολή"')
    assert [(c.element, c.how) for c in differences(xml, renamed, "el")] == [("pay", "changed")]
    without = re.sub(r'<sequenceFlow id="pay_to_notify"[^>]*/>', "", xml)
    found = {(c.element, c.how) for c in differences(xml, without, "el")}
    assert found == {("pay_to_notify", "removed")}
    # An arrow without a name is called by its ends.
    (arrow,) = differences(xml, without, "el")
    assert arrow.name.startswith("Πληρωμή → ")
    assert {(c.element, c.how) for c in differences(without, xml, "el")} == {
        ("pay_to_notify", "added")
    }
