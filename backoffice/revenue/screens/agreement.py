"""Whether the books agree: every query that must return no row, of every module."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from backoffice.kernel.exports import table_response
from backoffice.kernel.reconcile import Finding, run_all
from backoffice.kernel.screens import StaffScreen

SHOWN = 50


class ReconciliationScreen(StaffScreen):
    """Run the queries and show what each found."""

    right = "revenue.view_reconciliation"
    page_title = gettext_lazy("Reconciliation")
    template_name = "revenue/reconciliation.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or hand out one query's rows as a file."""
        self.findings = run_all()
        name = request.GET.get("export")
        if not name:
            return super().get(request, *args, **kwargs)
        for finding in self.findings:
            if finding.name == name:
                return _file(finding)
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what was found, the first rows of each."""
        tables = [
            {
                "name": finding.name,
                "label": finding.label,
                "count": len(finding.rows),
                "header": list(finding.rows[0]) if finding.rows else [],
                "rows": [list(row.values()) for row in finding.rows[:SHOWN]],
            }
            for finding in self.findings
        ]
        wrong = sum(bool(table["count"]) for table in tables)
        return super().get_context_data(tables=tables, wrong=wrong, shown=SHOWN, **kwargs)


def _file(finding: Finding) -> HttpResponseBase:
    header = list(finding.rows[0]) if finding.rows else []
    return table_response("csv", finding.name, header, ([*row.values()] for row in finding.rows))
