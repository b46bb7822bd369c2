"""Start the eEpidosi sandbox: `python -m integrations.eepidosi.sandbox --port 8424`."""

import argparse
import sys

from integrations.eepidosi.sandbox.app import build
from integrations.sandbox import Sandbox, serve


def main() -> int:
    """Run the sandbox until it is told to stop; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m integrations.eepidosi.sandbox",
        description="Stands in for eEpidosi; what it serves reaches nobody.",
    )
    parser.add_argument("--port", type=int, default=8424, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--token", default="", help="refuse callers without this token")
    parser.add_argument("--stop-with-parent", action="store_true")
    chosen = parser.parse_args()
    return serve(
        build(Sandbox("eepidosi"), chosen.token),
        host=chosen.host,
        port=chosen.port,
        stop_with_parent=chosen.stop_with_parent,
    )


if __name__ == "__main__":
    sys.exit(main())
