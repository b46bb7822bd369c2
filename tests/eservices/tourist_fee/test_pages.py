"""The way of a declaration through its pages."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from backoffice.business_fees import services as office
from backoffice.business_fees.models import Attachment, Declaration
from eservices.tourist_fee import services
from eservices.tourist_fee.models import Draft
from tests.backoffice.business_fees import town as t

D = Decimal
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


def url(name, *args):
    """Return an address of the Greek site."""
    with translation.override("el"):
        return reverse(f"tourist_fee:{name}", args=args)


def step(name, hotel, *more, period="2026-03"):
    """Return the address of a step."""
    return url(name, hotel.code, period, *more)


def walk(page, hotel, amount="48.000,00", period="2026-03"):
    """Answer every question up to the check page and return it."""
    page.post(step("declare", hotel, period=period))
    page.post(step("receipts", hotel, period=period), {"had_receipts": "yes"})
    page.post(step("amount", hotel, 1, period=period), {"amount": amount})
    page.post(step("files", hotel, period=period), {"action": "go"})
    return page.get(step("check", hotel, period=period))


def send(page, hotel, checked, period="2026-03"):
    """Press the button of a check page."""
    key = checked.context["journey"].draft.submission_key
    return page.post(step("check", hotel, period=period), {"key": key})


def test_the_whole_way(page, hotel):
    """From the start page to the confirmation and its PDF."""
    assert page.get(url("home")).status_code == 200
    chosen = page.get(url("establishments"))
    assert hotel.trade_name in chosen.content.decode()
    listed = page.get(url("establishment", hotel.code)).content.decode()
    assert step("declare", hotel) in listed
    begun = page.post(step("declare", hotel))
    assert begun.url == step("receipts", hotel)
    asked = page.post(begun.url, {"had_receipts": "yes"})
    assert asked.url == step("amount", hotel, 1)
    added = page.post(asked.url, {"amount": "48.000,00"})
    assert added.url == step("files", hotel)
    checked = page.post(added.url, {"action": "go"}, follow=True)
    text = checked.content.decode()
    assert "48.000,00" in text
    assert "240,00" in text
    done = send(page, hotel, checked)
    held = Declaration.objects.get()
    assert done.url == url("sent", held.code)
    confirmed = page.get(done.url).content.decode()
    assert held.receipt in confirmed
    assert "/account/debts/" in confirmed
    assert page.get(done.url).status_code == 200
    document = page.get(url("declaration_pdf", held.code))
    assert document["Content-Type"] == "application/pdf"
    words = PdfReader(io.BytesIO(document.content)).pages[0].extract_text()
    assert held.receipt in words
    assert "240,00" in words
    assert "Πληρωτέο έως 30/04/2026" in words
    assert "RF" in words
    assert not Draft.objects.exists()


def test_zero_is_declared_without_asking_amounts(page, hotel):
    page.post(step("declare", hotel))
    answered = page.post(step("receipts", hotel), {"had_receipts": "no"})
    assert answered.url == step("files", hotel)
    page.post(step("files", hotel), {"action": "go"})
    checked = page.get(step("check", hotel))
    done = send(page, hotel, checked)
    held = Declaration.objects.get()
    assert (held.fee_total, held.settlement) == (D("0.00"), "nothing")
    assert page.get(done.url).status_code == 200


@pytest.mark.parametrize(
    ("typed", "base"),
    [
        ("48.000,00", "48000.00"),
        ("48000.00", "48000.00"),
        ("48000", "48000"),
        ("0", "0"),
        ("12,5", "12.5"),
    ],
)
def test_amounts_are_read_the_greek_and_the_english_way(page, hotel, typed, base):
    page.post(step("declare", hotel))
    page.post(step("receipts", hotel), {"had_receipts": "yes"})
    page.post(step("amount", hotel, 1), {"amount": typed})
    assert D(Draft.objects.get().bases["hotel:2026-03-01"]) == D(base)


@pytest.mark.parametrize("typed", ["", "-1", "abc", "1,234", "99999999999999999"])
def test_wrong_amounts_are_told_at_the_field_and_in_the_summary(page, hotel, typed):
    page.post(step("declare", hotel))
    page.post(step("receipts", hotel), {"had_receipts": "yes"})
    answer = page.post(step("amount", hotel, 1), {"amount": typed})
    if typed == "1,234":
        assert answer.status_code == 302
        return
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Πρόβλημα" in text
    assert 'href="#id_amount"' in text
    assert 'id="id_amount_error"' in text
    assert not Draft.objects.get().bases


def test_a_draft_saves_itself_and_is_resumed_with_its_date(page, hotel):
    page.post(step("declare", hotel))
    page.post(step("receipts", hotel), {"had_receipts": "yes"})
    page.post(step("amount", hotel, 1), {"amount": "100,00"})
    assert "πρόχειρο" in page.get(url("establishment", hotel.code)).content.decode().lower()
    assert 'value="100,00"' in page.get(step("amount", hotel, 1)).content.decode()
    assert page.post(step("declare", hotel)).status_code == 302
    assert Draft.objects.count() == 1


def test_change_links_come_straight_back(page, hotel):
    checked = walk(page, hotel)
    link = f"{step('amount', hotel, 1)}?from=check"
    assert link in checked.content.decode()
    back = page.post(link, {"amount": "50000"})
    assert back.url == step("check", hotel)
    back = page.post(f"{step('receipts', hotel)}?from=check", {"had_receipts": "no"})
    assert back.url == step("check", hotel)
    back = page.post(f"{step('receipts', hotel)}?from=check", {"had_receipts": "yes"})
    assert back.url == step("check", hotel)
    assert "250,00" in page.get(back.url).content.decode()


def test_the_button_says_what_it_declares(page, hotel):
    text = walk(page, hotel).content.decode()
    assert (
        "Υποβολή δήλωσης με τέλος 240,00" in text.partition('name="key"')[2].partition("</form>")[0]
    )


def test_a_second_click_gives_the_same_declaration(page, hotel):
    checked = walk(page, hotel)
    first = send(page, hotel, checked)
    second = send(page, hotel, checked)
    assert first.url == second.url
    assert Declaration.objects.count() == 1


def test_back_after_sending_leads_to_the_declaration(page, hotel):
    send(page, hotel, walk(page, hotel))
    held = Declaration.objects.get()
    for name in ("receipts", "files", "check"):
        assert page.get(step(name, hotel)).url == step("declare", hotel)
    assert page.get(step("declare", hotel)).url == url("declaration", held.code)


def test_steps_cannot_be_skipped(page, hotel):
    assert page.get(step("check", hotel)).url == step("declare", hotel)
    page.post(step("declare", hotel))
    assert page.get(step("check", hotel)).url == step("receipts", hotel)
    page.post(step("receipts", hotel), {"had_receipts": "yes"})
    assert page.get(step("files", hotel)).url == step("amount", hotel, 1)
    assert page.get(step("amount", hotel, 9)).url == step("receipts", hotel)


def test_sending_an_old_page_sends_nothing_new(page, hotel):
    walk(page, hotel)
    answer = page.post(step("check", hotel), {"key": "of another draft"})
    assert answer.status_code == 409
    assert not Declaration.objects.exists()


def test_a_colleague_was_quicker(page, hotel, hotelier):
    checked = walk(page, hotel)
    t.declare(hotel, "1.00", actor=hotelier, when=timezone.now())
    answer = send(page, hotel, checked)
    assert answer.status_code == 409
    assert url("declaration", Declaration.objects.get().code) in answer.content.decode()


class TestCorrecting:
    """From the page of a declaration."""

    def test_a_correction_begins_with_what_was_declared(self, page, hotel):
        send(page, hotel, walk(page, hotel))
        held = Declaration.objects.get()
        begun = page.post(url("correct", held.code))
        assert begun.url == step("receipts", hotel)
        assert 'value="48000,00"' in page.get(step("amount", hotel, 1)).content.decode()
        page.post(step("amount", hotel, 1), {"amount": "50.000"})
        page.post(step("files", hotel), {"why-reason": "Τιμολόγιο που βρέθηκε αργότερα"})
        checked = page.get(step("check", hotel))
        assert "10,00" in checked.content.decode()
        done = send(page, hotel, checked)
        second = Declaration.objects.get(version=2)
        assert (second.difference, second.reason) == (D("10.00"), "Τιμολόγιο που βρέθηκε αργότερα")
        assert done.url == url("sent", second.code)
        shown = page.get(url("declaration", second.code)).content.decode()
        assert held.receipt in shown
        assert "αντικατ" in page.get(url("declaration", held.code)).content.decode()

    def test_a_correction_that_changes_nothing_says_so(self, page, hotel):
        send(page, hotel, walk(page, hotel))
        page.post(url("correct", Declaration.objects.get().code))
        page.post(step("files", hotel), {"why-reason": ""})
        assert send(page, hotel, page.get(step("check", hotel))).status_code == 409

    def test_only_posting_begins_one(self, page, hotel):
        send(page, hotel, walk(page, hotel))
        assert page.get(url("correct", Declaration.objects.get().code)).status_code == 405


class TestWhoMay:
    """The wrong citizen finds nothing."""

    def test_everything_of_another_is_not_there(self, page, other, hotel):
        send(page, hotel, walk(page, hotel))
        held = Declaration.objects.get()
        addresses = [
            url("establishment", hotel.code),
            step("declare", hotel),
            step("receipts", hotel),
            step("amount", hotel, 1),
            step("files", hotel),
            step("check", hotel),
            url("declaration", held.code),
            url("sent", held.code),
            url("declaration_pdf", held.code),
        ]
        for address in addresses:
            assert other.get(address).status_code == 404, address
            assert (
                other.get(address.replace(hotel.code, "X").replace(held.code, "X")).status_code
                == 404
            )
        assert other.post(url("correct", held.code)).status_code == 404
        assert hotel.trade_name not in other.get(url("establishments")).content.decode()

    def test_nobody_is_sent_to_sign_in(self, client, hotel):
        for address in (
            url("establishments"),
            url("establishment", hotel.code),
            step("check", hotel),
        ):
            answer = client.get(address)
            assert answer.status_code == 302
            assert "/account/login/" in answer.url
        assert client.get(url("home")).status_code == 200

    def test_a_mandate_for_declarations_opens_the_door_and_one_for_payments_does_not(
        self, other, stranger, hotel
    ):
        from backoffice.party.queries import party_of
        from backoffice.party.services import give_mandate, revoke_mandate

        agent = party_of(stranger)
        for scope, status in (("pay", 404), ("declare", 200)):
            mandate = give_mandate(
                principal_id=hotel.party_id,
                agent_id=agent.pk,
                scope=scope,
                valid_from=date(2026, 1, 1),
                valid_until=None,
                actor=None,
                at=timezone.now(),
            )
            assert other.get(url("establishment", hotel.code)).status_code == status
            revoke_mandate(mandate_id=mandate.pk, actor=stranger, at=timezone.now())
        assert other.get(url("establishment", hotel.code)).status_code == 404

    def test_a_finding_is_not_seen_before_it_is_certified(self, page, hotel, stranger):
        now = timezone.now()
        office.roll_periods(at=now)
        row = hotel.periods.get(period="2026-03")
        office.invite_missing(
            expected_ids=[row.pk], days_to_answer=1, actor=stranger, at=t.at(2026, 6, 1)
        )
        finding = office.assess_missing(
            expected_id=row.pk,
            bases=t.bases(hotel, t.MARCH, "48000.00"),
            reason="Έλεγχος",
            actor=stranger,
            at=now,
            key="f",
        )
        assert page.get(url("declaration", finding.code)).status_code == 404


class TestFiles:
    """Attacks through uploads."""

    def upload(self, page, hotel, name, content):
        """Walk to the files page and add one."""
        page.post(step("declare", hotel))
        page.post(step("receipts", hotel), {"had_receipts": "no"})
        file = SimpleUploadedFile(name, content, "application/pdf")
        return page.post(step("files", hotel), {"action": "add", "file": file})

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("page.pdf", b"<html><script>alert(1)</script></html>"),
            ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("really.pdf", PNG),
            ("image.png", PDF),
            ("run.exe", PDF),
            ("book.xlsx", b"PK\x03\x04 not really a workbook"),
            ("empty.pdf", b""),
            ("gif.png", b"GIF89a/*<script>*/"),
        ],
    )
    def test_a_file_that_is_not_what_it_says_is_refused(self, page, hotel, name, content):
        answer = self.upload(page, hotel, name, content)
        assert answer.status_code == 200
        assert 'id="id_file_error"' in answer.content.decode()
        assert not Attachment.objects.exists()

    def test_a_file_that_is_too_large_is_refused(self, page, hotel, settings):
        settings.UPLOAD_MAX_BYTES = 100
        answer = self.upload(page, hotel, "large.pdf", PDF + b" " * 100)
        assert 'id="id_file_error"' in answer.content.decode()

    def test_names_are_text_and_files_are_saved_never_shown(self, page, other, hotel):
        name = "../../etc/passwd\u202efdp.<b>.pdf"
        assert self.upload(page, hotel, name, PDF).status_code == 302
        kept = Attachment.objects.get()
        assert "/" not in kept.original_name
        assert "\u202e" not in kept.original_name
        assert kept.file.name == f"business_fees/{kept.uploaded_at:%Y}/{kept.code}"
        assert Path(kept.file.path).read_bytes() == PDF
        shown = page.get(step("files", hotel)).content.decode()
        assert "<b>" not in shown
        answer = page.get(url("attachment", kept.code))
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"] == "application/octet-stream"
        assert other.get(url("attachment", kept.code)).status_code == 404

    def test_a_file_goes_with_the_declaration_and_stays(self, page, hotel, hotelier):
        self.upload(page, hotel, "φπα.pdf", PDF)
        kept = Attachment.objects.get()
        page.post(step("files", hotel), {"action": "go"})
        send(page, hotel, page.get(step("check", hotel)))
        kept.refresh_from_db()
        assert kept.declaration == Declaration.objects.get()
        office.discard_attachment(code=kept.code, actor=hotelier, at=timezone.now())
        assert Attachment.objects.filter(pk=kept.pk).exists()
        assert "φπα.pdf" in page.get(url("declaration", kept.declaration.code)).content.decode()

    def test_a_file_is_removed_from_disk_with_its_row(
        self, page, hotel, django_capture_on_commit_callbacks
    ):
        self.upload(page, hotel, "a.pdf", PDF)
        kept = Attachment.objects.get()
        with django_capture_on_commit_callbacks(execute=True):
            page.post(step("remove_file", hotel, kept.code))
        assert not Attachment.objects.exists()
        assert not Path(kept.file.path).exists()
        assert page.post(step("remove_file", hotel, kept.code)).status_code == 302

    def test_anothers_file_cannot_be_attached(self, page, hotel, stranger):
        theirs = office.keep_attachment(
            establishment_id=hotel.pk,
            upload=SimpleUploadedFile("a.pdf", PDF),
            actor=stranger,
            at=timezone.now(),
        )
        checked = walk(page, hotel)
        Draft.objects.update(attachments=[theirs.code])
        assert send(page, hotel, checked).status_code == 409
        assert not Declaration.objects.exists()


def test_with_aade_the_page_explains_links_and_shows_what_was_imported(page, hotel, hotelier):
    office.set_receiver(
        who="aade",
        valid_from=date(2026, 3, 1),
        legal_basis="ν.5143/2024 άρθρο 30 §7",
        link="https://example.org/aade",
        actor=hotelier,
        at=timezone.now(),
    )
    header = "ΑΦΜ;Κωδικός δήμου;Περίοδος;Βάση;Τέλος;Πληρωθέν;Αριθμός δήλωσης"
    content = f"{header}\n{t.AFM};9;2026-03;48.000,00;240,00;240,00;Α1\n"
    office.import_aade(
        content=content.encode(), file_name="a.csv", actor=hotelier, at=timezone.now()
    )
    text = page.get(step("declare", hotel)).content.decode()
    assert "https://example.org/aade" in text
    assert "240,00" in text
    assert page.get(url("establishment", hotel.code)).status_code == 200
    page.post(step("declare", hotel))
    assert not Draft.objects.exists()


def test_drafts_are_forgotten_after_a_year(page, hotel):
    page.post(step("declare", hotel))
    assert services.purge_drafts(at=timezone.now()) == 0
    Draft.objects.update(saved_at=t.at(2025, 1, 1))
    assert services.purge_drafts(at=timezone.now()) == 1
    assert not Draft.objects.exists()


def test_lists_ask_the_database_the_same_number_of_times(
    page, hotel, hotelier, django_assert_max_num_queries
):
    t.declare(hotel, "1.00", actor=hotelier, when=timezone.now())
    with django_assert_max_num_queries(22):
        page.get(url("establishment", hotel.code))
    for number in range(5):
        t.make_establishment(afm=t.AFM, trade_name=f"Κατάλυμα {number}", branch_no=number + 1)
    with django_assert_max_num_queries(20):
        page.get(url("establishments"))


def test_the_last_click_asks_a_constant_number_of_questions(
    page, hotel, hotelier, django_assert_max_num_queries
):
    page.post(step("declare", hotel))
    page.post(step("receipts", hotel), {"had_receipts": "yes"})
    page.post(step("amount", hotel, 1), {"amount": "48.000,00"})
    page.post(step("files", hotel), {"action": "go"})
    checked = page.get(step("check", hotel))
    with django_assert_max_num_queries(50):
        send(page, hotel, checked)
    assert Declaration.objects.count() == 1
