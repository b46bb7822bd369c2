"""What people and the queue have to do for a case."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.languages import in_language
from backoffice.procedures.facts import FactsEncoder
from backoffice.procedures.states import OPEN_TASKS, ErrandState, IncidentState, TaskState
from backoffice.procedures.triggers import task_triggers

from .cases import Case


class Task(models.Model):
    """Something that a person of a role must do before the case goes on."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks", verbose_name=_("case"))
    element = models.CharField(_("element"), max_length=120)
    token = models.PositiveIntegerField(editable=False)
    name_el = models.CharField(_("name in Greek"), max_length=240)
    name_en = models.CharField(_("name in English"), max_length=240, blank=True)
    role = models.SlugField(_("role"), max_length=40, blank=True, db_index=False)
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.READY)
    claimed_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    claimed_at = models.DateTimeField(_("taken"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )
    in_place_of = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("in the place of"),
        db_index=False,
    )
    not_by = models.JSONField(
        _("another person than of the steps"), default=list, blank=True, editable=False
    )
    outcome = models.JSONField(_("answers"), default=dict, blank=True, encoder=FactsEncoder)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_at", "opened_at"]
        constraints = [
            models.UniqueConstraint(name="one_task_per_step", fields=["case", "token"]),
            models.CheckConstraint(
                name="task_state_is_known", condition=Q(state__in=TaskState.values)
            ),
            models.CheckConstraint(
                name="taken_task_says_by_whom",
                condition=~Q(state="claimed") | Q(claimed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="done_task_says_when", condition=~Q(state="done") | Q(done_at__isnull=False)
            ),
            models.CheckConstraint(
                name="nobody_is_in_the_own_place",
                condition=Q(in_place_of__isnull=True)
                | (
                    ~Q(state="ready")
                    & (~Q(state="claimed") | ~Q(claimed_by=F("in_place_of")))
                    & (Q(done_by__isnull=True) | ~Q(done_by=F("in_place_of")))
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="task_of_role",
                fields=["role", "department", "due_at"],
                condition=Q(state__in=OPEN_TASKS),
            ),
            models.Index(
                name="task_of_person",
                fields=["claimed_by", "due_at"],
                condition=Q(state="claimed"),
            ),
            models.Index(
                name="task_of_role_by_day",
                fields=["role", "due_at"],
                condition=Q(state__in=OPEN_TASKS),
            ),
            models.Index(
                name="task_by_name", fields=["name_el"], condition=Q(state__in=OPEN_TASKS)
            ),
            models.Index(
                name="task_in_place_of",
                fields=["in_place_of", "due_at"],
                condition=Q(state="claimed"),
            ),
        ]
        triggers = task_triggers()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_language(self, "name")


class Errand(models.Model):
    """An automatic step: a named operation that the queue runs, once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="errands", verbose_name=_("case"))
    element = models.CharField(_("element"), max_length=120)
    token = models.PositiveIntegerField(editable=False)
    operation = models.CharField(_("operation"), max_length=80)
    state = models.CharField(
        _("state"), max_length=10, choices=ErrandState, default=ErrandState.WAITING
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    opened_at = models.DateTimeField(_("opened"))
    next_at = models.DateTimeField(_("next try"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("automatic step")
        verbose_name_plural = _("automatic steps")
        ordering = ["next_at"]
        constraints = [
            models.UniqueConstraint(name="one_errand_per_step", fields=["case", "token"]),
            models.CheckConstraint(
                name="errand_state_is_known", condition=Q(state__in=ErrandState.values)
            ),
        ]
        indexes = [
            models.Index(name="errand_waiting", fields=["next_at"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.operation} ({self.case_id})"


class Incident(models.Model):
    """A step that cannot go on until somebody looks at it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="incidents", verbose_name=_("case"))
    element = models.CharField(_("element"), max_length=120)
    token = models.PositiveIntegerField(editable=False)
    error = models.TextField(_("what went wrong"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=1)
    state = models.CharField(
        _("state"), max_length=8, choices=IncidentState, default=IncidentState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"))
    solved_at = models.DateTimeField(_("solved"), null=True, blank=True)
    solved_by = models.ForeignKey(
        "identity.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("solved by"),
    )

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-opened_at"]
        permissions = [("solve_incident", _("Can try failed steps again"))]
        constraints = [
            models.UniqueConstraint(
                name="one_open_incident_per_step",
                fields=["case", "token"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="incident_state_is_known", condition=Q(state__in=IncidentState.values)
            ),
        ]
        indexes = [
            models.Index(name="incident_open", fields=["-opened_at"], condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.error[:80]}"
