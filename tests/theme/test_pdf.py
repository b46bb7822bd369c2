"""Documents hold the values given, as text, whatever people typed."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from theme import pdf

TOWN = {
    "name": "Δήμος Μινώας Ακτής",
    "address": "Πλατεία Λότζιας 1\n700 99 Μινώα Ακτή",
    "phones": ["2890 012345"],
    "email": "info@minoas-akti.example",
}
INJECTIONS = [
    '#eval("1+1")',
    "*bold* _it_ $x$",
    '#read("receipt.typ")',
    "= τίτλος",
    "\\ @ref <label> [",
    "{{ x }} </script>",
    '"))) #panic("x")',
    '\\")))#read("house.typ") \\u{41}',
    "`.text)) #panic(1) `",
    "a\\u0060 b``` c\x85d\u2028e\u2029f",
]


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "language": "el",
        "town": TOWN,
        "number": "Α-2026-000001",
        "paid_at": "21/11/2026, 14:05",
        "payer": {"name": "ΞΕΝΟΔΟΧΕΙΑ ΑΚΤΗ ΑΕ", "afm": "090000045"},
        "method": "Κάρτα μέσω διαδικτύου",
        "transaction": "pi_3Q8k2",
        "lines": [{"text": "Τέλος παρεπιδημούντων", "code": "OF-7K2M", "amount": "1.617,28 €"}],
        "total": "1.617,28 €",
        "legal": ["Η απόδειξη εκδίδεται ηλεκτρονικά."],
        "code": "ABC-123",
        "verify_url": "https://town.example/verify/ABC-123",
    } | changes


def declaration() -> dict[str, Any]:
    return {
        "language": "en",
        "town": TOWN,
        "title": "Tourist fee declaration",
        "number": "D-12",
        "received_at": "21/11/2026, 14:05",
        "sections": [
            {
                "title": "Period",
                "answers": [["Month", "August 2026"], ["Gross revenue", "€123,456.00"]],
            }
        ],
        "amounts": {
            "lines": [{"text": "Fee", "formula": "123,456.00 × 0.5%", "amount": "€617.28"}],
            "total": "€617.28",
            "due": "30/09/2026",
            "rf": "RF18 0001",
        },
        "next": ["Pay by 30/09/2026."],
        "legal": ["Law 339/1976."],
    }


def statement() -> dict[str, Any]:
    row = {
        "text": "Τέλος, Αύγουστος 2026",
        "rf": "RF18 0001",
        "due_on": "30/09/2026",
        "principal": "617,28 €",
        "surcharge": "2,02 €",
        "total": "619,30 €",
    }
    return {
        "language": "el",
        "town": TOWN,
        "debtor": {"name": "ΑΚΤΗ ΑΕ", "afm": "090000045"},
        "as_of": "21/11/2026",
        "debts": [row],
        "total": "619,30 €",
        "legal": [],
    }


def text_of(document: bytes) -> str:
    pages = PdfReader(io.BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_a_receipt_holds_its_values() -> None:
    text = text_of(pdf.render("receipt", receipt()))
    for part in (
        "Απόδειξη είσπραξης Α-2026-000001",
        "ΞΕΝΟΔΟΧΕΙΑ ΑΚΤΗ ΑΕ",
        "090000045",
        "1.617,28 €",
        "pi_3Q8k2",
        "OF-7K2M",
        "Δήμος Μινώας Ακτής",
        "ABC-123",
        "Σελίδα 1 / 1",
    ):
        assert part in text


def test_a_declaration_holds_its_answers_in_english() -> None:
    text = text_of(pdf.render("declaration", declaration()))
    for part in (
        "Tourist fee declaration",
        "D-12",
        "Gross revenue",
        "€123,456.00",
        "123,456.00 × 0.5%",
        "Payable by 30/09/2026",
        "RF18 0001",
        "What happens next",
        "Page 1 / 1",
    ):
        assert part in text


def test_a_statement_holds_its_debts() -> None:
    text = text_of(pdf.render("statement", statement()))
    for part in ("Κατάσταση οφειλών", "ΑΚΤΗ ΑΕ", "617,28 €", "2,02 €", "619,30 €", "30/09/2026"):
        assert part in text


def test_a_statement_without_debts_says_so() -> None:
    assert "Δεν υπάρχουν ανεξόφλητες οφειλές" in text_of(
        pdf.render("statement", statement() | {"debts": []})
    )


def test_a_letter_holds_its_paragraphs() -> None:
    data = {
        "language": "el",
        "town": TOWN,
        "title": "Ενημέρωση",
        "date": "21/11/2026",
        "paragraphs": ["Πρώτη.", "Δεύτερη."],
    }
    text = text_of(pdf.render("letterhead", data))
    assert "Πρώτη. Δεύτερη." in text


@pytest.mark.parametrize("typed", INJECTIONS)
def test_what_people_typed_stays_text(typed: str) -> None:
    text = text_of(
        pdf.render("receipt", receipt(payer={"name": typed}, method=typed, legal=[typed]))
    )
    assert text.count(" ".join(typed.split())) == 3


def test_a_long_receipt_counts_its_pages() -> None:
    lines = [{"text": f"Γραμμή {n}", "amount": "1,00 €"} for n in range(120)]
    document = pdf.render("receipt", receipt(lines=lines))
    count = len(PdfReader(io.BytesIO(document)).pages)
    assert count > 1
    text = text_of(document)
    assert f"Σελίδα {count} / {count}" in text
    assert "Γραμμή 119" in text
    assert text.count("Αιτιολογία") == count  # the head of the table is repeated


def test_documents_are_archival_and_tagged() -> None:
    reader = PdfReader(io.BytesIO(pdf.render("receipt", receipt())))
    metadata = reader.xmp_metadata
    assert metadata is not None
    raw = metadata.stream.get_data()
    assert b"pdfaid:part>2<" in raw
    assert b"pdfuaid:part>1<" in raw
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "el-GR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Απόδειξη είσπραξης Α-2026-000001"


def test_papers_set_at_once_do_not_mix() -> None:
    numbers = [f"Α-2026-{number:06d}" for number in range(8)]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda number: pdf.render("receipt", receipt(number=number)), numbers))
    for number, document in zip(numbers, made, strict=True):
        text = text_of(document)
        assert [other for other in numbers if other in text] == [number]


def test_papers_one_after_another_have_each_its_own_foot() -> None:
    feet = [
        text_of(pdf.render("receipt", receipt(code=code, language=language)))
        for code, language in (("ONE-1", "el"), ("TWO-2", "en"), ("ONE-1", "el"))
    ]
    assert ["Κωδικός εγγράφου ONE-1" in foot for foot in feet] == [True, False, True]
    assert "Document code TWO-2" in feet[1]


@pytest.mark.parametrize("font", sorted((pdf.FOLDER / "fonts").glob("*.ttf")), ids=lambda p: p.stem)
def test_figures_have_one_width_and_no_kerning(font: Path) -> None:
    with TTFont(font) as read:
        cmap = read.getBestCmap()
        figures = [cmap[ord(letter)] for letter in "0123456789"]
        assert len({read["hmtx"][name][0] for name in figures}) == 1
        pairs = [
            part.ExtSubTable if part.LookupType == 9 else part
            for lookup in read["GPOS"].table.LookupList.Lookup
            for part in lookup.SubTable
        ]
        assert pairs
        assert not {name for part in pairs for name in part.Coverage.glyphs} & set(figures)
        known = {name for part in pairs if part.Format == 2 for name in part.ClassDef2.classDefs}
        assert not known & set(figures)


def test_greek_glyphs_come_from_our_own_font() -> None:
    reader = PdfReader(io.BytesIO(pdf.render("receipt", receipt())))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for font in reader.pages[0]["/Resources"]["/Font"].values()
    }
    assert all("Commissioner" in name for name in fonts), fonts


@pytest.mark.parametrize("name", ["house", "unknown", "../pdf", "receipt.typ", ""])
def test_an_unknown_document_is_refused(name: str) -> None:
    with pytest.raises(pdf.UnknownTemplate, match=r"declaration, .*receipt, .*statement"):
        pdf.render(name, receipt())


def test_a_missing_value_is_named() -> None:
    data = receipt()
    del data["total"]
    with pytest.raises(pdf.UnfitData, match="total"):
        pdf.render("receipt", data)


def test_a_value_that_is_not_plain_is_refused() -> None:
    with pytest.raises(pdf.UnfitData, match="plain values"):
        pdf.render("receipt", receipt(total=object()))
