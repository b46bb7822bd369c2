"""Why a verb of the forms was refused."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError


class UnknownForm(DomainError):
    """No version of a form is in force."""

    code = "unknown_form"


class NotFit(DomainError):
    """A draft has faults that must be mended before it comes in force.

    :param faults: what `schema.read` found: path, message, mend
    """

    code = "form_not_fit"

    def __init__(self, faults: list[Any], of: str = "") -> None:
        self.faults = faults
        first = faults[0]
        found = _(
            "“%(of)s” cannot come in force, faults: %(count)d. The first: %(message)s %(mend)s"
        ) % {
            "of": of,
            "count": len(faults),
            "message": first.message,
            "mend": first.mend,
        }
        super().__init__(found)


class VersionStays(DomainError):
    """A version that is or was in force never changes."""

    code = "form_version_stays"


class ChangedMeanwhile(DomainError):
    """Somebody else changed the draft after the page was opened."""

    code = "draft_changed_meanwhile"


class KeyTaken(DomainError):
    """A form or part has this key already."""

    code = "form_key_taken"


class NothingThere(DomainError):
    """The page, field or part that a step names is not in the draft."""

    code = "no_such_place"


class NoStep(DomainError):
    """There is nothing to undo or to do again."""

    code = "no_such_step"
