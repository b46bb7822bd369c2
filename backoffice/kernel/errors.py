"""The root of every error that a person may read."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A rule was not met; the message says which one and how to mend it."""

    code = "refused"

    def __init__(self, message: str | Promise) -> None:
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.message)
