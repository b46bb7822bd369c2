"""Where messages lie: IMAP over TLS, a Maildir folder, an mbox file."""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT = 20
MAX_BYTES = 30 * 1024 * 1024
HEAD_BYTES = 64 * 1024


class MailboxAway(Exception):
    """The mailbox cannot be read now, or its address is wrong; the text holds no password."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as it lies in the box; incomplete where it is larger than is fetched."""

    uid: str
    content: bytes
    size: int
    is_complete: bool


class Box(Protocol):
    """A mailbox that was opened."""

    def unread(self) -> Iterator[Raw]:
        """Yield the messages that were not kept yet."""

    def keep(self, uid: str) -> None:
        """Mark a message as kept."""

    def close(self) -> None:
        """Let the mailbox go."""


def open_box(
    url: str,
    *,
    timeout: float = TIMEOUT,
    max_bytes: int = MAX_BYTES,
    context: ssl.SSLContext | None = None,
) -> Box:
    """Open a mailbox by its address.

    :param timeout: seconds that each step on the network may take
    :param max_bytes: larger messages are not fetched
    :raises MailboxAway: if it cannot be opened
    """
    parts = urlsplit(url)
    if parts.scheme in {"imaps", "imap+starttls"}:
        return ImapBox(url, timeout=timeout, max_bytes=max_bytes, context=context)
    if parts.scheme == "maildir":
        return MaildirBox(Path(unquote(parts.path)), max_bytes)
    if parts.scheme == "mbox":
        return MboxBox(Path(unquote(parts.path)), max_bytes)
    raise MailboxAway(
        f"{parts.scheme or 'nothing'}: use imaps, imap+starttls, maildir or mbox as the address"
    )


class ImapBox:
    """A folder on an IMAP server; messages are read without being marked until they are kept."""

    def __init__(
        self, url: str, *, timeout: float, max_bytes: int, context: ssl.SSLContext | None
    ) -> None:
        parts = urlsplit(url)
        self.max_bytes = max_bytes
        self.line: Any = None
        trusted = context or ssl.create_default_context()
        host, folder = parts.hostname or "", unquote(parts.path.lstrip("/")) or "INBOX"
        try:
            self.line = _connected(parts.scheme, host, parts.port, timeout, trusted)
            self.line.login(unquote(parts.username or ""), unquote(parts.password or ""))
            self._asked(self.line.select(f'"{folder}"'), folder)
        except (OSError, imaplib.IMAP4.error) as error:
            self.close()
            raise MailboxAway(f"{host}: {_said(error)}") from None

    def unread(self) -> Iterator[Raw]:
        """Yield the unread messages, one at a time."""
        try:
            found = self._asked(self.line.uid("SEARCH", "UNSEEN"), "search")
            for uid in found[0].decode().split():
                yield self._fetched(uid)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxAway(_said(error)) from None

    def _fetched(self, uid: str) -> Raw:
        size = self._size(uid)
        is_complete = size <= self.max_bytes
        part = "BODY.PEEK[]" if is_complete else f"BODY.PEEK[HEADER]<0.{HEAD_BYTES}>"
        answer = self._asked(self.line.uid("FETCH", uid, f"({part})"), uid)
        content = next((piece[1] for piece in answer if isinstance(piece, tuple)), b"")
        return Raw(uid, content, size, is_complete)

    def _size(self, uid: str) -> int:
        answer = self._asked(self.line.uid("FETCH", uid, "(RFC822.SIZE)"), uid)
        found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(a for a in answer if a))
        if found is None:
            raise imaplib.IMAP4.error(f"no size for message {uid}")
        return int(found[1])

    def keep(self, uid: str) -> None:
        """Mark a message as read."""
        try:
            self._asked(self.line.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"), uid)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxAway(_said(error)) from None

    def close(self) -> None:
        """Leave the server; one that is gone already is left alone."""
        if self.line is not None:
            try:
                self.line.logout()
            except (OSError, imaplib.IMAP4.error):
                self.line.shutdown()

    @staticmethod
    def _asked(answer: tuple[str, list[Any]], what: str) -> list[Any]:
        state, values = answer
        if state != "OK":
            raise imaplib.IMAP4.error(f"{what}: {state}")
        return values


def _connected(
    scheme: str, host: str, port: int | None, timeout: float, trusted: ssl.SSLContext
) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=trusted, timeout=timeout)
    line = imaplib.IMAP4(host, port or 143, timeout=timeout)
    line.starttls(trusted)
    return line


def _said(error: Exception) -> str:
    """Return what an error says, without the line that carried a password."""
    text = str(error) or type(error).__name__
    return re.sub(r"(?i)login \S+ \S+", "login", text)[:200]


class MaildirBox:
    """A Maildir folder: new messages move among the read ones once they are kept."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        if not (path / "new").is_dir():
            raise MailboxAway(f"{path} is no Maildir folder")
        self.path, self.max_bytes = path, max_bytes

    def unread(self) -> Iterator[Raw]:
        """Yield the new messages in the order of their names."""
        for file in sorted((self.path / "new").iterdir()):
            if file.is_file():
                yield _from_file(file, self.max_bytes)

    def keep(self, uid: str) -> None:
        """Move a message among the read ones."""
        (self.path / "cur").mkdir(exist_ok=True)
        (self.path / "new" / uid).rename(self.path / "cur" / f"{uid}:2,S")

    def close(self) -> None:
        """Nothing is held open."""


def _from_file(file: Path, max_bytes: int) -> Raw:
    size = file.stat().st_size
    with file.open("rb") as stream:
        content = stream.read(size if size <= max_bytes else HEAD_BYTES)
    return Raw(file.name, content, size, size <= max_bytes)


class MboxBox:
    """An mbox file; it is only read, so whoever keeps messages recognises those it has."""

    def __init__(self, path: Path, max_bytes: int) -> None:
        if not path.is_file():
            raise MailboxAway(f"{path} is no mbox file")
        self.file, self.max_bytes = mailbox.mbox(path, create=False), max_bytes

    def unread(self) -> Iterator[Raw]:
        """Yield every message of the file."""
        for key in self.file.keys():  # noqa: SIM118 - a mailbox is no mapping
            stream = self.file.get_file(key)
            content = stream.read(self.max_bytes + 1)
            is_complete = len(content) <= self.max_bytes
            size = len(content) if is_complete else len(content) + len(stream.read())
            yield Raw(str(key), content if is_complete else content[:HEAD_BYTES], size, is_complete)

    def keep(self, uid: str) -> None:
        """Leave the file as it is."""

    def close(self) -> None:
        """Close the file."""
        self.file.close()
