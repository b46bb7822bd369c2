"""Why a question is asked stands at the question, for people and for programs."""

from typing import Any

import pytest

from backoffice.forms import jsonschema, schema
from backoffice.forms.boxes import hint_of

PAGE = {"key": "one", "title": {"el": "Σελίδα", "en": "Page"}}


def made(**facts: Any) -> Any:
    field = {"key": "a", "label": {"el": "Ερώτηση", "en": "Question"}, **facts}
    return schema.read({"pages": [{**PAGE, "fields": [field]}]}, {})


@pytest.mark.parametrize("kind", ["afm", "phone", "email"])
def test_a_number_of_a_person_is_never_asked_without_a_reason(kind: str) -> None:
    form = made(type=kind)
    (field,) = [one for _page, one in form.walk()]
    assert "Γιατί το ζητάμε" in str(hint_of(field, "el", ""))
    assert jsonschema.of(form, "en")["properties"]["a"]["x-purpose"].startswith("to ")


def test_the_words_of_the_form_come_first() -> None:
    form = made(type="afm", purpose={"el": "Για τα μόρια.", "en": "For the points."})
    assert jsonschema.of(form, "el")["properties"]["a"]["x-purpose"] == "Για τα μόρια."


def test_a_question_about_nobody_needs_no_reason() -> None:
    form = made(type="text")
    (field,) = [one for _page, one in form.walk()]
    assert str(hint_of(field, "el", "")) == ""
    assert "x-purpose" not in jsonschema.of(form, "el")["properties"]["a"]
