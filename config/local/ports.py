"""Free TCP ports, before anything has been started."""

import errno
import os
import socket

from config.local.environment import Ports
from config.local.terminal import Trouble

FIRST_PORT = 8000
LAST_PORT = 65535
HOST = os.environ.get("LISTEN") or "127.0.0.1"


def choose_ports(asked: str | None) -> Ports:
    """Return the asked web port (or 8000) and the next free ones for the sandboxes.

    :raises Trouble: when the web port is taken or no port at all
    """
    web = _number(asked)
    _ensure_free(web)
    following = [port for port in range(web + 1, web + 100) if _is_free(port)]
    if len(following) < 5:
        raise Trouble(f"No free ports after {web}. Choose another: make run PORT=9000")
    stripe, gsis, signing, eepidosi, sms, *_rest = following
    return Ports(web=web, stripe=stripe, gsis=gsis, signing=signing, eepidosi=eepidosi, sms=sms)


def _number(asked: str | None) -> int:
    text = (asked or str(FIRST_PORT)).strip()
    if not text.isdigit() or not 0 < int(text) <= LAST_PORT - 100:
        raise Trouble(f"PORT={text} is not a port. Use a number such as: make run PORT=9000")
    return int(text)


def _ensure_free(port: int) -> None:
    number = _bind_error(HOST, port)
    if number == errno.EACCES:
        raise Trouble(f"Port {port} needs root. Choose one above 1023: make run PORT=8000")
    if number == errno.EADDRNOTAVAIL:
        raise Trouble(
            f"LISTEN={HOST} is not an address of this machine. Use LISTEN=0.0.0.0 or leave it out."
        )
    if number:
        other = port + 1000 if port < LAST_PORT - 1100 else FIRST_PORT
        raise Trouble(
            f"Port {port} is taken by another program. Stop it, or choose another port: "
            f"make run PORT={other}"
        )


def _is_free(port: int) -> bool:
    return port <= LAST_PORT and not _bind_error("127.0.0.1", port)


def _bind_error(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error.errno or errno.EADDRINUSE
        except OverflowError:
            return errno.EADDRNOTAVAIL
    return 0
