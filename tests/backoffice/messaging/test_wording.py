"""Texts with places: filled, judged, and counted as SMS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.messaging import templates, wording
from backoffice.messaging.rules import mobile_number
from backoffice.messaging.wording import Text


def test_places_are_filled_and_nothing_else() -> None:
    text = Text("{matter}\nτέλος", "Για {matter}: {nothing}", "{matter}")
    filled = wording.filled(text, {"matter": "δέντρο {x} {0.__class__}"})
    assert filled.subject == "δέντρο {x} {0.__class__} τέλος"
    assert filled.body == "Για δέντρο {x} {0.__class__}:"


@given(st.text(max_size=60), st.text(max_size=20))
def test_filling_never_fails(text: str, value: str) -> None:
    wording.fill(text, {"a": value})


def test_faults_name_the_place_and_the_brace() -> None:
    found = wording.faults(Text("{who}", "{matter", ""), {"matter"})
    assert {(fault.kind, fault.name) for fault in found} == {("place", "who"), ("braces", "")}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("A" * 160, 1),
        ("A" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("α" * 70, 1),
        ("α" * 71, 2),
        ("ΓΔΘΛΞΠΣΦΨΩ" * 16, 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_sms_are_counted_as_they_are_billed(text: str, parts: int) -> None:
    assert wording.sms_parts(text) == parts


@pytest.mark.parametrize("code", templates.TEMPLATES.kinds())
def test_every_shipped_text_is_whole(code: str) -> None:
    kind = templates.TEMPLATES.get(code)
    for text in (kind.el, kind.en):
        assert wording.faults(text, kind.variables) == []
        assert text.subject
        assert text.body
        assert wording.sms_parts(text.sms) <= wording.MOST_PARTS


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("6912345678", "+306912345678"),
        ("+30 691 234 5678", "+306912345678"),
        ("0030-6912345678", "+306912345678"),
        ("+49 151 23456789", "+4915123456789"),
        ("2810123456", ""),
        ("+302810123456", ""),
        ("69123", ""),
        ("abc", ""),
    ],
)
def test_mobiles_are_brought_to_one_form(typed: str, number: str) -> None:
    assert mobile_number(typed) == number
