"""Answers of every kind: what is taken, how it is kept, what is refused and with which words."""

import json
import time
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.forms import answers, schema, summary
from backoffice.forms.fields import COMPOSITES

from .samples import BAD, EVERYTHING, FIELDS, GOOD, PLACE, TODAY, document, field, words

FORM = schema.read(EVERYTHING)


def check(form: Any, raw: Any, **more: Any) -> answers.Checked:
    return answers.check(form, raw, today=TODAY, **more)


@pytest.mark.parametrize(("kind", "raw", "kept"), GOOD)
def test_good_answers_are_kept_in_one_way(kind: str, raw: Any, kept: Any) -> None:
    checked = check(FORM, {f"a_{kind}": raw})
    assert checked.errors == {}
    assert checked.values[f"a_{kind}"] == kept
    again = check(FORM, checked.values)
    assert again.values == checked.values


@pytest.mark.parametrize(("kind", "raw"), BAD)
def test_bad_answers_are_refused_with_a_way_to_mend(kind: str, raw: Any) -> None:
    checked = check(FORM, {f"a_{kind}": raw})
    assert checked.errors
    assert all(path.startswith(f"a_{kind}") for path in checked.errors)
    assert all(len(message) > 10 for message in checked.errors.values())


def test_samples_cover_every_kind() -> None:
    assert set(FIELDS) == set(schema.TYPES)
    asked = set(schema.TYPES) - {"calculated", "note"}
    assert {kind for kind, *_rest in GOOD} == asked
    assert {kind for kind, *_rest in BAD} == asked


@pytest.mark.parametrize("kind", sorted(set(schema.TYPES) - {"calculated", "note"}))
def test_what_must_be_answered_is_asked_for(kind: str) -> None:
    must = schema.read(document({**FIELDS[kind], "required": True}))
    should = schema.read(document({**FIELDS[kind], "required": "recommended"}))
    empty: tuple[Any, ...] = (None, "", "  ", [], {})
    for nothing in empty:
        assert list(check(must, {f"a_{kind}": nothing}).errors) == [f"a_{kind}"]
        checked = check(should, {f"a_{kind}": nothing})
        assert checked.errors == {}
        assert checked.missing_recommended == (f"a_{kind}",)


def test_boxes_are_named_one_by_one() -> None:
    checked = check(FORM, {"a_address": {"street": "Ταλώ", "postcode": "1"}})
    assert set(checked.errors) == {"a_address.postcode", "a_address.town"}
    checked = check(FORM, {"a_group": [{}, {"amount": "x"}]})
    assert set(checked.errors) == {"a_group.0.what", "a_group.0.amount"}


def test_every_box_has_a_name_in_both_languages() -> None:
    for language in ("el", "en"):
        with translation.override(language):
            for members in COMPOSITES.values():
                assert all(summary.label_of(member) for member in members)


def test_odd_plate_is_taken_with_a_warning() -> None:
    checked = check(FORM, {"a_plate": "ΚΗ 12345"})
    assert checked.values["a_plate"] == "KH12345"
    assert "a_plate" in checked.warnings
    assert check(FORM, {"a_plate": "HPA1234"}).warnings == {}


def test_calculated_values_are_never_taken_from_outside() -> None:
    checked = check(FORM, {"a_calculated": "1000000", "a_group": [{"what": "α", "amount": "3,5"}]})
    assert "a_calculated" not in checked.values  # the area it needs is missing
    form = schema.read(
        document(
            FIELDS["group"],
            field("calculated", "total", formula="sum(a_group.amount)", unit="€"),
            field("calculated", "count", formula="count(a_group)"),
            field("calculated", "big", formula="total > 4"),
        )
    )
    rows = [{"what": "α", "amount": "3,5"}, {"what": "β", "amount": "1"}, {"what": "γ"}]
    checked = check(form, {"a_group": rows, "total": "0", "count": 99})
    assert checked.errors == {}
    assert (checked.values["total"], checked.values["count"]) == ("4.50", "3")
    assert checked.values["big"] is True


def test_hidden_answers_are_dropped() -> None:
    form = schema.read(
        document(
            field("yes_no", "owner", required=True),
            field("text", "deed", required=True, **{"if": "owner = true"}),
            field("text", "volume", required=True, **{"if": 'deed = "Α"'}),
            field("text", "lease", required=True, **{"if": "not owner"}),
        )
    )
    checked = check(form, {"owner": False, "deed": "Α", "volume": "1", "lease": "μίσθωση"})
    assert checked.values == {"owner": False, "lease": "μίσθωση"}
    assert checked.asked == {"owner", "lease"}
    assert set(check(form, {"owner": True}).errors) == {"deed"}
    assert set(check(form, {}).errors) == {"owner"}


