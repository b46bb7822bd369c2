"""What the QR code of a certificate says, signed: a paper can be checked without asking us.

The format stands in `docs/qr-codes.md`. It names nobody: holder and wording are only digests that
whoever has the paper can work out again, salted with the paper's own code.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from backoffice.documents.sealing import verify_url

from .errors import CodeRefused

DIGEST_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Said:
    """What a signed code says.

    :ivar until: the last day on which it may be used, if it has one
    :ivar replaces: the verification code of the certificate whose place it takes
    :ivar is_holders: whether the name and AFM that were given are the holder's; none if not asked
    """

    code: str
    kind: str
    number: str
    on: date
    until: date | None
    replaces: str
    is_holders: bool | None

    def is_expired(self, on: date) -> bool:
        """Tell whether the time in which it may be used has passed on a day."""
        return self.until is not None and self.until < on


def current_key() -> Any:
    """Return the key that signs codes now; none where the settings name none.

    :raises integrations.signing.KeyRefused: if the file holds no usable key
    """
    path = Path(settings.QR_SIGNING_KEY) if settings.QR_SIGNING_KEY else None
    if path is None or not path.exists():
        return None
    # A new key lies at the same path: its time of change opens it anew.
    return _opened(str(path), settings.QR_SIGNING_PASSPHRASE, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _opened(path: str, passphrase: str, _changed: int) -> Any:
    # The seal's libraries are heavy; a process that issues nothing does not load them.
    from integrations.signing import TokenKey

    return TokenKey.from_pem(Path(path).read_bytes(), passphrase)


def claims(
    certificate: Any, content: Mapping[str, Any], *, name: str, afm: str, replaces: str = ""
) -> dict[str, str]:
    """Return what the code of a certificate says before it is signed.

    :param content: what is printed, with its number
    """
    code = certificate.verification
    said = {"c": code, "k": certificate.kind, "n": content["number"]}
    said["d"] = certificate.on.isoformat()
    if certificate.valid_until:
        said["u"] = certificate.valid_until.isoformat()
    if replaces:
        said["r"] = replaces
    said["h"] = digest(code, [name, afm])
    said["f"] = digest(code, printed(content))
    return said


def digest(code: str, lines: Iterable[str]) -> str:
    """Return the digest of lines under a paper's code; accents, case and marks do not matter."""
    text = "\n".join([code, *(plain(line) for line in lines)])
    found = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(found).decode()[:DIGEST_LENGTH]


def plain(text: str) -> str:
    """Return the letters and digits of a text in capitals without accents."""
    parts = unicodedata.normalize("NFD", text).upper()
    return "".join(sign for sign in parts if unicodedata.category(sign)[0] in "LN")


def printed(content: Mapping[str, Any]) -> list[str]:
    """Return every line that a certificate certifies, in the order of the paper."""
    lines = [content["title"], *content["paragraphs"]]
    lines += [f"{label} {value}" for label, value in content["facts"]]
    for table in content["tables"]:
        lines += [table["title"], *(" ".join(row) for row in table["rows"])]
        lines.append(table.get("total", ""))
    return lines


def address(verification: str, token: str) -> str:
    """Return what the QR code holds: where to ask us, and behind `#` what stands without asking."""
    return f"{verify_url(verification)}#{token}" if token else verify_url(verification)


def read(text: str, keys: Iterable[Mapping[str, Any]], *, name: str = "", afm: str = "") -> Said:
    """Return what a scanned code says, checked with public keys and without asking anybody.

    :param text: everything that the QR code holds, or only what stands behind its `#`
    :param name: the holder as printed; with the AFM it is compared with the code's digest
    :raises CodeRefused: if it is none of ours or was changed
    """
    from integrations.signing import TokenRefused, read_token

    link, mark, token = text.strip().rpartition("#")
    try:
        found = read_token(token, keys)
        said = _said(found, name, afm)
    except TokenRefused as error:
        raise CodeRefused(error.why, _words(error.why)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CodeRefused("shape", _words("shape")) from error
    if mark and link.rstrip("/").rpartition("/")[2] != said.code:
        # A genuine code behind the address of another paper.
        raise CodeRefused("address", _words("address"))
    return said


def _said(found: Mapping[str, Any], name: str, afm: str) -> Said:
    until = found.get("u")
    asked = digest(found["c"], [name, afm]) == found["h"] if name or afm else None
    return Said(
        code=found["c"],
        kind=found["k"],
        number=found["n"],
        on=date.fromisoformat(found["d"]),
        until=date.fromisoformat(until) if until else None,
        replaces=str(found.get("r", "")),
        is_holders=asked,
    )


def _words(why: str) -> str:
    said = {
        "shape": _("This is no signed code. Scan the QR code of the certificate again."),
        "key": _("None of our keys signed this code. Get the newest keys, then check again."),
        "signature": _("The code was changed after it was signed. Do not accept the paper."),
        "address": _("The code belongs to another paper. Do not accept this one."),
    }
    return said[why]
