"""What ΑΑΔΕ received in the town's place, as its files state it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly


class ImportRun(models.Model):
    """One file handed over once, and what came of it."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    imported_at = models.DateTimeField(_("imported at"))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    updated = models.PositiveIntegerField(_("payment brought up to date"), default=0)
    known = models.PositiveIntegerField(_("known already"), default=0)
    failed = models.PositiveIntegerField(_("with errors"), default=0)

    class Meta:
        verbose_name = _("import from ΑΑΔΕ")
        verbose_name_plural = _("imports from ΑΑΔΕ")
        ordering = ["-imported_at", "-pk"]
        permissions = [("import_aade", _("Can import declarations from ΑΑΔΕ"))]
        constraints = [
            models.CheckConstraint(
                name="every_imported_row_is_counted_once",
                condition=Q(
                    rows=models.F("added")
                    + models.F("updated")
                    + models.F("known")
                    + models.F("failed")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class FailedRow(models.Model):
    """A row that could not be read, kept as it came with the reason."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="errors")
    row = models.PositiveIntegerField(_("row"))
    content = models.JSONField(_("content"))
    message = models.CharField(_("problem"), max_length=300)

    class Meta:
        verbose_name = _("row with an error")
        verbose_name_plural = _("rows with errors")
        ordering = ["row"]

    def __str__(self) -> str:
        return f"{self.row}: {self.message}"


class ImportedDeclaration(models.Model):
    """One declaration that a business made to ΑΑΔΕ for this town and one period."""

    reference = models.CharField(_("ΑΑΔΕ reference"), max_length=40, unique=True)
    run = models.ForeignKey(
        ImportRun, models.PROTECT, related_name="declarations", verbose_name=_("import")
    )
    afm = models.CharField(_("AFM"), max_length=9)
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("business"),
    )
    municipality = models.CharField(_("municipality code"), max_length=10)
    period = models.CharField(_("period"), max_length=7)
    base = MoneyField(_("receipts"))
    fee = MoneyField(_("fee"))
    paid = MoneyField(_("paid"))
    amends = models.CharField(_("amends"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("declaration from ΑΑΔΕ")
        verbose_name_plural = _("declarations from ΑΑΔΕ")
        ordering = ["-period", "afm"]
        indexes = [models.Index(fields=["party", "period"], name="imported_by_party_and_period")]
        constraints = [
            models.CheckConstraint(
                name="imported_declaration_does_not_amend_itself",
                condition=~Q(amends=models.F("reference")),
            ),
            models.CheckConstraint(
                name="imported_amounts_are_not_negative",
                condition=Q(base__gte=0, fee__gte=0, paid__gte=0),
            ),
        ]
        triggers = [
            ReadOnly(
                name="imported_amounts_are_fixed",
                fields=["reference", "afm", "municipality", "period", "base", "fee", "amends"],
            ),
            Protect(name="imported_declaration_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.reference
