"""The hook for a malware scanner: a daemon of ClamAV by its address, or none."""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from .errors import ScannerAway

TIMEOUT = 20
CHUNK = 1 << 16


def scanner_is_set() -> bool:
    """Tell whether files are given to a scanner."""
    return bool(getattr(settings, "MALWARE_SCANNER", ""))


def name_of_malware(content: bytes) -> str:
    """Return the name of what the scanner found, or nothing.

    :raises ScannerAway: if the scanner does not answer; nothing is let in unchecked
    """
    address = getattr(settings, "MALWARE_SCANNER", "")
    return _asked(address, content) if address else ""


def _asked(address: str, content: bytes) -> str:
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                piece = content[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = line.recv(4096).rstrip(b"\0").decode("ascii", "replace")
    except OSError as error:
        raise ScannerAway from error
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip()
    if not answer.endswith("OK"):
        raise ScannerAway
    return ""


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), TIMEOUT)
