"""What is wrong with the document of a form, where, and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backoffice.kernel.errors import DomainError

MOST = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a form from being filled in.

    :param path: where, such as `pages.0.fields.2.if`
    :param message: what is wrong
    :param mend: what to do about it
    """

    path: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message} {self.mend}".strip()


class FormFaults(DomainError):
    """A document cannot be read as a form."""

    code = "form_faults"

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Findings:
    """Faults as they are met; a hostile document cannot make the list grow without end."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, path: str, message: str, mend: str) -> None:
        """Note one fault."""
        if len(self.faults) < MOST:
            self.faults.append(Fault(path, message, mend))

    def raise_any(self) -> None:
        """Stop if anything was found.

        :raises FormFaults: with everything that was found
        """
        if self.faults:
            raise FormFaults(self.faults)


def no_such(word: str, known: Sequence[str], close: Sequence[str]) -> tuple[str, str]:
    """Return message and mend for a word that is none of the known ones."""
    shown = word[:60]
    if close:
        return _("“%(word)s” is not known here.") % {"word": shown}, _(
            "Did you mean “%(close)s”?"
        ) % {"close": close[0]}
    return _("“%(word)s” is not known here.") % {"word": shown}, _("Use one of: %(known)s.") % {
        "known": ", ".join(known[:40])
    }
