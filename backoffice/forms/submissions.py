"""Who holds the answers that people sent: modules above enter themselves, replay reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from backoffice.kernel.registry import Registry


@dataclass(frozen=True, slots=True)
class Submission:
    """Answers that somebody sent.

    :param code: what names them to staff; no personal data
    :param version_id: the version of the form that was filled in
    :param submitted_on: the day on which they were sent
    """

    code: str
    version_id: int
    values: Mapping[str, Any]
    submitted_on: date


class Source(Protocol):
    """A module that keeps submissions."""

    def latest(self, form_key: str, limit: int) -> Sequence[Submission]:
        """Return the last submissions of a form, the newest first."""

    def fee_of(self, form_key: str, values: Mapping[str, Any], on: date) -> Decimal | None:
        """Return what these answers cost on a day, in euros; none where nothing is charged."""

    def route_of(self, form_key: str, values: Mapping[str, Any]) -> str:
        """Return in words where these answers go: the department and the way of the procedure."""


SOURCES: "Registry[Source]" = Registry("forms.submissions")


def register(name: str, source: Source) -> None:
    """Enter a module that keeps submissions."""
    SOURCES.register(name, source)


def sources() -> list[Source]:
    """Return every module that keeps submissions."""
    return [SOURCES.get(name) for name in SOURCES.kinds()]
