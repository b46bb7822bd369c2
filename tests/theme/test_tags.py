from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from theme import charts
from theme.styleguide import explanation


def render(source: str, language: str = "el", **context: object) -> str:
    with translation.override(language):
        return Template("{% load loggia %}" + source).render(Context(context))


def test_the_explanation_shows_every_amount_rate_and_decision() -> None:
    text = BeautifulSoup(
        render("{% explanation node %}", node=explanation()), "html.parser"
    ).get_text(" ", strip=True)
    for part in (
        "Σύνολο οφειλής",
        "619,30",
        "123.456,00",
        "0,5%",
        "έσοδα × συντελεστής",
        "Ν. 339/1976",
        "ΨΧ7ΛΩ6Υ-4Τ2",
        "Προσαύξηση 12 ημερών",
    ):
        assert part in text


def test_the_explanation_speaks_the_language_of_the_page() -> None:
    text = render("{% explanation node %}", "en", node=explanation())
    assert "Total owed" in text
    assert "€619.30" in text
    assert "Σύνολο" not in text


def test_a_rate_by_the_piece_is_not_a_percentage() -> None:
    node = {
        "label_el": "Τέλος",
        "amount": "60.00",
        "base": "40",
        "rate": "1.50",
        "unit": "διανυκτερεύσεις",
    }
    text = render("{% explanation node %}", node=node)
    assert "40 διανυκτερεύσεις" in text
    assert "1,5\N{NO-BREAK SPACE}€ / διανυκτερεύσεις" in text
    assert "%" not in text


@pytest.mark.parametrize("kept", ["base_rate", "base × rate"])
def test_a_formula_is_written_in_the_language_of_the_reader(kept: str) -> None:
    node = {
        "label_el": "Τέλος",
        "label_en": "Fee",
        "amount": "240.00",
        "formula": kept,
        "base": "48000.00",
        "rate": "0.0050000",
    }
    assert "48.000,00 × 0,5%" in render("{% explanation node %}", node=node)
    text = render("{% explanation node %}", "en", node=node)
    assert "48,000.00 × 0.5%" in text
    assert kept not in text
    figures = {"label_el": "Τέλος", "amount": "1.00", "formula": "85.5 × 1.35"}
    assert "85.5 × 1.35" in render("{% explanation node %}", node=figures)


def test_an_explanation_cannot_carry_markup() -> None:
    node = {"label_el": "<b>x</b>", "amount": "1.00", "formula": "<script>", "children": []}
    assert "<script>" not in render("{% explanation node %}", node=node)


def test_status_tags_know_their_tones() -> None:
    assert 'data-color="warning"' in render('{% status_tag "Λήγει σύντομα" "warning" %}')
    with pytest.raises(ValueError, match="not a tone"):
        render('{% status_tag "x" "pink" %}')


def test_an_icon_is_silent_unless_labelled() -> None:
    assert 'aria-hidden="true"' in render('{% icon "search" %}')
    assert 'aria-label="Αναζήτηση"' in render('{% icon "search" "Αναζήτηση" %}')


def test_filters_tolerate_absence() -> None:
    assert (
        render("[{{ x|euro }}{{ x|day }}{{ x|instant }}{{ x|percent }}{{ x|rf }}]", x=None) == "[]"
    )


def test_days_carry_a_machine_date() -> None:
    assert (
        render("{{ d|day }}", d=date(2026, 11, 21))
        == '<time datetime="2026-11-21">21/11/2026</time>'
    )


def test_bars_are_in_proportion() -> None:
    chart = charts.bars(
        [{"label": "α", "value": "50"}, {"label": "β", "value": Decimal("200")}], "euro"
    )
    assert [row["bars"][0]["length"] for row in chart["rows"]] == ["250", "1000"]


def test_bars_without_rows_or_sums() -> None:
    assert charts.bars([], "euro")["rows"] == []
    assert charts.bars([{"label": "α", "value": 0}], "euro")["rows"][0]["bars"][0]["length"] == "0"


def test_a_negative_bar_is_refused() -> None:
    with pytest.raises(ValueError, match="in a table"):
        charts.bars([{"label": "α", "value": -1}], "euro")


def test_the_chart_has_its_figures_as_a_table() -> None:
    rows = [{"label": "Ύδρευση", "value": "1234.5", "second": "10"}]
    page = BeautifulSoup(
        render('{% bar_chart "Εισπράξεις" rows series="Α|Β" %}', rows=rows), "html.parser"
    )
    cells = [cell.get_text(strip=True) for cell in page.select("table td")]
    assert cells == ["1.234,50\N{NO-BREAK SPACE}€", "10,00\N{NO-BREAK SPACE}€"]


def test_pages_keep_the_other_parameters() -> None:
    request = RequestFactory().get("/", {"state": "open", "page": "2"})
    page = Paginator(range(100), 10).page(2)
    html = render('{% include "theme/pagination.html" %}', page=page, request=request)
    links = [str(a["href"]) for a in BeautifulSoup(html, "html.parser").select("a")]
    assert "?state=open&page=3" in links
    assert (
        BeautifulSoup(html, "html.parser")
        .select_one("[aria-current=page]")
        .get_text(strip=True)
        .endswith("2")
    )
