"""How staff knew who stood before them when they filled in a form for somebody."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.triggers import Protect

from .applications import ERASED_AS, Application


class CounterCheck(models.Model):
    """One check of identity at the counter, kept with the application that came of it."""

    class How(models.TextChoices):
        ID_CARD = "id_card", pgettext_lazy("identity", "identity card")
        PASSPORT = "passport", pgettext_lazy("identity", "passport or residence permit")
        WALLET = "wallet", pgettext_lazy("identity", "Gov.gr Wallet")
        AUTHORISATION = "authorisation", pgettext_lazy("identity", "authorisation of the person")
        KNOWN = "known", pgettext_lazy("identity", "known to the clerk, not checked")

    draft_code = models.CharField(_("draft"), max_length=20, unique=True)
    application = models.OneToOneField(
        Application,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counter_check",
        verbose_name=_("application"),
    )
    how = models.CharField(_("identity checked by"), max_length=14, choices=How)
    note = models.CharField(_("note"), max_length=200, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("clerk")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("check of identity at the counter")
        verbose_name_plural = _("checks of identity at the counter")
        ordering = ["-at"]
        default_permissions = ()
        triggers = [
            Protect(
                name="counter_check_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"NOT privacy_erasing('{ERASED_AS}', OLD.at) AND ("
                    "OLD.application_id IS NOT NULL OR OLD.how IS DISTINCT FROM NEW.how OR "
                    "OLD.clerk_id IS DISTINCT FROM NEW.clerk_id)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft_code}: {self.how}"
