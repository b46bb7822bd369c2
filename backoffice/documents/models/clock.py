"""The legal time limits of entries: rules as data, one clock each, and all that happened."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.documents.rules.clock import Unit
from backoffice.documents.steps import ClockState
from backoffice.kernel.languages import in_language
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .entries import Entry


class ClockRule(models.Model):
    """A time limit with the text of law that sets it, from a day on."""

    class UnitWord(models.TextChoices):
        CALENDAR = Unit.CALENDAR.value, _("calendar days")
        WORKING = Unit.WORKING.value, _("working days")
        MONTHS = Unit.MONTHS.value, _("months")

    code = models.SlugField(_("code"), max_length=40)
    name_el = models.CharField(_("name in Greek"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    days = models.PositiveSmallIntegerField(_("length"))
    unit = models.CharField(_("counted in"), max_length=8, choices=UnitWord)
    rolls_forward = models.BooleanField(
        _("a last day that is no working day moves to the next one"), default=True
    )
    is_general = models.BooleanField(_("general rule"), default=False)
    prevails = models.BooleanField(
        _("prevails though longer than the general rule"),
        default=False,
        help_text=_("Law 2690/1999 art. 4 §1 keeps only shorter special time limits."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=240)
    after_el = models.TextField(_("what follows if it passes, in Greek"), blank=True)
    after_en = models.TextField(_("what follows if it passes, in English"), blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule of a time limit")
        verbose_name_plural = _("rules of time limits")
        ordering = ["code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_clock_rule_per_code_and_start", fields=["code", "valid_from"]
            ),
            models.CheckConstraint(name="clock_rule_is_not_empty", condition=Q(days__gte=1)),
            models.CheckConstraint(
                name="clock_rule_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]
        triggers = [
            Protect(name="clock_rule_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="clock_rule_is_fixed",
                exclude=["valid_until", "name_el", "name_en", "after_el", "after_en"],
            ),
        ]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return in_language(self, "name")

    @property
    def after(self) -> str:
        """What follows if the time limit passes, in the reader's language."""
        return in_language(self, "after")


class Clock(models.Model):
    """The time limit that runs for an entry; its due day is worked out, then kept."""

    class Outcome(models.TextChoices):
        NONE = "", "–"
        ANSWERED = "answered", pgettext_lazy("clock", "answered")
        REJECTED = "rejected", pgettext_lazy("clock", "refused with reasons")
        FORWARDED = "forwarded", pgettext_lazy("clock", "forwarded to another authority")
        WITHDRAWN = "withdrawn", pgettext_lazy("clock", "withdrawn by the applicant")

    entry = models.OneToOneField(
        Entry, models.PROTECT, related_name="clock", verbose_name=_("entry")
    )
    rule = models.ForeignKey(ClockRule, models.PROTECT, related_name="+", verbose_name=_("rule"))
    service = models.CharField(_("service"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClockState)
    received_on = models.DateField(_("received on"))
    forward_by = models.DateField(_("to be forwarded by"), null=True, blank=True)
    complete_on = models.DateField(_("complete on"), null=True, blank=True)
    extension_days = models.PositiveSmallIntegerField(_("extension in days"), default=0)
    suspended_on = models.DateField(_("suspended since"), null=True, blank=True)
    suspended_days = models.PositiveSmallIntegerField(_("days suspended so far"), default=0)
    suspend_reason = models.CharField(_("reason of the suspension"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    needs_review = models.BooleanField(_("rule to be checked by a lawyer"), default=False)
    stopped_on = models.DateField(_("stopped on"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.NONE, blank=True
    )

    class Meta:
        verbose_name = _("clock of an entry")
        verbose_name_plural = _("clocks of entries")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="running_clock_has_a_due_day",
                condition=~Q(state__in=["running", "suspended"])
                | Q(due_on__isnull=False, complete_on__isnull=False),
            ),
            models.CheckConstraint(
                name="suspended_clock_says_why",
                condition=~Q(state="suspended")
                | (Q(suspended_on__isnull=False) & ~Q(suspend_reason="")),
            ),
            models.CheckConstraint(
                name="stopped_clock_says_how",
                condition=~Q(state="stopped") | (Q(stopped_on__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="clock_by_due_day", condition=Q(state="running")),
            models.Index(fields=["stopped_on"], name="clock_by_stop"),
        ]
        triggers = [
            Protect(name="clock_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="clock_keeps_its_entry", fields=["entry", "received_on"]),
            Protect(
                name="stopped_clock_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="stopped"),
            ),
        ]
        default_permissions = ("view",)
        permissions = [("keep_clock", _("Can suspend and resume time limits"))]

    def __str__(self) -> str:
        return f"{self.entry}: {self.due_on or '–'}"


class ClockEvent(models.Model):
    """What happened to a clock; both sides read it, nobody edits it."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        STARTED = "started", _("started")
        SUSPENDED = "suspended", pgettext_lazy("clock event", "suspended")
        RESUMED = "resumed", _("resumed")
        EXTENDED = "extended", _("extended: several services")
        FORWARDED = "forwarded", _("forwarded to the competent service")
        STOPPED = "stopped", pgettext_lazy("clock event", "stopped")

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    due_on = models.DateField(_("due on, from then"), null=True, blank=True)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("event of a clock")
        verbose_name_plural = _("events of clocks")
        ordering = ["pk"]
        triggers = [
            Protect(name="clock_event_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete),
            refuse_truncate("clock_events_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%d/%m/%Y}"


class ClockNotice(models.Model):
    """A warning that was given once: before the due day, on it, after it."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("before the due day")
        ON = "on", _("on the due day")
        AFTER = "after", _("after the due day")
        FORWARD = "forward", _("not forwarded in time")

    clock = models.ForeignKey(Clock, models.PROTECT, related_name="notices")
    stage = models.CharField(_("stage"), max_length=8, choices=Stage)
    due_on = models.DateField(_("due on"))
    at = models.DateTimeField(_("at"))
    told = models.PositiveSmallIntegerField(_("how many were told"))

    class Meta:
        verbose_name = _("warning about a time limit")
        verbose_name_plural = _("warnings about time limits")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_warning_per_stage_and_due_day", fields=["clock", "stage", "due_on"]
            ),
        ]
        triggers = [
            Protect(name="clock_notice_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.due_on:%d/%m/%Y}"


class ApplicantNotice(models.Model):
    """That the applicant was told of an event of the clock, once."""

    event = models.OneToOneField(ClockEvent, models.PROTECT, related_name="notice")
    at = models.DateTimeField(_("at"))
    has_address = models.BooleanField(_("whether there was an address"))

    class Meta:
        verbose_name = _("message about a time limit")
        verbose_name_plural = _("messages about time limits")
        triggers = [
            Protect(
                name="applicant_notice_is_fixed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.event_id} {self.at:%d/%m/%Y}"