def test_hidden_pages_are_dropped() -> None:
    form = schema.read(
        {
            "pages": [
                {"key": "one", "title": words("Α"), "fields": [field("yes_no", "more")]},
                {
                    "key": "two",
                    "title": words("Β"),
                    "if": "more = true",
                    "fields": [field("text", "what", required=True)],
                },
            ]
        }
    )
    assert check(form, {"more": False, "what": "α"}).values == {"more": False}
    assert check(form, {"more": False}).pages == ("one",)
    assert set(check(form, {"more": True}).errors) == {"what"}
    assert check(form, {"more": True}, page="one").errors == {}
    assert [page.key for page in answers.visible_pages(form, {"more": True}, today=TODAY)] == [
        "one",
        "two",
    ]


def test_rows_ask_by_their_own_answers_first() -> None:
    rows = [
        {"what": "α", "used": True, "where": "εκεί"},
        {"what": "β", "used": False, "where": "x"},
    ]
    checked = check(FORM, {"a_group": rows})
    assert checked.errors == {}
    assert checked.values["a_group"] == [rows[0], {"what": "β", "used": False}]
    assert "a_group.0.where" in checked.asked
    assert "a_group.1.where" not in checked.asked


def test_earlier_answers_bound_later_ones() -> None:
    form = schema.read(
        document(
            field("date", "first"),
            field("date", "last", min="first"),
            field("number", "all_of_them"),
            field("number", "some", max="all_of_them"),
        )
    )
    assert check(form, {"last": "2020-01-01"}).errors == {}
    checked = check(form, {"first": "2026-01-02", "last": "2026-01-01"})
    assert set(checked.errors) == {"last"}
    assert "02/01/2026" in checked.errors["last"]
    assert set(check(form, {"all_of_them": 3, "some": 4}).errors) == {"some"}


def test_unknown_answers_are_refused() -> None:
    assert set(check(FORM, {"secret": 1}).errors) == {"secret"}
    assert set(check(FORM, {5: 1}).errors) == {"5"}
    assert set(check(FORM, ["a"]).errors) == {""}
    many = check(FORM, {f"k{i}": 1 for i in range(2000)})
    assert set(many.errors) == {""}


def test_hostile_answers_cost_little() -> None:
    deep: Any = "x"
    for _i in range(500):
        deep = [deep]
    for hostile in ("9" * 2_000_000, deep, {"a": deep}, [{"a": 1}] * 100_000, "α" * 2_000_000):
        raw = dict.fromkeys(FORM.fields, hostile)
        started = time.process_time()
        checked = check(FORM, raw)
        assert time.process_time() - started < 2
        assert checked.errors
        assert sum(len(message) for message in checked.errors.values()) < 50_000


GARBAGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["street", "lat", "id"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FORM.fields)), GARBAGE, max_size=12))
def test_garbage_is_answered_never_thrown(raw: dict[str, Any]) -> None:
    checked = check(FORM, raw)
    json.dumps(checked.values, allow_nan=False).encode()
    again = check(FORM, checked.values)
    if not checked.errors:
        assert again.values == checked.values
    for language in ("el", "en"):
        for _title, lines in summary.summary(FORM, checked.values, language):
            assert all(isinstance(shown, str) for _label, shown in lines)


def test_summary_speaks_both_languages() -> None:
    raw = {
        "a_money": "1234.5",
        "a_date": "2026-01-31",
        "a_choice": "two",
        "a_yes_no": True,
        "a_address": PLACE,
        "a_phone": "6912345678",
        "a_number": "12.5",
        "a_group": [{"what": "α", "amount": 2}],
    }
    values = check(FORM, raw).values
    greek = dict(summary.summary(FORM, values, "el")[0][1])
    english = dict(summary.summary(FORM, values, "en")[0][1])
    assert greek["Πεδίο money"].replace("\xa0", " ") == "1.234,50 €"
    assert greek["Πεδίο date"] == "31/01/2026"
    assert greek["Πεδίο choice"] == "Δύο"
    assert greek["Πεδίο yes_no"] == "Ναι"
    assert greek["Πεδίο address"] == "Αριάδνης 12, 700 14 Μινώα Ακτή"
    assert greek["Πεδίο number"] == "12,5 m²"
    assert greek["Πεδίο group 1: Πεδίο text"] == "α"
    assert english["choice"] == "Two"
    assert english["yes_no"] == "Yes"
    assert english["money"] == "€1,234.50"


def test_sixty_fields_are_checked_in_three_milliseconds() -> None:
    """The median of many runs, with room for a busy machine; `make bench` prints the figure."""
    kinds = [kind for kind, *_rest in GOOD]
    fields = [
        {**FIELDS[kinds[at % len(kinds)]], "key": f"k{at}"}
        for at in range(60)
        if kinds[at % len(kinds)] != "group"
    ]
    form = schema.read(document(*fields))
    raw = {
        one["key"]: next(raw for kind, raw, _kept in GOOD if kind == one["type"]) for one in fields
    }
    assert check(form, raw).errors == {}
    times = []
    for _run in range(30):
        started = time.process_time()
        check(form, raw)
        times.append(time.process_time() - started)
    assert sorted(times)[len(times) // 2] < 0.012
