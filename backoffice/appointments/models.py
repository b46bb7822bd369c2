"""Places that receive people, their counters and hours, what one may come for, and bookings."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.codes import new_code
from backoffice.kernel.languages import in_language, language
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .states import HOLDING, BookingState


class Place(models.Model):
    """Where people are received."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title_el = models.CharField(_("name in Greek"), max_length=160)
    title_en = models.CharField(_("name in English"), max_length=160)
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    address = models.CharField(_("address"), max_length=240)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    access_el = models.TextField(_("how to come, in Greek"), blank=True)
    access_en = models.TextField(_("how to come, in English"), blank=True)
    is_open = models.BooleanField(_("takes bookings"), default=True)

    class Meta:
        verbose_name = _("place of appointments")
        verbose_name_plural = _("places of appointments")
        ordering = ["title_el"]

    def __str__(self) -> str:
        return in_language(self, "title")

    @property
    def access(self) -> str:
        """How to come, in the reader's language."""
        return str(getattr(self, f"access_{language()}"))


class Topic(models.Model):
    """What one may come for, and how long it takes."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title_el = models.CharField(_("name in Greek"), max_length=160)
    title_en = models.CharField(_("name in English"), max_length=160)
    bring_el = models.TextField(_("what to bring, in Greek"), blank=True)
    bring_en = models.TextField(_("what to bring, in English"), blank=True)
    # A service of the catalogue by its code, which the catalogue knows and this module does not.
    service = models.SlugField(_("service"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("lasts (minutes)"), default=15)
    pause = models.PositiveSmallIntegerField(_("pause after it (minutes)"), default=0)
    lead_hours = models.PositiveSmallIntegerField(_("booked at least (hours before)"), default=2)
    horizon_days = models.PositiveSmallIntegerField(_("booked at most (days before)"), default=30)
    most_open = models.PositiveSmallIntegerField(
        _("open appointments a person may hold"), default=1
    )
    is_offered = models.BooleanField(_("offered online"), default=True)

    class Meta:
        verbose_name = _("matter of an appointment")
        verbose_name_plural = _("matters of appointments")
        ordering = ["title_el"]
        constraints = [
            models.CheckConstraint(
                name="appointment_has_a_length", condition=Q(minutes__gte=5, minutes__lte=480)
            ),
            models.CheckConstraint(
                name="topic_allows_an_appointment",
                condition=Q(most_open__gte=1, horizon_days__gte=1, horizon_days__lte=365),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self, "title")

    @property
    def bring(self) -> str:
        """What to bring, in the reader's language."""
        return str(getattr(self, f"bring_{language()}"))


class Counter(models.Model):
    """A desk of a place; it receives one person at a time."""

    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="counters",
        verbose_name=pgettext_lazy("location", "place"),
    )
    name = models.CharField(_("name"), max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who receives"),
    )
    topics = models.ManyToManyField(Topic, related_name="counters", verbose_name=_("matters"))
    is_open = models.BooleanField(_("takes bookings"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("appointment", "counter")
        verbose_name_plural = pgettext_lazy("appointment", "counters")
        ordering = ["place", "name"]
        constraints = [
            models.UniqueConstraint(name="one_counter_of_a_name", fields=["place", "name"])
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.name}"


class Hours(models.Model):
    """When a counter receives on a weekday, from a day on."""

    counter = models.ForeignKey(
        Counter,
        models.CASCADE,
        related_name="hours",
        verbose_name=pgettext_lazy("appointment", "counter"),
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    valid_from = models.DateField(_("applies from"))
    valid_until = models.DateField(_("applies until"), null=True, blank=True)

    class Meta:
        verbose_name = _("hours of a counter")
        verbose_name_plural = _("hours of counters")
        ordering = ["counter", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                name="counter_closes_after_it_opens", condition=Q(closes__gt=F("opens"))
            ),
            models.CheckConstraint(name="weekday_is_one", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="hours_end_after_they_begin",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """A time when a place, or one counter of it, receives nobody."""

    place = models.ForeignKey(
        Place,
        models.PROTECT,
        related_name="closures",
        verbose_name=pgettext_lazy("location", "place"),
    )
    counter = models.ForeignKey(
        Counter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name=_("only this counter"),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason_el = models.CharField(_("reason in Greek"), max_length=200)
    reason_en = models.CharField(_("reason in English"), max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    made_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["place", "ends_at"], name="closure_of_place")]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason_el}"


class Booking(models.Model):
    """One person's appointment."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=120, unique=True)
    counter = models.ForeignKey(
        Counter,
        models.PROTECT,
        related_name="bookings",
        verbose_name=pgettext_lazy("appointment", "counter"),
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="bookings", verbose_name=_("matter")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    # With the pause after it: what nobody else may have.
    held_until = models.DateTimeField(editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=BookingState, default=BookingState.BOOKED
    )
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    note = models.CharField(_("what it is about"), max_length=400, blank=True)
    subject_kind = models.CharField(max_length=60, blank=True, editable=False)
    subject_id = models.CharField(max_length=60, blank=True, editable=False)
    booked_at = models.DateTimeField(_("booked at"))
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("booked by")
    )
    changed_at = models.DateTimeField(_("changed at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_to = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moved_from",
        verbose_name=_("moved to"),
    )
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    # Calendars take a change only when this number grew.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at", "id"]
        default_permissions = ("view", "change")
        permissions = [("book_for_others", _("Can book appointments for people"))]
        indexes = [
            models.Index(fields=["counter", "starts_at"], name="booking_of_counter"),
            models.Index(fields=["party", "-starts_at"], name="booking_by_party"),
            models.Index(fields=["user", "-starts_at"], name="booking_by_user"),
            models.Index(
                fields=["starts_at"],
                name="booking_to_remind",
                condition=Q(state="booked", reminded_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at"), held_until__gte=F("ends_at")),
            ),
            # Two ranges, so that the index needs no extension: the counter's own number is one.
            ExclusionConstraint(
                name="nobody_is_booked_twice_at_once",
                expressions=[
                    (
                        Func(F("counter"), F("counter"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_at"), F("held_until"), function="tstzrange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state__in=[str(state.value) for state in HOLDING]),
            ),
            models.CheckConstraint(
                name="moved_appointment_says_where",
                condition=Q(state="moved", moved_to__isnull=False)
                | (~Q(state="moved") & Q(moved_to__isnull=True)),
            ),
        ]
        triggers = [
            ReadOnly(
                name="booking_keeps_its_time",
                fields=["code", "key", "counter", "topic", "starts_at", "ends_at", "held_until"],
            ),
            Protect(
                name="ended_booking_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('cancelled', 'moved')"
                    " AND NOT privacy_erasing('appointments', OLD.ends_at)"
                ),
            ),
            Protect(name="booking_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("bookings_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
