"""What the register refuses; each message says how to mend it."""

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError


class FileRefused(DomainError):
    """A file is empty, too large, harmful or not what it claims to be."""

    code = "file_refused"


class ScannerAway(DomainError):
    """The malware scanner does not answer; nothing is let in unchecked."""

    code = "scanner_away"

    def __init__(self) -> None:
        super().__init__(
            _("Files cannot be checked for malware at the moment. Try again in a few minutes.")
        )


class SecretRefused(DomainError):
    """State secrets are not handled here."""

    code = "secret_refused"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Secret and top secret documents may not enter this system (ΥΑ 21145/2022). Keep"
                " the document on paper in the secret register and enter nothing of it here."
            )
        )


class BookClosed(DomainError):
    """The book does not exist or takes no new entries."""

    code = "book_closed"

    def __init__(self, book: str) -> None:
        super().__init__(
            _("The book “%(book)s” takes no new entries. Choose an open one.") % {"book": book}
        )


class SenderMissing(DomainError):
    """An incoming document comes from somebody."""

    code = "sender_missing"

    def __init__(self) -> None:
        super().__init__(
            _("Write who sent the document; for one without a name write “anonymous”.")
        )


class SubjectMissing(DomainError):
    """An entry without a subject says nothing."""

    code = "subject_missing"

    def __init__(self) -> None:
        super().__init__(_("Write the subject of the document."))


class DatedAhead(DomainError):
    """A document cannot be dated after the day it came."""

    code = "dated_ahead"

    def __init__(self) -> None:
        super().__init__(
            _("The document is dated after the day of registration. Look at its date again.")
        )


class BasisMissing(DomainError):
    """Personal data is processed on a legal basis."""

    code = "basis_missing"

    def __init__(self) -> None:
        super().__init__(
            _("Say on which legal basis the personal data is processed, such as GDPR 6(1)(e).")
        )


class UnknownSubject(DomainError):
    """The file plan has no such code in use."""

    code = "unknown_subject"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("The file plan has no subject “%(code)s” in use. Choose one from the list.")
            % {"code": code}
        )


class UnknownWord(DomainError):
    """A direction, channel, level or relation is none of the list."""

    code = "unknown_word"

    def __init__(self, word: str, known: str) -> None:
        super().__init__(
            _("“%(word)s” is not known here. Use one of: %(known)s.")
            % {"word": word, "known": known}
        )


class KeyUsedOtherwise(DomainError):
    """The key belongs to another question."""

    code = "key_used_otherwise"

    def __init__(self, label: str) -> None:
        super().__init__(
            _(
                "This was registered already as %(label)s with other contents. Open that entry,"
                " or begin a new form."
            )
            % {"label": label}
        )


class ReasonMissing(DomainError):
    """What cannot be undone needs a reason."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("Write the reason; it stays beside the entry for good."))


class EntryCancelled(DomainError):
    """A cancelled entry is not worked on."""

    code = "entry_cancelled"

    def __init__(self) -> None:
        super().__init__(_("The entry is cancelled. Register the document anew if it is needed."))


class NothingChanged(DomainError):
    """A correction must change something."""

    code = "nothing_changed"

    def __init__(self) -> None:
        super().__init__(_("Nothing was changed. Change a field, or go back."))


class FieldFixed(DomainError):
    """The law fixes the field at registration."""

    code = "field_fixed"

    def __init__(self, names: str) -> None:
        super().__init__(
            _(
                "Number, book, year, direction and time of registration are never changed"
                " (%(names)s). Cancel the entry with a reason and register anew."
            )
            % {"names": names}
        )


class LinkRefused(DomainError):
    """A link needs two different entries."""

    code = "link_refused"

    def __init__(self) -> None:
        super().__init__(_("An entry cannot be linked to itself. Choose another one."))


class SecondPersonNeeded(DomainError):
    """The approval is entered by somebody else than who drew the list up."""

    code = "second_person"

    def __init__(self) -> None:
        super().__init__(
            _("You drew this list up. A colleague enters the approval of the committee.")
        )


class ArchivesNotInvited(DomainError):
    """The State Archives choose first what they keep."""

    code = "archives_not_invited"

    def __init__(self) -> None:
        super().__init__(
            _("Invite the State Archives first and enter the day of the invitation (ΠΔ 480/1985).")
        )


class NothingToClear(DomainError):
    """No entry has outlived its time."""

    code = "nothing_to_clear"

    def __init__(self) -> None:
        super().__init__(_("The time of no document has passed by that day."))


class ClearanceOpen(DomainError):
    """One list a year is open at a time."""

    code = "clearance_open"

    def __init__(self) -> None:
        super().__init__(_("The list of this year is open already. Finish or drop it first."))


class MessageDone(DomainError):
    """Somebody dealt with the message already."""

    code = "message_done"

    def __init__(self) -> None:
        super().__init__(_("A colleague dealt with this message already. Reload the tray."))
