"""Who may sign what for the mayor, and who stands in for whom."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.languages import in_language
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate


class Scope(models.Model):
    """A field of subjects for which signing is delegated, such as payments or certificates."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("field of subjects")
        verbose_name_plural = _("fields of subjects")
        ordering = ["position", "code"]
        triggers = [
            Protect(name="scope_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="scope_keeps_its_code", fields=["code"]),
        ]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return in_language(self, "name")


class Delegation(models.Model):
    """A mayor's decision that somebody else signs by his order; it cannot be passed on."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    decision_number = models.CharField(_("number of the decision"), max_length=60)
    ada = models.CharField(_("ΑΔΑ"), max_length=40, blank=True)
    fek = models.CharField(_("ΦΕΚ"), max_length=60, blank=True)
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to a person"),
    )
    to_role = models.ForeignKey(
        "identity.Role",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to whoever holds the role"),
    )
    to_department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the unit"),
    )
    scopes = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("fields of subjects"),
        default=list,
        blank=True,
        help_text=_("None chosen: every subject."),
    )
    amount_limit = MoneyField(_("up to an amount of"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    revoke_reason = models.CharField(_("reason of the revocation"), max_length=240, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("delegation of signature")
        verbose_name_plural = _("delegations of signature")
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_is_to_a_person_or_a_post",
                condition=Q(to_user__isnull=False, to_role__isnull=True)
                | Q(to_user__isnull=True, to_role__isnull=False),
            ),
            models.CheckConstraint(
                name="delegation_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="revoked_delegation_has_reason",
                condition=Q(revoked_on__isnull=True) | ~Q(revoke_reason=""),
            ),
            models.CheckConstraint(
                name="delegation_limit_is_positive",
                condition=Q(amount_limit__isnull=True) | Q(amount_limit__gt=0),
            ),
            models.CheckConstraint(
                name="delegation_is_not_to_oneself",
                condition=Q(to_user__isnull=True) | ~Q(to_user=F("giver")),
            ),
        ]
        triggers = [
            Protect(name="delegation_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="delegation_is_fixed", exclude=["revoked_on", "revoke_reason"]),
            refuse_truncate("delegations_are_never_emptied"),
        ]
        default_permissions = ("view",)
        permissions = [("manage_authority", _("Can enter delegations and substitutions"))]

    def __str__(self) -> str:
        return f"{self.decision_number} ({self.valid_from:%d/%m/%Y})"


class Substitution(models.Model):
    """Days on which a deputy does somebody's work; only by order of substitution also signs «α/α».

    Without an order it passes on tasks alone: an absence that somebody stated, or, where it names
    kinds of task, what somebody who is there left to a colleague.
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("absent")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("deputy")
    )
    order_number = models.CharField(_("order of substitution"), max_length=60, blank=True)
    covers = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("kinds of task"),
        default=list,
        blank=True,
        help_text=_("None chosen: everything, as the person is absent."),
    )
    reason = models.CharField(_("reason of the absence"), max_length=160, blank=True)
    valid_from = models.DateField(_("first day of absence"))
    valid_until = models.DateField(_("last day of absence"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        ordering = ["-valid_from", "-pk"]
        indexes = [
            models.Index(
                name="substitution_of_deputy",
                fields=["deputy", "valid_until"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="substitution_ends_after_it_begins",
                condition=Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="deputy_is_somebody_else", condition=~Q(absent=F("deputy"))
            ),
            models.CheckConstraint(
                name="order_of_substitution_is_for_everything",
                condition=Q(order_number="") | Q(covers=[]),
            ),
        ]
        triggers = [
            Protect(name="substitution_is_never_deleted", operation=pgtrigger.Delete),
            # Who comes back early ends the absence, who stays withdraws it; nothing else changes.
            ReadOnly(name="substitution_is_fixed", exclude=["valid_until", "withdrawn_at"]),
            refuse_truncate("substitutions_are_never_emptied"),
        ]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.order_number or self.absent} ({self.valid_from:%d/%m/%Y})"

    @property
    def is_absence(self) -> bool:
        """Whether the person is away, so that everything passes on."""
        return not self.covers
