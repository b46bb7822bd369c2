"""Who looked at whose data, what people asked and agreed to, what was erased."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.dates import ATHENS
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .registries import ERASERS
from .states import ErasureState, RequestKind, RequestState


class Sight(models.Model):
    """A member of staff looked at a person's data; once a day for each thing looked at."""

    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("whose data")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who looked")
    )
    what = models.SlugField(_("what was looked at"), max_length=60)
    subject = models.CharField(_("which one"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))
    day = models.GeneratedField(
        expression=TruncDate("at", tzinfo=ATHENS),
        output_field=models.DateField(),
        db_persist=True,
        verbose_name=_("day"),
    )

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering = ["-at"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["party", "-at"], name="sight_by_party"),
            models.Index(fields=["at"], name="sight_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_sight_a_day", fields=["party", "user", "what", "subject", "day"]
            )
        ]
        triggers = [
            Protect(name="sight_stays_as_noted", operation=pgtrigger.Update),
            refuse_truncate("sights_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"


class Request(models.Model):
    """What a person asked about their own data; answered within a month (GDPR, article 12 §3)."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("what is asked"), max_length=12, choices=RequestKind)
    text = models.TextField(_("in the person's words"), blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=RequestState, default=RequestState.RECEIVED
    )
    received_at = models.DateTimeField(_("received at"))
    due_on = models.DateField(_("answered by"))
    extended_on = models.DateField(_("extended on"), null=True, blank=True)
    extension_reason = models.CharField(_("why it takes longer"), max_length=300, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-received_at"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["user", "-received_at"], name="request_by_user"),
            models.Index(
                fields=["due_on"], name="request_open_by_day", condition=Q(state="received")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_open_request_of_a_kind",
                fields=["user", "kind"],
                condition=Q(state="received"),
            ),
            models.CheckConstraint(
                name="refused_request_says_why", condition=~Q(state="refused") | ~Q(answer="")
            ),
        ]
        triggers = [
            ReadOnly(
                name="request_stays_as_asked",
                fields=["code", "key", "user", "party", "kind", "text", "received_at"],
            ),
            Protect(
                name="answered_request_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["answered", "refused", "withdrawn"]),
            ),
            Protect(name="request_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("requests_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"


class Parcel(models.Model):
    """A copy of a person's data as one ZIP, kept for a few days."""

    request = models.OneToOneField(
        Request, models.PROTECT, related_name="parcel", verbose_name=_("request")
    )
    path = models.CharField(max_length=200, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("kept until"))
    fetched_at = models.DateTimeField(_("first fetched at"), null=True, blank=True)
    destroyed_at = models.DateTimeField(_("destroyed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        default_permissions = ()
        triggers = [
            ReadOnly(
                name="parcel_stays_as_made",
                fields=["request", "path", "sha256", "size", "made_at"],
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Consent(models.Model):
    """What somebody agreed to, in which words, until they took it back."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user")
    )
    purpose = models.SlugField(_("purpose"), max_length=60)
    text = models.TextField(_("the words agreed to"))
    language = models.CharField(_("language"), max_length=2)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="one_consent_in_force",
                fields=["user", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]
        triggers = [
            ReadOnly(
                name="consent_stays_as_given",
                fields=["user", "purpose", "text", "language", "given_at"],
            ),
            Protect(
                name="withdrawn_consent_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            Protect(name="consent_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.purpose


class Period(models.Model):
    """How many months something lasts by law, from a day on: keeping a class of data, an answer."""

    eraser = models.SlugField(_("class of data"), max_length=60)
    months = models.PositiveSmallIntegerField(_("kept for months"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    valid_from = models.DateField(_("applies from"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set by"),
    )

    class Meta:
        verbose_name = _("period of keeping")
        verbose_name_plural = _("periods of keeping")
        ordering = ["eraser", "-valid_from"]
        constraints = [
            models.UniqueConstraint(name="one_period_a_day", fields=["eraser", "valid_from"]),
            models.CheckConstraint(name="something_is_kept", condition=Q(months__gte=1)),
        ]
        triggers = [
            Protect(name="period_of_the_past_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.eraser}: {self.months}"


class Erasure(models.Model):
    """Data of one class older than a day, erased after a second person approved."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    eraser = models.SlugField(_("class of data"), max_length=60)
    before = models.DateTimeField(_("older than"))
    counted = models.PositiveIntegerField(_("rows counted"))
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=ErasureState, default=ErasureState.PROPOSED
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    erased = models.PositiveIntegerField(_("rows erased"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-proposed_at"]
        default_permissions = ("view",)
        permissions = [
            ("propose_erasure", _("Can propose an erasure")),
            ("approve_erasure", _("Can approve an erasure")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_open_erasure_a_class",
                fields=["eraser"],
                condition=Q(state__in=["proposed", "approved"]),
            ),
            models.CheckConstraint(
                name="erasure_needs_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="erasure_is_decided_by_somebody",
                condition=Q(state="proposed", decided_by__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False)),
            ),
        ]
        triggers = [
            ReadOnly(
                name="erasure_stays_as_proposed",
                fields=["code", "eraser", "before", "counted", "proposed_at", "proposed_by"],
            ),
            Protect(
                name="ended_erasure_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["done", "refused"]),
            ),
            Protect(name="erasure_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("erasures_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.eraser} {self.before:%d/%m/%Y}"

    @property
    def title(self) -> str:
        """What is erased, as people read it."""
        known = self.eraser in ERASERS.kinds()
        return str(ERASERS.get(self.eraser).title) if known else self.eraser
