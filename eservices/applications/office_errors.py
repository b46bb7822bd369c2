"""Why the office cannot do something with an application; each message says how to mend it."""

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError


class NobodyDrafts(DomainError):
    """A letter is written by somebody of the department."""

    code = "nobody_drafts"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody who worked on this application belongs to a department. Give one of them a"
                " role in its department, then try the step again."
            )
        )


class NoHolder(DomainError):
    """A certificate is about somebody of the register."""

    code = "no_holder"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The applicant is not in the register of persons, so no certificate can be issued."
                " Answer by letter."
            )
        )


class CertificateAwaited(DomainError):
    """The certificate waits for stated facts or for its second person."""

    code = "certificate_awaited"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The certificate is not issued yet: its facts are stated under “Stated "
                "certificates”, and a second person issues it. Then try the step again."
            )
        )


class NotNow(DomainError):
    """The case waits for something else."""

    code = "not_now"

    def __init__(self) -> None:
        super().__init__(
            _("The procedure does not wait for this now. Reload the page to see its next step.")
        )


class NothingChosen(DomainError):
    """Something must be asked for."""

    code = "nothing_chosen"

    def __init__(self) -> None:
        super().__init__(_("Choose at least one item, or write what is missing."))


class IdentityUnchecked(DomainError):
    """Staff say how they know who stands before them."""

    code = "identity_unchecked"

    def __init__(self) -> None:
        super().__init__(_("Say how you checked who the applicant is."))


class NobodyUnderAfm(DomainError):
    """Nobody of the register has the AFM."""

    code = "nobody_under_afm"

    def __init__(self) -> None:
        super().__init__(
            _("Nobody in the register has this AFM. Check the digits, or enter the person first.")
        )


class NothingToTake(DomainError):
    """Only a fee that is owed can be taken."""

    code = "nothing_to_take"

    def __init__(self) -> None:
        super().__init__(_("This application costs nothing. Go back to its page."))
