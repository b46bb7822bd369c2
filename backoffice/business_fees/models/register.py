"""The register: kinds of business, establishments, and who receives their declarations."""

import pgtrigger
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.languages import in_language
from backoffice.kernel.text import fold
from backoffice.kernel.triggers import Protect


class Category(models.Model):
    """A kind of lodging or shop, with the paragraph of law and the tariff that hold for it."""

    class Fee(models.TextChoices):
        STAY = "stay", _("stay fee")
        RECEIPTS = "receipts", _("fee on gross receipts")

    class Measure(models.TextChoices):
        BEDS = "beds", _("beds")
        SEATS = "seats", _("seats")
        NONE = "none", _("nothing")

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    base_el = models.CharField(_("what is declared, in Greek"), max_length=160)
    base_en = models.CharField(_("what is declared, in English"), max_length=160)
    fee = models.CharField(_("fee"), max_length=10, choices=Fee)
    tariff_key = models.CharField(_("tariff"), max_length=60)
    legal_basis = models.CharField(_("legal basis"), max_length=160)
    needs_tables = models.BooleanField(
        _("liable only with counters or seats"),
        default=False,
        help_text=_("A window that only sells to take away is not liable."),
    )
    measure = models.CharField(_("counted by"), max_length=5, choices=Measure, default=Measure.NONE)
    town_always_receives = models.BooleanField(
        _("always declared to the municipality"),
        default=False,
        help_text=_("Springs pay the municipality directly, whoever receives the rest."),
    )
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("category of business")
        verbose_name_plural = _("categories of business")
        ordering = ["fee", "name_el"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return in_language(self, "name")

    @property
    def base(self) -> str:
        """What is declared, in the language of the reader."""
        return in_language(self, "base")


class Establishment(models.Model):
    """One licence of one business: a lodging or a liable shop, from a day to a day.

    A hotel and the restaurant in it hold two licences, so they are two establishments; the
    categories of one establishment all bear the same fee.
    """

    class Books(models.TextChoices):
        DOUBLE = "double", _("double-entry books")
        SINGLE = "single", _("single-entry books")
        NONE = "none", _("no books")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("business")
    )
    trade_name = models.CharField(_("name of the establishment"), max_length=200)
    branch_no = models.PositiveSmallIntegerField(
        _("branch number"), default=0, help_text=_("0 for the seat.")
    )
    kad = models.CharField(
        _("activity code (ΚΑΔ)"),
        max_length=11,
        blank=True,
        validators=[
            RegexValidator(
                r"^\d{2}(\.?\d{2}){1,3}$",
                _("Write the activity code with figures, such as 55.10.10.01."),
            )
        ],
    )
    categories = models.ManyToManyField(
        Category, related_name="establishments", verbose_name=_("categories")
    )
    street = models.CharField(_("street and number"), max_length=160)
    postcode = models.CharField(
        _("postcode"),
        max_length=5,
        validators=[RegexValidator(r"^\d{5}$", _("Write the five figures of the postcode."))],
    )
    place = models.CharField(_("town or village"), max_length=120)
    zone = models.SlugField(
        _("area"), max_length=20, blank=True, help_text=_("The council's area, where rates differ.")
    )
    licence_no = models.CharField(_("licence or notification number"), max_length=60, blank=True)
    registry_no = models.CharField(_("ΜΗΤΕ or ΑΜΑ number"), max_length=40, blank=True)
    beds = models.PositiveIntegerField(_("beds"), null=True, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    has_tables = models.BooleanField(
        _("has counters, tables or seats"),
        default=False,
        help_text=_("As the notification of operation states it."),
    )
    books = models.CharField(_("books"), max_length=6, choices=Books)
    vat_liable = models.BooleanField(_("subject to VAT"), default=True)
    valid_from = models.DateField(_("operates from"))
    valid_until = models.DateField(_("operates until"), null=True, blank=True)
    expected_from = models.DateField(
        _("declarations expected from"),
        null=True,
        blank=True,
        help_text=_("Left empty: from the first day of operation."),
    )
    search_key = models.CharField(max_length=520, editable=False)

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishments")
        ordering = ["trade_name", "pk"]
        indexes = [
            models.Index(fields=["zone"], name="establishment_by_zone"),
            models.Index(fields=["valid_until", "valid_from"], name="establishment_by_validity"),
        ]
        constraints = [
            models.CheckConstraint(
                name="establishment_ends_after_it_begins",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("valid_from")),
            ),
            models.UniqueConstraint(
                name="one_establishment_per_registry_number",
                fields=["registry_no"],
                condition=~models.Q(registry_no=""),
            ),
        ]
        triggers = [
            Protect(name="establishment_is_never_deleted", operation=pgtrigger.Delete),
        ]
        permissions = [
            ("declare_for_others", _("Can declare for a business at the counter")),
        ]

    def __str__(self) -> str:
        return self.trade_name

    def search_text(self, party_text: str) -> str:
        """Return the folded text that searches look through.

        :param party_text: AFM and name of the business
        """
        own = f"{self.trade_name} {self.licence_no} {self.registry_no} {self.place} {self.street}"
        return fold(f"{own} {party_text}")[:520]


class Receiver(models.Model):
    """Who receives the declarations of periods that begin on or after a day."""

    class Who(models.TextChoices):
        TOWN = "town", _("the municipality")
        AADE = "aade", _("ΑΑΔΕ")

    valid_from = models.DateField(
        _("for periods that begin from"),
        unique=True,
        help_text=_("Until the next row. Before the first row the municipality receives them."),
    )
    who = models.CharField(_("received by"), max_length=5, choices=Who)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    link = models.URLField(_("address of the application"), blank=True)
    municipality_code = models.CharField(
        _("the town's code there"),
        max_length=10,
        blank=True,
        help_text=_("Rows of other municipalities in its files are refused."),
    )

    class Meta:
        verbose_name = _("receiver of declarations")
        verbose_name_plural = _("receivers of declarations")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="outside_receiver_has_a_link",
                condition=models.Q(who="town") | ~models.Q(link=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from:%d/%m/%Y}: {self.get_who_display()}"


NOT_NEGATIVE = MinValueValidator(0, _("Write an amount of zero or more."))
