"""The screens of the books: who sees what, with how many queries, and as which file."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from backoffice.kernel.actors import Source
from backoffice.ledger.models import Entry, Period

from .builders import cr, dr, post

pytestmark = pytest.mark.django_db

RIGHTS = {
    "ledger:chart": "ledger.view_account",
    "ledger:balance": "ledger.view_account",
    "ledger:entries": "ledger.view_entry",
    "ledger:periods": "ledger.view_period",
}
RANGE = {"first": "2026-01-01", "last": "2026-12-31"}


@pytest.fixture
def books(year):
    for n in range(60):
        post(
            dr("48401", 10 + n, ale="1420901"),
            cr("14209", 10 + n, ale="1420901"),
            journal="REV",
            text=f"=charge {n}",
            source=Source("revenue.charge", str(n)),
        )
    return year


@pytest.mark.parametrize(("page", "right"), RIGHTS.items())
def test_page_needs_its_right(staff, year, page, right):
    assert staff(right).get(reverse(page)).status_code == 200
    other = (set(RIGHTS.values()) - {right}).pop()
    refused = staff(other).get(reverse(page))
    assert (refused.status_code, refused.get("Location")) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("page", RIGHTS)
def test_nobody_is_sent_to_sign_in(client, year, page):
    answer = client.get(reverse(page))
    assert answer.status_code == 302
    assert reverse("wagtailadmin_home") != answer["Location"]


def test_entry_of_somebody_without_right_is_not_there(staff, books):
    entry = Entry.objects.first()
    url = reverse("ledger:entry", args=[entry.journal_id, entry.year, entry.number])
    # Without its language prefix a missing page is looked for under one: follow it to its end.
    assert staff("ledger.view_account").get(url, follow=True).status_code == 404
    page = staff("ledger.view_entry").get(url)
    assert "4.8.4.01" in page.content.decode()
    assert (
        staff("ledger.view_entry").get(url.replace("/REV/", "/COL/"), follow=True).status_code
        == 404
    )


def test_entries_are_filtered_and_paged_with_flat_queries(
    staff, books, django_assert_max_num_queries
):
    client = staff("ledger.view_entry")
    url = reverse("ledger:entries")
    client.get(url, RANGE)
    with django_assert_max_num_queries(12) as few:
        page = client.get(url, RANGE).context["page"]
    assert (len(page), page.paginator.count) == (50, 60)
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(url, RANGE | {"p": 2}).context["page"]) == 10
    for chosen, count in [
        ({"account": "4.8.4"}, 60),
        ({"account": "4.8.1.01"}, 0),
        ({"text": "charge 7"}, 1),
        ({"text": "59"}, 1),
        ({"journal": "COL"}, 0),
        ({"last": "2026-02-28"}, 0),
    ]:
        assert client.get(url, RANGE | chosen).context["page"].paginator.count == count


def test_unknown_account_in_filter_says_how_to_mend(staff, books):
    page = staff("ledger.view_entry").get(reverse("ledger:entries"), RANGE | {"account": "99"})
    assert page.context["form"].errors["account"]
    assert page.status_code == 200


def test_trial_balance_page_and_files_agree(staff, books):
    client = staff("ledger.view_account")
    url = reverse("ledger:balance")
    chosen = {"on": "2026-12-31", "degree": "3"}
    total = sum(range(10, 70))
    rows = client.get(url, chosen).context["rows"]
    assert [(row.code, row.closing) for row in rows] == [("142", -total), ("484", total)]
    text = b"".join(client.get(url, chosen | {"export": "csv"}).streaming_content).decode(
        "utf-8-sig"
    )
    table = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert table[2][0] == "4.8.4"
    assert table[2][3] == f"{total},00"
    taken = client.get(url, chosen | {"export": "xlsx"}).getvalue()
    sheet = load_workbook(io.BytesIO(taken)).active
    assert sheet["D3"].value == total


def test_journal_file_runs_no_formula(staff, books):
    client = staff("ledger.view_entry")
    answer = client.get(reverse("ledger:entries"), RANGE | {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 1 + 120
    assert rows[1][2] == "'=charge 0"


def test_account_card_carries_its_balance_over_pages(staff, books):
    client = staff("ledger.view_account")
    url = reverse("ledger:card", args=["484"])
    card = client.get(url, {"first": "2026-03-01", "last": "2026-03-31", "p": 2}).context["card"]
    assert card.opening == 0
    assert card.brought == sum(range(10, 60))
    assert [row.balance for row in card.rows][-1] == card.closing == sum(range(10, 70))
    after = client.get(url, {"first": "2026-04-01", "last": "2026-04-30"}).context["card"]
    assert (after.opening, after.debit, after.closing) == (card.closing, 0, card.closing)
    assert client.get(reverse("ledger:card", args=["99"]), follow=True).status_code == 404


def test_month_is_closed_reopened_and_closed_for_good(staff, year):
    client = staff("ledger.view_period", "ledger.close_period", "ledger.reopen_period")
    pk = year[0].pk

    def move(name, **data):
        return client.post(reverse(f"ledger:{name}", args=[pk]), data).status_code

    assert client.get(reverse("ledger:close", args=[pk])).status_code == 200
    assert move("close") == 302
    assert move("close") == 422
    assert move("reopen") == 422
    assert move("reopen", reason="A late invoice") == 302
    assert move("close_for_good") == 302
    assert Period.objects.get(pk=pk).state == "closed"
    assert move("reopen", reason="No") == 422
    pk = year[2].pk
    assert move("close_for_good") == 422


def test_year_is_opened_by_right(staff, db):
    url = reverse("ledger:periods")
    staff("ledger.view_period").post(url, {"year": 2027})
    assert not Period.objects.exists()
    client = staff("ledger.view_period", "ledger.open_year")
    assert client.post(url, {"year": "abc"}).status_code == 422
    assert client.post(url, {"year": 2027}).status_code == 302
    assert Period.objects.filter(year=2027).count() == 12


def test_only_entries_without_another_register_are_reversed_here(staff, books):
    client = staff("ledger.view_entry", "ledger.reverse_entry")
    owned = Entry.objects.first()
    url = reverse("ledger:reverse", args=[owned.journal_id, owned.year, owned.number])
    client.post(url, {"on": "2026-03-02", "reason": "x"})
    assert not Entry.objects.filter(reverses__isnull=False).exists()
    free = post(dr("42101", 5), cr("83", 5), journal="OPN", source=Source("opening.batch", "1"))
    url = reverse("ledger:reverse", args=[free.journal_id, free.year, free.number])
    assert client.get(url).status_code == 200
    assert client.post(url, {"on": "2030-01-01", "reason": "x"}).status_code == 422
    assert client.post(url, {"on": "2026-03-02", "reason": "Twice"}).status_code == 302
    assert Entry.objects.get(reverses=free).on == date(2026, 3, 2)


def test_pages_carry_nothing_inline(staff, books):
    client = staff(*set(RIGHTS.values()))
    for page in RIGHTS:
        html = client.get(reverse(page), RANGE).content.decode()
        own = html[html.index('class="nice-padding"') :]
        assert " style=" not in own[: own.index("</main>")]
