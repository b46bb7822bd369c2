"""What a message says. Reading never fails: what cannot be read is named."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

DEEPEST = 6
MOST_PARTS = 60
LONGEST_TEXT = 100_000
PGP = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came with a message."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Letter:
    """A message in plain values; `problem` is empty, `broken`, `encrypted` or `too_deep`."""

    message_id: str = ""
    subject: str = ""
    sender_name: str = ""
    sender_email: str = ""
    sent_at: datetime | None = None
    text: str = ""
    parts: list[Part] = field(default_factory=list)
    problem: str = ""


def read_letter(content: bytes) -> Letter:
    """Read a message, or as much of it as can be read."""
    letter = Letter()
    try:
        parsed = BytesParser(policy=policy.default).parsebytes(content)
        _read_head(parsed, letter)
        _read_body(parsed, letter)
    except Exception:
        # Whatever a stranger's message does to the parser, the message itself is not lost.
        letter.problem = "broken"
    if not letter.problem and not (letter.sender_email or letter.subject or letter.text):
        letter.problem = "broken"
    return letter


def _read_head(parsed: Message, letter: Letter) -> None:
    letter.message_id = _header(parsed, "Message-ID")[:250]
    letter.subject = _header(parsed, "Subject")[:500]
    with suppress(ValueError, TypeError, IndexError):
        name, address = getaddresses([_header(parsed, "From")])[0]
        letter.sender_name = name[:240]
        letter.sender_email = address[:254] if "@" in address else ""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        sent = parsedate_to_datetime(_header(parsed, "Date"))
        letter.sent_at = sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _header(parsed: Message, name: str) -> str:
    try:
        value = str(parsed.get(name, ""))
    except Exception:
        # A malformed header is one of the things strangers send.
        value = next((str(v) for k, v in parsed.raw_items() if k.lower() == name.lower()), "")
    return " ".join(value.replace("\0", "").encode("utf-8", "replace").decode().split())


def _read_body(parsed: Message, letter: Letter) -> None:
    plain: list[str] = []
    rich: list[str] = []
    broken = bool(parsed.defects)
    for depth, part in _walk(parsed, 0):
        if depth > DEEPEST:
            letter.problem = "too_deep"
            break
        if _is_encrypted(part):
            letter.problem = "encrypted"
        broken = broken or bool(part.defects)
        if part.is_multipart():
            continue
        _sort_part(part, letter, plain, rich)
        if len(letter.parts) >= MOST_PARTS:
            letter.problem = "too_deep"
            break
    letter.text = ("\n\n".join(plain) or "\n\n".join(map(_without_tags, rich)))[:LONGEST_TEXT]
    if PGP in letter.text:
        letter.problem = "encrypted"
    if broken and not letter.problem:
        letter.problem = "broken"


def _walk(part: Message, depth: int) -> Any:
    yield depth, part
    if part.is_multipart() and depth <= DEEPEST:
        for below in part.get_payload():
            if isinstance(below, Message):
                yield from _walk(below, depth + 1)


def _is_encrypted(part: Message) -> bool:
    if part.get_content_type() == "multipart/encrypted":
        return True
    if part.get_content_type() in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return str(part.get_param("smime-type", "enveloped-data")) == "enveloped-data"
    return False


def _sort_part(part: Message, letter: Letter, plain: list[str], rich: list[str]) -> None:
    kind, name = part.get_content_type(), _file_name(part)
    is_file = bool(name) or part.get_content_disposition() == "attachment"
    if is_file or part.get_content_maintype() != "text":
        content = part.get_payload(decode=True)
        body = content if isinstance(content, bytes) else b""
        letter.parts.append(Part(name or f"part-{len(letter.parts) + 1}", kind, body))
    elif kind == "text/plain":
        plain.append(_text_of(part))
    elif kind == "text/html":
        rich.append(_text_of(part))


def _file_name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:
        # The name is one more place where a stranger's message may be malformed.
        return ""


def _text_of(part: Message) -> str:
    if isinstance(part, EmailMessage):
        with suppress(LookupError, ValueError, KeyError):
            return str(part.get_content()).replace("\0", "")
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


class _Text(HTMLParser):
    """Keeps the words of a page and drops everything else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Begin a line, or something that is not shown."""
        self.inside += tag in {"script", "style", "head"}
        if tag in {"p", "br", "div", "tr", "li"}:
            self.kept.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End something that is not shown."""
        if tag in {"script", "style", "head"}:
            self.inside = max(0, self.inside - 1)

    def handle_data(self, data: str) -> None:
        """Keep words that are shown."""
        if not self.inside:
            self.kept.append(data)


def _without_tags(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    return re.sub(r"\n\s*\n+", "\n\n", "".join(reader.kept)).strip()
