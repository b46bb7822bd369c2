"""Talks to eEpidosi: posts a document to a person's box, finds it again, asks where it stands.

The interface of the real service is not public; this is the adapter that a town fills in when it
gets its description. The manual way, a registered letter or a bailiff, always stays open.
"""

import base64
import hashlib
from datetime import datetime
from typing import Any

from integrations.calls import JsonCalls, System
from integrations.eepidosi.messages import (
    STATES,
    EepidosiRefused,
    EepidosiUnavailable,
    EepidosiUnknown,
    Posting,
    Standing,
)

SYSTEM = System(
    "eEpidosi",
    EepidosiUnavailable,
    EepidosiUnknown,
    EepidosiRefused,
    refusing=frozenset({400, 403, 404, 409, 413, 422}),
    largest_answer=4 * 1024 * 1024,
)


class EepidosiClient:
    """One town's access to eEpidosi.

    :param base_url: address of the service, without a final slash
    :param token: what the town proves itself with
    :param timeout: seconds to wait for an answer
    """

    def __init__(self, base_url: str, token: str, timeout: float = 10.0) -> None:
        self._calls = JsonCalls(SYSTEM, base_url, token, timeout)

    def serve(
        self, *, key: str, afm: str, subject: str, legal_basis: str, document: bytes
    ) -> Posting:
        """Post a document to a person's box; the same key again gives the same posting.

        :param key: ours, unique for this attempt
        :param document: a PDF
        :raises EepidosiRefused: if the person cannot be served this way
        :raises EepidosiUnavailable: if nothing was taken
        :raises EepidosiUnknown: if it may have been taken
        """
        digest = hashlib.sha256(document).hexdigest()
        body = {
            "key": key,
            "afm": afm,
            "subject": subject,
            "legal_basis": legal_basis,
            "sha256": digest,
            "document": base64.b64encode(document).decode(),
        }
        posting = _posting(self._calls.call("POST", "/v1/documents", json=body))
        if posting.sha256 != digest:
            raise EepidosiUnknown("eEpidosi answered for another document than was sent")
        return posting

    def find(self, key: str) -> Posting | None:
        """Return what was posted under a key of ours, or nothing."""
        try:
            return _posting(self._calls.call("GET", "/v1/documents", params={"key": key}))
        except EepidosiRefused:
            return None
        except EepidosiUnknown as error:
            raise EepidosiUnavailable(str(error)) from error

    def status(self, token: str) -> Standing:
        """Return where a posted document stands.

        :raises EepidosiUnavailable: if it does not answer
        """
        data = self._read(f"/v1/documents/{token}")
        if data.get("state") not in STATES:
            raise EepidosiUnavailable("eEpidosi answered with a state we do not know")
        return Standing(
            str(data["state"]),
            _instant(data.get("opened_at")),
            _instant(data.get("served_at")),
            str(data.get("reason") or ""),
        )

    def proof(self, token: str) -> bytes:
        """Return the proof of service of a document, as text.

        :raises EepidosiUnavailable: if it does not answer
        """
        text = self._read(f"/v1/documents/{token}/proof").get("text")
        if not isinstance(text, str) or not text:
            raise EepidosiUnavailable("eEpidosi answered without a proof")
        return text.encode()

    def _read(self, path: str) -> dict[str, Any]:
        # Asking changes nothing there: what was not answered is simply asked again.
        try:
            return self._calls.call("GET", path)
        except (EepidosiUnknown, EepidosiRefused) as error:
            raise EepidosiUnavailable(str(error)) from error


def _posting(data: dict[str, Any]) -> Posting:
    token, posted_at = data.get("token"), _instant(data.get("posted_at"))
    if not isinstance(token, str) or not token or posted_at is None:
        raise EepidosiUnknown("eEpidosi answered without a token or an instant")
    return Posting(token[:120], posted_at, str(data.get("sha256", "")))


def _instant(value: Any) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise EepidosiUnknown("eEpidosi answered with an instant that is none") from None
    if moment.tzinfo is None:
        raise EepidosiUnknown("eEpidosi answered with an instant without a zone")
    return moment
