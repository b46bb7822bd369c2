"""What is certain about a call whose answer is lost, for every JSON service alike."""

from typing import Any

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from integrations.calls import JsonCalls, System, timeouts, was_never_sent


class Unavailable(Exception):
    pass


class Unknown(Exception):
    pass


class Refused(Exception):
    pass


SYSTEM = System("the system", Unavailable, Unknown, Refused, largest_answer=40)


def answering(monkeypatch: pytest.MonkeyPatch, outcome: Any) -> JsonCalls:
    def request(*_args: Any, **_more: Any) -> Any:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr("integrations.calls.requests.request", request)
    return JsonCalls(SYSTEM, "https://system.example/", "t", 10)


def answer(status: int, body: bytes) -> requests.Response:
    made = requests.Response()
    made.status_code, made._content = status, body
    return made


def no_way() -> requests.ConnectionError:
    inner = NewConnectionError(None, "refused")
    return requests.ConnectionError(MaxRetryError(None, "/", inner))


def test_only_what_was_never_sent_is_said_to_be() -> None:
    assert was_never_sent(requests.ConnectTimeout())
    assert was_never_sent(no_way())
    for error in (
        requests.ReadTimeout(),
        requests.ConnectionError(ProtocolError("cut off")),
        requests.ConnectionError(),
        None,
    ):
        assert not was_never_sent(error)


@pytest.mark.parametrize(
    ("outcome", "error"),
    [
        (no_way(), Unavailable),
        (requests.ReadTimeout(), Unknown),
        (answer(503, b"{}"), Unavailable),
        (answer(401, b"{}"), Unavailable),
        (answer(500, b"{}"), Unknown),
        (answer(200, b"<html>"), Unknown),
        (answer(200, b"[]"), Unknown),
        (answer(200, b'{"id": "' + b"x" * 40 + b'"}'), Unknown),
        (answer(422, b'{"message": "no such number"}'), Refused),
        (answer(302, b"{}"), Unknown),
    ],
)
def test_each_loss_has_its_error(
    monkeypatch: pytest.MonkeyPatch, outcome: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        answering(monkeypatch, outcome).call("POST", "/v1/things")


def test_an_answer_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answering(monkeypatch, answer(201, b'{"id": 1}')).call("GET", "/") == {"id": 1}
    assert timeouts(1) == (1, 1)
    assert timeouts(10) == (3.05, 10)
