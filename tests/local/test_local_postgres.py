"""The embedded PostgreSQL: private, off the network, and up again after every kind of death."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.local import accounts, places, postgres, processes
from config.local.terminal import Trouble


@pytest.fixture
def server(checkout: Path) -> Iterator[postgres.Server]:
    found = postgres.Server("postgres", settings=postgres.THROWAWAY | {"shared_buffers": "16MB"})
    yield found
    found.stop()


def ask(server: postgres.Server, question: str) -> str:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])


def test_it_starts_in_a_path_with_a_space_and_listens_only_on_a_private_socket(
    server: postgres.Server,
) -> None:
    assert " " in str(server.data)
    server.start()
    assert ask(server, "show listen_addresses") == ""
    assert ask(server, "show data_directory") == str(server.data)
    assert ask(server, "select to_tsvector('greek', 'Δήμων') @@ to_tsquery('greek', 'δήμος')")
    assert ask(server, "select lower('ΆΡΘΡΟ')") == "άρθρο"
    assert server.socket.stat().st_mode & 0o077 == 0
    assert server.data.stat().st_uid != 0
    assert len(os.fsencode(server.socket / ".s.PGSQL.5432")) <= 107


def test_it_keeps_its_data_from_one_start_to_the_next(server: postgres.Server) -> None:
    server.start()
    with psycopg.connect(server.url()) as connection:
        connection.execute("create table kept (name text)")
    server.stop()
    assert server.running_pid() is None
    server.start()
    assert ask(server, "select count(*) from kept") == "0"


def test_it_starts_after_being_killed_outright(server: postgres.Server) -> None:
    server.start()
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    assert (server.data / "postmaster.pid").exists()
    again = postgres.Server("postgres", settings=server.settings)
    again.start()
    try:
        assert ask(again, "select 1") == "1"
    finally:
        again.stop()


def test_it_takes_over_a_server_that_a_killed_run_left_running(server: postgres.Server) -> None:
    server.start(background=True)
    first = server.running_pid()
    again = postgres.Server("postgres", settings=server.settings)
    again.start()
    try:
        assert first is not None
        assert again.running_pid() not in (None, first)
        assert not processes.started_at(first)
    finally:
        again.stop()


def test_a_lock_whose_number_belongs_to_another_program_is_stale(server: postgres.Server) -> None:
    server.start()
    server.stop()
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    lock = server.data / "postmaster.pid"
    lock.write_text(f"{sleeper.pid}\n{server.data}\n{int(time.time())}\n5432\n", encoding="utf-8")
    try:
        server.start()
        assert ask(server, "select 1") == "1"
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()


def test_half_a_data_folder_is_made_again(server: postgres.Server) -> None:
    half = server.data.with_name("postgres.new")
    half.mkdir(mode=0o700)
    (half / "PG_VERSION").write_text("18\n", encoding="utf-8")
    server.start()
    assert ask(server, "select 1") == "1"
    assert not half.exists()


def test_data_of_another_major_version_are_not_touched(server: postgres.Server) -> None:
    accounts.make_private(server.data, server.account)
    (server.data / "PG_VERSION").write_text("12\n", encoding="utf-8")
    with pytest.raises(Trouble, match="was made by PostgreSQL 12"):
        server.start()
    assert (server.data / "PG_VERSION").read_text(encoding="utf-8") == "12\n"


def test_a_closed_checkout_keeps_its_data_outside(closed_checkout: Path) -> None:
    with postgres.running("postgres", settings={"shared_buffers": "16MB"}) as server:
        assert ask(server, "select 1") == "1"
        assert (places.VAR / "postgres").is_symlink()
        assert (places.VAR / "postgres").resolve().is_relative_to(accounts.STATE)
        assert "closed to other users" in server.home.note


def test_a_socket_folder_of_another_user_is_refused(server: postgres.Server) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that belongs to somebody else")
    server.socket.mkdir(mode=0o777)
    os.chown(server.socket, 12345, 12345)
    try:
        with pytest.raises(Trouble, match="belongs to another user"):
            server.start()
    finally:
        server.socket.rmdir()


def test_the_network_finds_no_server(server: postgres.Server) -> None:
    server.start()
    assert server.process is not None
    listening = Path(f"/proc/{server.process.pid}/net/tcp")
    if not listening.exists():
        pytest.skip("reads /proc")
    sockets = {link.readlink() for link in Path(f"/proc/{server.process.pid}/fd").iterdir()}
    inodes = {str(name)[8:-1] for name in sockets if str(name).startswith("socket:")}
    used = {line.split()[9] for line in listening.read_text(encoding="utf-8").splitlines()[1:]}
    assert inodes, "a server has at least its own socket open"
    assert not inodes & used
