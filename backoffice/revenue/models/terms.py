"""What the law of the day of a deed says: how long one may pay, and what a late debt bears then."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.triggers import Protect, ReadOnly

from .kinds import ChargeKind, SurchargeRegime, refuse_overlap


class PayTerm(models.Model):
    """Time to pay and surcharge of a kind for deeds of some days, in place of the kind's own.

    The term is that of the day of the deed (`occurred_on` among the facts of the charge), else of
    the certification; its time runs from service (`served_on`).
    """

    kind = models.ForeignKey(
        ChargeKind, models.PROTECT, related_name="pay_terms", verbose_name=_("kind of charge")
    )
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    months = models.PositiveSmallIntegerField(_("months"), default=0)
    regime = models.ForeignKey(
        SurchargeRegime, models.PROTECT, related_name="+", verbose_name=_("surcharge regime")
    )
    valid_from = models.DateField(_("for deeds from"))
    valid_until = models.DateField(_("for deeds until"), null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=200)

    class Meta:
        verbose_name = _("term of payment")
        verbose_name_plural = _("terms of payment")
        ordering = ["kind", "-valid_from"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="pay_term_names_a_time", condition=Q(days__gt=0) | Q(months__gt=0)
            ),
            models.CheckConstraint(
                name="pay_term_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers = [
            refuse_overlap(
                "one_pay_term_a_day",
                table="revenue_payterm",
                parent="revenue_chargekind",
                column="kind_id",
                same="",
            ),
            ReadOnly(name="pay_term_never_changes", exclude=["valid_until"]),
            Protect(name="pay_term_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.valid_from:%d/%m/%Y}"
