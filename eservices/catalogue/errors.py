"""What a verb of the catalogue may refuse."""

from backoffice.kernel.errors import DomainError


class UnknownDepartment(DomainError):
    """A service names a department that the organisation chart lacks."""

    code = "unknown_department"


class UnknownService(DomainError):
    """There is no such service."""

    code = "unknown_service"


class FeeInForce(DomainError):
    """A fee that applies already is never changed."""

    code = "fee_in_force"


class NotFit(DomainError):
    """What was entered does not fit together."""

    code = "not_fit"
