"""Messages that people send, and messages that strangers send; all synthetic."""

from email.message import EmailMessage


def message(
    subject: str = "Αίτηση για πιστοποιητικό",
    sender: str = "Μαρία Δοκιμάκη <maria@example.org>",
    text: str = "Παρακαλώ για το πιστοποιητικό μου.",
    files: tuple[tuple[str, str, bytes], ...] = (),
    message_id: str = "<1@example.org>",
) -> EmailMessage:
    """Return a message; each file is a name, a type and a content."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, sender, "protocol@town.example"
    made["Date"] = "Mon, 02 Mar 2026 10:15:00 +0200"
    if message_id:
        made["Message-ID"] = message_id
    made.set_content(text)
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made


def raw(**facts) -> bytes:
    """Return a message as it travels."""
    return message(**facts).as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def nested(depth: int) -> bytes:
    """Return a message inside a message inside a message …"""
    inner = message(subject="Το πιο μέσα")
    for _ in range(depth):
        outer = message(subject="Προώθηση", text="Δείτε")
        outer.add_attachment(inner)
        inner = outer
    return inner.as_bytes()


ENCRYPTED = (
    b"From: a@example.org\r\nSubject: secret\r\nMessage-ID: <e@example.org>\r\n"
    b"MIME-Version: 1.0\r\n"
    b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n'
    b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
    b"--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n"
)
BROKEN = (
    b"From: =?utf-8?b?4pyTIP8=?= <a@example.org>\r\nSubject: =?bad?Q?=FF?=\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=never\r\n\r\nno part begins here\xff\xfe"
)
NOISE = bytes(range(256)) * 20
