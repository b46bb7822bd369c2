"""What circulation, authority and clocks refuse; each message says how to mend it."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.errors import DomainError
from theme.formatting import day, euro


class AssignedAlready(DomainError):
    """One unit acts on an entry at a time."""

    code = "assigned_already"

    def __init__(self, to: str) -> None:
        super().__init__(
            _("%(to)s has this entry for action. Pass that assignment on, or only inform.")
            % {"to": to}
        )


class NotYours(DomainError):
    """The assignment, draft or place belongs to somebody else."""

    code = "not_yours"

    def __init__(self) -> None:
        super().__init__(_("This waits for somebody else. Ask your head to pass it on to you."))


class NotInUnit(DomainError):
    """A person is given work in a unit where he works."""

    code = "not_in_unit"

    def __init__(self) -> None:
        super().__init__(_("This person does not work in that unit today. Choose another one."))


class WhyMissing(DomainError):
    """A return, a differing opinion, a suspension or a withdrawal needs its reason."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__(_("Write the reason; the others read it."))


class NotEditable(DomainError):
    """The text is being signed or was signed."""

    code = "not_editable"

    def __init__(self) -> None:
        super().__init__(
            _("The text is being signed, or was. Ask for its return, or repeat it correctly.")
        )


class TextChanged(DomainError):
    """Somebody saved another version in the meantime."""

    code = "text_changed"

    def __init__(self) -> None:
        super().__init__(
            _("The text was changed in the meantime. Reload the page and read it again.")
        )


class TextRefused(DomainError):
    """The text names a field that does not exist, or is empty."""

    code = "text_refused"


class AddresseeMissing(DomainError):
    """A document is sent to somebody."""

    code = "addressee_missing"

    def __init__(self) -> None:
        super().__init__(_("Name at least one recipient before the document is signed."))


class NotYourTurn(DomainError):
    """Co-signers sign in their order."""

    code = "not_your_turn"

    def __init__(self, before: str) -> None:
        super().__init__(
            _("%(before)s signs before you. You will be told when it is your turn.")
            % {"before": before}
        )


class NotACosigner(DomainError):
    """Only people in the order co-sign."""

    code = "not_a_cosigner"

    def __init__(self) -> None:
        super().__init__(_("You are not among the co-signers who still have to sign this."))


class CosignersMissing(DomainError):
    """The final signature comes last."""

    code = "cosigners_missing"

    def __init__(self, names: str) -> None:
        super().__init__(
            _("Before the final signature these have to co-sign: %(names)s.") % {"names": names}
        )


class NoAuthority(DomainError):
    """Nobody gave this person the right to sign this."""

    code = "no_authority"

    def __init__(self) -> None:
        super().__init__(
            _("You hold no delegation for this. The mayor signs, or whoever the mayor authorised.")
        )


class AuthorityEnded(DomainError):
    """The delegation is not in force on the day."""

    code = "authority_ended"

    def __init__(self, last: date | None) -> None:
        super().__init__(
            _("Your delegation ended on %(last)s. The mayor signs, or a new decision is entered.")
            % {"last": day(last) if last else ""}
        )


class AuthorityNotBegun(DomainError):
    """The delegation begins later."""

    code = "authority_not_begun"

    def __init__(self, first: date | None) -> None:
        super().__init__(
            _("Your delegation begins on %(first)s. Until then the mayor signs.")
            % {"first": day(first) if first else ""}
        )


class AmountAboveLimit(DomainError):
    """The amount is above what was delegated."""

    code = "amount_above_limit"

    def __init__(self, limit: Decimal | None) -> None:
        super().__init__(
            _("You sign up to %(limit)s. This one goes to the mayor.")
            % {"limit": euro(limit) if limit is not None else ""}
        )


class OutsideScope(DomainError):
    """The subject is none of those delegated."""

    code = "outside_scope"

    def __init__(self) -> None:
        super().__init__(
            _("Your delegation does not cover this field of subjects. The mayor signs.")
        )


