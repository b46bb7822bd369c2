"""Reading the signatures of others: every file gets an answer, none an exception."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader, PdfWriter

from integrations.signing import Trust, Verdict, sign_pdf, validate_pdf
from integrations.signing import validation as reading
from tests.integrations.signing import SigningDesk, letter


@pytest.fixture(scope="module")
def sealed(signing_process: SigningDesk) -> bytes:
    return sign_pdf(
        letter(), signing_process.seal, signing_process.timestamper, reason="Έκδοση", location="GR"
    )


def test_who_when_intact_trusted_by_what(signing_desk: SigningDesk, sealed: bytes) -> None:
    (report,) = validate_pdf(sealed, signing_desk.trust)
    assert report.verdict == Verdict.VALID
    assert report.signer.startswith("Δήμος Μινώας Ακτής")
    assert report.issuer == "SANDBOX Issuer"
    assert report.trusted_by == "SANDBOX Root"
    assert report.covers_whole_file
    assert report.changes_after == "none"
    assert (report.reason, report.location) == ("Έκδοση", "GR")
    assert report.revocation == "not_checked"


def test_an_unsigned_document_has_no_report(signing_desk: SigningDesk) -> None:
    assert validate_pdf(letter(), signing_desk.trust) == []


def test_a_stranger_is_not_believed_though_the_document_is_whole(sealed: bytes) -> None:
    (report,) = validate_pdf(sealed, Trust())
    assert (report.verdict, report.intact, report.trusted) == (Verdict.UNKNOWN_SIGNER, True, False)


def test_one_changed_letter_is_seen(signing_desk: SigningDesk, sealed: bytes) -> None:
    broken = bytearray(sealed)
    place = sealed.index(b"stream", 2000) + 40
    broken[place] ^= 1
    (report,) = validate_pdf(bytes(broken), signing_desk.trust)
    assert report.verdict in (Verdict.ALTERED, Verdict.UNREADABLE)
    assert not report.intact


def test_a_page_added_after_signing_is_seen(signing_desk: SigningDesk, sealed: bytes) -> None:
    writer = PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_blank_page(100, 100)
    changed = io.BytesIO()
    writer.write(changed)
    (report,) = validate_pdf(changed.getvalue(), signing_desk.trust)
    assert report.verdict == Verdict.CHANGED_AFTER
    assert not report.covers_whole_file
    assert report.changes_after == "suspicious"


def test_a_second_signature_is_an_allowed_change(signing_desk: SigningDesk, sealed: bytes) -> None:
    both = sign_pdf(sealed, signing_desk.person, signing_desk.timestamper)
    first, second = validate_pdf(both, signing_desk.trust)
    assert (first.verdict, first.changes_after) == (Verdict.VALID, "allowed")
    assert (first.covers_whole_file, second.covers_whole_file) == (False, True)
    assert second.signer.startswith("Ειρήνη")


def test_the_responder_says_good_then_revoked(signing_desk: SigningDesk, sealed: bytes) -> None:
    (report,) = validate_pdf(sealed, signing_desk.asking)
    assert (report.verdict, report.revocation) == (Verdict.VALID, "good")
    signing_desk.server.move_clock(-600)
    signing_desk.server.seed(revoked=["seal"])
    signing_desk.server.move_clock(600)
    (report,) = validate_pdf(sealed, signing_desk.asking)
    assert (report.verdict, report.revocation) == (Verdict.REVOKED, "revoked")


def test_a_silent_responder_only_leaves_the_question_open(
    signing_desk: SigningDesk, sealed: bytes
) -> None:
    signing_desk.server.fail("status:503", match="/ocsp", times=5)
    (report,) = validate_pdf(sealed, signing_desk.asking)
    assert (report.verdict, report.revocation) == (Verdict.VALID, "not_checked")


def test_no_host_is_called_that_we_did_not_name(signing_desk: SigningDesk, sealed: bytes) -> None:
    elsewhere = replace(signing_desk.asking, responders=("127.0.0.1:1",))
    validate_pdf(sealed, elsewhere)
    assert [call["path"] for call in signing_desk.server.log()] == []


def test_an_expired_certificate_counts_where_the_time_was_stamped(
    signing_desk: SigningDesk, sealed: bytes
) -> None:
    bare = sign_pdf(letter(), signing_desk.seal)
    later = signing_desk.seal.not_after + timedelta(days=10)
    assert validate_pdf(bare, signing_desk.trust, on=later)[0].verdict == Verdict.EXPIRED
    assert validate_pdf(sealed, signing_desk.trust, on=later)[0].verdict == Verdict.VALID


@pytest.mark.parametrize("content", [b"", b"x", b"%PDF-1.7 but no more", b"\x00" * 5000])
def test_rubbish_gets_a_report(content: bytes) -> None:
    (report,) = validate_pdf(content, Trust())
    assert report.verdict == Verdict.UNREADABLE
    assert report.detail


def test_every_cut_of_a_signed_file_gets_an_answer(sealed: bytes) -> None:
    for part in range(1, 12):
        assert isinstance(validate_pdf(sealed[: len(sealed) * part // 12], Trust()), list)


def test_an_encrypted_file_is_named_so() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(letter())))
    writer.encrypt("secret", algorithm="AES-256")
    closed = io.BytesIO()
    writer.write(closed)
    assert validate_pdf(closed.getvalue(), Trust())[0].verdict == Verdict.ENCRYPTED


def test_a_huge_file_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    assert validate_pdf(letter(), Trust())[0].verdict == Verdict.TOO_LARGE
