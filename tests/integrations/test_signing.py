"""Sealing a PDF: accepted by another program, refused where it must be, quick about its key."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from integrations.signing import (
    KeyRefused,
    Mark,
    NotSignable,
    Signer,
    TimestampUnavailable,
    sign_pdf,
    validate_pdf,
)
from integrations.signing.sandbox import authority
from tests.integrations.signing import SigningDesk, get, letter, pdfsig, tool

BOX = (340, 40, 560, 110)


@pytest.fixture(scope="module")
def document() -> bytes:
    return letter()


def test_poppler_accepts_the_seal_and_the_whole_file(
    signing_desk: SigningDesk, document: bytes, tmp_path: Path
) -> None:
    sealed = sign_pdf(document, signing_desk.seal, signing_desk.timestamper)
    said = pdfsig(sealed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert sealed.startswith(document)


def test_poppler_sees_two_signatures(
    signing_desk: SigningDesk, document: bytes, tmp_path: Path
) -> None:
    once = sign_pdf(document, signing_desk.person)
    twice = sign_pdf(once, signing_desk.seal)
    said = pdfsig(twice, tmp_path)
    assert said.count("Signature is Valid.") == 2
    assert twice.startswith(once)


def test_b_t_carries_the_time_of_the_authority(signing_desk: SigningDesk, document: bytes) -> None:
    sealed = sign_pdf(document, signing_desk.seal, signing_desk.timestamper)
    (report,) = validate_pdf(sealed, signing_desk.trust)
    assert (report.time_source, report.timestamp_trusted) == ("timestamp", True)
    assert report.timestamp_by == "SANDBOX Time"
    bare = sign_pdf(document, signing_desk.seal)
    (report,) = validate_pdf(bare, signing_desk.trust)
    assert report.time_source == "claimed"


def test_the_mark_is_one_page_place_and_keeps_its_words(
    signing_desk: SigningDesk, document: bytes, tmp_path: Path
) -> None:
    mark = Mark(letter("Σφραγίδα"), BOX, words="Seal of the municipality")
    sealed = sign_pdf(document, signing_desk.seal, mark=mark)
    path = tmp_path / "marked.pdf"
    path.write_bytes(sealed)
    fonts = subprocess.run(
        [tool("pdffonts"), str(path)], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert rows
    assert all("yes" in row for row in rows), "a font that is not embedded breaks PDF/A"
    assert re.search(rb"pdfaid:part>2|pdfaid:part=\"2\"", sealed)


def test_a_mark_beyond_the_last_page_falls_on_it(
    signing_desk: SigningDesk, document: bytes
) -> None:
    sealed = sign_pdf(document, signing_desk.seal, mark=Mark(document, BOX, page=9))
    assert validate_pdf(sealed, signing_desk.trust)[0].intact


@pytest.mark.parametrize("content", [b"", b"not a pdf", b"%PDF-1.7\nbroken\n%%EOF"])
def test_what_is_no_pdf_is_refused(signing_desk: SigningDesk, content: bytes) -> None:
    with pytest.raises(NotSignable):
        sign_pdf(content, signing_desk.seal)


def test_a_wrong_passphrase_is_told(signing_desk: SigningDesk) -> None:
    with pytest.raises(KeyRefused, match="passphrase"):
        Signer.from_pkcs12(get(signing_desk.server, "seal.p12"), "wrong")


@pytest.mark.parametrize("mode", ["status:503", "garbage", "timeout-before", "slow:4000"])
def test_a_silent_timestamp_authority_is_told_in_time(
    signing_desk: SigningDesk, document: bytes, mode: str
) -> None:
    signing_desk.server.fail(mode, match="/tsa", times=2)
    with pytest.raises(TimestampUnavailable):
        sign_pdf(document, signing_desk.seal, signing_desk.hurried_timestamper)


def test_the_key_is_read_once(
    signing_desk: SigningDesk, document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from integrations.signing import keys

    calls: list[int] = []
    real = keys.serialization.load_der_private_key

    def count(*given: Any, **named: Any) -> Any:
        calls.append(1)
        return real(*given, **named)

    monkeypatch.setattr(keys.serialization, "load_der_private_key", count)
    signer = Signer.from_pkcs12(get(signing_desk.server, "seal.p12"), "sandbox")
    for _ in range(3):
        sign_pdf(document, signer)
    assert len(calls) == 1


def test_an_authority_in_a_folder_is_kept(tmp_path: Path) -> None:
    first = authority.kept_or_made(tmp_path / "keys", "http://127.0.0.1:1")
    second = authority.kept_or_made(tmp_path / "keys", "http://127.0.0.1:1")
    assert first.seal.der == second.seal.der
    assert (tmp_path / "keys" / "seal.key").stat().st_mode & 0o077 == 0
