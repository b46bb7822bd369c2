"""The town's seal: the key that settings name, opened once in a process and kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from backoffice.kernel.town import letterhead
from integrations.signing import (
    Mark,
    SignatureReport,
    Signer,
    Timestamper,
    Trust,
    sign_pdf,
    validate_pdf,
)
from theme import pdf as documents

from .refusals import KeyNotSet

#: Left, bottom, right and top of the mark in points; `office.typ` keeps the place free.
BOX = (262, 72, 532, 144)
LAST_PAGE = -1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed file, whose certificate sealed it, and the authority's time."""

    content: bytes
    by: str
    stamped_at: datetime | None


def sealed(pdf: bytes, *, number: str, on: str, verification: str, qr: str | None = None) -> Sealed:
    """Return a document with the town's seal and one visible mark; B-T where an authority is set.

    :param on: the printed date of issue
    :param qr: what the mark's QR code holds: where to verify it, unless something else is given;
        empty where the page has its own
    :raises KeyNotSet: if settings name no key
    :raises integrations.signing.SigningError: if key or timestamp authority fail
    """
    signer = town_signer()
    content = sign_pdf(
        pdf,
        signer,
        timestamper(),
        reason=_("Issue of %(number)s") % {"number": number},
        location=letterhead("el")["name"],
        mark=Mark(
            appearance(number, on, verification, verify_url(verification) if qr is None else qr),
            BOX,
            LAST_PAGE,
            words=_("Seal of the municipality"),
        ),
    )
    (report, *_rest) = [r for r in validate_pdf(content, trust()) if r.kind == "signature"]
    stamped = report.signed_at if report.time_source == "timestamp" else None
    return Sealed(content, signer.name, stamped)


def appearance(number: str, on: str, verification: str, qr: str) -> bytes:
    """Return the visible mark as a small PDF: QR, code and words in both languages."""
    return documents.render(
        "mark",
        {
            "town": {"name": letterhead("el")["name"]},
            "verify_url": qr,
            "number": number,
            "date": on,
            "verification": spaced(verification),
        },
    )


def verify_url(verification: str) -> str:
    """Return where anybody may ask whether a document is ours and still valid."""
    return f"{settings.SITE_URL}{reverse('verify', args=[verification])}"


def spaced(code: str) -> str:
    """Return a code in groups of five, for reading it off paper."""
    return "-".join(code[i : i + 5] for i in range(0, len(code), 5))


def town_signer() -> Signer:
    """Return the town's key, opened once.

    :raises KeyNotSet: if settings name none
    """
    if settings.SIGNING_PKCS11_MODULE:
        return _token(
            settings.SIGNING_PKCS11_MODULE,
            settings.SIGNING_PKCS11_TOKEN,
            settings.SIGNING_PKCS11_LABEL,
            settings.SIGNING_PKCS11_PIN,
        )
    path = settings.SIGNING_PKCS12
    if not path or not Path(path).exists():
        raise KeyNotSet
    # A renewed key lies at the same path: its time of change opens it anew.
    return _file(path, settings.SIGNING_PASSPHRASE, Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _file(path: str, passphrase: str, _changed: int) -> Signer:
    return Signer.from_pkcs12(Path(path).read_bytes(), passphrase)


@lru_cache(maxsize=4)
def _token(module: str, token: str, label: str, pin: str) -> Signer:
    return Signer.from_pkcs11(
        module=module, token=token, label=label, pin=pin, chain=_anchor_files()
    )


@lru_cache(maxsize=4)
def _authority(url: str, timeout: float, user: str, password: str) -> Timestamper:
    return Timestamper(url, timeout=timeout, username=user, password=password)


def timestamper() -> Timestamper | None:
    """Return the timestamp authority that settings name, or nothing: then seals are B-B."""
    if not settings.SIGNING_TSA_URL:
        return None
    return _authority(
        settings.SIGNING_TSA_URL,
        settings.SIGNING_TIMEOUT,
        settings.SIGNING_TSA_USER,
        settings.SIGNING_TSA_PASSWORD,
    )


def _anchor_files() -> tuple[bytes, ...]:
    paths = [Path(name) for name in settings.SIGNING_TRUST_ANCHORS]
    return tuple(path.read_bytes() for path in paths if path.exists())


def trust() -> Trust:
    """Return whom the town believes when it reads signatures."""
    return Trust(
        anchors=_anchor_files(),
        responders=tuple(settings.SIGNING_OCSP_HOSTS),
        timeout=settings.SIGNING_TIMEOUT,
    )


def check(content: bytes) -> list[SignatureReport]:
    """Return what stands in the signatures of a PDF; never raises for the file's sake."""
    return validate_pdf(content, trust())


def plain(report: SignatureReport) -> dict[str, Any]:
    """Return a report as values that a row keeps."""
    names = SignatureReport.__slots__
    found = {name: getattr(report, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in found.items()
        if value is not None
    }
