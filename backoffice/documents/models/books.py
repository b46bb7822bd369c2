"""The books of the register."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.kernel.triggers import Protect, ReadOnly


class Book(models.Model):
    """A protocol book: its numbers begin at one every year and have no gap."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    mark = models.CharField(
        _("mark in the number"),
        max_length=10,
        blank=True,
        help_text=_("Stands before the number where a town keeps several books, such as ΕΜΠ."),
    )
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
    )
    is_open = models.BooleanField(_("takes new entries"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("protocol book")
        verbose_name_plural = _("protocol books")
        ordering = ["position", "code"]
        triggers = [
            Protect(name="book_is_never_deleted", operation=pgtrigger.Delete),
            # The series of numbers hangs on the code.
            ReadOnly(name="book_keeps_its_code", fields=["code"]),
        ]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return in_language(self, "name")

    @property
    def series(self) -> str:
        """The series from which its numbers come."""
        return f"documents.{self.code}"
