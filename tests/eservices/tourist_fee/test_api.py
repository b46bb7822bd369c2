"""The stay fee for programs, step by step."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from backoffice.business_fees.models import Attachment, Declaration
from backoffice.business_fees.services import roll_periods
from backoffice.kernel.dates import TaxPeriod, athens_day
from eservices.tourist_fee.models import Draft
from tests.factories.signin import sign_in

from .test_pages import PDF

ROOT = "/api/v1/tourist-fee/"


@pytest.fixture
def program(hotelier):
    """A program signed in as the hotelier."""
    client = APIClient()
    sign_in(client, hotelier)
    return client


@pytest.fixture
def theirs(stranger):
    """A program signed in as somebody else."""
    client = APIClient()
    sign_in(client, stranger)
    return client


def draft(hotel, period="2026-03"):
    """Return the address of a draft."""
    return f"{ROOT}establishments/{hotel.code}/periods/{period}/draft/"


def send(program, hotel, key="k-1", period="2026-03", **more):
    """Send a draft."""
    return program.post(
        f"{ROOT}declarations/",
        {"establishment": hotel.code, "period": period},
        format="json",
        headers={"Idempotency-Key": key},
        **more,
    )


def test_the_whole_way(program, hotel):
    """Everything the pages do, with the same numbers."""
    (place,) = program.get(f"{ROOT}establishments/").json()
    assert (place["code"], place["late"] > 0) == (hotel.code, True)
    periods = program.get(f"{ROOT}establishments/{hotel.code}/periods/").json()
    march = next(p for p in periods if p["period"] == "2026-03")
    assert (march["due_on"], march["receiver"]) == ("2026-04-30", "town")
    assert march["can_declare"]
    begun = program.get(draft(hotel)).json()
    (slot,) = begun["asks"]
    assert (slot["name"], slot["rate"]) == ("hotel:2026-03-01", "0.0050000")
    answers = {"had_receipts": True, "amounts": {slot["name"]: "48000.00"}}
    written = program.put(draft(hotel), answers, format="json").json()
    assert (written["fee"], written["is_complete"]) == ("240.00", True)
    upload = {"file": SimpleUploadedFile("a.pdf", PDF)}
    added = program.post(f"{draft(hotel)}files/", upload, format="multipart")
    assert added.status_code == 201
    sent = send(program, hotel)
    assert sent.status_code == 201
    body = sent.json()
    assert (body["fee"], body["charges"][0]["total"]) == ("240.00", "240.00")
    assert [file["name"] for file in body["files"]] == ["a.pdf"]
    assert program.get(f"{ROOT}declarations/{body['code']}/").json() == body
    document = program.get(f"{ROOT}declarations/{body['code']}/pdf/")
    assert document["Content-Type"] == "application/pdf"
    assert not Draft.objects.exists()


def test_the_same_key_gives_the_same_declaration(program, hotel):
    program.put(draft(hotel), {"had_receipts": False}, format="json")
    first, second = send(program, hotel), send(program, hotel)
    assert first.json() == second.json()
    assert Declaration.objects.count() == 1


def test_a_key_is_needed(program, hotel):
    for key in ("", "x" * 61):
        assert send(program, hotel, key).status_code == 400


def test_a_correction(program, hotel):
    program.put(draft(hotel), {"had_receipts": False}, format="json")
    code = send(program, hotel).json()["code"]
    begun = program.post(f"{ROOT}declarations/{code}/correction/").json()
    assert begun["corrects"] == code
    amounts = {"hotel:2026-03-01": "1000.00"}
    answers = {"had_receipts": True, "amounts": amounts, "reason": "Λάθος"}
    assert program.put(draft(hotel), answers, format="json").json()["difference"] == "5.00"
    assert send(program, hotel, "k-2").json()["difference"] == "5.00"


def test_refusals_carry_a_word_and_a_sentence(program, hotel):
    now = timezone.now()
    roll_periods(at=now)
    running = str(TaxPeriod.of(athens_day(now), "month"))
    early = program.get(draft(hotel, running))
    assert (early.status_code, early.json()["code"]) == (409, "period_not_open_yet")
    assert send(program, hotel).json()["code"] == "draft_gone"
    program.put(draft(hotel), {"had_receipts": True}, format="json")
    assert send(program, hotel).json()["code"] == "draft_incomplete"
    odd = {"had_receipts": True, "amounts": {"casino:2026-03-01": "1.00"}}
    assert program.put(draft(hotel), odd, format="json").json()["code"] == "bases_incomplete"
    program.put(draft(hotel), {"had_receipts": False}, format="json")
    code = send(program, hotel).json()["code"]
    again = program.get(draft(hotel))
    assert (again.status_code, again.json()["code"]) == (409, "period_already_declared")
    assert program.get(f"{ROOT}declarations/{code}/").json()["settlement"] == "nothing"


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"had_receipts": "perhaps"},
        {"had_receipts": True, "amounts": {"hotel:2026-03-01": "-1"}},
        {"had_receipts": True, "amounts": {"hotel:2026-03-01": "1.001"}},
        {"had_receipts": True, "amounts": {"hotel:2026-03-01": "NaN"}},
        {"had_receipts": True, "amounts": [1]},
        {"had_receipts": True, "reason": "x" * 1001},
    ],
)
def test_wrong_answers_are_told_and_nothing_is_saved(program, hotel, answers):
    assert program.put(draft(hotel), answers, format="json").status_code == 400
    assert not Draft.objects.exists()


def test_files_are_refused_and_removed(program, hotel):
    bad = {"file": SimpleUploadedFile("a.pdf", b"<html>")}
    refused = program.post(f"{draft(hotel)}files/", bad, format="multipart")
    assert (refused.status_code, refused.json()["code"]) == (409, "file_refused")
    good = {"file": SimpleUploadedFile("a.pdf", PDF)}
    program.post(f"{draft(hotel)}files/", good, format="multipart")
    kept = Attachment.objects.get()
    assert program.delete(f"{draft(hotel)}files/{kept.code}/").json()["files"] == []


def test_the_wrong_person_finds_nothing(program, theirs, hotel):
    program.put(draft(hotel), {"had_receipts": False}, format="json")
    assert send(theirs, hotel, follow=True).status_code == 404
    code = send(program, hotel).json()["code"]
    for address in (
        draft(hotel),
        f"{ROOT}establishments/{hotel.code}/periods/",
        f"{ROOT}declarations/{code}/",
        f"{ROOT}declarations/{code}/pdf/",
    ):
        assert theirs.get(address, follow=True).status_code == 404, address
    theirs.put(draft(hotel), {"had_receipts": True}, format="json")
    theirs.post(f"{ROOT}declarations/{code}/correction/")
    assert not Draft.objects.exists()
    # Another's key is another key: it opens nothing.
    assert send(theirs, hotel, follow=True).status_code == 404


def test_nobody_gets_nothing(hotel):
    client = APIClient()
    assert client.get(f"{ROOT}establishments/").status_code in {401, 403}
    assert client.get(draft(hotel)).status_code in {401, 403}
