"""Issue in two steps, number then seal; and the way of every copy to its recipient."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.documents.steps import DispatchState
from backoffice.kernel.codes import ALPHABET
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .drafts import Addressee, Draft
from .entries import Entry
from .files import StoredFile

VERIFY_LENGTH = 20


def new_verification_code() -> str:
    """Return a code of 100 random bits in letters that are not misread."""
    import secrets

    return "".join(secrets.choice(ALPHABET) for _ in range(VERIFY_LENGTH))


class Issue(models.Model):
    """A number given to a signed text, and the one sealed file that came of it.

    The row is born with the number, in its transaction. The seal follows from the queue, because a
    timestamp authority must not be waited for inside a transaction.
    """

    draft = models.OneToOneField(
        Draft, models.PROTECT, related_name="issue", verbose_name=_("outgoing document")
    )
    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="issues", verbose_name=_("number in the register")
    )
    verification = models.CharField(
        _("verification code"),
        max_length=24,
        unique=True,
        default=new_verification_code,
        editable=False,
    )
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    content = models.JSONField(_("what is printed"))
    file = models.OneToOneField(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sealed_issue",
        verbose_name=_("sealed file"),
    )
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    sealed_by = models.CharField(_("certificate of the seal"), max_length=200, blank=True)
    stamped_at = models.DateTimeField(_("timestamp"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    trouble = models.CharField(_("what failed last"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("issue of a document")
        verbose_name_plural = _("issues of documents")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sealed_issue_has_its_file",
                condition=Q(file__isnull=True, sealed_at__isnull=True)
                | Q(file__isnull=False, sealed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["issued_at"], name="issue_not_sealed", condition=Q(file__isnull=True)
            ),
        ]
        triggers = [
            Protect(name="issue_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="issue_keeps_its_number",
                fields=["draft", "entry", "verification", "issued_at", "issued_by", "content"],
            ),
            Protect(
                name="sealed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__file__isnull=False),
            ),
            refuse_truncate("issues_are_never_emptied"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry} {self.issued_at:%d/%m/%Y}"


class Dispatch(models.Model):
    """One copy on its way to one recipient, with what proves that it arrived."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="dispatches")
    addressee = models.OneToOneField(Addressee, models.PROTECT, related_name="dispatch")
    state = models.CharField(
        _("state"), max_length=10, choices=DispatchState, default=DispatchState.WAITING
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    deemed_served_on = models.DateField(_("deemed served on"), null=True, blank=True)
    reference = models.CharField(
        _("number given by the channel"),
        max_length=120,
        blank=True,
        help_text=_("Registered mail number, ΚΣΗΔΕ receipt, eEpidosi posting, message id."),
    )
    receipt_number = models.CharField(
        _("number of the recipient's register"), max_length=120, blank=True
    )
    proof = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proofs",
        verbose_name=_("proof"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["addressee__position"]
        constraints = [
            models.CheckConstraint(
                name="sent_copy_has_its_time",
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivered_copy_has_its_day",
                condition=~Q(state="delivered") | Q(delivered_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["draft"], name="dispatch_waiting", condition=~Q(state="delivered")
            ),
        ]
        triggers = [
            Protect(name="dispatch_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(name="dispatch_keeps_its_recipient", fields=["draft", "addressee"]),
            Protect(
                name="delivered_copy_stays_delivered",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="delivered"),
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.addressee}: {self.get_state_display()}"
