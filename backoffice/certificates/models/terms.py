"""What the town set about its certificates: terms and figures, each from a day on."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate


class Terms(models.Model):
    """How long certificates of a kind may be used, from a day on."""

    kind = models.SlugField(_("kind"), max_length=40)
    valid_days = models.PositiveSmallIntegerField(_("valid for days"), null=True, blank=True)
    valid_from = models.DateField(_("applies from"))
    decision = models.CharField(_("decision number"), max_length=80)

    class Meta:
        verbose_name = _("terms of a certificate")
        verbose_name_plural = _("terms of certificates")
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_terms_per_kind_and_day", fields=["kind", "valid_from"]
            )
        ]
        triggers = [
            ReadOnly(name="terms_never_change", fields=["kind", "valid_days", "valid_from"]),
            Protect(name="terms_are_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from:%d/%m/%Y}"


class Figure(models.Model):
    """A figure that a law or a decision of the town sets for a kind, from a day on."""

    kind = models.SlugField(_("kind"), max_length=40)
    key = models.SlugField(_("figure"), max_length=40)
    value = models.CharField(_("value"), max_length=20)
    valid_from = models.DateField(_("applies from"))
    basis = models.CharField(_("law or decision"), max_length=200)

    class Meta:
        verbose_name = _("figure of a certificate")
        verbose_name_plural = _("figures of certificates")
        ordering = ["kind", "key", "-valid_from"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_figure_per_kind_and_day", fields=["kind", "key", "valid_from"]
            ),
            models.CheckConstraint(name="figure_says_why", condition=~Q(basis="")),
        ]
        triggers = [
            Protect(name="figures_never_change", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("figures_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.key} {self.value}"
