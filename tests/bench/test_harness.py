"""The measure itself is measured: medians, ratios, the results file, the load."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.bench import load
from tests.bench.harness import Contest, Result, compete, keep, table


def contest(ours: list[float], theirs: list[float], target: float = 1.0) -> Contest:
    """Return a contest whose measurements are given, in turns."""
    return Contest(
        "a_bench",
        "/s",
        "a baseline",
        target,
        iter(ours).__next__,
        iter(theirs).__next__,
        pairs=len(ours),
    )


def result(name: str, value: float = 1.0) -> Result:
    """Return some result."""
    return Result(name, value, "/s", "a baseline", 2.0, 0.5, 0.4, met=True)


def test_medians_not_means() -> None:
    """One slow round says nothing about the others."""
    found = compete(contest([100, 1, 110, 105, 95], [50, 50, 50, 50, 1]))
    assert (found.value, found.baseline_value) == (100, 50)


def test_the_ratio_is_the_median_of_pairs() -> None:
    """A machine that slows down slows both of a pair, so pairs are compared, not medians."""
    found = compete(contest([100, 10, 40], [50, 5, 10]))
    assert found.ratio == 2.0
    assert found.spread == (2.0, 4.0)


def test_both_ways_take_turns() -> None:
    """A B A B, never A A B B."""
    turns: list[str] = []

    def way(name: str) -> float:
        turns.append(name)
        return 1.0

    compete(
        Contest("turns", "/s", "b", 1.0, lambda: way("a"), lambda: way("b"), pairs=3),
    )
    assert turns == ["a", "b"] * 3


@pytest.mark.parametrize(("target", "met"), [(2.0, True), (2.01, False)])
def test_an_aim_is_met_or_not(target: float, met: bool) -> None:
    """The aim itself is enough, a little less is not."""
    assert compete(contest([10], [5], target)).met is met


def test_results_stand_beside_those_of_other_runs(tmp_path) -> None:
    """`ONLY=name` renews its own results and leaves the rest."""
    path = tmp_path / "bench" / "results.json"
    keep([result("first"), result("second")], path)
    keep([result("second", 7.0), result("third")], path)
    kept = json.loads(path.read_text())
    assert sorted(kept) == ["first", "second", "third"]
    assert kept["second"]["value"] == 7.0
    wanted = {"value", "unit", "baseline", "ratio", "target", "met"}
    assert wanted <= set(kept["first"])


def test_the_table_names_what_was_missed() -> None:
    """Whoever reads the terminal sees misses without opening the file."""
    missed = Result("slow", 1.0, "/s", "a baseline", 2.0, 0.5, 0.9, met=False)
    lines = table([result("fast"), missed]).splitlines()
    assert "not met" in lines[2]
    assert "not met" not in lines[1]


class Answer(BaseHTTPRequestHandler):
    """A web server that knows two pages."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        status = 200 if self.path == "/" else 404
        self.send_response(status)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"abc")

    def do_POST(self) -> None:
        """Answer without a body."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """A running server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_load_counts_answers(port: int) -> None:
    """Something is counted, and the time is kept."""
    assert load.rate(port, load.get("x", "/"), clients=2, seconds=0.2) > 0


def test_load_ends_with_its_supply(port: int) -> None:
    """Each request is sent once, however long the round may last."""
    sent: list[bytes] = []

    def supply() -> Iterator[bytes]:
        for number in range(6):
            sent.append(load.post("x", "/", b"n=%d" % number))
            yield sent[-1]

    assert load.rate(port, supply(), status=302, clients=3, seconds=30.0) > 0
    assert len(sent) == 6


def test_load_refuses_another_answer(port: int) -> None:
    """A fast error page is not fast."""
    with pytest.raises(load.WrongAnswer, match="expected 200, got 404"):
        load.rate(port, load.get("x", "/missing"), clients=1, seconds=0.2)
