"""Talks to eEpidosi: posts a document to a person's box, finds it again, asks where it stands.

The interface of the real service is not public; this is the adapter that a town fills in when it
gets its description. The manual way, a registered letter or a bailiff, always stays open.
"""

import base64
import hashlib
from datetime import datetime
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from integrations.eepidosi.messages import (
    STATES,
    EepidosiError,
    EepidosiRefused,
    EepidosiUnavailable,
    EepidosiUnknown,
    Posting,
    Standing,
)

CONNECT_SECONDS = 3.05
LARGEST_ANSWER = 4 * 1024 * 1024
REFUSED = frozenset({400, 403, 404, 409, 413, 422})
NEVER_TAKEN = frozenset({401, 429, 502, 503, 504})


class EepidosiClient:
    """One town's access to eEpidosi.

    :param base_url: address of the service, without a final slash
    :param token: what the town proves itself with
    :param timeout: seconds to wait for an answer
    """

    def __init__(self, base_url: str, token: str, timeout: float = 10.0) -> None:
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._timeout = (min(timeout, CONNECT_SECONDS), timeout)

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
        posting = _posting(self._call("POST", "/v1/documents", json=body))
        if posting.sha256 != digest:
            raise EepidosiUnknown("eEpidosi answered for another document than was sent")
        return posting

    def find(self, key: str) -> Posting | None:
        """Return what was posted under a key of ours, or nothing."""
        try:
            return _posting(self._call("GET", "/v1/documents", params={"key": key}))
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
            return self._call("GET", path)
        except (EepidosiUnknown, EepidosiRefused) as error:
            raise EepidosiUnavailable(str(error)) from error

    def _call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        try:
            answer = requests.request(
                method,
                self._base + path,
                headers=self._headers,
                timeout=self._timeout,
                allow_redirects=False,
                **more,
            )
        except requests.RequestException as error:
            raise _lost(error) from error
        return _read_answer(answer)


def _lost(error: requests.RequestException) -> EepidosiError:
    cause = error.args[0] if error.args else None
    inner = getattr(cause, "reason", None) if isinstance(cause, MaxRetryError) else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(inner, NewConnectionError):
        return EepidosiUnavailable("eEpidosi cannot be reached")
    return EepidosiUnknown("eEpidosi did not answer")


def _read_answer(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code in NEVER_TAKEN:
        raise EepidosiUnavailable(f"eEpidosi answered {answer.status_code}")
    try:
        data = answer.json() if len(answer.content) <= LARGEST_ANSWER else None
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise EepidosiUnknown(f"eEpidosi answered {answer.status_code} without JSON")
    if answer.status_code in REFUSED:
        raise EepidosiRefused(str(data.get("message") or answer.status_code))
    if answer.status_code not in (200, 201):
        raise EepidosiUnknown(f"eEpidosi answered {answer.status_code}")
    return data


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
