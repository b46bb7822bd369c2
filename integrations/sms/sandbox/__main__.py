"""Start the SMS sandbox: `python -m integrations.sms.sandbox --port 8425`."""

import argparse
import sys

from integrations.sandbox import Sandbox, serve
from integrations.sms.sandbox.app import build


def main() -> int:
    """Run the sandbox until it is told to stop; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m integrations.sms.sandbox",
        description="Stands in for an SMS gateway; what it takes reaches nobody.",
    )
    parser.add_argument("--port", type=int, default=8425, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default="", help="refuse callers without this token")
    parser.add_argument("--stop-with-parent", action="store_true")
    chosen = parser.parse_args()
    return serve(
        build(Sandbox("sms"), chosen.token),
        host=chosen.host,
        port=chosen.port,
        stop_with_parent=chosen.stop_with_parent,
    )


if __name__ == "__main__":
    sys.exit(main())
