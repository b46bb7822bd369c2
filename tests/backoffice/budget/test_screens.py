"""The screens of the budget and the file that fills it."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from backoffice.budget import imports, services
from backoffice.budget.models import Amendment, BudgetYear, Line
from backoffice.budget.states import BudgetState
from tests.backoffice.ledger.builders import NOW, cr, dr, post

from .builders import change, move, propose

pytestmark = pytest.mark.django_db

GOOD = """side;ale;name_el;initial;is_regular;function
έσοδα;1.4.2.09.01;Τέλος καθαριότητας;1.234.567,80;ναι;05.1
έξοδα;2120101;Αποδοχές;1234567.80;;01
"""
BAD = """side;ale;name_el;initial;is_regular;department
έσοδα;142;Τέλος;12,345;ίσως;
other;1420901;;10;no;nowhere
έσοδα;1420902;Τέλος;10;no;
έσοδα;1420902;Τέλος;10;no;
"""


def upload(text):
    return SimpleUploadedFile("lines.csv", text.encode("utf-8-sig"), "text/csv")


def test_start_leads_to_the_latest_budget(staff, db):
    client = staff("budget.view_budgetyear")
    assert client.get(reverse("budget:start")).status_code == 200
    services.open_budget(year=2026, actor=None, at=NOW)
    assert client.get(reverse("budget:start"))["Location"] == reverse(
        "budget:execution", args=[2026]
    )


@pytest.mark.parametrize("name", ["execution", "lines", "amendments"])
def test_page_needs_its_right_and_a_budget(staff, budget, name):
    url = reverse(f"budget:{name}", args=[2026])
    refused = staff("ledger.view_entry").get(url)
    assert refused["Location"] == reverse("wagtailadmin_home")
    client = staff("budget.view_budgetyear", "budget.view_amendment")
    assert client.get(url).status_code == 200
    assert client.get(url.replace("2026", "2031"), follow=True).status_code == 404


def test_execution_page_chart_and_file_agree(staff, year, budget, django_assert_max_num_queries):
    post(
        dr("48401", "1234.56", ale="1420901"), cr("14209", "1234.56", ale="1420901"), journal="REV"
    )
    client = staff("budget.view_budgetyear")
    url = reverse("budget:execution", args=[2026])
    client.get(url)
    with django_assert_max_num_queries(13):
        page = client.get(url, {"as_of": "2026-12-31"})
    html = page.content.decode()
    assert "1.234,56" in html
    assert "<svg" in html
    assert page.context["revenue_total"].assessed == page.context["revenue"][2].assessed
    answer = client.get(url, {"as_of": "2026-12-31", "export": "csv"})
    table = list(
        csv.reader(
            io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"
        )
    )
    assert {row[1]: row[7] for row in table}["1420901"] == "1234,56"
    assert client.get(url, {"export": "xlsx"}).status_code == 200
    wrong = client.get(url, {"as_of": "2025-01-01"})
    assert wrong.context["form"].errors["as_of"]
    assert wrong.context["day"].year == 2026


def test_file_is_entered_whole(staff, db):
    budget = services.open_budget(year=2026, actor=None, at=NOW)
    client = staff("budget.view_budgetyear", "budget.import_lines")
    answer = client.post(reverse("budget:import", args=[2026]), {"file": upload(GOOD)})
    assert answer.status_code == 302
    assert list(
        Line.objects.filter(budget=budget).values_list(
            "side", "ale", "initial", "is_regular", "function"
        )
    ) == [
        ("revenue", "1420901", imports.Euro().clean("1234567,80"), True, "05.1"),
        ("expenditure", "2120101", imports.Euro().clean("1234567,80"), False, "01"),
    ]


def test_file_with_wrong_rows_names_each_and_enters_none(staff, db):
    services.open_budget(year=2026, actor=None, at=NOW)
    client = staff("budget.view_budgetyear", "budget.import_lines")
    answer = client.post(reverse("budget:import", args=[2026]), {"file": upload(BAD)})
    assert answer.status_code == 422
    problems = answer.context["problems"]
    assert [problem.split(":")[0][-1] for problem in problems] == ["1", "2", "4"]
    assert "ale" in problems[0]
    assert "initial" in problems[0]
    assert "is_regular" in problems[0]
    assert "department" in problems[1]
    assert "name_el" in problems[1]
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"side;ale\nx;y\n", b"", b"side;ale;name_el;initial\n"]
)
def test_file_of_another_kind_is_refused(content):
    with pytest.raises(imports.ImportRefused) as caught:
        imports.read_lines(content, at=NOW)
    assert caught.value.problems


def test_voted_budget_takes_no_file(staff, budget):
    client = staff("budget.view_budgetyear", "budget.import_lines")
    answer = client.post(reverse("budget:import", args=[2026]), {"file": upload(GOOD)})
    assert answer.status_code == 422


def test_budget_is_moved_by_right_along_its_table(staff, draft):
    url = reverse("budget:move", args=[2026])
    staff("budget.view_budgetyear").post(url, {"state": "draft_committee"})
    assert BudgetYear.objects.get().state == "draft_service"
    client = staff("budget.view_budgetyear", "budget.move_budget")
    assert client.post(url, {"state": "closed"}).status_code == 422
    assert client.post(url, {"state": "draft_committee"}).status_code == 302
    move_on = BudgetState.OBSERVATORY_OPINION
    assert client.post(url, {"state": move_on}).status_code == 302
    assert client.post(url, {"state": "council_voted"}).status_code == 422
    assert client.post(url, {"state": "council_voted", "decision": "1/2025"}).status_code == 302


def test_amendment_is_moved_and_shown(staff, draft):
    budget = move(draft, BudgetState.EXECUTING)
    propose(budget, change("revenue", "1310101", 1), change("expenditure", "2120101", 1))
    url = reverse("budget:amendment", args=[2026, 1])
    client = staff("budget.view_budgetyear", "budget.view_amendment", "budget.move_amendment")
    assert client.get(url).status_code == 200
    assert client.post(url, {"state": "effective"}).status_code == 422
    for state in ("committee", "council_voted", "legality_check"):
        assert client.post(url, {"state": state}).status_code == 302
    assert client.post(url, {"state": "effective"}).status_code == 422
    final = {"state": "effective", "decision": "9/2026", "effective_on": "2026-04-01"}
    assert client.post(url, final).status_code == 302
    assert Amendment.objects.get().state == "effective"
    page = client.get(reverse("budget:amendments", args=[2026])).content.decode()
    assert "9/2026" in page
    assert client.get(reverse("budget:amendment", args=[2026, 2]), follow=True).status_code == 404
