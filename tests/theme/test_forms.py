"""Every form looks and speaks the same: summary first, then label, hint, error, input."""

from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.utils import translation

from theme.forms import DayField, EuroField
from theme.styleguide import Specimen


def soup(form: object) -> BeautifulSoup:
    with translation.override("el"):
        return BeautifulSoup(str(form), "html.parser")


def wrong() -> Specimen:
    return Specimen(
        {"email": "maria@", "opened_day": "31", "opened_month": "2", "opened_year": "2020"}
    )


def element(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, f"{selector} is not on the page"
    return found


def test_an_untouched_form_shows_no_error() -> None:
    page = soup(Specimen())
    assert page.select(".ds-error-summary, .ds-validation-message, [aria-invalid]") == []


def test_the_summary_is_announced_can_take_focus_and_links_to_each_field() -> None:
    page = soup(wrong())
    summary = element(page, ".ds-error-summary")
    assert summary["role"] == "alert"
    assert summary["tabindex"] == "-1"
    links = summary.select("a[href]")
    assert len(links) == 8
    for link in links:
        assert page.find(id=str(link["href"])[1:]) is not None, link


def test_the_summary_and_the_field_say_the_same_words() -> None:
    page = soup(wrong())
    said = {link.get_text(strip=True) for link in page.select(".ds-error-summary a")}
    at_fields = {
        p.get_text(" ", strip=True).removeprefix("Πρόβλημα: ").strip()
        for p in page.select("p.ds-validation-message")
    }
    assert said == at_fields


def test_a_bare_required_names_the_field() -> None:
    assert "Συμπληρώστε: Ακαθάριστα έσοδα" in soup(wrong()).get_text()


def test_label_hint_error_input_in_that_order() -> None:
    field = element(soup(wrong()), ".ds-field:has(#id_email)")
    order = [
        child.name + "." + (child.get("class") or [child.get("data-field")])[0]
        for child in field.find_all(recursive=False)
    ]
    assert order == [
        "label.ds-label",
        "div.description",
        "p.ds-validation-message",
        "input.ds-input",
    ]


def test_the_input_is_described_by_its_hint_and_error() -> None:
    page = soup(wrong())
    field = element(page, "#id_email")
    assert field["aria-describedby"] == "id_email_helptext id_email_error"
    assert field["aria-invalid"] == "true"
    assert field["autocomplete"] == "email"
    for name in str(field["aria-describedby"]).split():
        assert page.find(id=name) is not None


def test_groups_are_fieldsets_with_legends() -> None:
    page = soup(wrong())
    for name in ("size", "extras", "opened_day"):
        group = element(page, f"[name={name}]").find_parent("fieldset")
        assert group is not None
        assert group.find("legend") is not None
    assert (
        element(page, "[name=size]").find_parent("fieldset")["aria-describedby"] == "id_size_error"
    )


def test_every_input_has_a_label() -> None:
    page = soup(Specimen())
    for field in page.select("input, select, textarea"):
        assert page.select(f"label[for={field['id']}]"), field


def test_only_optional_fields_are_marked() -> None:
    page = soup(Specimen())
    marked = [label.get_text(" ", strip=True) for label in page.select(":has(> .lo-optional)")]
    assert len(marked) == 4
    assert all("(προαιρετικό)" in text for text in marked)


def test_what_people_typed_is_not_markup() -> None:
    class Note(forms.Form):
        text = forms.CharField(max_length=3)

    page = soup(Note({"text": '"><script>alert(1)</script>'}))
    assert page.select("script") == []
    assert element(page, "#id_text")["value"] == '"><script>alert(1)</script>'


def test_a_formset_has_one_summary_for_all() -> None:
    class Line(forms.Form):
        text = forms.CharField(label="Κείμενο")

    lines = forms.formset_factory(Line, extra=2, min_num=2, validate_min=True)
    bound = lines(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-text": "", "form-1-text": "x"}
    )
    page = soup(bound)
    assert len(page.select(".ds-error-summary")) == 1
    assert element(page, ".ds-error-summary a[href='#id_form-0-text']")
    assert len(page.select(".lo-formset > fieldset > legend")) == 2
    assert element(page, "[name=form-TOTAL_FORMS]")["value"] == "2"


def test_errors_of_the_whole_form_stand_in_the_summary() -> None:
    form = Specimen({})
    form.add_error(None, "Η περίοδος έχει ήδη δηλωθεί.")
    assert "Η περίοδος έχει ήδη δηλωθεί." in element(soup(form), ".ds-error-summary").get_text()


class Day(forms.Form):
    on = DayField(label="Ημέρα", required=False)


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("21", "11", "2026", date(2026, 11, 21)),
        (" 1", "05 ", "2026", date(2026, 5, 1)),
        ("", "", "", None),
    ],
)
def test_a_day_in_three_boxes(day: str, month: str, year: str, expected: date | None) -> None:
    form = Day({"on_day": day, "on_month": month, "on_year": year})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == expected


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2026"),
        ("21", "", "2026"),
        ("x", "1", "2026"),
        ("1", "1", "0"),
        ("²", "1", "2026"),
    ],
)
def test_an_unreal_day_is_refused_and_shown_again(day: str, month: str, year: str) -> None:
    form = Day({"on_day": day, "on_month": month, "on_year": year})
    assert not form.is_valid()
    page = soup(form)
    assert element(page, "[name=on_day]").get("value", "") == day


class Amount(forms.Form):
    sum = EuroField(label="Ποσό", min_value=Decimal(0))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234,5", "1234.50"),
        ("1234.56", "1234.56"),
        ("1.234", "1234.00"),
        ("1.234.567", "1234567.00"),
        (" 12 € ", "12.00"),
        ("0", "0.00"),
    ],
)
def test_an_amount_is_read_as_meant(typed: str, meant: str) -> None:
    form = Amount({"sum": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["sum"] == Decimal(meant)


@pytest.mark.parametrize(
    "typed", ["πολλά", "1.23.4", "1,234,56", "12,345.6.7", "1e5", "-5", "12.345,678", "²"]
)
def test_an_amount_that_can_be_misread_is_refused(typed: str) -> None:
    assert not Amount({"sum": typed}).is_valid()


def test_an_amount_is_shown_again_the_greek_way() -> None:
    assert (
        element(soup(Amount(initial={"sum": Decimal("1234.5")})), "#id_sum")["value"] == "1234,50"
    )