class GiverHasNoRight(DomainError):
    """Only the mayor delegates; a delegate cannot pass it on."""

    code = "no_sub_delegation"

    def __init__(self) -> None:
        super().__init__(
            _("Only the mayor in office delegates signature; it cannot be passed on by a delegate.")
        )


class OwnAuthority(DomainError):
    """Nobody enters his own authority."""

    code = "own_authority"

    def __init__(self) -> None:
        super().__init__(_("A colleague has to enter what authorises you yourself."))


class DeputyAbsent(DomainError):
    """A deputy cannot be absent himself, nor stand in for two chains."""

    code = "deputy_absent"

    def __init__(self) -> None:
        super().__init__(
            _("The deputy is absent himself in those days. Choose somebody who is there.")
        )


class NotAColleague(DomainError):
    """Tasks pass on to somebody of the same unit or post, or to a head above."""

    code = "not_a_colleague"

    def __init__(self) -> None:
        super().__init__(
            _("Choose somebody of the same unit or post, or a head above: others lack the rights.")
        )


class AbsenceDaysWrong(DomainError):
    """An absence begins today at the earliest, and ends."""

    code = "absence_days_wrong"

    def __init__(self) -> None:
        super().__init__(
            _("It begins today at the earliest, ends after it begins, and lasts a year at most.")
        )


class AbsenceBegan(DomainError):
    """What passed on cannot be undone; it can end."""

    code = "absence_began"

    def __init__(self) -> None:
        super().__init__(_("It has begun. Give its last day instead of withdrawing it."))


class NotSealedYet(DomainError):
    """A copy leaves when its seal is there."""

    code = "not_sealed_yet"

    def __init__(self) -> None:
        super().__init__(
            _("The seal is being made. Reload in a minute; the number stays the same.")
        )


class ProofMissing(DomainError):
    """A delivery by hand, post, ΚΣΗΔΕ or eEpidosi is proved by a number or a file."""

    code = "proof_missing"

    def __init__(self) -> None:
        super().__init__(_("Enter the number that the channel gave, or upload the proof."))


class DispatchesOpen(DomainError):
    """The archive takes what has left."""

    code = "dispatches_open"

    def __init__(self) -> None:
        super().__init__(_("Not every copy has left yet. Finish the dispatch list first."))


class PlanMissing(DomainError):
    """The archive asks for the subject of the file plan."""

    code = "plan_missing"

    def __init__(self) -> None:
        super().__init__(
            _("Choose the subject of the file plan; it decides how long this is kept.")
        )


class NotRepeatable(DomainError):
    """Only what was issued is repeated correctly, one repetition at a time."""

    code = "not_repeatable"

    def __init__(self) -> None:
        super().__init__(
            _("Only an issued document is repeated, and one repetition of it at a time.")
        )


class ClockExists(DomainError):
    """One clock per entry."""

    code = "clock_exists"

    def __init__(self) -> None:
        super().__init__(_("A time limit runs for this entry already."))


class NoSuchRule(DomainError):
    """No rule of that name was in force on the day."""

    code = "no_such_rule"

    def __init__(self, code: str) -> None:
        super().__init__(
            _("No time limit “%(code)s” is in force on that day. Choose one from the list.")
            % {"code": code}
        )


class ClockDayWrong(DomainError):
    """Events of a clock follow each other in time."""

    code = "clock_day_wrong"

    def __init__(self) -> None:
        super().__init__(_("The day lies before what happened last, or in the future."))


class ExtendedAlready(DomainError):
    """The extension for several services is given once."""

    code = "extended_already"

    def __init__(self) -> None:
        super().__init__(_("The time limit was extended already; the law allows it once."))


class KeyNotSet(DomainError):
    """No key is set for the seal."""

    code = "key_not_set"

    def __init__(self) -> None:
        super().__init__(
            _("No key for the seal is set. The installer sets SIGNING_PKCS12 or SIGNING_PKCS11.")
        )
