"""What eEpidosi answers with, and what can go wrong."""

from dataclasses import dataclass
from datetime import datetime

STATES = ("available", "opened", "served", "refused")


class EepidosiError(Exception):
    """eEpidosi gave no usable answer."""


class EepidosiUnavailable(EepidosiError):
    """It did not take the request; the same request may be sent again."""


class EepidosiRefused(EepidosiError):
    """It refused: the person is not registered, opted out, or the request is wrong."""


class EepidosiUnknown(EepidosiError):
    """The request left and no answer came: ask with `find` before sending again."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A document in somebody's box: its token, when it was posted, the SHA-256 of the file."""

    token: str
    posted_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a posted document stands: `available`, `opened`, `served` or `refused`."""

    state: str
    opened_at: datetime | None
    served_at: datetime | None
    reason: str = ""

    @property
    def is_served(self) -> bool:
        """Whether the remote side counts the document as served."""
        return self.state == "served"
