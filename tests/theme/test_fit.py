"""Rows known to be one line are set as if they had been measured; others are measured."""

import io
import json
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from theme import fit, pdf
from theme.figures import widest

TOWN = {"name": "Δήμος Μινώας Ακτής", "address": "Πλατεία 1", "phones": [], "email": "a@b.example"}
LONG = "Αιτιολογία που δεν χωρεί σε μία γραμμή, όσο και να στενέψουν τα γράμματα της σελίδας αυτής"


def certificate(**changes: Any) -> dict[str, Any]:
    return {
        "language": "el",
        "town": TOWN,
        "title": "Βεβαίωση",
        "date": "22/11/2026",
        "number": "1/2026",
        "code": "B1",
        "verification": "CODE",
        "address": "https://town.example/verify/",
        "qr": "https://town.example/verify/CODE/",
        "paragraphs": ["Βεβαιώνεται."],
        "facts": [["Όνομα", "ΑΝΝΑ"], ["Διεύθυνση", LONG], ["Πόλη", "Μινώα Ακτή"]],
        "tables": [
            {
                "title": "Οφειλές",
                "headers": ["Αιτιολογία", "Αριθμός", "Ποσό"],
                "rows": [["Τέλη", "12/3", "1.617,28 €"], [LONG, "13/3", "0,01 €"]],
                "money": [2],
                "total": "1.617,29 €",
            }
        ],
        "legal": ["ν. 2690/1999"],
    } | changes


def lines(document: bytes) -> list[tuple[float, str]]:
    """Return each piece's height on the first page, in points, and its text."""
    found: list[tuple[float, str]] = []

    def seen(text: str, _cm: Any, matrix: list[float], _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((float(matrix[5]), text.strip()))

    PdfReader(io.BytesIO(document)).pages[0].extract_text(visitor_text=seen)
    return found


def test_only_what_surely_fits_is_one_line() -> None:
    assert fit.facts([["Όνομα", "ΑΝΝΑ"], ["Όνομα", LONG], [LONG, "ΑΝΝΑ"]]) == [True, False, False]
    odd = ["δύο\nγραμμές", "漢", "α\u0301"]
    assert fit.facts([["Όνομα", value] for value in odd]) == [False] * 3
    table = fit.table(certificate()["tables"][0])
    assert table["lines"] == [True, True, False, True]
    assert len(table["widths"]) == 2


def test_a_table_whose_first_column_would_starve_is_measured() -> None:
    part = {"headers": ["Α", "Β"], "rows": [["α", LONG]], "money": []}
    assert fit.table(part) == {}
    assert fit.table({"headers": ["Α", "Β"], "rows": [["μόνο ένα"]], "money": []}) == {}
    assert fit.table({"headers": ["Α", "Β"], "rows": [["α", "漢"]], "money": []}) == {}


@pytest.mark.parametrize("wanted", ["rows", "columns"])
def test_what_is_known_changes_nothing_on_the_page(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = lines(pdf.render("certificate", certificate()))
    if wanted == "rows":
        monkeypatch.setattr(fit, "facts", lambda pairs: [False for _ in pairs])
    else:
        monkeypatch.setattr(fit, "table", lambda part: {})
    measured = lines(pdf.render("certificate", certificate()))
    assert len(quick) > 20
    assert [text for _, text in quick] == [text for _, text in measured]
    assert [height for height, _ in quick] == pytest.approx(
        [height for height, _ in measured], abs=0.2
    )


def test_widths_are_those_of_the_fonts() -> None:
    known = json.loads(fit.WIDTHS.read_text(encoding="utf-8"))
    for style, widths in known.items():
        with TTFont(pdf.FOLDER / "fonts" / f"Commissioner-{style}.ttf") as font:
            assert widest(font) == widths
            assert font["head"].unitsPerEm == fit.UNITS
            # `capital` in house.typ
            assert font["OS/2"].sCapHeight / fit.UNITS == 0.713


def test_a_paper_of_two_pages_counts_them() -> None:
    facts = [[f"Στοιχείο {row}", f"Τιμή {row}"] for row in range(60)]
    document = pdf.render("certificate", certificate(facts=facts))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]
    assert len(pages) > 1
    for place, text in enumerate(pages, start=1):
        assert f"Σελίδα {place} / {len(pages)}" in " ".join(text.split())
    assert sum("Τιμή 59" in text for text in pages) == 1
