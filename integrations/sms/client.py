"""Talks to an SMS gateway: sends a text once by its key, asks what became of it.

Providers differ in names alone; a town's adapter puts its own provider behind these two calls.
"""

from typing import Any

from integrations.calls import JsonCalls, System
from integrations.sms.messages import STATES, Sending, SmsRefused, SmsUnavailable, SmsUnknown

SYSTEM = System("the SMS gateway", SmsUnavailable, SmsUnknown, SmsRefused)


class SmsClient:
    """One town's access to its gateway.

    :param base_url: address of the gateway, without a final slash
    :param token: what the town proves itself with
    :param sender: name or number that the telephone shows
    :param timeout: seconds to wait for an answer
    """

    def __init__(self, base_url: str, token: str, sender: str, timeout: float = 10.0) -> None:
        self._calls = JsonCalls(SYSTEM, base_url, token, timeout)
        self._sender = sender

    def send(self, *, key: str, to: str, text: str) -> Sending:
        """Send a text; the same key again gives the same sending and no second message.

        :param key: ours, unique for this message
        :param to: a number as +306912345678
        :raises SmsRefused: if the number receives none
        :raises SmsUnavailable: if nothing was taken
        :raises SmsUnknown: if it may have been taken
        """
        body = {"key": key, "to": to, "text": text, "sender": self._sender}
        return _sending(self._calls.call("POST", "/v1/messages", json=body))

    def status(self, sending_id: str) -> Sending:
        """Return what became of a message.

        :raises SmsUnavailable: if the gateway does not answer
        """
        try:
            return _sending(self._calls.call("GET", f"/v1/messages/{sending_id}"))
        except (SmsUnknown, SmsRefused) as error:
            # Asking changes nothing there: what was not answered is simply asked again.
            raise SmsUnavailable(str(error)) from error


def _sending(data: dict[str, Any]) -> Sending:
    number, state = data.get("id"), data.get("state")
    if not isinstance(number, str) or not number or state not in STATES:
        raise SmsUnknown("the SMS gateway answered without a number or a known state")
    return Sending(number[:120], state, str(data.get("reason") or "")[:200])
