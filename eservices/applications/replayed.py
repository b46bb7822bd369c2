"""What was sent, told to the forms' office, which runs drafts of forms over it."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.forms.submissions import Submission
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.procedures import queries as procedures
from eservices.catalogue import queries as catalogue

from .models import Application


class Sent:
    """The applications of a form: their answers, what they cost, and where they go."""

    def latest(self, form_key: str, limit: int) -> Sequence[Submission]:
        """Return the last submissions of a form, the newest first."""
        # What was erased has nothing left to run a form over.
        rows = Application.objects.filter(form_key=form_key, erased_at__isnull=True)
        rows = rows.order_by("-submitted_at", "-pk")
        return [
            Submission(
                row.code,
                row.form_version,
                row.snapshot.get("answers", {}),
                athens_day(row.submitted_at),
            )
            for row in rows.only("code", "form_version", "snapshot", "submitted_at")[:limit]
        ]

    def fee_of(self, form_key: str, values: Mapping[str, Any], on: date) -> Decimal | None:
        """Return what these answers cost on a day, in euros; none where nothing can be reckoned."""
        service = self._service(form_key)
        if service is None:
            return None
        try:
            return catalogue.fee_of(service, values, on).amount
        except DomainError:
            return None

    def route_of(self, form_key: str, values: Mapping[str, Any]) -> str:
        """Return the office, and the arrows of the procedure that these answers choose."""
        service = self._service(form_key)
        if service is None:
            return ""
        ways: list[str] = []
        if service.process_key:
            try:
                ways = procedures.open_ways(service.process_key, values)
            except DomainError:
                ways = []
        return " · ".join([str(service.department or ""), *ways])

    def _service(self, form_key: str) -> Any:
        return catalogue.services().filter(form_key=form_key).first()


SENT = Sent()
