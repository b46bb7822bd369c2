"""The file plan, how long each class of documents is kept, and the lists of what is cleared."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.documents.states import ClearanceState
from backoffice.documents.words import Confidentiality
from backoffice.kernel.codes import new_code
from backoffice.kernel.languages import in_language
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

NOBODY: dict[str, Any] = {"null": True, "blank": True, "related_name": "+"}


class RetentionClass(models.Model):
    """How long documents of one class are kept, and which text of law says so."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160)
    years = models.PositiveSmallIntegerField(
        _("years"),
        null=True,
        blank=True,
        help_text=_("Full years after the file was closed; empty for permanent keeping."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("retention class")
        verbose_name_plural = _("retention classes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="retention_is_at_least_a_year",
                condition=Q(years__isnull=True) | Q(years__gte=1),
            ),
        ]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return in_language(self, "name")

    @property
    def is_permanent(self) -> bool:
        """Whether documents of the class are never cleared."""
        return self.years is None


class PlanItem(models.Model):
    """A subject of the file plan; its code stands on every document filed under it."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("belongs to"), **(NOBODY | {"related_name": "below"})
    )
    retention = models.ForeignKey(
        RetentionClass, models.PROTECT, related_name="items", verbose_name=_("retention class")
    )
    confidentiality = models.CharField(
        _("usual confidentiality"),
        max_length=12,
        choices=Confidentiality,
        default=Confidentiality.PUBLIC,
    )
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("subject of the file plan")
        verbose_name_plural = _("file plan")
        ordering = ["code"]
        triggers = [
            Protect(name="plan_item_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="plan_item_keeps_its_code", fields=["code"]),
        ]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        name = in_language(self, "name")
        return f"{self.code} {name}"


class Clearance(models.Model):
    """A yearly list of entries whose time has passed: drawn up, approved, destroyed.

    The approval is a committee's decision and is entered by a second person; the State Archives
    are invited before anything is destroyed (ΠΔ 480/1985).
    """

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    cut_on = models.DateField(_("time passed by"))
    state = models.CharField(
        _("state"), max_length=10, choices=ClearanceState, default=ClearanceState.DRAWN
    )
    drawn_at = models.DateTimeField(_("drawn up at"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drawn up by")
    )
    archives_invited_on = models.DateField(_("State Archives invited on"), null=True, blank=True)
    decision = models.CharField(_("decision of the committee"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("approval entered by"), **NOBODY
    )
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)
    destroyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("destroyed by"), **NOBODY
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("clearance list")
        verbose_name_plural = _("clearance lists")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_clearance_per_year",
                fields=["year"],
                condition=Q(state__in=[ClearanceState.DRAWN, ClearanceState.APPROVED]),
            ),
            models.CheckConstraint(
                name="clearance_needs_two_people",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drawn_by")),
            ),
            models.CheckConstraint(
                name="clearance_is_approved_by_a_decision",
                condition=~Q(state__in=[ClearanceState.APPROVED, ClearanceState.DESTROYED])
                | (
                    ~Q(decision="")
                    & Q(decided_on__isnull=False)
                    & Q(approved_by__isnull=False)
                    & Q(archives_invited_on__isnull=False)
                ),
            ),
        ]
        triggers = [
            Protect(name="clearance_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="clearance_keeps_who_drew_it", fields=["year", "cut_on", "drawn_by", "code"]
            ),
            refuse_truncate("clearances_are_never_emptied"),
        ]
        default_permissions = ("view",)
        permissions = [
            ("draw_clearance", _("Can draw up clearance lists")),
            ("approve_clearance", _("Can enter the approval of clearance lists")),
        ]

    def __str__(self) -> str:
        return f"{_('Clearance list')} {self.year}"


class ClearedEntry(models.Model):
    """An entry on a clearance list, and whether it was left out after all."""

    clearance = models.ForeignKey(Clearance, models.PROTECT, related_name="items")
    entry = models.ForeignKey("documents.Entry", models.PROTECT, related_name="clearances")
    delete_after = models.DateField(_("kept until"))
    left_out = models.CharField(_("left out because"), max_length=240, blank=True)
    files_destroyed = models.JSONField(_("files destroyed"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry on a clearance list")
        verbose_name_plural = _("entries on clearance lists")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="entry_once_per_clearance", fields=["clearance", "entry"]),
        ]
        triggers = [
            Protect(name="cleared_entry_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="cleared_entry_is_fixed", fields=["clearance", "entry", "delete_after"]),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.clearance_id}: {self.entry_id}"
