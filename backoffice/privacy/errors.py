"""What may be refused of personal data, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class SecondPersonNeeded(DomainError):
    """Whoever proposed an erasure does not approve it."""

    code = "second_person_needed"


class NothingToErase(DomainError):
    """Nothing is old enough."""

    code = "nothing_to_erase"


class ReasonMissing(DomainError):
    """A refusal states its reasons and remedies."""

    code = "reason_missing"


class AskedAlready(DomainError):
    """A request of the same kind is open."""

    code = "asked_already"


class PeriodUnknown(DomainError):
    """No period of keeping is in force for this class."""

    code = "period_unknown"


class KeptByLaw(DomainError):
    """The law keeps this class of data; the words say which and until when."""

    code = "kept_by_law"
