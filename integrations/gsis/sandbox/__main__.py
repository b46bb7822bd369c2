"""Start the GSIS sandbox: `python -m integrations.gsis.sandbox --port 8421`."""

import argparse
import os
import sys
from pathlib import Path

from integrations.gsis.sandbox.app import Directory, build
from integrations.gsis.sandbox.citizens import load_citizens
from integrations.sandbox import Sandbox, serve


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m integrations.gsis.sandbox",
        description="Answers as the TAXISnet sign-in of GSIS does, with fictional persons.",
    )
    parser.add_argument("--port", type=int, default=8421, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--citizens", type=Path, help="JSON list of persons")
    parser.add_argument("--client-id", default=os.environ.get("GSIS_CLIENT_ID", "loggia"))
    parser.add_argument(
        "--client-secret", default=os.environ.get("GSIS_CLIENT_SECRET", "loggia-secret")
    )
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        help="address the answer may go to, compared sign by sign; give it once for each",
    )
    parser.add_argument("--stop-with-parent", action="store_true")
    return parser.parse_args()


def main() -> int:
    """Run the sandbox until it is told to stop; return the exit status."""
    arguments = _arguments()
    try:
        citizens = load_citizens(arguments.citizens)
    except ValueError as error:
        sys.stderr.write(f"The citizens cannot be read: {error}\n")
        return 2
    sandbox = Sandbox("gsis")
    directory = Directory(
        clock=sandbox.clock,
        client_id=arguments.client_id,
        client_secret=arguments.client_secret,
        redirect_uris=arguments.redirect_uri,
        citizens=citizens,
    )
    app = build(sandbox, directory)
    return serve(
        app,
        host=arguments.host,
        port=arguments.port,
        stop_with_parent=arguments.stop_with_parent,
    )


if __name__ == "__main__":
    sys.exit(main())
