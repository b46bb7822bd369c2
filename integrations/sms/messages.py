"""What an SMS gateway answers with, and what can go wrong."""

from dataclasses import dataclass

STATES = ("accepted", "delivered", "failed")


class SmsError(Exception):
    """The gateway gave no usable answer."""


class SmsUnavailable(SmsError):
    """It took nothing; the same message may be sent again."""


class SmsRefused(SmsError):
    """It refused: the number receives no SMS, or the request is wrong."""


class SmsUnknown(SmsError):
    """The request left and no answer came: the same key may be sent again, and sends once."""


@dataclass(frozen=True, slots=True)
class Sending:
    """A message at the gateway: its number there and where it stands."""

    id: str
    state: str
    reason: str = ""
