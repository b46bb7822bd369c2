"""What was declared or found: never edited, only followed by a correction."""

import pgtrigger
from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.business_fees.states import DeclarationState
from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField, RateField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .periods import ExpectedPeriod
from .register import NOT_NEGATIVE, Category, Establishment


def private_storage() -> Storage:
    """Return the store that no address reaches."""
    return storages["private"]


class Declaration(models.Model):
    """A declaration by the business or a finding by the town, for one expected period."""

    class Origin(models.TextChoices):
        ONLINE = "online", _("online")
        COUNTER = "counter", _("at the counter")
        FINDING = "finding", _("own finding of the municipality")

    class Settlement(models.TextChoices):
        NOTHING = "nothing", _("nothing to charge")
        CHARGED = "charged", _("charged")
        REPLACED = "replaced", _("earlier charge replaced")
        CREDITED = "credited", _("difference credited")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    expected = models.ForeignKey(
        ExpectedPeriod, models.PROTECT, related_name="declarations", verbose_name=_("period")
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("corrects"),
    )
    origin = models.CharField(_("origin"), max_length=8, choices=Origin)
    state = models.CharField(_("state"), max_length=8, choices=DeclarationState)
    fee_total = MoneyField(_("fee"))
    difference = MoneyField(_("difference to the one before"))
    settlement = models.CharField(
        _("settlement"), max_length=8, choices=Settlement, default=Settlement.NOTHING
    )
    charge_code = models.CharField(_("charge"), max_length=20, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    on_behalf_of = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("on behalf of")
    )
    declared_at = models.DateTimeField(_("declared at"))
    reason = models.TextField(_("reason"), blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    submission_key = models.CharField(_("submission key"), max_length=80, unique=True)
    digest = models.CharField(_("digest of what was asked"), max_length=64)

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["-declared_at", "-pk"]
        indexes = [
            models.Index(fields=["-declared_at"], name="declaration_by_time"),
            models.Index(fields=["on_behalf_of", "-declared_at"], name="declaration_by_party"),
        ]
        constraints = [
            models.UniqueConstraint(name="one_declaration_per_number", fields=["year", "number"]),
            models.UniqueConstraint(
                name="one_declaration_in_force_per_period",
                fields=["expected"],
                condition=Q(state__in=[DeclarationState.FILED, DeclarationState.PROPOSED]),
            ),
            models.UniqueConstraint(
                name="one_declaration_per_version", fields=["expected", "version"]
            ),
            models.CheckConstraint(
                name="declared_fee_is_not_negative", condition=Q(fee_total__gte=0)
            ),
            models.CheckConstraint(
                name="first_declaration_differs_by_all_of_it",
                condition=Q(corrects__isnull=False) | Q(difference=F("fee_total")),
            ),
        ]
        triggers = [
            Protect(name="declaration_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="declared_content_is_fixed",
                exclude=["state", "settlement", "charge_code", "settled_at"],
            ),
            refuse_truncate("declarations_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def receipt(self) -> str:
        """The number given on receipt, as on the register of incoming documents."""
        return f"ΔΤ-{self.year}-{self.number:06d}"


class DeclarationLine(models.Model):
    """Receipts of one category in days of one rate, and the fee on them."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="lines")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    base = MoneyField(_("receipts"), validators=[NOT_NEGATIVE])
    tariff_key = models.CharField(_("tariff"), max_length=60)
    rate = RateField(_("rate"))
    fee = MoneyField(_("fee"))
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    decision = models.CharField(_("council decision"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("line of a declaration")
        verbose_name_plural = _("lines of declarations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_line_per_category_and_first_day",
                fields=["declaration", "category", "first_on"],
            ),
            models.CheckConstraint(name="declared_base_is_not_negative", condition=Q(base__gte=0)),
            models.CheckConstraint(
                name="line_ends_after_it_begins", condition=Q(last_on__gte=F("first_on"))
            ),
        ]
        triggers = [
            Protect(name="declared_line_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("declared_lines_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.base}"


class Attachment(models.Model):
    """A file that accompanies a declaration; until submission it hangs on nothing."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    establishment = models.ForeignKey(
        Establishment, models.PROTECT, related_name="attachments", verbose_name=_("establishment")
    )
    declaration = models.ForeignKey(
        Declaration,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("declaration"),
    )
    file = models.FileField(_("file"), storage=private_storage, max_length=200)
    original_name = models.CharField(_("name as given"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="attachment_is_not_empty", condition=Q(size__gt=0)),
        ]
        triggers = [
            Protect(
                name="submitted_attachment_is_fixed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__declaration__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.original_name
