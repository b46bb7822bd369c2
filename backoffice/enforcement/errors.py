"""What is refused, and how to mend it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from theme.formatting import day


class NobodyChosen(DomainError):
    """The choice leaves nobody who would get a notice."""

    code = "nobody_chosen"

    def __init__(self) -> None:
        super().__init__(_("Nobody would get a notice. Choose others, or an earlier day."))


class NotIssued(DomainError):
    """A batch that was not issued has no notices yet."""

    code = "not_issued"

    def __init__(self) -> None:
        super().__init__(_("The batch was not issued yet. Issue it first."))


class RehearsedEarlier(DomainError):
    """A batch is issued on the day of its rehearsal only: interest and debts move on."""

    code = "rehearsed_earlier"

    def __init__(self, on: date | None) -> None:
        said = day(on) if on else "–"
        super().__init__(
            _("The rehearsal is of %(day)s. Rehearse again today, look, then issue.")
            % {"day": said}
        )


class NoSuchWay(DomainError):
    """A way of service cannot be used for a notice."""

    code = "no_such_way"


class AlreadyUnderWay(DomainError):
    """Another delivery of the notice is not over."""

    code = "already_under_way"

    def __init__(self, way: Any) -> None:
        super().__init__(
            _("The notice is under way already (%(way)s). Write down how that ended first.")
            % {"way": way}
        )


class NotServable(DomainError):
    """A notice that was served or withdrawn is not served again."""

    code = "not_servable"

    def __init__(self, state: Any) -> None:
        super().__init__(
            _("The notice is %(state)s; there is nothing to serve.") % {"state": state}
        )


class ProofMissing(DomainError):
    """Service by hand counts with its proof only."""

    code = "proof_missing"

    def __init__(self) -> None:
        super().__init__(_("Add the signed proof of service as a file."))


class WrongDay(DomainError):
    """A day of service lies before the notice or ahead of today."""

    code = "wrong_day"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            _("Give a day from %(first)s to %(last)s.") % {"first": day(first), "last": day(last)}
        )


class WrongEnd(DomainError):
    """A delivery of this way does not end like this."""

    code = "wrong_end"

    def __init__(self, way: Any) -> None:
        super().__init__(
            _("What became of a delivery by %(way)s is not written down by hand.") % {"way": way}
        )


class MeasureTooEarly(DomainError):
    """The law does not allow the measure yet."""

    code = "measure_too_early"

    def __init__(self, numbers: str) -> None:
        super().__init__(
            _(
                "Measures are not allowed for %(numbers)s: the overdue notice must be served and"
                " its days must have passed. Leave these debts out."
            )
            % {"numbers": numbers}
        )


class DebtHeld(DomainError):
    """A debt that is arranged, suspended or disputed bears no measure."""

    code = "debt_held"

    def __init__(self, numbers: str) -> None:
        super().__init__(
            _("%(numbers)s: arranged, suspended or disputed. Leave these debts out.")
            % {"numbers": numbers}
        )


class BelowFloor(DomainError):
    """The debt is too small for this measure."""

    code = "below_floor"

    def __init__(self, kind: Any) -> None:
        super().__init__(
            _("The debt is too small for this measure (%(kind)s). Choose a milder one.")
            % {"kind": kind}
        )


class SamePerson(DomainError):
    """Whoever proposed a measure does not decide on it."""

    code = "same_person"

    def __init__(self) -> None:
        super().__init__(_("You proposed this measure. Another person must decide on it."))


class ReasonMissing(DomainError):
    """An act that takes something back says why."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("Say why. It stays with the act and in the trail."))


class FigureMissing(DomainError):
    """No row of the law applies on a day."""

    code = "figure_missing"

    def __init__(self, key: str, on: date) -> None:
        super().__init__(
            _("The figures of the law lack “%(key)s” for %(day)s. Enter it, then go on.")
            % {"key": key, "day": day(on)}
        )


class UnreadableResults(DomainError):
    """A file of the post's results cannot be read."""

    code = "unreadable_results"


class ServiceNotSet(DomainError):
    """eEpidosi is not configured."""

    code = "service_not_set"

    def __init__(self) -> None:
        super().__init__(
            _("eEpidosi is not connected. Serve by post or by hand, or ask the administrator.")
        )
