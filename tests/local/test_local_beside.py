"""A program beside another: its words are kept together, and it ends with the block."""

import os
import sys
from pathlib import Path

import pytest

from config.local.beside import beside

SLEEP = "import time; print('begun', flush=True); time.sleep(600)"


def test_its_words_follow_when_it_is_asked_how_it_ended(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "print('its words'); raise SystemExit(3)"]
    with beside(command, os.environ, log="beside") as program:
        os.write(1, b"ours\n")
        assert program.end() == 3
    assert capfd.readouterr().out == "ours\nits words\n"


def test_it_is_ended_when_we_give_up(checkout: Path) -> None:
    with (
        pytest.raises(RuntimeError),
        beside([sys.executable, "-c", SLEEP], os.environ, log="beside") as program,
    ):
        raise RuntimeError
    assert program.has_ended
