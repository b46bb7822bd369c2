"""A parent's or guardian's declaration that a child is in their custody."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly


class Custody(models.Model):
    """A child for whom somebody may apply until its eighteenth birthday; it opens no record.

    The declaration alone is not proof: it lets its maker file applications that name the child,
    and gives no right over anything that the town holds about the child.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    guardian = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("parent or guardian")
    )
    surname = models.CharField(_("child's surname"), max_length=120)
    first_name = models.CharField(_("child's first name"), max_length=120)
    birth_on = models.DateField(_("child's day of birth"))
    afm = models.CharField(_("child's AFM"), max_length=9, blank=True)
    amka = models.CharField(_("child's AMKA"), max_length=11, blank=True)
    by_court = models.BooleanField(_("by decision of a court"), default=False)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    declared_at = models.DateTimeField(_("declared at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("declaration of custody")
        verbose_name_plural = _("declarations of custody")
        ordering = ["birth_on", "pk"]
        indexes = [models.Index(fields=["guardian"], name="custody_by_guardian")]
        constraints = [
            models.CheckConstraint(
                name="child_is_named_by_afm_or_amka",
                condition=Q(afm__regex=r"^\d{9}$") | Q(amka__regex=r"^\d{11}$"),
            ),
        ]
        triggers = [
            Protect(name="custody_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="custody_keeps_what_was_declared", exclude=["ended_at"]),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.surname} {self.first_name}"
