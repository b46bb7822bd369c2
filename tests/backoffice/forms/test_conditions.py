"""Conditions: simple ones told as a tree mean the same as the language says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.forms import conditions, live
from backoffice.forms.fields import Field, Words
from backoffice.procedures.engine import language
from backoffice.procedures.engine.errors import ExpressionError

NAMES = {"flag": st.booleans(), "many": st.sampled_from(["0", "2", "2.50", "10"])}
NAMES |= {
    "word": st.sampled_from(["one", "two", "2", ""]),
    "some": st.sampled_from([["one"], ["two", "2"]]),
}
LITERALS = st.sampled_from(
    ['"one"', '"two"', '"2"', "2", "2.5", "-1", "true", "false", "null", '""']
)
SIGNS = st.sampled_from(["=", "==", "!=", "<", "<=", ">", ">="])
LEAVES = (
    st.builds(lambda n, s, v: f"{n} {s} {v}", st.sampled_from(sorted(NAMES)), SIGNS, LITERALS)
    | st.builds(lambda v, s, n: f"{v} {s} {n}", LITERALS, SIGNS, st.sampled_from(sorted(NAMES)))
    | st.builds(
        lambda n, a, b: f"{n} in [{a}, {b}]", st.sampled_from(sorted(NAMES)), LITERALS, LITERALS
    )
    | st.builds(lambda v: f"{v} in some", LITERALS)
    | st.builds(lambda v: f"word not in [{v}]", LITERALS)
    | st.just("flag")
)
TEXTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda a: f"not ({a})", inner)
        | st.builds(lambda a, b: f"({a}) and ({b})", inner, inner)
        | st.builds(lambda a, b: f"({a}) or {b}", inner, inner)
    ),
    max_leaves=6,
)


def said(text: str, names: Any) -> Any:
    try:
        return language.read(text).value(names)
    except ExpressionError:
        return None


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.fixed_dictionaries(NAMES))
def test_trees_mean_what_the_language_says(text: str, names: dict[str, Any]) -> None:
    tree = conditions.simple(text)
    assert tree is not None
    found = said(text, names)
    # Where kinds do not fit the language stops; the tree leaves it open or settles it otherwise.
    if found is not None:
        assert conditions.verdict(tree, names) is found


@pytest.mark.parametrize(
    "text",
    [
        "count(some) > 1",
        "many + 1 > 2",
        "if flag then true else false",
        "many = word",
        "flag and many * 2 = 4",
    ],
)
def test_what_is_not_simple_is_left_to_the_language(text: str) -> None:
    assert conditions.simple(text) is None
    assert conditions.read(text).tree is None


CASES = [
    ("flag", {"flag": None}, False),
    ("not flag", {"flag": None}, False),
    ("flag = false", {"flag": None}, False),
    ("flag or many > 3", {"flag": None, "many": "10"}, True),
    ("many > 3 or flag", {"flag": True, "many": None}, True),
    ("not (many > 3)", {"many": None}, False),
    ('word != ""', {"word": None}, False),
    ('word = "" and flag', {"word": None, "flag": True}, True),
    ("word = null", {"word": None}, True),
    ("count(some) > 1", {"some": None}, False),
    ("home.postcode = 70014", {"home": {"postcode": "70014"}}, True),
    ("home.postcode = 70014", {"home": None}, False),
]


@pytest.mark.parametrize(("text", "names", "holds"), CASES)
def test_a_missing_answer_meets_nothing(text: str, names: dict[str, Any], holds: bool) -> None:
    assert conditions.read(text).holds(names) is holds


def test_answers_of_other_pages_do_not_reach_the_browser() -> None:
    here = {"flag": Field("flag", "yes_no", Words("α"))}
    told = conditions.read("flag = true and income < 9000")
    assert live.settled(told, here, {"flag": None, "income": "8500.00"}) == [
        "and",
        ["=", "flag", True],
        ["known", True],
    ]
    assert live.settled(conditions.read("count(flag) > 1"), here, {}) is None
