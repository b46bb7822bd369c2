"""The schema accepts what the check keeps, and is itself a good schema."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from backoffice.forms import answers, jsonschema, schema

from .samples import EVERYTHING, FIELDS, GOOD, TODAY, document, field

FORM = schema.read(EVERYTHING)
SCHEMA = jsonschema.of(FORM, "el")
ACCEPTS = Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == jsonschema.DIALECT
    assert SCHEMA["properties"]["a_choice"]["oneOf"][1] == {"const": "two", "title": "Δύο"}
    assert jsonschema.of(FORM, "en")["properties"]["a_choice"]["oneOf"][1]["title"] == "Two"
    assert SCHEMA["properties"]["a_calculated"]["readOnly"] is True
    assert "a_note" not in SCHEMA["properties"]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        f"a_{kind}": st.sampled_from([raw for k, raw, _kept in GOOD if k == kind])
        for kind in {k for k, *_rest in GOOD}
    },
)


@settings(max_examples=50, deadline=None)
@given(ANSWERS)
def test_what_is_kept_is_accepted(raw: dict[str, Any]) -> None:
    checked = answers.check(FORM, raw, today=TODAY)
    assert checked.errors == {}
    ACCEPTS.validate(checked.values)


CONDITIONS = [
    "flag",
    "not flag",
    "flag = true",
    "flag = false",
    "flag != true",
    'word = "one"',
    'word != "one"',
    'word in ["one", "three"]',
    'word not in ["one"]',
    '"one" in some',
    'not ("one" in some)',
    "word = null",
    'flag and word = "two"',
    'not (flag and word = "two")',
    'flag or word = "two"',
    "not flag or count(some) > 1",
]
OPTIONS = FIELDS["choice"]["options"]
STATES = [
    {
        key: value
        for key, value in zip(("flag", "word", "some", "what"), state, strict=True)
        if value is not None
    }
    for state in product(
        (None, True, False), (None, "one", "two"), (None, ["one"], ["two"]), (None, "α")
    )
]


@pytest.mark.parametrize("text", CONDITIONS)
def test_conditions_become_if_and_then(text: str) -> None:
    form = schema.read(
        document(
            field("yes_no", "flag"),
            field("choice", "word", options=OPTIONS),
            field("choices", "some", options=OPTIONS),
            field("text", "what", required=True, **{"if": text}),
        )
    )
    written = jsonschema.of(form)
    Draft202012Validator.check_schema(written)
    accepts = Draft202012Validator(written)
    for raw in STATES:
        checked = answers.check(form, raw, today=TODAY)
        accepted = accepts.is_valid(checked.values)
        # The missing answer is asked for by the schema as well, where it can tell the condition.
        assert accepted == (checked.ok or "count" in text), raw


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("a_afm", "12"),
        ("a_date", "31/1/2026"),
        ("a_choice", "four"),
        ("a_point", {"lat": 1}),
        ("zz", 1),
        ("a_file", [{"id": "../x", "name": ""}]),
    ],
)
def test_plain_faults_are_refused(key: str, value: Any) -> None:
    assert not ACCEPTS.is_valid({key: value})
