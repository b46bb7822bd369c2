"""Cash desks and their sessions."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.languages import in_language
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate
from backoffice.treasury.states import SessionState

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .money import Movement, Taking


class Desk(models.Model):
    """A place where money is taken, with one till."""

    code = models.SlugField(_("code"), max_length=12, unique=True)
    name_el = models.CharField(_("name in Greek"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    bank_account = models.CharField(_("account of the bank"), max_length=20, default="42201")
    limit = MoneyField(
        _("difference that one person may settle"),
        default=10,
        help_text=_("Euros. Above it a second person approves."),
    )
    terminal = models.CharField(_("card terminal"), max_length=40, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    sessions: "RelatedManager[Session]"

    class Meta:
        verbose_name = _("cash desk")
        verbose_name_plural = _("cash desks")
        ordering = ["code"]
        permissions = [
            ("use_desk", _("Can keep a cash desk")),
            ("approve_session", _("Can approve differences and late cancellations")),
        ]
        constraints = [
            models.CheckConstraint(name="desk_limit_is_not_negative", condition=Q(limit__gte=0)),
        ]
        triggers = [
            ReadOnly(name="desk_keeps_its_code", fields=["code"]),
            Protect(name="desk_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("desks_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return in_language(self, "name")


class Session(models.Model):
    """One cashier at one desk on one day, from the counted float to the counted close."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    desk = models.ForeignKey(
        Desk, models.PROTECT, related_name="sessions", verbose_name=_("cash desk")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("cashier")
    )
    on = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=8, choices=SessionState)
    limit = MoneyField(_("difference that one person may settle"))
    opened_at = models.DateTimeField(_("opened at"))
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("taken over from"),
    )
    left = MoneyField(_("left in the till before"))
    opening_pieces = models.JSONField(_("float by denominations"))
    opening = MoneyField(_("float counted"))
    closing_pieces = models.JSONField(_("close by denominations"), null=True, blank=True)
    closing = MoneyField(_("cash counted"), null=True, blank=True)
    card_total = MoneyField(_("total of the terminal"), null=True, blank=True)
    card_batch = models.CharField(_("closing slip of the terminal"), max_length=60, blank=True)
    expected = MoneyField(_("cash expected"), null=True, blank=True)
    card_expected = MoneyField(_("card payments expected"), null=True, blank=True)
    reason = models.CharField(_("reason of the difference"), max_length=400, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("close approved by"),
    )
    counted_at = models.DateTimeField(_("counted at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    takings: "RelatedManager[Taking]"
    movements: "RelatedManager[Movement]"

    class Meta:
        verbose_name = _("session of a cash desk")
        verbose_name_plural = _("sessions of cash desks")
        ordering = ["-id"]
        indexes = [models.Index(fields=["on", "desk"], name="session_by_day")]
        constraints = [
            models.UniqueConstraint(
                name="session_numbers_do_not_repeat", fields=["desk", "year", "number"]
            ),
            models.UniqueConstraint(
                name="one_living_session_per_desk",
                fields=["desk"],
                condition=~Q(state="closed"),
            ),
            models.UniqueConstraint(
                name="one_living_session_per_cashier",
                fields=["cashier"],
                condition=~Q(state="closed"),
            ),
            models.CheckConstraint(
                name="session_state_is_known", condition=Q(state__in=SessionState.values)
            ),
            models.CheckConstraint(
                name="closed_session_is_counted",
                condition=~Q(state__in=["counted", "closed"])
                | Q(
                    closing__isnull=False,
                    card_total__isnull=False,
                    expected__isnull=False,
                    counted_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="session_is_closed_with_its_time",
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="difference_has_its_reason",
                condition=Q(closing__isnull=True)
                | Q(closing=F("expected"), card_total=F("card_expected"))
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="close_is_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("cashier")),
            ),
            models.CheckConstraint(
                name="great_difference_is_approved",
                condition=~Q(state="closed")
                | Q(approved_by__isnull=False)
                | Q(
                    closing__lte=F("expected") + F("limit"),
                    closing__gte=F("expected") - F("limit"),
                    card_total__lte=F("card_expected") + F("limit"),
                    card_total__gte=F("card_expected") - F("limit"),
                ),
            ),
        ]
        triggers = [
            Protect(
                name="closed_session_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="closed"),
            ),
            ReadOnly(
                name="session_keeps_how_it_began",
                fields=[
                    "code",
                    "key",
                    "desk",
                    "year",
                    "number",
                    "cashier",
                    "on",
                    "limit",
                    "opened_at",
                    "follows",
                    "left",
                    "opening_pieces",
                    "opening",
                ],
            ),
            Protect(name="session_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("sessions_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.desk.code}-{self.year}-{self.number:04d}"
