"""Why something about an application is refused; each message says how to mend it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from theme.formatting import instant


class UnknownService(DomainError):
    """The town offers no such service, or not by a form."""

    code = "unknown_service"

    def __init__(self) -> None:
        super().__init__(
            _("This service is not given by an application. Look for it in the catalogue.")
        )


class ServiceClosed(DomainError):
    """The service takes no applications now; what was typed stays."""

    code = "service_closed"

    def __init__(self, opens_at: datetime | None, closed_at: datetime | None) -> None:
        if opens_at is not None:
            message: Any = _(
                "Applications are taken from %(at)s. What you wrote is kept; send it then."
            ) % {"at": instant(opens_at)}
        elif closed_at is not None:
            message = _(
                "Applications were taken until %(at)s, and you came after that. Nothing was sent;"
                " what you wrote is kept and can be sent when the service opens again."
            ) % {"at": instant(closed_at)}
        else:
            message = _("Applications are not taken now. Nothing was sent; what you wrote is kept.")
        super().__init__(message)


class NeedsStrongerIdentity(DomainError):
    """The service asks for a surer identity than the one signed in with."""

    code = "needs_stronger_identity"

    def __init__(self, level: int) -> None:
        self.level = level
        message = {
            1: _("Sign in with an account whose e-mail address is confirmed. Your draft is kept."),
            2: _("Confirm who you are with TAXISnet. Your draft is kept."),
        }.get(
            level,
            _("Sign in with TAXISnet, so that the tax record confirms you. Your draft is kept."),
        )
        super().__init__(message)


class MayNotApplyFor(DomainError):
    """Nobody gave the right to act for this person."""

    code = "may_not_apply_for"

    def __init__(self) -> None:
        super().__init__(
            _(
                "You may not apply for this person any more: the mandate has ended or does not"
                " cover applications. Ask for a new mandate, or apply for yourself."
            )
        )


class ApplicantUnfit(DomainError):
    """The service is not for this kind of applicant."""

    code = "applicant_unfit"

    def __init__(self) -> None:
        super().__init__(
            _("This service is not given to this kind of applicant. Choose another person.")
        )


class ChildGrownUp(DomainError):
    """Custody ends with the eighteenth birthday."""

    code = "child_grown_up"

    def __init__(self) -> None:
        super().__init__(
            _("This person is of age and applies in their own name, with their own TAXISnet codes.")
        )


class DraftIncomplete(DomainError):
    """Answers are missing or wrong."""

    code = "draft_incomplete"

    def __init__(self, errors: Mapping[str, Any]) -> None:
        self.errors = dict(errors)
        super().__init__(_("Some answers are missing or wrong. Mend the marked ones, then send."))


class DraftGone(DomainError):
    """There is nothing to send."""

    code = "draft_gone"

    def __init__(self) -> None:
        super().__init__(_("This draft was sent or thrown away. See your applications."))


class KeyReused(DomainError):
    """The same key came with another question."""

    code = "key_reused"

    def __init__(self) -> None:
        super().__init__(_("This key sent something else before. Send this with a key of its own."))


class FormChanged(DomainError):
    """The town changed the questions meanwhile.

    :ivar changes: (`new`, `gone` or `changed`, label) of the questions that differ
    """

    code = "form_changed"

    def __init__(self, changes: Sequence[tuple[str, str]]) -> None:
        self.changes = list(changes)
        super().__init__(
            _(
                "The questions changed since you began. All your answers are kept; look at what is"
                " new, then send."
            )
        )


class DraftFrozen(DomainError):
    """Others are signing the content."""

    code = "draft_frozen"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Others were asked to sign this application, so it cannot change. Take it back to"
                " change it; they are then asked again."
            )
        )


class StillUnsigned(DomainError):
    """Not everybody who was asked has signed."""

    code = "still_unsigned"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("%(names)s did not sign yet. Wait, or take the application back and send it alone.")
            % {"names": ", ".join(names)}
        )


class SignatureRefused(DomainError):
    """A second person may not or need not sign."""

    code = "signature_refused"


class FileUnfit(DomainError):
    """A file does not answer the question."""

    code = "file_unfit"


class TooManyFiles(FileUnfit):
    """The question takes fewer files."""

    code = "too_many_files"

    def __init__(self, most: int) -> None:
        super().__init__(
            _("This question takes %(most)d files at most. Remove one before you add another.")
            % {"most": most}
        )


class NotOpenAnyMore(DomainError):
    """The application is decided, forwarded or withdrawn."""

    code = "not_open"

    def __init__(self) -> None:
        super().__init__(
            _("This application is closed. Nothing can be added; make a new one or object.")
        )


class NothingAsked(DomainError):
    """The office waits for nothing, or for something else."""

    code = "nothing_asked"

    def __init__(self) -> None:
        super().__init__(
            _("The office does not wait for this any more. Reload the page to see where it stands.")
        )


class SentAlready(DomainError):
    """What a file came along with was sent a moment ago, as by the first of two clicks."""

    code = "sent_already"

    def __init__(self) -> None:
        super().__init__(_("This was sent a moment ago. It stands on the application's page."))


class NothingSent(DomainError):
    """An answer, correction or objection without content."""

    code = "nothing_sent"

    def __init__(self) -> None:
        super().__init__(_("Write something or add a file, then send."))


class AnswerIncomplete(DomainError):
    """Something that was asked for is missing.

    :ivar errors: messages by item
    """

    code = "answer_incomplete"

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(_("Some of what was asked for is missing. Add it, then send."))


class ReasonMissing(DomainError):
    """A refusal gives reasons and remedies (ν. 2690/1999 άρθρα 16–17)."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(
            _("Write the reasons and what the applicant can do against it; the law asks for both.")
        )


class ObjectionRefused(DomainError):
    """There is nothing to object to, or an objection is being examined."""

    code = "objection_refused"


class CustodyRefused(DomainError):
    """A declaration of custody does not hold."""

    code = "custody_refused"


class NoDebtor(DomainError):
    """A fee needs somebody who owes it."""

    code = "no_debtor"

    def __init__(self) -> None:
        super().__init__(
            _("This costs a fee: confirm who you are with TAXISnet, so that it can be paid.")
        )
