"""What may be refused on the way to the card page, in words that say what to do."""

from backoffice.kernel.errors import DomainError


class GatewaySilent(DomainError):
    """The card page could not be opened; nothing was charged."""

    code = "gateway_silent"


class NothingToRetry(DomainError):
    """The payment was settled; there is nothing left to pay with it."""

    code = "nothing_to_retry"


class PaidMeanwhile(DomainError):
    """An earlier payment for the same debts turned out to be settled."""

    code = "paid_meanwhile"


class AlreadyUnderWay(DomainError):
    """The bank is still working on an earlier payment for the same debts."""

    code = "already_under_way"


class NoOrder(DomainError):
    """No standing order is in force, or none can be given."""

    code = "no_standing_order"


class NotForClerk(DomainError):
    """A notice does not wait for a clerk, or no longer."""

    code = "not_for_clerk"
