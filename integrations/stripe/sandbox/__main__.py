"""Start the Stripe sandbox: `python -m integrations.stripe.sandbox --port 8420`."""

import argparse
import sys
from pathlib import Path

from integrations.sandbox import Sandbox, serve
from integrations.stripe.sandbox.app import build
from integrations.stripe.sandbox.bank import Bank
from integrations.stripe.sandbox.notices import RETRY_PAUSES, Notices


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m integrations.stripe.sandbox",
        description="Answers as Stripe does: API, hosted card page, signed webhooks.",
    )
    parser.add_argument("--port", type=int, default=8420, help="0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--webhook", default="", help="address that receives events")
    parser.add_argument(
        "--secret", action="append", default=[], help="signs events; twice while it is replaced"
    )
    parser.add_argument(
        "--retry",
        default=",".join(str(pause) for pause in RETRY_PAUSES),
        help="seconds before each further attempt to deliver an event",
    )
    parser.add_argument("--public-url", default="", help="address browsers reach the page at")
    parser.add_argument("--merchant", default=Bank.merchant, help="payee shown on the page")
    parser.add_argument("--state", type=Path, help="file that remembers everything")
    parser.add_argument("--stop-with-parent", action="store_true")
    arguments = parser.parse_args()
    if bool(arguments.webhook) != bool(arguments.secret):
        parser.error("--webhook and --secret go together")
    return arguments


def main() -> int:
    """Run the sandbox until it is told to stop; return the exit status."""
    arguments = _arguments()
    sandbox = Sandbox("stripe")
    notices = Notices(
        url=arguments.webhook,
        secrets=arguments.secret,
        pauses=tuple(float(pause) for pause in arguments.retry.split(",") if pause),
    )
    bank = Bank(
        clock=sandbox.clock,
        announce=notices.submit,
        merchant=arguments.merchant,
        public_url=arguments.public_url.rstrip("/"),
    )
    app = build(sandbox, notices, bank, arguments.state)
    return serve(
        app,
        host=arguments.host,
        port=arguments.port,
        stop_with_parent=arguments.stop_with_parent,
    )


if __name__ == "__main__":
    sys.exit(main())
