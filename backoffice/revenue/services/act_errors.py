"""Why a decision is refused, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class ActDoesNotFit(DomainError):
    """The debt or the credit no longer holds what the act would take."""

    code = "act_does_not_fit"


class AboveTheLimit(DomainError):
    """The amount is above what the organ may decide."""

    code = "above_the_limit"


class SecondPersonNeeded(DomainError):
    """Whoever proposed an act does not approve it."""

    code = "second_person_needed"


class OpinionMissing(DomainError):
    """The law wants the treasury's opinion first."""

    code = "opinion_missing"


class DecisionMissing(DomainError):
    """An approval names the decision it rests on."""

    code = "decision_missing"


class UnknownAct(DomainError):
    """There is no such act."""

    code = "unknown_act"


class CauseUnfit(DomainError):
    """The law knows no such cause for this kind of act, or not yet."""

    code = "cause_unfit"


class BadIban(DomainError):
    """The account number is wrong."""

    code = "bad_iban"


class ObjectionTooLate(DomainError):
    """The time limit for objections has passed."""

    code = "objection_too_late"


class ObjectionOpen(DomainError):
    """An objection against the charge is being examined already."""

    code = "objection_open"


class OrderRefused(DomainError):
    """The bank order cannot be made or changed so."""

    code = "order_refused"
