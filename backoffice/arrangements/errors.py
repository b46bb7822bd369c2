"""What may be refused, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class SchemeClosed(DomainError):
    """The scheme takes no applications on the day."""

    code = "scheme_closed"


class NothingToArrange(DomainError):
    """No debt, or none that is open, was chosen."""

    code = "nothing_to_arrange"


class DebtExcluded(DomainError):
    """A debt cannot be put in an arrangement of this scheme."""

    code = "debt_excluded"


class NumberRefused(DomainError):
    """The number of instalments is outside what the scheme allows for the amount."""

    code = "number_refused"


class RateMissing(DomainError):
    """No base rate is entered for the day."""

    code = "rate_missing"


class OfferChanged(DomainError):
    """What is owed changed since the offer was shown."""

    code = "offer_changed"


class AlreadyArranged(DomainError):
    """A debt is in another arrangement that stands."""

    code = "already_arranged"


class DecisionMissing(DomainError):
    """The organ's decision was not entered yet."""

    code = "decision_missing"


class SecondPersonNeeded(DomainError):
    """Another person must approve."""

    code = "second_person_needed"


class NoSecondChance(DomainError):
    """The second chance was used, or the scheme knows none."""

    code = "no_second_chance"


class NotRunning(DomainError):
    """The arrangement does not run."""

    code = "not_running"


class ReasonMissing(DomainError):
    """A reason is needed; it stays with the arrangement."""

    code = "reason_missing"


class AbilityUnknown(DomainError):
    """The scale has no step for the income."""

    code = "ability_unknown"


class RateOverlaps(DomainError):
    """Another base rate is valid on some of the days."""

    code = "rate_overlaps"


class NoReward(DomainError):
    """Nothing is to be given back, or it was already."""

    code = "no_reward"


class TakeOverRefused(DomainError):
    """The papers of an arrangement contradict its terms, themselves or the register."""

    code = "take_over_refused"


class UnknownDebtor(DomainError):
    """No person in the register has the AFM."""

    code = "unknown_debtor"
