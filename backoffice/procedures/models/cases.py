"""A case, and the history of its steps."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel import grams
from backoffice.kernel.codes import new_code
from backoffice.procedures.facts import FactsEncoder
from backoffice.procedures.states import OPEN_CASES, CaseState
from backoffice.procedures.triggers import case_triggers, step_triggers

from .definitions import Definition, Version


class Case(models.Model):
    """A procedure on its way for one subject; it stays on the version that it began with."""

    code = models.CharField(_("code"), max_length=16, unique=True, default=new_code, editable=False)
    definition = models.ForeignKey(
        Definition, models.PROTECT, related_name="cases", verbose_name=_("procedure")
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="cases", verbose_name=_("version")
    )
    subject_kind = models.CharField(pgettext_lazy("case", "subject"), max_length=60)
    subject_id = models.CharField(_("number of the subject"), max_length=60)
    title = models.CharField(_("title"), max_length=240, blank=True)
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("citizen or business"),
    )
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    # A called procedure is a case of its own; every verb locks the outermost case first, so that
    # two steps of one family never wait for each other.
    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="family", editable=False
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="called",
        verbose_name=_("called by"),
    )
    parent_token = models.PositiveIntegerField(null=True, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=CaseState, default=CaseState.RUNNING
    )
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=FactsEncoder)
    engine = models.JSONField(default=dict, editable=False)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closing_note = models.CharField(_("reason"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-opened_at"]
        permissions = [
            ("steer_case", _("Can suspend, resume and cancel cases")),
            ("assign_task", _("Can assign tasks to others")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_case_per_procedure_and_subject",
                fields=["definition", "subject_kind", "subject_id"],
                condition=Q(parent__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_called_case_per_step",
                fields=["parent", "parent_token"],
                condition=Q(parent__isnull=False),
            ),
            models.CheckConstraint(
                name="case_state_is_known", condition=Q(state__in=CaseState.values)
            ),
            models.CheckConstraint(
                name="closed_case_says_when",
                condition=Q(state__in=OPEN_CASES, closed_at__isnull=True)
                | (~Q(state__in=OPEN_CASES) & Q(closed_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="case_by_version", fields=["version", "state", "-opened_at"]),
            models.Index(name="case_by_state", fields=["state", "-opened_at"]),
            models.Index(name="case_by_subject", fields=["subject_kind", "subject_id"]),
            models.Index(name="case_by_opening", fields=["-opened_at"]),
            grams.index_of("title", name="case_by_part_of_title", condition=Q(state="running")),
        ]
        triggers = case_triggers()

    def __str__(self) -> str:
        return self.title or self.code


class StepKind(models.TextChoices):
    """What happened at an element."""

    STARTED = "started", _("began")
    DONE = "done", _("done")
    INTERRUPTED = "interrupted", _("interrupted")
    FIRED = "fired", _("time came")
    RECEIVED = "received", _("message received")
    SENT = "sent", _("message sent")
    FAILED = "failed", _("failed")
    RETRIED = "retried", _("tried again")
    SUSPENDED = "suspended", _("suspended")
    RESUMED = "resumed", _("resumed")
    CANCELLED = "cancelled", _("cancelled")
    MIGRATED = "migrated", _("moved to another version")
    FINISHED = "finished", _("finished")


class Step(models.Model):
    """One line of a case's history; written once, never changed."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name=_("case"))
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="+", verbose_name=_("version")
    )
    element = models.CharField(_("element"), max_length=120, blank=True)
    token = models.PositiveIntegerField(null=True, blank=True, editable=False)
    what = models.CharField(_("what happened"), max_length=12, choices=StepKind)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="step_kind_is_known", condition=Q(what__in=StepKind.values)
            ),
        ]
        indexes = [
            models.Index(
                name="step_figures",
                fields=["version", "at"],
                include=["element", "began_at"],
                condition=Q(what="done"),
            ),
        ]
        triggers = step_triggers()

    def __str__(self) -> str:
        return f"{self.element} {self.what}"
