"""What somebody was told, and what became of each copy that left the house."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate
from backoffice.messaging.states import Channel, DeliveryState
from backoffice.privacy.erasing import erased_alone


class Notification(models.Model):
    """Something the town told a person, kept in the account in the words that went out."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key"), max_length=160, unique=True)
    template = models.SlugField(_("template"), max_length=80)
    topic = models.SlugField(_("topic"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for whom"),
    )
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about whom"),
    )
    subject_kind = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.CharField(max_length=60, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    sms = models.CharField(_("text of the SMS"), max_length=480, blank=True)
    link = models.CharField(_("address of the page"), max_length=300)
    at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["user", "-at"], name="notification_by_user"),
            models.Index(fields=["party", "-at"], name="notification_by_party"),
            models.Index(fields=["subject_kind", "subject_id"], name="notification_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notification_is_for_somebody",
                condition=Q(user__isnull=False) | Q(party__isnull=False),
            ),
        ]
        triggers = [
            # What was told is proof that it was told, and in which words.
            ReadOnly(name="notification_stays_as_it_was_told", exclude=["read_at"]),
            Protect(
                name="notification_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=erased_alone("notifications", "at"),
            ),
            refuse_truncate("notifications_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """One copy of a notification by one way, and where it stands."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    notification = models.ForeignKey(
        Notification,
        models.PROTECT,
        related_name="deliveries",
        verbose_name=_("notification"),
    )
    channel = models.CharField(_("way"), max_length=8, choices=Channel)
    address = models.CharField(_("address"), max_length=254)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    ordered_at = models.DateTimeField(_("ordered at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("delivered or failed at"), null=True, blank=True)
    provider_id = models.CharField(_("number at the provider"), max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    trouble = models.CharField(_("what failed last"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["ordered_at"],
                name="delivery_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["sent_at"],
                name="delivery_without_report",
                condition=Q(state="sent", channel="sms"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_delivery_by_each_way", fields=["notification", "channel"]
            ),
            models.CheckConstraint(
                name="sent_delivery_says_when",
                condition=Q(state__in=["waiting", "failed"]) | Q(sent_at__isnull=False),
            ),
        ]
        triggers = [
            ReadOnly(
                name="delivery_keeps_its_address",
                fields=["code", "notification", "channel", "address", "ordered_at"],
            ),
            Protect(
                name="settled_delivery_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["delivered", "failed"]),
            ),
            Protect(
                name="delivery_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=erased_alone("notifications", "ordered_at"),
            ),
            refuse_truncate("deliveries_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.code}"
