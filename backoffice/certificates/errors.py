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


class NotInDoubt(DomainError):
    """Nobody examines whether it still holds."""

    code = "not_in_doubt"


class KeyUsedOtherwise(DomainError):
    """The form asked for another certificate before."""

    code = "key_reused"


class UnitMissing(DomainError):
    """The unit that issues it is not in the town's chart."""

    code = "unit_missing"


class UnknownHolder(DomainError):
    """Nobody in the register has the AFM."""

    code = "unknown_holder"


class NotAtOnce(DomainError):
    """Its facts have to be stated by an office first."""

    code = "not_at_once"


class FactsRefused(DomainError):
    """Stated facts that cannot be certified.

    :ivar wrong: what is wrong, by the facts' keys
    """

    code = "facts_refused"

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__(" ".join(wrong.values()))
        self.wrong = wrong


class StandsAgainst(DomainError):
    """The registers know a ground against the certificate."""

    code = "ground_against"


class SecondNeeded(DomainError):
    """Whoever stated the facts does not issue the certificate."""

    code = "second_person_needed"


class Settled(DomainError):
    """It was issued or set aside before."""

    code = "already_settled"


class OtherUnit(DomainError):
    """Another unit states or issues certificates of this kind."""

    code = "other_unit"


class FigureUnfit(DomainError):
    """A figure of a kind that cannot be used."""

    code = "figure_unfit"


class StatementNeeded(DomainError):
    """An attested certificate waits for stated facts and, where its kind asks, a second person."""

    code = "statement_needed"


class NotReplaceable(DomainError):
    """It was replaced before, or another certificate is asked for in its place."""

    code = "not_replaceable"


class CodeRefused(DomainError):
    """A scanned code that is none of ours or was changed.

    :ivar why: `shape`, `key`, `signature` or `address`
    """

    code = "code_refused"

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message)
        self.why = why


class UnknownKey(DomainError):
    """No key of this name signed anything."""

    code = "unknown_key"
