"""What the law of the day of a deed says: how long one may pay, and what a late debt bears then."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .deeds import DeedRule, dated, kept
from .kinds import SurchargeRegime


class PayTerm(DeedRule):
    """Time to pay and surcharge of a kind for deeds of some days, in place of the kind's own."""

    regime = models.ForeignKey(
        SurchargeRegime, models.PROTECT, related_name="+", verbose_name=_("surcharge regime")
    )

    class Meta(DeedRule.Meta):
        verbose_name = _("term of payment")
        verbose_name_plural = _("terms of payment")
        constraints = dated("pay_term")
        triggers = kept("pay_term", "revenue_payterm")
