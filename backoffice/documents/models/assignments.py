"""Assignments: an entry on somebody's desk."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.documents.steps import OPEN_ASSIGNMENTS, AssignmentState
from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .entries import Entry
from .shared import NOBODY


class Assignment(models.Model):
    """An entry on somebody's desk: for action on one, for information on others."""

    class Purpose(models.TextChoices):
        ACTION = "action", pgettext_lazy("assignment", "for action")
        INFORMATION = "information", pgettext_lazy("assignment", "for information")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="assignments", verbose_name=_("entry")
    )
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), **NOBODY
    )
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AssignmentState, default=AssignmentState.WAITING
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("assigned by"), **NOBODY
    )
    assigned_at = models.DateTimeField(_("assigned at"))
    answered_at = models.DateTimeField(_("accepted or returned at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("accepted or returned by"),
        **NOBODY,
    )
    return_reason = models.TextField(_("reason of the return"), blank=True)
    after = models.ForeignKey("self", models.PROTECT, verbose_name=_("passed on from"), **NOBODY)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["-assigned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_assignment_for_action",
                fields=["entry"],
                condition=Q(purpose="action", state__in=OPEN_ASSIGNMENTS),
            ),
            models.CheckConstraint(
                name="returned_assignment_says_why",
                condition=~Q(state=AssignmentState.RETURNED) | ~Q(return_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state", "-assigned_at"], name="assignment_by_person"),
            models.Index(fields=["department", "state", "-assigned_at"], name="assignment_by_unit"),
        ]
        triggers = [
            Protect(name="assignment_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="assignment_keeps_its_terms",
                exclude=["state", "answered_at", "answered_by", "return_reason"],
            ),
            refuse_truncate("assignments_are_never_emptied"),
        ]
        default_permissions = ("view",)
        permissions = [("assign_entry", _("Can assign entries"))]

    def __str__(self) -> str:
        return f"{self.entry} → {self.user or self.department}"
