"""Answers a second: the home page and the last click of a declaration, against a bare view."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice

from django.utils import timezone

from . import harness, hotels, load, notices
from .harness import Contest, Result
from .scratch import copied_database
from .servers import HOST, etag_of, serving, status_of

HOME = "/el/"
SECONDS = 3.0
#: Declarations of a round; a round ends when they are sent.
POSTS = 120
WARM_UP = 40
CLIENTS = 8
BARE = "bare Django view"
#: Seconds in which the gateway must have its answer, and that each of its lines rests after one.
LIMIT, REST = 0.050, 0.050


def run() -> Iterator[Result]:
    """Measure every contest about pages."""
    with ExitStack() as stack:
        stack.enter_context(copied_database("loggia_bench_web"))
        submissions = _fill()
        ours = stack.enter_context(serving("config.wsgi:application", healthy="/healthz/ready"))
        bare = stack.enter_context(serving("tests.bench.bare:application", healthy="/"))
        yield from _reading(ours, bare)
        yield _sending(ours, bare, submissions)
        yield _acknowledging(ours)


def _fill() -> list[hotels.Submission]:
    from portal import demo

    at = timezone.now()
    demo.load(at=at)
    hotels.open_town(at)
    return list(hotels.prepare(WARM_UP + POSTS * harness.PAIRS, at))


def _reading(ours: int, bare: int) -> Iterator[Result]:
    home = load.get(f"{HOST}:{ours}", HOME)
    view = load.get(f"{HOST}:{bare}", "/")
    # The very first view draws the pictures in their sizes; two workers at once would draw them
    # twice, under two names, and their pages would differ.
    status_of(ours, HOME)
    for port, request in ((ours, home), (bare, view)):
        load.rate(port, request, seconds=1.0)

    def answer_bare() -> float:
        return load.rate(bare, view, seconds=SECONDS)

    yield harness.compete(
        Contest(
            "home_page",
            "/s",
            BARE,
            0.5,
            lambda: load.rate(ours, home, seconds=SECONDS),
            answer_bare,
        )
    )
    tag = etag_of(ours, HOME)
    again = load.get(f"{HOST}:{ours}", HOME, f"If-None-Match: {tag}\r\n")
    yield harness.compete(
        Contest(
            "home_page_revalidated",
            "/s",
            BARE,
            0.5,
            lambda: load.rate(ours, again, status=304, seconds=SECONDS),
            answer_bare,
        )
    )


def _sending(ours: int, bare: int, submissions: list[hotels.Submission]) -> Result:
    supply, sent = iter(submissions), 0

    def send(count: int) -> float:
        nonlocal sent
        clicks = [_click(ours, each) for each in islice(supply, count)]
        rate = load.rate(ours, iter(clicks), status=302, clients=CLIENTS, seconds=60.0)
        sent += len(clicks)
        hotels.judge(sent)
        return rate

    click = load.post(f"{HOST}:{bare}", "/", submissions[0].body, submissions[0].headers)
    send(WARM_UP)
    return harness.compete(
        Contest(
            "declaration_post",
            "/s",
            BARE,
            0.02,
            lambda: send(POSTS),
            lambda: load.rate(bare, click, clients=CLIENTS, seconds=SECONDS),
        )
    )


def _acknowledging(ours: int) -> Result:
    """Return the time within which 99 of 100 notices are kept and acknowledged."""
    supply = notices.requests(f"{HOST}:{ours}")
    load.durations(ours, islice(supply, WARM_UP))
    took = sorted(load.durations(ours, supply, seconds=10.0, pause=REST))
    notices.judge(WARM_UP + len(took))
    p99 = took[int(len(took) * 0.99)]
    return Result(
        name="webhook_acknowledged_p99",
        value=round(p99 * 1000, 1),
        unit="ms",
        baseline="limit",
        baseline_value=LIMIT * 1000,
        ratio=round(LIMIT / p99, 3),
        target=1.0,
        met=p99 <= LIMIT,
    )


def _click(port: int, submission: hotels.Submission) -> bytes:
    return load.post(f"{HOST}:{port}", submission.path, submission.body, submission.headers)
