"""How a message goes out: one table of moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.states import Moves


class Channel(models.TextChoices):
    """By which way a notification leaves the account, where it always stays."""

    EMAIL = "email", _("e-mail")
    SMS = "sms", _("SMS")


class DeliveryState(models.TextChoices):
    """Where one copy of a notification stands."""

    WAITING = "waiting", _("waiting to be sent")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("failed")


MOVES: Moves = {
    DeliveryState.WAITING: (DeliveryState.SENT, DeliveryState.FAILED),
    DeliveryState.SENT: (DeliveryState.DELIVERED, DeliveryState.FAILED),
    DeliveryState.DELIVERED: (),
    DeliveryState.FAILED: (),
}
