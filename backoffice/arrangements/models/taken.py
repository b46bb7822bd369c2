"""Arrangements that began in another system: what was paid and missed before they came here."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, refuse_truncate

from .agreed import Arrangement


class TakenOver(models.Model):
    """Where an arrangement comes from, and how it went until it came; typed from its papers."""

    arrangement = models.OneToOneField(
        Arrangement, models.PROTECT, related_name="taken_over", verbose_name=_("arrangement")
    )
    origin = models.CharField(_("where it was kept"), max_length=120)
    origin_number = models.CharField(_("number there"), max_length=60)
    agreed_parts = models.PositiveSmallIntegerField(_("instalments agreed"))
    paid_amount = MoneyField(_("paid before"))
    late_before = models.PositiveSmallIntegerField(_("instalments not paid on their day before"))
    next_due = models.DateField(_("first instalment left is due on"))
    table_waiver = MoneyField(_("what the law's table waives"))

    class Meta:
        verbose_name = _("arrangement taken over")
        verbose_name_plural = _("arrangements taken over")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_arrangement_per_origin", fields=["origin", "origin_number"]
            ),
            models.CheckConstraint(
                name="taken_over_says_from_where",
                condition=~Q(origin="") & ~Q(origin_number="") & Q(paid_amount__gte=0),
            ),
            models.CheckConstraint(
                name="no_more_late_than_agreed", condition=Q(late_before__lte=F("agreed_parts"))
            ),
        ]
        triggers = [
            Protect(
                name="taken_over_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("taken_over_is_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.origin_number}"
