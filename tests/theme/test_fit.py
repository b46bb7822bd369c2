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

    def seen(text: str, place: list[float], _matrix: Any, _font: Any, _size: Any) -> None:
        if text.strip():
            found.append((float(place[5]), text.strip()))

    PdfReader(io.BytesIO(document)).pages[0].extract_text(visitor_text=seen)
    return found


def test_only_what_surely_fits_is_one_line() -> None:
    table = fit.table(certificate()["tables"][0])
    assert table["lines"] == [True, True, False, True]
    assert len(table["widths"]) == 2
    odd = [["δύο\nγραμμές", "1"], ["漢", "1"], ["α\u0301", "1"], ["Τέλη", "1"]]
    part = {"headers": ["Α", "Β"], "rows": odd, "money": [1]}
    assert fit.table(part)["lines"] == [True, False, False, False, True]


def test_a_table_whose_first_column_would_starve_is_measured() -> None:
    part = {"headers": ["Α", "Β"], "rows": [["α", LONG]], "money": []}
    assert fit.table(part) == {}
    assert fit.table({"headers": ["Α", "Β"], "rows": [["μόνο ένα"]], "money": []}) == {}
    assert fit.table({"headers": ["Α", "Β"], "rows": [["α", "漢"]], "money": []}) == {}


def test_what_is_known_changes_nothing_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = lines(pdf.render("certificate", certificate()))
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


@pytest.mark.parametrize("value", ["ΑΝΝΑ", LONG])
@pytest.mark.parametrize("label", ["Όνομα", LONG[:39]])
def test_a_value_stands_beside_the_first_line_of_its_label(label: str, value: str) -> None:
    placed = lines(pdf.render("certificate", certificate(facts=[[label, value], ["Πόλη", "Ακτή"]])))
    first = {text.split()[0]: height for height, text in reversed(placed)}
    assert first[label.split()[0]] == first[value.split()[0]]
    # Two lines of either, or of both, take the room of two: about 14 points.
    single = label == "Όνομα" and value == "ΑΝΝΑ"
    used = first[label.split()[0]] - first["Πόλη"]
    assert used == pytest.approx(22.2 if single else 36.2, abs=0.5)


def test_what_somebody_wrote_runs_on_over_pages() -> None:
    written = " ".join(f"λέξη{place}" for place in range(3_000))
    facts = [["Περιγραφή του αιτήματος, όπως δόθηκε", written]]
    document = pdf.render("certificate", certificate(facts=facts, tables=[]))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]
    assert len(pages) > 2
    assert "".join("".join(pages).split()).count("λέξη2999") == 1


def test_a_certificate_carries_one_weight_of_type() -> None:
    """A second one would make it a sixth larger, and take a tenth of its time."""
    page = PdfReader(io.BytesIO(pdf.render("certificate", certificate()))).pages[0]
    fonts = page["/Resources"]["/Font"].values()
    assert [font.get_object()["/BaseFont"].split("-")[1] for font in fonts] == ["Regular"]


def test_what_surely_takes_two_pages_is_not_tried_on_one() -> None:
    def pages(rows: int) -> tuple[int, bool]:
        [table] = certificate()["tables"]
        table["rows"] = [["Τέλη", "12/3", "1.617,28 €"]] * rows
        data = certificate(tables=[table])
        return len(PdfReader(io.BytesIO(pdf.render("certificate", data))).pages), fit.overflows(
            data
        )

    found = [pages(rows) for rows in range(12, 26)]
    sure = [place for place, (_, overflows) in enumerate(found) if overflows]
    long = [place for place, (count, _) in enumerate(found) if count > 1]
    assert 0 < long[0] <= sure[0] <= long[0] + 3
    assert sure[-1] == long[-1] == len(found) - 1


def test_a_paper_of_two_pages_counts_them() -> None:
    facts = [[f"Στοιχείο {row}", f"Τιμή {row}"] for row in range(60)]
    document = pdf.render("certificate", certificate(facts=facts))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]
    assert len(pages) > 1
    for place, text in enumerate(pages, start=1):
        assert f"Σελίδα {place} / {len(pages)}" in " ".join(text.split())
    assert sum("Τιμή 59" in text for text in pages) == 1
