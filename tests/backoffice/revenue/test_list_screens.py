"""Staff screens of lists: the whole way by the pages, who may do what, how many queries."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from backoffice.kernel.states import IllegalMove
from backoffice.revenue import services
from backoffice.revenue.models import Charge, ChargeList, Run

from .listing import certify, checked, draft, look_up, officers, rehearse, set_tariff, table
from .test_screens import second_factor, staff  # noqa: F401 - a fixture
from .town import AT

pytestmark = pytest.mark.django_db
OFFICER = ("view_chargelist", "view_charge", "view_entry", "draft_list", "check_list")
SIGNER = ("view_chargelist", "certify_list")
ROWS = [(n, f"Π{n}", "90", "") for n in range(1, 4)]


@pytest.fixture
def law(town):
    set_tariff()
    return officers()


def url(name, held, *more):
    return reverse(f"revenue:{name}", args=[held.code, *more])


def test_the_whole_way_by_the_pages(law, client, second_factor):  # noqa: F811
    second_factor(client, staff(*OFFICER))
    facts = {
        "form": "certification",
        "kind": "cleaning_fee",
        "period": "2026",
        "title": "Τέλη",
        "feeder": "revenue.file",
        "tariffs_on": "2026-04-10",
        "due_on": "2026-05-29",
    }
    assert client.post(reverse("revenue:new_list"), facts).status_code == 302
    held = ChargeList.objects.get()
    content = table(ROWS) + "\nx;Ψ;Π9;cleaning.home;1;;".encode()
    answer = client.post(
        url("list_facts", held), {"file": SimpleUploadedFile("facts.csv", content)}
    )
    assert answer.url == url("list_facts", held)
    shown = client.get(answer.url).content.decode()
    assert "Ψ" in shown
    assert "x" in client.get(answer.url, {"export": "csv"}).getvalue().decode()
    assert client.post(url("list_rehearse", held)).status_code == 302
    waiting = client.get(url("list", held))
    assert waiting.headers["Refresh"]
    run = services.rehearse_run(run_id=Run.objects.get().pk, at=AT)
    page = client.get(url("list", held))
    assert "Refresh" not in page.headers
    assert "432,00" in page.content.decode()
    assert "<svg" in page.content.decode()
    row = client.get(url("list_row", held, 1)).content.decode()
    assert "90 × 1.6" in row
    assert client.get(url("list_row", held, 9), follow=True).status_code == 404
    for drawn in run.sample.all():
        answer = client.post(
            url("list_sample", held), {"charge_id": drawn.charge_id, "verdict": "right"}
        )
        assert answer.status_code == 302
    assert client.post(url("list_check", held)).status_code == 302
    second_factor(client, staff(*SIGNER, name="signer"))
    decision = {"organ": "Δ.Ε.", "number": "1/2026", "decided_on": "2026-04-09", "on": "2026-04-10"}
    assert client.post(url("list_certify", held), decision).status_code == 302
    assert Charge.objects.count() == 3
    printed = client.get(url("list_pdf", held))
    assert printed.content.startswith(b"%PDF")
    files = client.get(url("list", held), {"export": "xlsx"})
    assert files.status_code == 200


def test_a_refusal_is_said_on_the_page(law, client, second_factor):  # noqa: F811
    second_factor(client, staff(*OFFICER))
    held = draft(law[0], table(ROWS))
    answer = client.post(url("list_check", held))
    assert answer.status_code == 422
    assert "books-errors" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("list", "view_chargelist"),
        ("list_facts", "draft_list"),
        ("list_rehearse", "draft_list"),
        ("list_sample", "check_list"),
        ("list_check", "check_list"),
        ("list_certify", "certify_list"),
        ("list_undo", "draft_list"),
        ("list_correct", "draft_list"),
        ("list_withdraw", "draft_list"),
        ("list_close", "certify_list"),
    ],
)
def test_each_page_needs_its_right(law, client, second_factor, name, right):  # noqa: F811
    held = draft(law[0])
    rights = {*OFFICER, *SIGNER} - {right}
    second_factor(client, staff(*rights))
    assert client.get(url(name, held)).status_code in {302, 404}
    second_factor(client, staff(right, "view_chargelist", name="right"))
    assert client.get(url(name, held)).status_code == 200


def hard_stop():
    """Leave of rehearsed rows what a hard stop of the server leaves: their tables are unlogged."""
    with connection.cursor() as cursor:
        cursor.execute("truncate revenue_stagedcharge, revenue_stagedline")


@pytest.mark.parametrize("state", ["drafted", "checked"])
def test_a_lost_rehearsal_is_told_and_ordered_again(
    law,
    client,
    second_factor,  # noqa: F811
    state,
):
    drafter, signer = law
    second_factor(client, staff(*OFFICER, "certify_list"))
    held = checked(table(ROWS), drafter) if state == "checked" else draft(drafter, table(ROWS))
    if state == "drafted":
        rehearse(held, drafter)
    assert "Νέος δοκιμαστικός" not in client.get(url("list", held)).content.decode()
    hard_stop()
    shown = client.get(url("list", held)).content.decode()
    assert "Ο δοκιμαστικός υπολογισμός χάθηκε" in shown
    assert "Νέος δοκιμαστικός υπολογισμός" in shown
    # No total of rows that are not there, and no step that needs them.
    assert "432,00" not in shown
    for name in ("list_sample", "list_check", "list_certify", "list_withdraw"):
        assert url(name, held) not in shown
    with pytest.raises((services.RehearsalLost, IllegalMove)):
        services.check_list(list_id=held.pk, actor=drafter, at=AT)
    with pytest.raises((services.RehearsalLost, IllegalMove)):
        certify(held, signer)
    assert client.post(url("list_rehearse", held)).status_code == 302
    assert "Refresh" in client.get(url("list", held)).headers
    run = Run.objects.get(state="computing")
    services.rehearse_run(run_id=run.pk, at=AT)
    assert "432,00" in client.get(url("list", held)).content.decode()
    held.refresh_from_db()
    # Whoever signed the lost rows off signs the new ones.
    assert (held.state, held.checked_by) == ("drafted", None)
    look_up(run, drafter)
    services.check_list(list_id=held.pk, actor=drafter, at=AT)
    assert str(certify(held, signer)) == "1/2026"


def test_a_lost_rehearsal_can_be_undone(law, client, second_factor):  # noqa: F811
    second_factor(client, staff(*OFFICER))
    held = checked(table(ROWS), law[0])
    hard_stop()
    assert client.post(url("list_undo", held), {"reason": "Διακοπή"}).status_code == 302
    held.refresh_from_db()
    assert (held.state, Run.objects.get().state) == ("drafted", "undone")
    assert "χάθηκε" not in client.get(url("list", held)).content.decode()


def test_queries_do_not_grow_with_the_rows(
    law,
    client,
    second_factor,  # noqa: F811
    django_assert_max_num_queries,
):
    second_factor(client, staff(*OFFICER))
    rehearsed = draft(law[0], table([(n, f"Ρ{n}", "5", "") for n in range(1, 61)]), period="2027")
    rehearse(rehearsed, law[0])
    certified = certify(checked(table(ROWS), law[0]), law[1])
    assert Permission.objects.filter(codename="certify_list").exists()
    for address in (reverse("revenue:lists"), url("list", rehearsed), url("list", certified)):
        client.get(address)
        with django_assert_max_num_queries(42):
            assert client.get(address).status_code == 200
