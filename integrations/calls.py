"""Calls to outside systems that answer in JSON, and what is certain when an answer is lost."""

from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

CONNECT_SECONDS = 3.05
NEVER_TAKEN = frozenset({401, 429, 502, 503, 504})
DONE = frozenset({200, 201})


@dataclass(frozen=True, slots=True)
class System:
    """An outside system: what it is called, how it refuses, which errors its client raises.

    :param name: as it stands at the beginning of an error's text
    :param unavailable: raised if nothing was taken
    :param unknown: raised if it may have been taken
    :param refused: raised if the system said no
    :param refusing: statuses by which it says no
    :param largest_answer: bytes
    """

    name: str
    unavailable: type[Exception]
    unknown: type[Exception]
    refused: type[Exception]
    refusing: frozenset[int] = frozenset({400, 403, 404, 409, 422})
    largest_answer: int = 64 * 1024


class JsonCalls:
    """One town's access to an outside system.

    :param base_url: address of the system, without a final slash
    :param token: what the town proves itself with
    :param timeout: seconds to wait for an answer
    """

    def __init__(self, system: System, base_url: str, token: str, timeout: float) -> None:
        self._system = system
        self._base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._timeout = timeouts(timeout)

    def call(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Make one call, and return what was answered."""
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
            if was_never_sent(error):
                raise self._system.unavailable(f"{self._system.name} cannot be reached") from error
            raise self._system.unknown(f"{self._system.name} did not answer") from error
        return self._read(answer)

    def _read(self, answer: requests.Response) -> dict[str, Any]:
        system, status = self._system, answer.status_code
        said = f"{system.name} answered {status}"
        if status in NEVER_TAKEN:
            raise system.unavailable(said)
        try:
            data = answer.json() if len(answer.content) <= system.largest_answer else None
        except ValueError:
            data = None
        if not isinstance(data, dict):
            raise system.unknown(f"{said} without JSON")
        if status in system.refusing:
            raise system.refused(str(data.get("message") or status))
        if status not in DONE:
            raise system.unknown(said)
        return data


def timeouts(seconds: float) -> tuple[float, float]:
    """Return how long to wait for a connection and for an answer, in seconds."""
    return min(seconds, CONNECT_SECONDS), seconds


def was_never_sent(error: BaseException | None) -> bool:
    """Tell whether a call certainly never reached the other side."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    if not isinstance(error, requests.ConnectionError) or not error.args:
        return False
    inner = error.args[0]
    return isinstance(inner, MaxRetryError) and isinstance(inner.reason, NewConnectionError)
