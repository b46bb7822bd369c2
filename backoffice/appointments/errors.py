"""What may be refused of appointments, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class SlotTaken(DomainError):
    """Somebody else was first, or the office does not receive then."""

    code = "slot_taken"


class TooMany(DomainError):
    """The person holds as many appointments on this matter as one may."""

    code = "too_many_appointments"


class TooLate(DomainError):
    """It is too late to book, move or cancel this time."""

    code = "too_late"


class KeyUsedOtherwise(DomainError):
    """The form booked another time before."""

    code = "key_reused"


class HoursOverlap(DomainError):
    """A counter has two hours at once, or hours that end before they begin."""

    code = "hours_overlap"
