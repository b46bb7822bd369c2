"""Attempts at the gateway and the notices that came back, kept as they arrived."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code


class Attempt(models.Model):
    """One visit to the hosted card page, written down before the gateway is asked for it.

    Every value that the call sends is derived from this row, so that asking again with the same
    key asks the same question and brings the first answer.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    payment = models.OneToOneField(
        "revenue.Payment", models.PROTECT, related_name="attempt", verbose_name=_("payment")
    )
    key = models.CharField(_("idempotency key"), max_length=40, unique=True, default=new_code)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    language = models.CharField(_("language"), max_length=2)
    email = models.EmailField(_("e-mail address"), blank=True)
    session_id = models.CharField(_("session"), max_length=120, unique=True, null=True, blank=True)
    intent_id = models.CharField(_("payment intent"), max_length=120, blank=True, db_index=True)
    url = models.URLField(_("address of the card page"), max_length=2000, blank=True)
    planned_at = models.DateTimeField(_("planned at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_failure = models.CharField(_("last refusal of the card"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attempt at the gateway")
        verbose_name_plural = _("attempts at the gateway")
        indexes = [models.Index(fields=["state", "planned_at"], name="attempt_by_state")]
        constraints = [
            models.CheckConstraint(
                name="open_attempt_has_a_session",
                condition=~models.Q(state="open") | models.Q(session_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One event from the gateway: stored raw, worked on once, whatever order it came in."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        IGNORED = "ignored", _("nothing to do")
        FOR_CLERK = "for_clerk", _("needs a clerk")

    event_id = models.CharField(_("event"), max_length=120, unique=True)
    type = models.CharField(_("type"), max_length=80)
    created = models.DateTimeField(_("created at the gateway"))
    received_at = models.DateTimeField(_("received at"))
    payload = models.JSONField(_("as it came"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    worked_at = models.DateTimeField(_("worked on at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("notice of the gateway")
        verbose_name_plural = _("notices of the gateway")
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["state", "received_at"], name="notice_by_state")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
