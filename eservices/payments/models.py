"""Attempts at the gateway and the notices that came back, kept as they arrived."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly

from .states import AttemptState, NoticeState, OrderState, Outcome, StopReason


class StandingOrder(models.Model):
    """A person's consent that a saved card is charged with what falls due, until it is stopped."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(_("key of the request"), max_length=120, unique=True)
    source_kind = models.CharField(_("kind of source"), max_length=60)
    source_id = models.CharField(_("source"), max_length=60)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("debtor")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("given at"))
    consent = models.TextField(_("text that was agreed to"))
    days = models.JSONField(_("days after the due day on which the card is charged"))
    language = models.CharField(_("language"), max_length=2)
    email = models.EmailField(_("e-mail address"), blank=True)
    return_url = models.URLField(_("address of return"), max_length=500)
    state = models.CharField(_("state"), max_length=8, choices=OrderState, default=OrderState.ASKED)
    customer_id = models.CharField(_("customer at the gateway"), max_length=120, blank=True)
    session_id = models.CharField(_("session"), max_length=120, unique=True, null=True, blank=True)
    url = models.URLField(_("address of the card page"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(_("the card page closes at"))
    card_id = models.CharField(_("card at the gateway"), max_length=120, blank=True)
    brand = models.CharField(_("brand"), max_length=30, blank=True)
    last4 = models.CharField(_("last four digits"), max_length=4, blank=True)
    exp_month = models.PositiveSmallIntegerField(_("month of expiry"), null=True, blank=True)
    exp_year = models.PositiveSmallIntegerField(_("year of expiry"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("card saved at"), null=True, blank=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stopped by"),
    )
    stop_reason = models.CharField(
        _("why it stopped"), max_length=12, choices=StopReason, blank=True
    )
    forgotten_at = models.DateTimeField(_("card forgotten at"), null=True, blank=True)

    class Meta:
        verbose_name = _("standing order")
        verbose_name_plural = _("standing orders")
        ordering = ["-given_at"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="one_standing_order_per_source",
                fields=["source_kind", "source_id"],
                condition=~models.Q(state="stopped"),
            ),
            models.CheckConstraint(
                name="standing_order_charges_a_saved_card",
                condition=~models.Q(state="active")
                | (models.Q(confirmed_at__isnull=False) & ~models.Q(card_id="")),
            ),
            models.CheckConstraint(
                name="stopped_order_says_when_and_why",
                condition=(
                    models.Q(state="stopped", stopped_at__isnull=False) & ~models.Q(stop_reason="")
                )
                | (~models.Q(state="stopped") & models.Q(stopped_at=None, stop_reason="")),
            ),
            models.CheckConstraint(
                name="standing_order_state_is_known",
                condition=models.Q(state__in=[s.value for s in OrderState]),
            ),
        ]
        triggers = [
            ReadOnly(
                name="consent_is_sealed",
                fields=[
                    "code",
                    "key",
                    "source_kind",
                    "source_id",
                    "party",
                    "given_by",
                    "given_at",
                    "consent",
                    "days",
                    "language",
                    "email",
                    "return_url",
                    "expires_at",
                ],
            ),
            Protect(
                name="stopped_order_stays_stopped",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="stopped")
                & (
                    ~pgtrigger.Q(new__state="stopped")
                    | pgtrigger.Q(old__card_id__df=pgtrigger.F("new__card_id"))
                    | pgtrigger.Q(old__stop_reason__df=pgtrigger.F("new__stop_reason"))
                ),
            ),
            Protect(name="standing_order_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.code


class Attempt(models.Model):
    """One visit to the hosted card page, written down before the gateway is asked for it.

    Or one charge of a saved card, which needs no visit: it has an order and no session.

    Every value that the call sends stands in this row or in the sealed payment, so that asking
    again with the same key asks the same question and brings the first answer.
    """

    payment = models.OneToOneField(
        "revenue.Payment", models.PROTECT, related_name="attempt", verbose_name=_("payment")
    )
    order = models.ForeignKey(
        StandingOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="charges",
        verbose_name=_("standing order"),
    )
    part = models.CharField(_("what fell due"), max_length=40, blank=True)
    key = models.CharField(_("idempotency key"), max_length=40, unique=True, default=new_code)
    state = models.CharField(
        _("state"), max_length=8, choices=AttemptState, default=AttemptState.PLANNED
    )
    wish = models.JSONField(_("what was chosen"), default=list)
    language = models.CharField(_("language"), max_length=2)
    email = models.EmailField(_("e-mail address"), blank=True)
    description = models.CharField(_("text on the card page"), max_length=200)
    return_url = models.URLField(_("address of return"), max_length=500)
    session_id = models.CharField(_("session"), max_length=120, unique=True, null=True, blank=True)
    intent_id = models.CharField(_("payment intent"), max_length=120, blank=True, db_index=True)
    url = models.URLField(_("address of the card page"), max_length=2000, blank=True)
    planned_at = models.DateTimeField(_("planned at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_failure = models.CharField(_("last refusal of the card"), max_length=200, blank=True)
    doubt = models.CharField(_("what differs"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attempt at the gateway")
        verbose_name_plural = _("attempts at the gateway")
        ordering = ["-planned_at"]
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["planned_at"],
                name="attempt_not_closed",
                condition=~models.Q(state="closed"),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="open_attempt_has_a_session",
                condition=~models.Q(state="open") | models.Q(session_id__isnull=False),
            ),
            models.CheckConstraint(
                name="attempt_state_is_known",
                condition=models.Q(state__in=[s.value for s in AttemptState]),
            ),
        ]
        triggers = [
            ReadOnly(
                name="question_to_the_gateway_is_sealed",
                fields=[
                    "payment",
                    "order",
                    "part",
                    "key",
                    "wish",
                    "language",
                    "email",
                    "description",
                    "return_url",
                    "expires_at",
                ],
            ),
            Protect(name="attempt_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.key


class Notice(models.Model):
    """One event from the gateway: stored raw, worked on once, whatever order it came in."""

    event_id = models.CharField(_("event"), max_length=120, unique=True)
    type = models.CharField(_("type"), max_length=80)
    created = models.DateTimeField(_("created at the gateway"))
    received_at = models.DateTimeField(_("received at"))
    raw = models.TextField(_("as it came"), blank=True)
    payload = models.JSONField(_("what it is about"))
    intent_id = models.CharField(_("payment intent"), max_length=120, blank=True, db_index=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState, default=NoticeState.WAITING
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    detail = models.CharField(_("detail"), max_length=400, blank=True)
    payment_code = models.CharField(_("payment"), max_length=20, blank=True, db_index=True)
    worked_at = models.DateTimeField(_("worked on at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolution = models.CharField(_("what was done"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("notice of the gateway")
        verbose_name_plural = _("notices of the gateway")
        ordering = ["-received_at", "-id"]
        default_permissions = ("view",)
        permissions = [("resolve_notice", _("Can settle notices that need a clerk"))]
        indexes = [models.Index(fields=["state", "received_at"], name="notice_by_state")]
        constraints = [
            models.CheckConstraint(
                name="notice_state_is_known",
                condition=models.Q(state__in=[s.value for s in NoticeState]),
            ),
            models.CheckConstraint(
                name="worked_notice_has_instant_and_outcome",
                condition=models.Q(state="waiting")
                | (models.Q(worked_at__isnull=False) & ~models.Q(outcome="")),
            ),
            models.CheckConstraint(
                name="resolved_notice_says_what_was_done",
                condition=models.Q(resolved_at__isnull=True) | ~models.Q(resolution=""),
            ),
        ]
        triggers = [
            ReadOnly(
                name="notice_is_kept_as_it_came",
                fields=["event_id", "type", "created", "received_at", "raw", "payload"],
            ),
            Protect(name="notice_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
