"""What may be refused at a cash desk, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class NoOpenSession(DomainError):
    """The cashier has no open session."""

    code = "no_open_session"


class DeskBusy(DomainError):
    """The desk, or the cashier, has a session that is not closed."""

    code = "desk_busy"


class UnknownDesk(DomainError):
    """There is no such desk, or it is out of use."""

    code = "unknown_desk"


class DayNotClosed(DomainError):
    """A session is one day; the one of an earlier day is closed first."""

    code = "day_not_closed"


class CountMissing(DomainError):
    """Cash is counted by denominations."""

    code = "count_missing"


class DifferenceUnexplained(DomainError):
    """Counted and expected differ, and nobody says why."""

    code = "difference_unexplained"


class SecondPersonNeeded(DomainError):
    """Who approves is not who asks."""

    code = "second_person_needed"


class TooLittleTendered(DomainError):
    """Less cash was handed over than is to be paid."""

    code = "too_little_tendered"


class TillTooLow(DomainError):
    """There is not that much cash in the till."""

    code = "till_too_low"


class SlipMissing(DomainError):
    """The bank's slip is named by its number."""

    code = "slip_missing"


class NothingToCancel(DomainError):
    """The receipt is cancelled already, or was not given at a desk."""

    code = "nothing_to_cancel"


class WrongAmount(DomainError):
    """An amount is above zero, in whole cents."""

    code = "wrong_amount"


class CodeTaken(DomainError):
    """Another desk has the code."""

    code = "code_taken"


class UnknownPayer(DomainError):
    """Nobody in the register has the AFM."""

    code = "unknown_payer"


class SumRefused(DomainError):
    """A line of the bank's report cannot be entered as it stands."""

    code = "sum_refused"


class MatchRefused(DomainError):
    """A sum cannot be matched, or its match cannot be decided or undone, as it stands."""

    code = "match_refused"
