"""Why a step cannot go on; the text is shown to staff and holds nothing of the machine."""

from django.utils.functional import Promise

from backoffice.kernel.errors import DomainError


class StepError(DomainError):
    """The diagram asks for something that the case's facts cannot answer."""

    code = "step_error"


class ExpressionError(StepError):
    """An expression cannot be read or cannot be worked out."""

    code = "expression_error"


class ThrownError(StepError):
    """An operation or an end event raised an error that a boundary event may catch.

    :param error_code: what boundary error events are compared with
    """

    code = "thrown_error"

    def __init__(self, error_code: str, message: str | Promise) -> None:
        self.error_code = error_code
        super().__init__(message)
