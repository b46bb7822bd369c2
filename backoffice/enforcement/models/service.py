"""How a notice went to its debtor, by which proof, and when the debtor opened it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.enforcement.states import UNDER_WAY, DeliveryState, Way
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .notices import Notice


class Delivery(models.Model):
    """One attempt to serve a notice by one way; a failed one is followed by another."""

    notice = models.ForeignKey(
        Notice, models.PROTECT, related_name="deliveries", verbose_name=_("notice")
    )
    way = models.CharField(_("way"), max_length=10, choices=Way)
    key = models.CharField(_("key of the request"), max_length=60, unique=True)
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    recipient = models.CharField(_("sent to"), max_length=300, blank=True)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ordered by"),
    )
    sent_on = models.DateField(_("posted on"), null=True, blank=True)
    reference = models.CharField(_("tracking number or token"), max_length=120, blank=True)
    delivered_on = models.DateField(_("delivered or opened on"), null=True, blank=True)
    deemed_on = models.DateField(_("service deemed made on"), null=True, blank=True)
    proof = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enforcement_proofs",
        verbose_name=_("proof"),
    )
    note = models.CharField(_("note"), max_length=400, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    asked_at = models.DateTimeField(_("last asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery of a notice")
        verbose_name_plural = _("deliveries of notices")
        ordering = ["id"]
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["way", "id"],
                name="delivery_under_way",
                condition=Q(state__in=list(UNDER_WAY)),
            ),
            models.Index(fields=["reference"], name="delivery_by_reference"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_delivery_under_way",
                fields=["notice"],
                condition=Q(state__in=list(UNDER_WAY)),
            ),
            models.CheckConstraint(
                name="delivery_state_is_known", condition=Q(state__in=DeliveryState.values)
            ),
            models.CheckConstraint(
                name="sent_delivery_has_its_day",
                condition=~Q(state__in=["sent", "served", "returned"]) | Q(sent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_by_hand_has_proof",
                condition=~Q(way="hand", state="served") | Q(proof__isnull=False),
            ),
        ]
        triggers = [
            ReadOnly(
                name="delivery_request_is_sealed",
                fields=["notice", "way", "key", "recipient", "ordered_at", "ordered_by"],
            ),
            Protect(
                name="ended_delivery_is_sealed",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state__in=list(UNDER_WAY)),
            ),
            Protect(name="delivery_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("deliveries_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.way}: {self.state}"


class Opening(models.Model):
    """That somebody opened a notice in the account; the first time counts."""

    notice = models.ForeignKey(
        Notice, models.PROTECT, related_name="openings", verbose_name=_("notice")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    at = models.DateTimeField(_("opened at"))

    class Meta:
        verbose_name = _("opening of a notice")
        verbose_name_plural = _("openings of notices")
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="one_opening_per_user", fields=["notice", "user"]),
        ]
        triggers = [
            Protect(name="opening_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("openings_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.user_id}"
