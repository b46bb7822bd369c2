"""Files of ΑΑΔΕ."""

from decimal import Decimal

import pytest

from backoffice.business_fees import errors, queries, services
from backoffice.business_fees.imports import RowUnreadable, read_amount, read_period, read_table
from backoffice.business_fees.models import FailedRow, ImportedDeclaration

from . import town as t
from .town import IN_TIME, at

D = Decimal
HEADER = "ΑΦΜ;Κωδικός Δήμου;Περίοδος;Βάση;Τέλος;Πληρωθέν;Αριθμός Δήλωσης;Τροποποιεί\n"
ROW = f"{t.AFM};9170;2026-03;48.000,00;240,00;{{paid}};Α-1;\n"


@pytest.fixture
def aade(officer):
    """ΑΑΔΕ receives everything since 2025."""
    services.set_receiver(
        who="aade",
        valid_from=at(2025, 1, 1).date(),
        legal_basis="ν.5143/2024 άρθρο 30 §7",
        link="https://example.org/aade",
        municipality_code="9170",
        actor=officer,
        at=IN_TIME,
    )


def bring(rows, officer, encoding="utf-8"):
    """Import rows under the usual header."""
    return services.import_aade(
        content=(HEADER + rows).encode(encoding), file_name="αρχείο.csv", actor=officer, at=IN_TIME
    )


def counts(run):
    """Return what came of a file."""
    return run.added, run.updated, run.known, run.failed


def test_a_paid_declaration_reconciles_its_period(hotel, officer, aade):
    run = bring(ROW.format(paid="240,00"), officer)
    assert counts(run) == (1, 0, 0, 0)
    assert t.state(hotel) == "reconciled"
    assert queries.import_differences() == []


def test_the_same_file_again_adds_nothing(hotel, officer, aade):
    bring(ROW.format(paid="240,00"), officer)
    assert counts(bring(ROW.format(paid="240,00"), officer)) == (0, 0, 1, 0)
    assert counts(bring(ROW.format(paid="240,00") * 2, officer)) == (0, 0, 2, 0)
    assert ImportedDeclaration.objects.count() == 1


def test_a_later_payment_is_brought_up_to_date(hotel, officer, aade):
    bring(ROW.format(paid="0"), officer)
    assert t.state(hotel) == "filed"
    assert [d.reason for d in queries.import_differences()] == ["unpaid"]
    assert counts(bring(ROW.format(paid="240,00"), officer)) == (0, 1, 0, 0)
    assert t.state(hotel) == "reconciled"


def test_other_amounts_under_a_known_reference_are_an_error(hotel, officer, aade):
    bring(ROW.format(paid="240,00"), officer)
    run = bring(ROW.format(paid="240,00").replace("48.000", "49.000"), officer)
    assert counts(run) == (0, 0, 0, 1)
    assert ImportedDeclaration.objects.get().base == D("48000.00")


def test_an_amending_declaration_counts_in_place_of_the_amended(hotel, officer, aade):
    bring(ROW.format(paid="240,00"), officer)
    bring(f"{t.AFM};9170;2026-03;50.000,00;250,00;10,00;Α-2;Α-1\n", officer)
    amounts = queries.imported_amounts(hotel.party_id, {"2026-03"})["2026-03"]
    assert (amounts.fee, amounts.paid) == (D("250.00"), D("250.00"))
    assert t.state(hotel) == "reconciled"


@pytest.mark.parametrize(
    "row",
    [
        "123456789;9170;2026-03;1;1;1;Β-1;\n",
        f"{t.AFM};9999;2026-03;1;1;1;Β-1;\n",
        f"{t.AFM};9170;2026-13;1;1;1;Β-1;\n",
        f"{t.AFM};9170;2026-03;-1;1;1;Β-1;\n",
        f"{t.AFM};9170;2026-03;1;1;1;;\n",
        f"{t.AFM};9170;2026-03;1;1;1;=cmd|x;\n",
        f"{t.AFM};9170;2026-03;1;1;1;Β-1;Β-1\n",
    ],
)
def test_a_wrong_row_is_kept_with_its_reason_and_stops_no_other(hotel, officer, aade, row):
    run = bring(row + ROW.format(paid="240,00"), officer)
    assert counts(run) == (1, 0, 0, 1)
    kept = FailedRow.objects.get()
    assert kept.row == 2
    assert kept.message
    assert t.AFM in kept.content.values() or "123456789" in kept.content.values()


def test_what_does_not_fit_is_listed(hotel, officer, aade):
    other = f"{t.OTHER_AFM};9170;2026-03;1,00;0,01;0,01;Γ-1;\n"
    early = f"{t.AFM};9170;2026-01;1,00;0,01;0,01;Γ-2;\n"
    bring(other + early, officer)
    found = {d.declaration.reference: d.reason for d in queries.import_differences()}
    assert found == {"Γ-1": "not_in_register", "Γ-2": "not_expected"}


def test_periods_that_the_town_receives_are_not_moved(hotel, officer):
    bring(ROW.format(paid="240,00"), officer)
    assert t.state(hotel) == "expected"
    assert [d.reason for d in queries.import_differences()] == ["town_receives"]


def test_the_greek_windows_code_page_is_read(hotel, officer, aade):
    assert counts(bring(ROW.format(paid="240,00"), officer, "cp1253")) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2", b"a;b\n1;2\n", HEADER.encode(), b"\x81\x8d\x90" * 9]
)
def test_what_is_no_table_is_refused_whole(hotel, officer, aade, content):
    with pytest.raises(errors.FileUnreadable):
        services.import_aade(content=content, file_name="x", actor=officer, at=IN_TIME)
    assert not ImportedDeclaration.objects.exists()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1.234", "1234"),
        ("0", "0"),
        ("12,5 €", "12.5"),
    ],
)
def test_amounts(text, amount):
    assert read_amount(text) == D(amount)


@pytest.mark.parametrize("text", ["", "-1", "1,234,5", "1.2.3", "abc", "1e9", "1,005"])
def test_bad_amounts(text):
    with pytest.raises(RowUnreadable):
        read_amount(text)


@pytest.mark.parametrize(
    ("text", "period"),
    [("2026-03", "2026-03"), ("3/2026", "2026-03"), ("03/2026", "2026-03"), ("q1/2026", "2026-Q1")],
)
def test_periods(text, period):
    assert read_period(text) == period


def test_short_rows_and_empty_lines():
    rows = list(read_table(b"a,b,c\n1\n\n,,\n2,3,4,5\n"))
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"a": "1", "b": "", "c": ""}),
        (5, {"a": "2", "b": "3", "c": "4"}),
    ]
