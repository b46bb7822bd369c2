"""What can be refused here; each message says how to mend it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.errors import DomainError
from theme.formatting import day as written


class PeriodAlreadyDeclared(DomainError):
    """Somebody declared the period already."""

    code = "period_already_declared"

    def __init__(self, receipt: str, declaration_code: str) -> None:
        self.declaration_code = declaration_code
        super().__init__(
            _("This period is declared already, with number %(receipt)s. Correct that one instead.")
            % {"receipt": receipt}
        )


class PeriodNotOpenYet(DomainError):
    """The period has not ended."""

    code = "period_not_open_yet"

    def __init__(self, period: TaxPeriod) -> None:
        super().__init__(
            _("This period ends on %(last)s. Declare it from the next day on.")
            % {"last": written(period.last)}
        )


class PeriodNotExpected(DomainError):
    """The establishment does not owe a declaration for the period."""

    code = "period_not_expected"

    def __init__(self) -> None:
        super().__init__(
            _("No declaration is expected for this period. Choose one from the list of periods.")
        )


class NotLiable(DomainError):
    """The establishment owes no fee."""

    code = "not_liable"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This establishment has no counters, tables or seats in its notification, so it"
                " owes no fee. If that has changed, tell the revenue office first."
            )
        )


class ReceiverIsAade(DomainError):
    """Another authority receives the declaration of the period."""

    code = "receiver_is_aade"

    def __init__(self, link: str) -> None:
        self.link = link
        super().__init__(
            _("The declaration of this period is made to ΑΑΔΕ: %(link)s") % {"link": link}
        )


class PeriodAssessed(DomainError):
    """The town certified its own finding for the period."""

    code = "period_assessed"

    def __init__(self, receipt: str) -> None:
        super().__init__(
            _(
                "The municipality has assessed this period itself (%(receipt)s). To contest it,"
                " write to the revenue office with that number."
            )
            % {"receipt": receipt}
        )


class BasesIncomplete(DomainError):
    """An amount that the period needs is missing, or one is not asked for."""

    code = "bases_incomplete"

    def __init__(self) -> None:
        super().__init__(
            _("Give one amount for each line that the period asks for; write 0 where it was none.")
        )


class BaseRefused(DomainError):
    """An amount is negative, has parts of a cent or is too large."""

    code = "base_refused"

    def __init__(self) -> None:
        super().__init__(_("Write receipts as an amount of zero or more with up to two decimals."))


class NoRate(DomainError):
    """The council's rates do not cover the period."""

    code = "no_rate"

    def __init__(self, on: date) -> None:
        super().__init__(
            _(
                "The municipality has entered no rate for %(day)s, so this cannot be declared yet."
                " Tell the revenue office."
            )
            % {"day": written(on)}
        )


class DeclarationReplaced(DomainError):
    """A later declaration holds."""

    code = "declaration_replaced"

    def __init__(self, receipt: str) -> None:
        super().__init__(
            _("This declaration is replaced by %(receipt)s. Correct that one instead.")
            % {"receipt": receipt}
        )


class NothingChanged(DomainError):
    """A correction says the same as what it corrects."""

    code = "nothing_changed"

    def __init__(self) -> None:
        super().__init__(
            _("The amounts are the same as before. Change one, or leave the declaration as it is.")
        )


class KeyUsedOtherwise(DomainError):
    """The submission key already belongs to another question."""

    code = "key_used_otherwise"

    def __init__(self) -> None:
        super().__init__(
            _("This form was sent already with other answers. Open the period again and send anew.")
        )


class CategoriesMixed(DomainError):
    """The categories of one establishment bear different fees."""

    code = "categories_mixed"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Lodging and shops bear different fees. Enter them as two establishments, each with"
                " its licence."
            )
        )


class BusinessUnknown(DomainError):
    """The town does not know the AFM, and no name came with it."""

    code = "business_unknown"

    def __init__(self) -> None:
        super().__init__(_("This AFM is new to the town. Write also the name of the business."))


class ClosedBeforeOpened(DomainError):
    """The last day lies before the first."""

    code = "closed_before_opened"

    def __init__(self) -> None:
        super().__init__(_("The last day of operation cannot be before the first."))


class FileRefused(DomainError):
    """An upload is too large, empty or of a kind that is not accepted."""

    code = "file_refused"


class FileUnreadable(DomainError):
    """A file to import cannot be read as a table."""

    code = "file_unreadable"


class NotOverdue(DomainError):
    """Only overdue periods are invited or assessed."""

    code = "not_overdue"

    def __init__(self) -> None:
        super().__init__(
            _("Only periods that are overdue and not declared can be invited. Reload the list.")
        )


class InvitationRuns(DomainError):
    """The time to answer the invitation has not passed."""

    code = "invitation_runs"

    def __init__(self, until: date) -> None:
        super().__init__(
            _("The business may answer the invitation until %(day)s. Assess after that day.")
            % {"day": written(until)}
        )


class SameOfficer(DomainError):
    """The one who proposed a finding cannot certify it."""

    code = "same_officer"

    def __init__(self) -> None:
        super().__init__(_("A second officer certifies a finding. Ask a colleague to do it."))
