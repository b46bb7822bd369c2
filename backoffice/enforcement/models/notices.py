"""What a notice said, to the letter; it never changes."""

from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.enforcement.states import NoticeKind, NoticeState, Way
from backoffice.kernel.codes import new_code
from backoffice.kernel.money import MoneyField
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .batches import Batch, Part

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from .service import Delivery

# What happens to a notice later; everything else is what it said.
LATER = [
    "state",
    "served_on",
    "served_by_way",
    "objection_until",
    "measures_from",
    "reason",
    "file",
]


class Notice(models.Model):
    """A numbered notice to one debtor about several debts, as it was issued."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="notices", verbose_name=_("batch")
    )
    part = models.ForeignKey(
        Part, models.PROTECT, related_name="notices", verbose_name=_("part of the batch")
    )
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=NoticeKind)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    debtor = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("debtor")
    )
    on = models.DateField(_("date"))
    total = MoneyField(_("total with interest"))
    content = models.JSONField(_("what it says"))
    digest = models.CharField(_("SHA-256 of what it says"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState, default=NoticeState.ISSUED
    )
    served_on = models.DateField(_("served on"), null=True, blank=True)
    served_by_way = models.CharField(_("served by"), max_length=10, choices=Way, blank=True)
    objection_until = models.DateField(_("objection until"), null=True, blank=True)
    measures_from = models.DateField(_("measures allowed from"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    file = models.ForeignKey(
        "documents.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="enforcement_notices",
        verbose_name=_("PDF as it left by itself"),
    )

    lines: "RelatedManager[NoticeLine]"
    deliveries: "RelatedManager[Delivery]"

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("serve_notice", _("Can serve notices and write down their service")),
            ("withdraw_notice", _("Can withdraw a notice")),
        ]
        indexes = [
            models.Index(fields=["debtor", "kind", "-id"], name="debt_notice_by_debtor"),
            models.Index(fields=["state", "-id"], name="debt_notice_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_notice_per_debtor_and_batch", fields=["batch", "debtor"]
            ),
            models.UniqueConstraint(
                name="notice_numbers_do_not_repeat", fields=["kind", "year", "number"]
            ),
            models.CheckConstraint(name="notice_total_is_positive", condition=Q(total__gt=0)),
            models.CheckConstraint(
                name="debt_notice_state_is_known", condition=Q(state__in=NoticeState.values)
            ),
            models.CheckConstraint(
                name="served_notice_has_day_and_way",
                condition=(Q(state="served", served_on__isnull=False) & ~Q(served_by_way=""))
                | (~Q(state="served") & Q(served_on__isnull=True, served_by_way="")),
            ),
            models.CheckConstraint(
                name="withdrawn_notice_has_reason",
                condition=~Q(state="withdrawn") | ~Q(reason=""),
            ),
        ]
        triggers = [
            ReadOnly(name="notice_is_sealed", exclude=LATER),
            Protect(
                name="served_or_withdrawn_notice_stays_so",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="issued")
                & (
                    pgtrigger.Q(old__state__df=pgtrigger.F("new__state"))
                    | pgtrigger.Q(old__served_on__df=pgtrigger.F("new__served_on"))
                    | pgtrigger.Q(old__objection_until__df=pgtrigger.F("new__objection_until"))
                    | pgtrigger.Q(old__measures_from__df=pgtrigger.F("new__measures_from"))
                ),
            ),
            Protect(
                name="kept_pdf_is_not_replaced",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__file__isnull=False)
                & pgtrigger.Q(old__file__df=pgtrigger.F("new__file")),
            ),
            Protect(name="notice_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("notices_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"


class NoticeLine(models.Model):
    """One debt of a notice, with what was open of it on its day."""

    notice = models.ForeignKey(
        Notice, models.PROTECT, related_name="lines", verbose_name=_("notice")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    charge = models.ForeignKey(
        "revenue.Charge", models.PROTECT, related_name="+", verbose_name=_("charge")
    )
    principal = MoneyField(_("open debt"))
    interest = MoneyField(_("interest so far"))

    class Meta:
        verbose_name = _("debt of a notice")
        verbose_name_plural = _("debts of notices")
        ordering = ["notice", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(name="one_notice_line_per_charge", fields=["notice", "charge"]),
            models.CheckConstraint(
                name="notice_line_is_owed", condition=Q(principal__gt=0, interest__gte=0)
            ),
        ]
        triggers = [
            Protect(
                name="notice_line_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            refuse_truncate("notice_lines_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.charge_id}"
