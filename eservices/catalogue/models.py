"""The machine part of services: what forms, cases and fees read; the words are a page's."""

from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, Trigger, refuse_truncate

from .states import (
    AuthLevel,
    Availability,
    DeadlineKind,
    FeeKind,
    OutputType,
    SourceMark,
    TopicKind,
)


def in_words(row: Any, name: str, language: str = "") -> str:
    """Return a text that stands in two languages, in the reader's or in the one named."""
    code = (language or get_language() or "el")[:2]
    return str(getattr(row, f"{name}_{code if code in ('el', 'en') else 'el'}") or "")


class Topic(models.Model):
    """A subject or a life event under which people look for services."""

    kind = models.CharField(_("kind"), max_length=12, choices=TopicKind)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    title_el = models.CharField(_("title, Greek"), max_length=80)
    title_en = models.CharField(_("title, English"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic of services")
        verbose_name_plural = _("topics of services")
        ordering = ["kind", "position", "slug"]

    def __str__(self) -> str:
        return self.title()

    def title(self, language: str = "") -> str:
        """Return the title in the reader's language."""
        return in_words(self, "title", language)


class Service(models.Model):
    """One service of the town."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    number = models.PositiveSmallIntegerField(_("number"), unique=True, null=True, blank=True)
    mitos_id = models.PositiveIntegerField(
        _("number in the National Registry of Procedures"), null=True, blank=True
    )
    title_el = models.CharField(_("title, Greek"), max_length=160)
    title_en = models.CharField(_("title, English"), max_length=160)
    topics = models.ManyToManyField(
        Topic, blank=True, related_name="services", verbose_name=_("topics and life events")
    )
    department = models.ForeignKey(
        "identity.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    is_offered = models.BooleanField(_("is offered"), default=True)
    # How one applies -------------------------------------------------------------------------
    form_key = models.CharField(_("form to fill in"), max_length=60, blank=True)
    process_key = models.CharField(_("procedure"), max_length=60, blank=True)
    door = models.CharField(
        _("own pages"),
        max_length=80,
        blank=True,
        help_text=_("Name of the address where the service has pages of its own."),
    )
    auth_level = models.PositiveSmallIntegerField(
        _("signing in"), choices=AuthLevel, default=AuthLevel.TAXISNET
    )
    applicant_types = models.JSONField(_("who may apply"), default=list, blank=True)
    documents = models.JSONField(_("documents asked for"), default=list, blank=True)
    check_questions = models.JSONField(_("questions before applying"), default=list, blank=True)
    register = models.JSONField(_("place in the register"), default=dict, blank=True)
    # What the law says -----------------------------------------------------------------------
    legal_basis = models.JSONField(_("legal basis"), default=list, blank=True)
    deadline_days = models.PositiveSmallIntegerField(_("time limit, days"), null=True, blank=True)
    deadline_kind = models.CharField(
        _("days counted"), max_length=10, choices=DeadlineKind, default=DeadlineKind.CALENDAR
    )
    deadline_basis_el = models.CharField(
        _("basis of the time limit, Greek"), max_length=300, blank=True
    )
    deadline_basis_en = models.CharField(
        _("basis of the time limit, English"), max_length=300, blank=True
    )
    output_type = models.CharField(
        _("what comes of it"), max_length=20, choices=OutputType, default=OutputType.REPLY
    )
    output_certificate = models.CharField(_("kind of certificate"), max_length=40, blank=True)
    output_months = models.PositiveSmallIntegerField(_("valid for months"), null=True, blank=True)
    output_days = models.PositiveSmallIntegerField(_("valid for days"), null=True, blank=True)
    scoring = models.JSONField(_("points and ranking"), default=dict, blank=True)
    # When ------------------------------------------------------------------------------------
    availability = models.CharField(
        _("availability"), max_length=10, choices=Availability, default=Availability.ALWAYS
    )
    yearly_from = models.CharField(
        _("opens every year on"), max_length=5, blank=True, help_text=_("Month and day: 05-20.")
    )
    yearly_until = models.CharField(
        _("last day of every year"), max_length=5, blank=True, help_text=_("Month and day: 06-20.")
    )
    redirect_url = models.URLField(_("address of the other platform"), max_length=400, blank=True)
    redirect_reason_el = models.CharField(_("why there, Greek"), max_length=300, blank=True)
    redirect_reason_en = models.CharField(_("why there, English"), max_length=300, blank=True)
    counter_form = models.BooleanField(
        _("form for the counter"),
        default=False,
        help_text=_("The office fills the form in, though citizens apply elsewhere."),
    )
    # Whether it is still right ----------------------------------------------------------------
    source_mark = models.CharField(
        _("grounds"), max_length=1, choices=SourceMark, default=SourceMark.MEMORY
    )
    source_ref = models.CharField(_("source"), max_length=300, blank=True)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    check_every = models.PositiveSmallIntegerField(_("check again after days"), default=365)
    # What the programme brought: a later version of it changes only what nobody changed since.
    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["number", "code"]
        constraints = [
            models.CheckConstraint(
                name="service_has_its_yearly_window",
                condition=Q(yearly_from="", yearly_until="")
                | (
                    Q(yearly_from__regex=r"^\d\d-\d\d$")
                    & Q(yearly_until__regex=r"^\d\d-\d\d$")
                    & Q(availability=Availability.WINDOW)
                ),
            ),
            models.CheckConstraint(
                name="redirected_service_says_where",
                condition=~Q(availability=Availability.REDIRECT) | ~Q(redirect_url=""),
            ),
            models.CheckConstraint(
                name="service_asks_a_known_level",
                condition=Q(auth_level__in=AuthLevel.values),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            # Applications, papers and addresses outside name a service by its code.
            Trigger(
                name="service_code_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__code__df=pgtrigger.F("new__code")),
                func="raise exception 'service_code_stays: the code of a service never changes' "
                "using errcode = '23514';",
            ),
            Protect(name="service_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self, language: str = "") -> str:
        """Return the official title in the reader's language, or in the one named."""
        return in_words(self, "title", language)

    def redirect_reason(self, language: str = "") -> str:
        """Return why the service is given on another platform."""
        return in_words(self, "redirect_reason", language)

    def deadline_basis(self, language: str = "") -> str:
        """Return what the time limit rests on, or why there is none."""
        return in_words(self, "deadline_basis", language)

    @property
    def needs_sign_in(self) -> bool:
        """Whether somebody has to sign in before applying."""
        return self.auth_level > AuthLevel.ANONYMOUS


class ServiceFee(models.Model):
    """What a service costs from a day on, and who decided it."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="fees", verbose_name=_("service")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FeeKind)
    amount = MoneyField(_("amount"), null=True, blank=True)
    rows = models.JSONField(_("rows of the tariff"), default=list, blank=True)
    text_el = models.CharField(_("in words, Greek"), max_length=400, blank=True)
    text_en = models.CharField(_("in words, English"), max_length=400, blank=True)
    formula = models.CharField(_("formula"), max_length=400, blank=True)
    codes = models.JSONField(_("codes of the e-parabolo"), default=list, blank=True)
    legal_basis_el = models.CharField(_("legal basis, Greek"), max_length=300, blank=True)
    legal_basis_en = models.CharField(_("legal basis, English"), max_length=300, blank=True)
    # Hundredths that are given back; none stated: `rules.refund_share` says what holds.
    refund_withdrawn = models.PositiveSmallIntegerField(
        _("given back on withdrawal before work, per cent"), null=True, blank=True
    )
    refund_rejected = models.PositiveSmallIntegerField(
        _("given back on refusal, per cent"), null=True, blank=True
    )
    valid_from = models.DateField(_("applies from"))
    decision = models.CharField(_("decision number"), max_length=80, blank=True)
    is_shipped = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("fee of a service")
        verbose_name_plural = _("fees of services")
        ordering = ["service", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_fee_per_service_and_day", fields=["service", "valid_from"]
            ),
            models.CheckConstraint(
                name="fixed_fee_has_its_amount",
                condition=~Q(kind=FeeKind.FIXED) | Q(amount__gt=0),
            ),
            models.CheckConstraint(
                name="no_fee_has_no_amount",
                condition=~Q(kind=FeeKind.NONE) | Q(amount__isnull=True),
            ),
            models.CheckConstraint(
                name="no_more_than_the_fee_is_given_back",
                condition=(Q(refund_withdrawn__isnull=True) | Q(refund_withdrawn__lte=100))
                & (Q(refund_rejected__isnull=True) | Q(refund_rejected__lte=100)),
            ),
            models.CheckConstraint(
                name="a_towns_own_fee_names_its_decision",
                condition=Q(is_shipped=True) | ~Q(decision=""),
            ),
        ]
        triggers: ClassVar[list[Any]] = [
            # Who applied under a fee can always be shown why; one announced may still be mended.
            Trigger(
                name="fee_in_force_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    if old.valid_from <= (now() at time zone 'Europe/Athens')::date then
                        raise exception 'fee_in_force_stays: a fee in force never changes; '
                            'enter a new one from a later day' using errcode = '23514';
                    end if;
                    if tg_op = 'DELETE' then return old; end if;
                    if new.valid_from < (now() at time zone 'Europe/Athens')::date then
                        raise exception 'fee_in_force_stays: a fee never begins in the past'
                            using errcode = '23514';
                    end if;
                    return new;
                """,
            ),
            Trigger(
                name="fee_does_not_rewrite_the_past",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    if exists (
                        select 1 from catalogue_servicefee f
                        where f.service_id = new.service_id and f.valid_from >= new.valid_from
                          and f.valid_from <= (now() at time zone 'Europe/Athens')::date
                    ) then
                        raise exception 'fee_does_not_rewrite_the_past: a later fee is in force'
                            using errcode = '23514';
                    end if;
                    return new;
                """,
            ),
            refuse_truncate("fees_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.valid_from:%d/%m/%Y}"

    def text(self, language: str = "") -> str:
        """Return the fee in words, in the reader's language."""
        return in_words(self, "text", language)

    def legal_basis(self, language: str = "") -> str:
        """Return what the fee rests on."""
        return in_words(self, "legal_basis", language)


class Window(models.Model):
    """When a service takes applications in one year; it stands before the yearly rule."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="windows", verbose_name=_("service")
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    decision = models.CharField(_("decision number"), max_length=80)

    class Meta:
        verbose_name = _("window of a service")
        verbose_name_plural = _("windows of services")
        ordering = ["service", "-opens_at"]
        constraints = [
            models.CheckConstraint(
                name="window_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.UniqueConstraint(
                name="one_window_per_service_and_opening", fields=["service", "opens_at"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.opens_at:%d/%m/%Y}"


class OfficeContact(models.Model):
    """How citizens reach a department; without one the town's own contacts are shown."""

    department = models.OneToOneField(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("department")
    )
    place_el = models.CharField(_("where, Greek"), max_length=200, blank=True)
    place_en = models.CharField(_("where, English"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    hours_el = models.CharField(_("hours, Greek"), max_length=160, blank=True)
    hours_en = models.CharField(_("hours, English"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("contact of an office")
        verbose_name_plural = _("contacts of offices")
        ordering = ["department"]

    def __str__(self) -> str:
        return str(self.department)

    def place(self, language: str = "") -> str:
        """Return where the office is."""
        return in_words(self, "place", language)

    def hours(self, language: str = "") -> str:
        """Return when the office is open."""
        return in_words(self, "hours", language)
