"""Money, text, codes, explanations and exports."""

import tracemalloc
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from backoffice.kernel import explanation, exports
from backoffice.kernel.codes import new_code
from backoffice.kernel.exports import csv_response, neutral, xlsx_response
from backoffice.kernel.money import cents, from_minor, to_minor
from backoffice.kernel.text import fold, sort_key, words_of


@pytest.mark.parametrize(
    ("raw", "rounded"),
    [("975.00375", "975.00"), ("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68")],
)
def test_cents_round_half_up(raw: str, rounded: str) -> None:
    assert cents(raw) == Decimal(rounded)


@given(st.integers(-(10**11), 10**11))
def test_minor_units_come_back(minor: int) -> None:
    assert to_minor(from_minor(minor)) == minor


def test_parts_of_a_cent_are_refused() -> None:
    with pytest.raises(ValueError, match="whole number of cents"):
        to_minor(Decimal("1.005"))


def test_names_match_whatever_accents_case_and_final_sigma() -> None:
    assert fold("Παπαδόπουλος  Ιωάννης") == fold("ΠΑΠΑΔΟΠΟΥΛΟΣ ΙΩΑΝΝΗΣ")
    assert fold("Μαΐου") == fold("ΜΑΙΟΥ")
    assert words_of("Άδεια: ΜΟΥΣΙΚΉΣ (412/2026)") == ["αδεια", "μουσικησ", "412", "2026"]


def test_greek_order_without_a_collation() -> None:
    names = ["Ωρωπός", "Άλιμος", "Athens", "Αιγάλεω", "1ο Γυμνάσιο", "Έδεσσα", "Ζάκυνθος"]
    assert sorted(names, key=sort_key) == [
        "1ο Γυμνάσιο", "Αιγάλεω", "Άλιμος", "Έδεσσα", "Ζάκυνθος", "Ωρωπός", "Athens",
    ]  # fmt: skip


def test_codes_do_not_repeat() -> None:
    codes = {new_code("X-") for _ in range(2000)}
    assert len(codes) == 2000
    assert all(code.startswith("X-") and len(code) == 14 for code in codes)


def test_explanation_survives_storage() -> None:
    leaf = explanation.Node("Φύλλο", "Leaf", Decimal("240.00"), rate=Decimal("0.0050000"))
    tree = explanation.Node("Ρίζα", "Root", Decimal("240.00"), children=(leaf,))
    assert explanation.from_json(tree.to_json()) == tree


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_neutralised(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


def test_exports_speak_greek() -> None:
    at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    rows = [["=cmd()", Decimal("1234.50"), at, None]]
    text = b"".join(csv_response("x", ["α", "β", "γ", "δ"], rows)).decode()
    assert text == "\ufeffα;β;γ;δ\r\n'=cmd();1234,50;01/07/2026 01:30;\r\n"
    sheet = load_workbook(BytesIO(xlsx_response("x", ["α"], rows).getvalue())).active
    assert [cell.value for cell in sheet[2]][:2] == ["'=cmd()", 1234.5]


def test_a_sheet_that_is_full_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "SHEET_ROWS", 3)
    for count, sheets in ((0, [0]), (2, [2]), (3, [2, 1]), (4, [2, 2])):
        rows = ([number] for number in range(count))
        book = load_workbook(BytesIO(xlsx_response("x", ["α"], rows).getvalue()))
        assert [sheet.max_row - 1 for sheet in book] == sheets
        assert all(sheet["A1"].value == "α" for sheet in book)


def test_a_workbook_is_not_held_in_memory() -> None:
    """Held as cells, these rows take forty megabytes and more."""
    rows = (["ΠΑΠΑΔΟΠΟΥΛΟΥ", Decimal("12.50"), number, None, "RF"] for number in range(20_000))
    tracemalloc.start()
    try:
        answer = xlsx_response("x", ["α"] * 5, rows)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    answer.file_to_stream.close()
    assert most < 8 * 2**20
