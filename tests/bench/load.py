"""A small HTTP load: kept connections, raw requests, counted answers."""

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import repeat


class WrongAnswer(Exception):
    """The server answered with another status than the bench is about."""


def get(host: str, path: str, headers: str = "") -> bytes:
    """Return a GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br\r\n{headers}\r\n".encode()


def post(host: str, path: str, body: bytes, headers: str = "") -> bytes:
    """Return a POST request as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
    return head.encode() + body


def rate(
    port: int,
    requests: Iterator[bytes] | bytes,
    *,
    status: int = 200,
    clients: int = 8,
    seconds: float = 3.0,
) -> float:
    """Return answers a second from a server on this machine.

    :param requests: one request for all, or an iterator that gives each request once
    :raises WrongAnswer: at the first other status
    """
    supply = repeat(requests) if isinstance(requests, bytes) else requests
    begun = time.perf_counter()
    done = asyncio.run(_all(port, lambda: next(supply, None), status, clients, seconds, 0.0))
    return len(done) / (time.perf_counter() - begun)


def durations(
    port: int,
    requests: Iterator[bytes],
    *,
    status: int = 200,
    clients: int = 8,
    seconds: float = 3.0,
    pause: float = 0.0,
) -> list[float]:
    """Return how long each answer took, in seconds.

    :param pause: seconds that each client rests between an answer and its next request
    :raises WrongAnswer: at the first other status
    """
    return asyncio.run(_all(port, lambda: next(requests, None), status, clients, seconds, pause))


async def _all(
    port: int,
    take: Callable[[], bytes | None],
    status: int,
    clients: int,
    seconds: float,
    pause: float,
) -> list[float]:
    until = time.perf_counter() + seconds
    done = await asyncio.gather(
        *(_client(port, take, status, until, pause) for _ in range(clients))
    )
    return [took for each in done for took in each]


async def _client(
    port: int, take: Callable[[], bytes | None], status: int, until: float, pause: float
) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done: list[float] = []
    try:
        while (begun := time.perf_counter()) < until and (request := take()) is not None:
            writer.write(request)
            await _answer(reader, status)
            done.append(time.perf_counter() - begun)
            if pause:
                await asyncio.sleep(pause)
    finally:
        writer.close()
    return done


async def _answer(reader: asyncio.StreamReader, status: int) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    got = int(head.split(b" ", 2)[1])
    if got != status:
        raise WrongAnswer(f"expected {status}, got {got}: {head[:300]!r}")
    if b"transfer-encoding: chunked" in head:
        while (size := int((await reader.readline()).strip() or b"0", 16)) != 0:
            await reader.readexactly(size + 2)
        await reader.readline()
        return
    start = head.find(b"content-length:")
    if start >= 0:
        length = int(head[start + 15 : head.index(b"\r\n", start)])
        await reader.readexactly(length)
