"""A small IMAP server over TLS for tests; it can also misbehave."""

import datetime as dt
import re
import socketserver
import ssl
import threading
import time
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """Write a certificate for localhost with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "imap.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Handler(socketserver.StreamRequestHandler):
    """One connection; enough of RFC 3501 for a reader of mail."""

    def handle(self) -> None:
        """Answer line by line."""
        self.server.connections += 1
        if self.server.implicit:
            self._wrap()
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if self.server.hangs_at and self.server.hangs_at in rest.upper():
                time.sleep(3)
                return
            if not self._answer(tag, rest):
                return

    def _wrap(self) -> None:
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile = self.request.makefile("rb")
        self.wfile = self.request.makefile("wb", buffering=0)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, tag: str, rest: str) -> bool:
        verb = rest.split(" ", 1)[0].upper()
        if verb == "UID":
            verb = "UID " + rest.split(" ", 2)[1].upper()
        method = getattr(self, "do_" + verb.replace(" ", "_").lower(), None)
        if method is None:
            self._say(f"{tag} BAD {verb}")
            return True
        return method(tag, rest) is not False

    def do_capability(self, tag: str, rest: str) -> None:
        """Say what the server can."""
        self._say("* CAPABILITY IMAP4rev1 STARTTLS")
        self._say(f"{tag} OK done")

    def do_starttls(self, tag: str, rest: str) -> None:
        """Begin TLS."""
        self._say(f"{tag} OK begin")
        self._wrap()

    def do_login(self, tag: str, rest: str) -> None:
        """Let one name and password in."""
        is_right = rest.upper().startswith("LOGIN") and '"right"' in rest
        self._say(f"{tag} OK in" if is_right else f"{tag} NO wrong name or password")

    def do_select(self, tag: str, rest: str) -> None:
        """Open the folder."""
        self._say(f"* {len(self.server.messages)} EXISTS")
        self._say(f"{tag} OK [READ-WRITE] selected")

    def do_uid_search(self, tag: str, rest: str) -> None:
        """List the unread messages."""
        unread = [str(uid) for uid in sorted(self.server.messages) if uid not in self.server.seen]
        self._say("* SEARCH " + " ".join(unread))
        self._say(f"{tag} OK done")

    def do_uid_fetch(self, tag: str, rest: str) -> None:
        """Give a message's size, head or whole."""
        uid = int(rest.split(" ")[2])
        content = self.server.messages[uid]
        if "RFC822.SIZE" in rest:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(content)})")
        else:
            self.server.fetched.append(rest)
            if "HEADER" in rest:
                most = int(re.search(r"<0\.(\d+)>", rest)[1])
                content = content.split(b"\r\n\r\n")[0][:most] + b"\r\n\r\n"
            self._say(f"* 1 FETCH (UID {uid} BODY[] {{{len(content)}}}")
            self.wfile.write(content + b")\r\n")
        self._say(f"{tag} OK done")

    def do_uid_store(self, tag: str, rest: str) -> None:
        """Mark a message as read."""
        self.server.seen.add(int(rest.split(" ")[2]))
        self._say(f"{tag} OK done")

    def do_logout(self, tag: str, rest: str) -> bool:
        """End."""
        self._say("* BYE")
        self._say(f"{tag} OK bye")
        return False


class ImapServer(socketserver.ThreadingTCPServer):
    """The server, on a port of its own."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, folder: Path, *, implicit: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        path = certificate(folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(path)
        self.trusted = ssl.create_default_context(cafile=str(path))
        self.implicit, self.hangs_at, self.connections = implicit, "", 0
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.fetched: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, password: str = "right") -> str:
        """Return the address of the mailbox."""
        scheme = "imaps" if self.implicit else "imap+starttls"
        return f"{scheme}://protocol%40town:{password}@localhost:{self.server_address[1]}/INBOX"

    def stop(self) -> None:
        """End the server."""
        self.shutdown()
        self.server_close()
