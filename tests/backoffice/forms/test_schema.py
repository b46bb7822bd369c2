"""Documents of forms: every fault with its place and the way to mend it; parts in their places."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.forms import schema

from .samples import EVERYTHING, FIELDS, OPTIONS, document, field, words


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def faults(*fields: Any, parts: Any = None) -> dict[str, str]:
    with pytest.raises(schema.FormFaults) as caught:
        schema.read(document(*fields), parts or {})
    assert all(fault.message and fault.mend for fault in caught.value.faults)
    return {fault.path: f"{fault.message} {fault.mend}" for fault in caught.value.faults}


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("type", field("txt"), "type"),
    ("key with blank", field("text", "a b"), "key"),
    ("key of the language", field("text", "today"), "key"),
    ("no label", {"key": "a", "type": "text"}, "label"),
    ("label in no language we have", {**field("text"), "label": {"fr": "x"}}, "label"),
    ("unknown setting", field("text", maxlength=3), "maxlength"),
    ("setting of another kind", field("afm", min=3), "min"),
    ("required", field("text", required="yes"), "required"),
    ("bounds turned around", field("number", min=5, max=2), "max"),
    ("day that is none", field("date", min="2026-02-30"), "min"),
    ("hour that is none", field("time", max="25:00"), "max"),
    ("no options", field("choice"), "options"),
    ("value twice", field("choice", options=[OPTIONS[0], OPTIONS[0]]), "options"),
    (
        "value of no letters",
        field("choice", options=[{"value": True, "label": words("α")}]),
        "options.0",
    ),
    ("no formula", field("calculated"), "formula"),
    ("formula that calls", field("calculated", formula="open(1)"), "formula"),
    ("empty group", field("group", fields=[]), "fields"),
    (
        "rows turned around",
        field("group", fields=[field("text", "x")], min_rows=3, max_rows=2),
        "min_rows",
    ),
    ("kind of file", field("file", accept=["exe"]), "accept"),
    ("size of file", field("file", max_mb=500), "max_mb"),
    ("pattern that could run for ever", field("text", pattern="(a+)+$"), "pattern"),
    ("condition of nothing", field("text", **{"if": "nowhere = 1"}), "if"),
    ("condition unreadable", field("text", **{"if": "a ="}), "if"),
    ("bound by a field of another kind", field("date", min="other"), "min"),
    ("unknown part", {"part": "nope"}, "part"),
    ("part told too much", {"part": "known", "label": "x"}, "label"),
]


@pytest.mark.parametrize(("name", "wrong", "setting"), WRONG, ids=[one[0] for one in WRONG])
def test_faults_say_where_and_how_to_mend(name: str, wrong: Any, setting: str) -> None:
    parts = {"known": {"fields": [field("text", "inner")]}}
    found = faults(field("text", "other"), wrong, parts=parts)
    assert any(path.startswith(f"pages.0.fields.1.{setting}") for path in found), found


def test_all_faults_are_told_at_once() -> None:
    assert len(faults(*[wrong for _name, wrong, _setting in WRONG])) >= 20


def test_close_words_are_offered() -> None:
    assert "max_length" in faults(field("text", maxlength=3))["pages.0.fields.0.maxlength"]
    found = faults(field("text", "street"), field("text", "b", **{"if": 'stret = "α"'}))
    assert "street" in found["pages.0.fields.1.if"]


def test_what_is_asked_later_cannot_be_a_condition() -> None:
    found = faults(field("text", "a", **{"if": "b = true"}), field("yes_no", "b"))
    assert list(found) == ["pages.0.fields.0.if"]


@pytest.mark.parametrize("name", ["a_address.street", "a_group.amount", "a_polygon.area", "today"])
def test_conditions_reach_into_answers(name: str) -> None:
    group, place, area = FIELDS["group"], FIELDS["address"], FIELDS["polygon"]
    asked = field("calculated", "x", formula=f"count([{name}])")
    assert schema.read(document(group, place, area, asked))
    wrong = field("calculated", "x", formula="a_address.planet")
    assert "planet" in faults(place, wrong)["pages.0.fields.1.formula"]


PERSON = {
    "fields": [
        field("text", "surname", required=True),
        field("yes_no", "foreign"),
        field(
            "text", "passport", required=True, **{"if": 'foreign = true and surname != "foreign"'}
        ),
    ]
}


def test_parts_stand_in_their_places() -> None:
    form = schema.read(document({"part": "person"}, field("text", "last")), {"person": PERSON})
    assert list(form.fields) == ["surname", "foreign", "passport", "last"]
    assert form.fields["surname"].part == "person"


def test_a_part_serves_twice_under_two_names() -> None:
    both = document(
        field("yes_no", "married"),
        {"part": "person", "as": "first"},
        {
            "part": "person",
            "as": "second",
            "if": "married = true",
            "without": ["foreign", "passport"],
        },
    )
    form = schema.read(both, {"person": PERSON})
    assert list(form.fields) == [
        "married",
        "first_surname",
        "first_foreign",
        "first_passport",
        "second_surname",
    ]
    told = form.fields["first_passport"].condition
    assert told.text == 'first_foreign = true and first_surname != "foreign"'
    assert form.fields["second_surname"].condition.text == "married = true"
    assert "twice" in str(faults({"part": "person"}, {"part": "person"}, parts={"person": PERSON}))


def test_parts_never_hold_themselves() -> None:
    parts = {"a": {"fields": [{"part": "b"}]}, "b": {"fields": [{"part": "a"}, field("text", "x")]}}
    assert "itself" in str(faults({"part": "a"}, parts=parts))


def test_an_expanded_document_reads_the_same() -> None:
    raw = document({"part": "person", "as": "first", "if": "a = true"})
    raw["pages"][0]["fields"].insert(0, field("yes_no", "a"))
    expanded = schema.expand(raw, {"person": PERSON})
    assert schema.linked(raw) == ["person"]
    assert schema.linked(expanded) == []
    assert list(schema.read(expanded).fields) == list(schema.read(raw, {"person": PERSON}).fields)


def test_forms_have_an_end() -> None:
    assert "fields" in str(faults(*[field("text", f"f{i}") for i in range(500)]))
    with pytest.raises(schema.FormFaults):
        schema.read({"pages": [{"key": f"p{i}", "title": "α", "fields": []} for i in range(50)]})


LEAF = st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=12) | st.floats()
KEYS = st.sampled_from(
    [
        "key",
        "type",
        "label",
        "if",
        "min",
        "max",
        "options",
        "fields",
        "part",
        "formula",
        "el",
        "pattern",
    ]
)
NESTED = st.recursive(
    LEAF | st.sampled_from(schema.TYPES),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS | st.integers(), inner, max_size=6)
    ),
    max_leaves=15,
)


@settings(max_examples=100, deadline=None)
@given(NESTED)
def test_garbage_is_a_list_of_faults(raw: Any) -> None:
    for document_like in (
        raw,
        {"pages": raw},
        {"pages": [{"key": "a", "title": "α", "fields": raw}]},
    ):
        with suppress(schema.FormFaults):
            assert schema.read(document_like, {}).fields


def test_everything_can_be_read() -> None:
    assert len(schema.read(EVERYTHING).fields) == len(schema.TYPES)
