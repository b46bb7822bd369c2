"""Run every query that must return no row."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from backoffice.kernel.reconcile import Finding, run_all

SHOWN = 20


class Command(BaseCommand):
    """Print what the books find wrong with themselves; status 1 when they find anything."""

    help = "Run every reconcile query; exit status 1 and the rows when one returns any."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the queries and print the rows."""
        findings = run_all()
        for finding in findings:
            self._print(finding)
        wrong = sum(bool(finding.rows) for finding in findings)
        if wrong:
            self.stderr.write(f"{wrong} of {len(findings)} queries found rows.")
            sys.exit(1)
        self.stdout.write(f"{len(findings)} queries, nothing found.")

    def _print(self, finding: Finding) -> None:
        self.stdout.write(f"{finding.name}: {len(finding.rows)}")
        for row in finding.rows[:SHOWN]:
            self.stdout.write("  " + ", ".join(f"{name}={value}" for name, value in row.items()))
        if len(finding.rows) > SHOWN:
            self.stdout.write(f"  … and {len(finding.rows) - SHOWN} more")
