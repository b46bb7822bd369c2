"""Staff screens and the account: every page opens, its buttons do what they say."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from backoffice.enforcement.models import Batch, Measure, Notice, Opening
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_of
from tests.backoffice.revenue.town import make_charge
from tests.factories import signin

from .town import debtor, issue, proof, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(town, client):
    user = signin.make_staff("revenue_officer")
    signin.sign_in_staff(client, user)
    return user


def page(client, name, *args, **query):
    return client.get(reverse(f"enforcement:{name}", args=args), query)


def send(client, name, *args, **data):
    return client.post(reverse(f"enforcement:{name}", args=args), data, follow=True)


def test_from_the_ladder_to_the_printer(client, clerk):
    party = debtor(1, amounts=("600.00",))
    assert party.full_name in page(client, "ladder").content.decode()
    chosen = page(client, "choose", debtor=party.pk, kind="overdue").content.decode()
    assert f'value="{party.pk}"' in chosen
    facts = {"kind": "overdue", "title": "Ιούνιος", "department": unit(), "debtors": party.pk}
    assert send(client, "choose", **facts).status_code == 200
    batch = Batch.objects.get()
    assert "600,00" in page(client, "batch", batch.code).content.decode()
    assert send(client, "rehearse", batch.code).status_code == 200
    assert send(client, "issue", batch.code).status_code == 200
    batch.refresh_from_db()
    assert batch.state == "issuing"
    from backoffice.enforcement import services

    services.set_part(part_id=batch.parts.get().pk, at=timezone.now())
    shown = page(client, "batch", batch.code).content.decode()
    assert reverse("enforcement:part", args=[batch.code, 1]) in shown
    assert page(client, "part", batch.code, 1).content.startswith(b"%PDF")
    again = send(client, "issue", batch.code)
    assert again.status_code == 422


def test_a_notice_is_served_and_shows_its_proof(client, clerk):
    debtor(1)
    notice = issue(clerk, moment=timezone.now()).notices.get()
    assert page(client, "paper", notice.code).content.startswith(b"%PDF")
    assert send(client, "hand", notice.code, on=notice.on).status_code == 422
    send(client, "hand", notice.code, on=notice.on, proof=proof())
    delivery = notice.deliveries.get()
    shown = page(client, "notice", notice.code).content.decode()
    assert reverse("enforcement:proof", args=[notice.code, delivery.pk]) in shown
    assert page(client, "proof", notice.code, delivery.pk).status_code == 200
    assert notice.debtor.full_name in page(client, "notices", text=str(notice)).content.decode()


def test_the_post_is_posted_and_its_results_brought_in(client, clerk):
    debtor(1)
    notice = issue(clerk, moment=timezone.now()).notices.get()
    send(client, "post", notice.code, on=notice.on, tracking="RE1GR")
    delivery = notice.deliveries.get()
    assert page(client, "result", notice.code, delivery.pk).status_code == 200
    rows = f"tracking;result;day;reason\nRE1GR;delivered;{notice.on};\nRE2GR;delivered;x;\n"
    file = SimpleUploadedFile("results.csv", rows.encode())
    answer = send(client, "results", file=file)
    assert answer.context["report"].served == 1
    assert "3" in answer.content.decode()


def test_a_measure_is_proposed_and_decided_on_screen(client, clerk):
    party = debtor(1, amounts=("600.00",))
    charge = party.charges.get()
    assert page(client, "propose", party.code).status_code == 200
    facts = {"kind": "bank", "target": "Τράπεζα", "charges": [charge.pk]}
    assert send(client, "propose", party.code, **facts).status_code == 200
    measure = Measure.objects.get()
    assert page(client, "measures").status_code == 200
    assert page(client, "decide", measure.code).status_code in {302, 403}
    treasurer = signin.make_staff("treasurer")
    signin.sign_in_staff(client, treasurer)
    assert page(client, "measure", measure.code).status_code == 200
    send(client, "decide", measure.code, verdict="approved", decision="7/2026")
    send(client, "take", measure.code, on=athens_day(timezone.now()), proof=proof())
    assert page(client, "report", measure.code).status_code == 200
    send(client, "lift", measure.code, reason="Εξόφληση")
    measure.refresh_from_db()
    assert measure.state == "lifted"


def test_lists_are_taken_as_files(client, clerk):
    debtor(1)
    batch = issue(clerk, moment=timezone.now())
    for kind in ("csv", "xlsx"):
        for name in ("batches", "notices", "ladder", "measures"):
            assert page(client, name, export=kind).status_code == 200
        assert page(client, "batch", batch.code, export=kind).status_code == 200


def test_lists_stay_flat_in_queries(client, clerk, django_assert_max_num_queries):
    for number in range(1, 12):
        debtor(number)
    batch = issue(clerk, moment=timezone.now())
    page(client, "law")
    for name, args, most in (
        ("batches", (), 22),
        ("batch", (batch.code,), 26),
        ("notices", (), 22),
        ("ladder", (), 26),
        ("measures", (), 22),
    ):
        with django_assert_max_num_queries(most):
            assert page(client, name, *args).status_code == 200


def test_the_debtor_reads_the_notice_in_the_account(client, clerk):
    user = signin.make_citizen()
    make_charge(party_of(user), "80.00")
    notice = issue(clerk, moment=timezone.now()).notices.get()
    signin.sign_in(client, user)
    listed = client.get(reverse("debts:notices"))
    address = reverse("debts:notice_pdf", args=[notice.code])
    assert address in listed.content.decode()
    assert client.get(address).content.startswith(b"%PDF")
    (row,) = client.get(reverse("api_notices")).json()
    assert (row["number"], row["total"]) == (str(notice), str(notice.total))
    paper = client.get(reverse("api_notice_pdf", args=[notice.code]))
    assert paper.content == client.get(address).content
    assert Opening.objects.get().user == user
    stranger = signin.make_citizen("900000773", "stranger@example.org")
    signin.sign_in(client, stranger)
    assert client.get(address).status_code == 404
    assert client.get(reverse("api_notices")).json() == []


def test_a_withdrawn_notice_is_gone_from_the_account(client, clerk):
    user = signin.make_citizen()
    make_charge(party_of(user), "80.00")
    notice = issue(clerk, moment=timezone.now()).notices.get()
    send(client, "withdraw", notice.code, reason="Λάθος")
    assert Notice.objects.get().state == "withdrawn"
    signin.sign_in(client, user)
    assert client.get(reverse("debts:notice_pdf", args=[notice.code])).status_code == 404
