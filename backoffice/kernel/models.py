"""Counters without gaps and the town's own holidays."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from .triggers import Protect


class Counter(models.Model):
    """The last number given in a series and year; the row is locked while a number is taken."""

    series = models.CharField(_("series"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveBigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [
            models.UniqueConstraint(
                name="one_counter_per_series_and_year", fields=["series", "year"]
            ),
        ]
        triggers = [
            Protect(name="counter_is_never_deleted", operation=pgtrigger.Delete),
            Protect(
                name="counter_never_goes_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__last__lt=pgtrigger.F("old__last")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class LocalHoliday(models.Model):
    """A day on which the town's public services do not work, beside the national holidays."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("local holiday")
        verbose_name_plural = _("local holidays")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"
