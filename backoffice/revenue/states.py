"""The words for where a charge and a payment stand, and which word may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChargeState(models.TextChoices):
    OPEN = "open", _("open")
    SETTLED = "settled", _("settled")
    CANCELLED = "cancelled", _("cancelled")


CHARGE_MOVES = {
    ChargeState.OPEN: {ChargeState.SETTLED, ChargeState.CANCELLED},
    # A payment that is reversed opens the debt again.
    ChargeState.SETTLED: {ChargeState.OPEN},
    ChargeState.CANCELLED: set(),
}


class PaymentState(models.TextChoices):
    STARTED = "started", _("in progress")
    SETTLED = "settled", _("settled")
    FAILED = "failed", _("failed")
    ABANDONED = "abandoned", _("abandoned")
    REVERSED = "reversed", _("reversed")


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
    PaymentState.STARTED: _("in progress"),
    PaymentState.SETTLED: _("paid"),
    PaymentState.FAILED: _("not paid"),
    PaymentState.ABANDONED: _("not paid"),
    PaymentState.REVERSED: _("paid back"),
}


class Component(models.TextChoices):
    """The parts of a debt, in the order in which money is credited (ν.4978/2022 άρθρο 6 §2)."""

    EXPENSES = "expenses", _("collection expenses")
    INTEREST = "interest", _("surcharge")
    FINE = "fine", _("late fine")
    PRINCIPAL = "principal", _("debt")
