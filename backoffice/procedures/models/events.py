"""What a case waits for: an instant or a message."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.procedures.facts import FactsEncoder
from backoffice.procedures.states import TimerState, WaitState
from backoffice.procedures.triggers import message_triggers

from .cases import Case


class Timer(models.Model):
    """An instant at which a waiting step goes on, or a boundary event fires."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="timers", verbose_name=_("case"))
    element = models.CharField(_("element"), max_length=120)
    token = models.PositiveIntegerField(editable=False)
    due_at = models.DateTimeField(_("due"))
    # How many more times a cycle fires after this one.
    rounds = models.PositiveSmallIntegerField(_("rounds left"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=TimerState, default=TimerState.WAITING
    )
    fired_at = models.DateTimeField(_("fired"), null=True, blank=True)

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_waiting_timer_per_step",
                fields=["case", "token", "element"],
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="timer_state_is_known", condition=Q(state__in=TimerState.values)
            ),
        ]
        indexes = [
            models.Index(name="timer_due", fields=["due_at"], condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.due_at:%Y-%m-%d %H:%M}"


class Message(models.Model):
    """A message that came once, by its key; kept until a case that waits for it takes it."""

    key = models.CharField(_("key"), max_length=160, unique=True)
    name = models.CharField(_("name"), max_length=120)
    correlation = models.CharField(_("about"), max_length=160)
    payload = models.JSONField(_("contents"), default=dict, blank=True, encoder=FactsEncoder)
    sent_at = models.DateTimeField(_("sent"))
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-sent_at"]
        indexes = [
            models.Index(
                name="message_not_taken",
                fields=["name", "correlation"],
                condition=Q(taken_at__isnull=True),
            ),
        ]
        triggers = message_triggers()

    def __str__(self) -> str:
        return f"{self.name} ({self.correlation})"


class Wait(models.Model):
    """A step that waits for a message about something."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="waits", verbose_name=_("case"))
    element = models.CharField(_("element"), max_length=120)
    token = models.PositiveIntegerField(editable=False)
    message = models.CharField(_("message"), max_length=120)
    correlation = models.CharField(_("about"), max_length=160)
    opened_at = models.DateTimeField(_("opened"))
    state = models.CharField(
        _("state"), max_length=10, choices=WaitState, default=WaitState.WAITING
    )
    received = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received")
    )

    class Meta:
        verbose_name = _("wait for a message")
        verbose_name_plural = _("waits for messages")
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_wait_per_step",
                fields=["case", "token", "element"],
                condition=Q(state="waiting"),
            ),
            models.CheckConstraint(
                name="wait_state_is_known", condition=Q(state__in=WaitState.values)
            ),
        ]
        indexes = [
            models.Index(
                name="wait_for_message",
                fields=["message", "correlation"],
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} ({self.correlation})"
