"""`make bench`: every contest, or one by `ONLY=name`."""

import os
import sys
from importlib import import_module

import django

from . import harness

ROUNDS = {
    "web": "tests.bench.web",
    "payments": "tests.bench.payments",
    "lists": "tests.bench.lists",
    "debts": "tests.bench.debts",
    "procedures": "tests.bench.procedures",
    "documents": "tests.bench.documents",
    "signing": "tests.bench.signing",
    "certificates": "tests.bench.certificates",
    "letters": "tests.bench.letters",
    "forms": "tests.bench.forms",
    "applications": "tests.bench.applications",
    "worklist": "tests.bench.worklist",
    "cases": "tests.bench.cases",
}


def main() -> int:
    """Run the asked rounds, print the table, keep the results."""
    only = os.environ.get("ONLY", "")
    if only and only not in ROUNDS:
        sys.stderr.write(f"No bench is called {only}. There are: {', '.join(ROUNDS)}\n")
        return 2
    # What the demonstration's pages carry must not lie among a town's own files.
    for name in ("MEDIA_ROOT", "PRIVATE_ROOT"):
        os.environ[name] = str(harness.RESULTS.parent / name.lower())
    # The set-up's own log would bury the table; the web servers write theirs, as in production.
    os.environ["LOG_LEVEL"] = "WARNING"
    django.setup()
    results: list[harness.Result] = []
    for name, module in ROUNDS.items():
        if only in ("", name):
            for result in import_module(module).run():
                # Kept at once: what comes later may fail.
                harness.keep([result])
                results.append(result)
    print(harness.table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
