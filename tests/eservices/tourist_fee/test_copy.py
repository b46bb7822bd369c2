"""The copy of a person holds the declaration that was begun and not sent."""

from tests.factories.copies import rows_of

from .test_pages import walk


def test_a_draft_is_in_the_copy_of_whoever_writes_it_alone(page, hotel, hotelier, stranger):
    walk(page, hotel)
    (row,) = rows_of(hotelier, "tourist_fee", "draft")
    assert (row["establishment"], row["period"]) == (hotel.trade_name, "2026-03")
    assert row["had_receipts"] is True
    assert "48000" in str(row["bases"]).replace(".", "")
    assert row["saved_at"] >= row["started_at"]
    assert rows_of(stranger, "tourist_fee", "draft") == []
