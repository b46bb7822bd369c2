"""Talks to an SMS gateway: sends a text once by its key, asks what became of it.

Providers differ in names alone; a town's adapter puts its own provider behind these two calls.
"""

from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from integrations.sms.messages import STATES, Sending, SmsRefused, SmsUnavailable, SmsUnknown

CONNECT_SECONDS = 3.05
LARGEST_ANSWER = 64 * 1024
REFUSED = frozenset({400, 403, 404, 409, 422})
NEVER_TAKEN = frozenset({401, 429, 502, 503, 504})


class SmsClient:
    """One town's access to its gateway.

    :param base_url: address of the gateway, without a final slash
    :param token: what the town proves itself with
    :param sender: name or number that the telephone shows
    :param timeout: seconds to wait for an answer
    """

    def __init__(self, base_url: str, token: str, sender: str, timeout: float = 10.0) -> None:
        self._base = base_url.rstrip("/")
        self._sender = sender
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._timeout = (min(timeout, CONNECT_SECONDS), timeout)

    def send(self, *, key: str, to: str, text: str) -> Sending:
        """Send a text; the same key again gives the same sending and no second message.

        :param key: ours, unique for this message
        :param to: a number as +306912345678
        :raises SmsRefused: if the number receives none
        :raises SmsUnavailable: if nothing was taken
        :raises SmsUnknown: if it may have been taken
        """
        body = {"key": key, "to": to, "text": text, "sender": self._sender}
        return _sending(self._call("POST", "/v1/messages", json=body))

    def status(self, sending_id: str) -> Sending:
        """Return what became of a message.

        :raises SmsUnavailable: if the gateway does not answer
        """
        try:
            return _sending(self._call("GET", f"/v1/messages/{sending_id}"))
        except (SmsUnknown, SmsRefused) as error:
            # Asking changes nothing there: what was not answered is simply asked again.
            raise SmsUnavailable(str(error)) from error

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


def _lost(error: requests.RequestException) -> SmsUnavailable | SmsUnknown:
    cause = error.args[0] if error.args else None
    inner = getattr(cause, "reason", None) if isinstance(cause, MaxRetryError) else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(inner, NewConnectionError):
        return SmsUnavailable("the SMS gateway cannot be reached")
    return SmsUnknown("the SMS gateway did not answer")


def _read_answer(answer: requests.Response) -> dict[str, Any]:
    if answer.status_code in NEVER_TAKEN:
        raise SmsUnavailable(f"the SMS gateway answered {answer.status_code}")
    try:
        data = answer.json() if len(answer.content) <= LARGEST_ANSWER else None
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise SmsUnknown(f"the SMS gateway answered {answer.status_code} without JSON")
    if answer.status_code in REFUSED:
        raise SmsRefused(str(data.get("message") or answer.status_code))
    if answer.status_code not in (200, 201):
        raise SmsUnknown(f"the SMS gateway answered {answer.status_code}")
    return data


def _sending(data: dict[str, Any]) -> Sending:
    number, state = data.get("id"), data.get("state")
    if not isinstance(number, str) or not number or state not in STATES:
        raise SmsUnknown("the SMS gateway answered without a number or a known state")
    return Sending(number[:120], state, str(data.get("reason") or "")[:200])
