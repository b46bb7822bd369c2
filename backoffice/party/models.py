"""Persons and businesses by AFM, their addresses, and who may act for whom."""

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from stdnum.gr import vat

from backoffice.kernel import grams
from backoffice.kernel.codes import new_code
from backoffice.kernel.masking import mask
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate


def check_afm(value: str) -> None:
    """Refuse an AFM whose check digit is wrong.

    :raises ValidationError: with the way to mend it
    """
    if not vat.is_valid(value) or value == "000000000":
        raise ValidationError(
            _("The AFM must have nine digits and a correct check digit. Look at it again."),
            code="afm",
        )


def mask_afm(afm: str | None) -> str:
    """Return an AFM with its last three digits in sight, as lists and notices show it."""
    return mask(afm, "afm")


#: A name as lists show it.
FULL_NAME = Concat("name", models.Value(" "), "first_name", output_field=models.TextField())


class Party(models.Model):
    """A natural or legal person the town deals with; the AFM is the key, never the name."""

    class Kind(models.TextChoices):
        NATURAL = "natural", _("natural person")
        LEGAL = "legal", _("legal entity")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    afm = models.CharField(
        _("AFM"), max_length=9, unique=True, null=True, blank=True, validators=[check_afm]
    )
    name = models.CharField(_("name or title"), max_length=240)
    first_name = models.CharField(_("first name"), max_length=120, blank=True)
    father_name = models.CharField(_("father's name"), max_length=120, blank=True)
    trade_name = models.CharField(_("trade name"), max_length=240, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("el", _("Greek")), ("en", _("English"))],
        default="el",
    )
    sort_key = models.CharField(max_length=520, editable=False, db_index=True)
    search_key = models.CharField(max_length=620, editable=False)
    is_synthetic = models.BooleanField(_("synthetic, for demonstration"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("person or business")
        verbose_name_plural = _("persons and businesses")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                name="party_afm_has_nine_digits",
                condition=models.Q(afm__isnull=True) | models.Q(afm__regex=r"^\d{9}$"),
            ),
            models.CheckConstraint(
                name="legal_entity_has_afm",
                condition=~models.Q(kind="legal") | models.Q(afm__isnull=False),
            ),
        ]
        indexes = [grams.index_of(FULL_NAME, name="party_by_part_of_name")]
        triggers = [
            Protect(name="party_is_never_deleted", operation=pgtrigger.Delete),
            # Books name a party by its key without a lock: it must stay and stay the same.
            ReadOnly(name="party_keeps_its_key", fields=["id"]),
            refuse_truncate("parties_are_never_emptied"),
            # An AFM is a person's key in every book: a wrong one is a new party, not an edit.
            Protect(
                name="party_afm_is_never_changed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.afm IS NOT NULL AND OLD.afm IS DISTINCT FROM NEW.afm"
                ),
            ),
        ]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Surname and first name of a person, title of an entity."""
        return f"{self.name} {self.first_name}".strip()

    @property
    def masked_afm(self) -> str:
        """The AFM as lists show it."""
        return mask_afm(self.afm)


class Address(models.Model):
    """Where a party lives, works or receives post."""

    class Use(models.TextChoices):
        HOME = "home", _("home")
        SEAT = "seat", _("seat")
        POST = "post", _("post")

    party = models.ForeignKey(
        Party, models.CASCADE, related_name="addresses", verbose_name=_("party")
    )
    use = models.CharField(_("use"), max_length=8, choices=Use)
    street = models.CharField(_("street"), max_length=160)
    number = models.CharField(_("number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5)
    town = models.CharField(_("town or village"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="GR")

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(name="one_address_per_use", fields=["party", "use"]),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.number}, {self.postcode} {self.town}".replace(" ,", ",")


class Mandate(models.Model):
    """The right of one party to act for another, in a scope, from a day to a day."""

    class Scope(models.TextChoices):
        ALL = "all", _("everything")
        DECLARE = "declare", _("declarations")
        PAY = "pay", _("debts and payments")
        APPLY = "apply", _("applications")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    principal = models.ForeignKey(
        Party, models.PROTECT, related_name="mandates_given", verbose_name=_("for whom")
    )
    agent = models.ForeignKey(
        Party, models.PROTECT, related_name="mandates_held", verbose_name=_("who may act")
    )
    # As the giver wrote it: showing the register's name would tell who an AFM belongs to.
    agent_name = models.CharField(_("name of who may act"), max_length=240, blank=True)
    scope = models.CharField(_("scope"), max_length=12, choices=Scope, default=Scope.ALL)
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["-valid_from"]
        indexes = [models.Index(fields=["agent", "valid_from"], name="mandate_by_agent")]
        constraints = [
            models.CheckConstraint(
                name="nobody_is_his_own_agent", condition=~models.Q(principal=models.F("agent"))
            ),
            models.CheckConstraint(
                name="mandate_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent} → {self.principal}"
