"""What stands on a charge: an arrangement, a suspension, a dispute; from a day to a day."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate
from backoffice.revenue.states import HoldKind

from .charges import Charge

ENDS = ["last", "lift_reason", "lifted_at", "lifted_by"]
VOIDS = ["void_reason", "voided_at", "voided_by"]


class Hold(models.Model):
    """Something that stands on a charge from its first day, until it is lifted or made void.

    Lifted, it stood until its last day; void, it counts as if it had never stood.
    """

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="holds", verbose_name=_("charge")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=HoldKind)
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    first = models.DateField(_("from"))
    last = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400)
    waived = MoneyField(_("surcharge waived while it stands"), default=0)
    placed_at = models.DateTimeField(_("placed at"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("placed by"),
    )
    lift_reason = models.CharField(_("reason for lifting"), max_length=400, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    void_reason = models.CharField(_("reason for making void"), max_length=400, blank=True)
    voided_at = models.DateTimeField(_("made void at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made void by"),
    )

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["id"]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="hold_by_source")]
        constraints = [
            models.UniqueConstraint(
                name="one_live_hold_of_a_kind",
                fields=["charge", "kind"],
                condition=models.Q(last__isnull=True, voided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="hold_kind_is_known", condition=models.Q(kind__in=HoldKind.values)
            ),
            models.CheckConstraint(
                name="only_an_arrangement_waives",
                condition=models.Q(waived=0) | models.Q(kind="arranged", waived__gt=0),
            ),
            models.CheckConstraint(name="hold_states_its_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="lifted_hold_has_last_day_and_reason",
                condition=models.Q(last__isnull=True, lifted_at__isnull=True, lift_reason="")
                | (
                    models.Q(last__gte=models.F("first"), lifted_at__isnull=False)
                    & ~models.Q(lift_reason="")
                ),
            ),
            models.CheckConstraint(
                name="void_hold_has_reason",
                condition=models.Q(voided_at__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
            ),
        ]
        triggers = [
            ReadOnly(name="hold_is_sealed", exclude=[*ENDS, *VOIDS]),
            Protect(
                name="lifted_hold_stays_lifted",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lifted_at__isnull=False)
                & (
                    pgtrigger.Q(old__last__df=pgtrigger.F("new__last"))
                    | pgtrigger.Q(old__lifted_at__df=pgtrigger.F("new__lifted_at"))
                    | pgtrigger.Q(old__lift_reason__df=pgtrigger.F("new__lift_reason"))
                ),
            ),
            Protect(
                name="void_hold_stays_void",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_at__isnull=False),
            ),
            Protect(name="hold_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("holds_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first:%d/%m/%Y}"
