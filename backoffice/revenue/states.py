"""The words for where a charge and a payment stand, and which word may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ChargeState(models.TextChoices):
    OPEN = "open", pgettext_lazy("charge", "open")
    SETTLED = "settled", pgettext_lazy("charge", "settled")
    CANCELLED = "cancelled", pgettext_lazy("charge", "cancelled")
    WRITTEN_OFF = "written_off", pgettext_lazy("charge", "written off")


CHARGE_MOVES = {
    ChargeState.OPEN: {ChargeState.SETTLED, ChargeState.CANCELLED, ChargeState.WRITTEN_OFF},
    # A payment that is reversed opens the debt again.
    ChargeState.SETTLED: {ChargeState.OPEN},
    ChargeState.CANCELLED: set(),
    ChargeState.WRITTEN_OFF: {ChargeState.OPEN},
}


class PaymentState(models.TextChoices):
    STARTED = "started", pgettext_lazy("payment", "in progress")
    SETTLED = "settled", pgettext_lazy("payment", "settled")
    FAILED = "failed", pgettext_lazy("payment", "failed")
    ABANDONED = "abandoned", pgettext_lazy("payment", "abandoned")
    REVERSED = "reversed", pgettext_lazy("payment", "reversed")


PAYMENT_MOVES = {
    PaymentState.STARTED: {PaymentState.SETTLED, PaymentState.FAILED, PaymentState.ABANDONED},
    # The bank may report late, even against its own earlier word; money always wins.
    PaymentState.ABANDONED: {PaymentState.SETTLED},
    PaymentState.FAILED: {PaymentState.SETTLED},
    PaymentState.SETTLED: {PaymentState.REVERSED},
    PaymentState.REVERSED: set(),
}


# What a citizen reads is shorter than what staff need to tell apart.
PAYMENT_WORDS = {
    PaymentState.STARTED: pgettext_lazy("payment", "in progress"),
    PaymentState.SETTLED: pgettext_lazy("payment", "paid"),
    PaymentState.FAILED: pgettext_lazy("payment", "not paid"),
    PaymentState.ABANDONED: pgettext_lazy("payment", "not paid"),
    PaymentState.REVERSED: pgettext_lazy("payment", "paid back"),
}


class Component(models.TextChoices):
    """The parts of a debt, in the order in which money is credited (ν.4978/2022 άρθρο 6 §2)."""

    EXPENSES = "expenses", _("collection expenses")
    INTEREST = "interest", _("surcharge")
    FINE = "fine", _("late fine")
    PRINCIPAL = "principal", _("debt")


class HoldKind(models.TextChoices):
    """What may stand on a charge; only an arrangement stops its surcharge (ΚΕΔΕ άρθρο 6 §5)."""

    ARRANGED = "arranged", pgettext_lazy("hold", "under arrangement")
    SUSPENDED = "suspended", pgettext_lazy("hold", "suspended")
    DISPUTED = "disputed", pgettext_lazy("hold", "disputed")


STOPS_SURCHARGE = frozenset({HoldKind.ARRANGED})


class ListState(models.TextChoices):
    DRAFTED = "drafted", pgettext_lazy("list", "drawn up")
    CHECKED = "checked", pgettext_lazy("list", "checked")
    CERTIFIED = "certified", pgettext_lazy("list", "certified")
    CORRECTED = "corrected", pgettext_lazy("list", "corrected")
    CLOSED = "closed", pgettext_lazy("list", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("list", "withdrawn")


LIST_MOVES = {
    ListState.DRAFTED: {ListState.CHECKED, ListState.WITHDRAWN},
    # Undoing the run of a checked list hands it back to whoever drew it up.
    ListState.CHECKED: {ListState.DRAFTED, ListState.CERTIFIED, ListState.WITHDRAWN},
    ListState.CERTIFIED: {ListState.CORRECTED, ListState.CLOSED},
    ListState.CORRECTED: set(),
    ListState.CLOSED: set(),
    ListState.WITHDRAWN: set(),
}


class RunState(models.TextChoices):
    COMPUTING = "computing", pgettext_lazy("run", "being calculated")
    REHEARSED = "rehearsed", pgettext_lazy("run", "rehearsed")
    CERTIFIED = "certified", pgettext_lazy("run", "certified")
    UNDONE = "undone", pgettext_lazy("run", "undone")
    FAILED = "failed", pgettext_lazy("run", "failed")


RUN_MOVES = {
    RunState.COMPUTING: {RunState.REHEARSED, RunState.FAILED, RunState.UNDONE},
    RunState.REHEARSED: {RunState.CERTIFIED, RunState.UNDONE},
    RunState.CERTIFIED: set(),
    RunState.UNDONE: set(),
    RunState.FAILED: set(),
}


class ExemptionCause(models.TextChoices):
    """Whose debts carry no interest for a time (ΚΕΔΕ άρθρο 6 §6)."""

    CONSCRIPT = "conscript", pgettext_lazy("exemption", "military service")
    MINOR = "minor", pgettext_lazy("exemption", "minor without representation")


class LimitationEventKind(models.TextChoices):
    """What extends the time to collect a debt (ΚΔΚ 166Α, ν.4270/2014 άρθρο 138 §1)."""

    ACT_SERVED = "act_served", pgettext_lazy("limitation", "act of certification served")
    NOTICE_SERVED = "notice_served", pgettext_lazy("limitation", "notice served")
    SEIZURE = "seizure", pgettext_lazy("limitation", "seizure")
    AUCTION = "auction", pgettext_lazy("limitation", "programme of auction")
    ANNOUNCEMENT = (
        "announcement",
        pgettext_lazy("limitation", "announcement in bankruptcy or auction"),
    )
    MORTGAGE = "mortgage", pgettext_lazy("limitation", "mortgage registered")
    EXECUTION = "execution", pgettext_lazy("limitation", "other act of execution")
