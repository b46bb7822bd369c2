"""What may be refused, in words that say how to mend it."""

from backoffice.kernel.errors import DomainError


class UnknownChargeKind(DomainError):
    """No kind of charge has this code, or it is not in force on the day."""

    code = "unknown_charge_kind"


class ChargeDiffers(DomainError):
    """The source raised a charge already, from other facts."""

    code = "charge_differs"


class ChargeCarriesMoney(DomainError):
    """Money is credited to the charge."""

    code = "charge_carries_money"


class ReasonMissing(DomainError):
    """An act that takes something away states its reason."""

    code = "reason_missing"


class TariffTooEarly(DomainError):
    """The law lets a tariff apply only some months after its publication."""

    code = "tariff_too_early"


class TariffOverlaps(DomainError):
    """A tariff with the same key is valid on some of the days."""

    code = "tariff_overlaps"


class ReliefDiffers(DomainError):
    """The source was credited already, with another amount or debtor."""

    code = "relief_differs"


class NothingOwed(DomainError):
    """The chosen debts are settled or cancelled."""

    code = "nothing_owed"


class NothingChosen(DomainError):
    """A payment is for at least one debt, each named once."""

    code = "nothing_chosen"


class UnknownCharge(DomainError):
    """There is no such debt."""

    code = "unknown_charge"


class AmountTooSmall(DomainError):
    """A part payment has a least amount."""

    code = "amount_too_small"


class AmountTooLarge(DomainError):
    """More than is owed."""

    code = "amount_too_large"


class KeyReused(DomainError):
    """The key of a request stands for another request already."""

    code = "key_reused"


class UnknownMethod(DomainError):
    """The town does not know this way of paying."""

    code = "unknown_method"


class UnknownPayment(DomainError):
    """No payment has this reference."""

    code = "unknown_payment"


class BankReferenceUsed(DomainError):
    """The bank's reference belongs to another payment; the same money is not booked twice."""

    code = "bank_reference_used"


class ReversalTooLarge(DomainError):
    """More than is left of the payment."""

    code = "reversal_too_large"


class NotSettled(DomainError):
    """Only a settled payment is reversed."""

    code = "not_settled"


class CreditTooSmall(DomainError):
    """The credit does not hold that much."""

    code = "credit_too_small"


class HoldRefused(DomainError):
    """Nothing of this kind can stand on the charge."""

    code = "hold_refused"


class UnknownHold(DomainError):
    """The source lets nothing stand on any charge."""

    code = "unknown_hold"


class FactsUnusable(DomainError):
    """What a feeder handed over cannot be charged; the message names rows."""

    code = "facts_unusable"


class UnknownList(DomainError):
    """There is no such list, or it is not at the stage for this."""

    code = "unknown_list"


class RunBusy(DomainError):
    """A run of the list is under way."""

    code = "run_busy"


class NotRehearsed(DomainError):
    """The list has no rehearsal that could be signed."""

    code = "not_rehearsed"


class SampleNotLookedUp(DomainError):
    """Rows of the sample are not ticked, or somebody found one wrong."""

    code = "sample_not_looked_up"


class SamePerson(DomainError):
    """Whoever drew the list up certifies it; a second person must."""

    code = "same_person"


class RehearsalLost(DomainError):
    """What was rehearsed is not there any more, or the sources changed since."""

    code = "rehearsal_lost"


class ListCarriesMoney(DomainError):
    """Money is credited to charges of the list."""

    code = "list_carries_money"


class FileUnreadable(DomainError):
    """A file of facts is no table, or lacks a column."""

    code = "file_unreadable"


class ExpensesPaid(DomainError):
    """Money is credited to these expenses."""

    code = "expenses_paid"


class ExemptionRefused(DomainError):
    """The days of the exemption contradict each other."""

    code = "exemption_refused"


class TooEarly(DomainError):
    """The day lies in the future."""

    code = "too_early"


class NotLapsed(DomainError):
    """The time to collect the debt has not run out."""

    code = "not_lapsed"


class EarlyRuleRefused(DomainError):
    """A reduction for early payment that cannot be, or stands beside another."""

    code = "early_rule_refused"


class PayTermRefused(DomainError):
    """A time to pay that cannot be, stands beside another, or would change debts that are open."""

    code = "pay_term_refused"


class DueDayMissing(DomainError):
    """Neither the caller nor the kind's rule says until when a debt may be paid."""

    code = "due_day_missing"
