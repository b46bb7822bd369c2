"""Mailboxes: read over TLS alone, with time limits; no message breaks the reader."""

import mailbox
import ssl
import time
from datetime import UTC, datetime

import pytest

from integrations.mail.letters import read_letter
from integrations.mail.sources import MailboxAway, open_box

from . import letters
from .imap_server import ImapServer


@pytest.fixture(params=[True, False], ids=["tls", "starttls"])
def server(request, tmp_path):
    made = ImapServer(tmp_path, implicit=request.param)
    yield made
    made.stop()


def opened(server, **more):
    return open_box(server.url(), context=server.trusted, timeout=30, **more)


def test_unread_messages_come_once_kept(server):
    server.messages = {4: letters.raw(), 9: letters.raw(subject="Δεύτερο")}
    box = opened(server)
    found = list(box.unread())
    assert [item.content for item in found] == [server.messages[4], server.messages[9]]
    assert server.seen == set()
    box.keep("4")
    box.close()
    assert [item.uid for item in opened(server).unread()] == ["9"]


def test_a_large_message_is_not_fetched(server):
    server.messages = {1: letters.raw(files=(("a.pdf", "application/pdf", b"x" * 5000),))}
    (item,) = opened(server, max_bytes=2000).unread()
    assert not item.is_complete
    assert item.size == len(server.messages[1])
    assert read_letter(item.content).subject == "Αίτηση για πιστοποιητικό"
    assert all("HEADER" in asked for asked in server.fetched)


def test_a_wrong_password_is_not_repeated_in_the_error(server):
    with pytest.raises(MailboxAway) as refusal:
        open_box(server.url("hunter2"), context=server.trusted, timeout=30)
    assert "hunter2" not in str(refusal.value)


def test_a_stranger_with_another_certificate_gets_no_password(server):
    with pytest.raises(MailboxAway):
        open_box(server.url(), context=ssl.create_default_context(), timeout=30)


@pytest.mark.parametrize("step", ["LOGIN", "SEARCH", "FETCH"])
def test_a_server_that_hangs_is_left(server, step):
    server.messages, server.hangs_at = {1: letters.raw()}, step
    began = time.monotonic()
    with pytest.raises(MailboxAway):
        list(open_box(server.url(), context=server.trusted, timeout=0.5).unread())
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "url", ["imap://a:b@localhost/INBOX", "http://x", "maildir:///nowhere", "mbox:///nowhere", ""]
)
def test_other_addresses_are_refused(url):
    with pytest.raises(MailboxAway):
        open_box(url)


def test_a_maildir_gives_its_new_messages(tmp_path):
    box = mailbox.Maildir(tmp_path / "box", create=True)
    box.add(letters.message())
    opened = open_box(f"maildir://{tmp_path}/box")
    (item,) = opened.unread()
    assert read_letter(item.content).sender_email == "maria@example.org"
    opened.keep(item.uid)
    assert list(opened.unread()) == []
    assert len(list((tmp_path / "box" / "cur").iterdir())) == 1
    opened.close()


def test_an_mbox_file_is_only_read(tmp_path):
    path = tmp_path / "old.mbox"
    box = mailbox.mbox(path)
    box.add(letters.message())
    box.add(letters.message(text="x" * 9000))
    box.close()
    before = path.read_bytes()
    opened = open_box(f"mbox://{path}", max_bytes=4000)
    small, large = opened.unread()
    opened.keep(small.uid)
    opened.close()
    assert (small.is_complete, large.is_complete) == (True, False)
    assert large.size > 9000
    assert path.read_bytes() == before


def test_a_message_is_plain_values():
    letter = read_letter(
        letters.raw(
            files=(("αίτηση.pdf", "application/pdf", b"%PDF"), ("b.txt", "text/plain", b"x"))
        )
    )
    assert letter.problem == ""
    assert letter.sender_name == "Μαρία Δοκιμάκη"
    assert letter.sent_at == datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
    assert letter.text.strip() == "Παρακαλώ για το πιστοποιητικό μου."
    assert [(part.name, part.content) for part in letter.parts] == [
        ("αίτηση.pdf", b"%PDF"),
        ("b.txt", b"x"),
    ]


def test_a_page_becomes_words():
    made = letters.message(text="")
    made.clear_content()
    made.set_content("<p>Καλημέρα</p><script>x()</script><p>σας</p>", subtype="html")
    assert read_letter(made.as_bytes()).text == "Καλημέρα\nσας"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (letters.ENCRYPTED, "encrypted"),
        (letters.BROKEN, "broken"),
        (letters.NOISE, "broken"),
        (b"", "broken"),
        (letters.nested(9), "too_deep"),
        (letters.raw(text="-----BEGIN PGP MESSAGE-----\nx"), "encrypted"),
    ],
)
def test_bad_messages_are_named(content, problem):
    assert read_letter(content).problem == problem


def test_many_parts_do_not_hold_the_reader():
    files = tuple((f"{n}.txt", "text/plain", b"x") for n in range(90))
    letter = read_letter(letters.raw(files=files))
    assert letter.problem == "too_deep"
    assert len(letter.parts) == 60
