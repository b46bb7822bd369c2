"""What may be refused of a certificate, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class UnknownKind(DomainError):
    """The town gives no certificate of this kind."""

    code = "unknown_certificate"


class WhyMissing(DomainError):
    """A revocation states its reason."""

    code = "reason_missing"


class AlreadyRevoked(DomainError):
    """It was revoked before."""

    code = "already_revoked"


class KeyUsedOtherwise(DomainError):
    """The form asked for another certificate before."""

    code = "key_reused"


class UnitMissing(DomainError):
    """The unit that issues it is not in the town's chart."""

    code = "unit_missing"


class UnknownHolder(DomainError):
    """Nobody in the register has the AFM."""

    code = "unknown_holder"
