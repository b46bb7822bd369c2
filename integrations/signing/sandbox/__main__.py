"""Start the signing sandbox: `python -m integrations.signing.sandbox --port 8423`."""

import argparse
import socket
import sys
from pathlib import Path

from integrations.sandbox import Sandbox, serve
from integrations.signing.sandbox import authority
from integrations.signing.sandbox.app import build


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m integrations.signing.sandbox",
        description="Issues test certificates, timestamps and OCSP answers; none chains to "
        "anything real.",
    )
    parser.add_argument("--port", type=int, default=8423, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--folder", type=Path, help="keep keys and certificates here")
    parser.add_argument(
        "--prepare",
        action="store_true",
        help="make the folder's keys and certificates, then end without serving",
    )
    parser.add_argument("--stop-with-parent", action="store_true")
    return parser.parse_args()


def _free_port(host: str) -> int:
    # Certificates name the responder's address, so the port must be known before they are made.
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port


def main() -> int:
    """Run the sandbox until it is told to stop; return the exit status."""
    arguments = _arguments()
    port = arguments.port or _free_port(arguments.host)
    base_url = f"http://{arguments.host}:{port}"
    if arguments.folder:
        issued = authority.kept_or_made(arguments.folder, base_url)
    else:
        issued = authority.make(base_url)
    if arguments.prepare:
        return 0
    return serve(
        build(Sandbox("signing"), issued),
        host=arguments.host,
        port=port,
        stop_with_parent=arguments.stop_with_parent,
    )


if __name__ == "__main__":
    sys.exit(main())
