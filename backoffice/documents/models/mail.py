"""The tray of the mailbox: every message that came, until a clerk decides."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.documents.states import MessageState
from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate

from .entries import Entry
from .files import StoredFile


class Message(models.Model):
    """A message of a mailbox, kept as it came."""

    class Problem(models.TextChoices):
        NONE = "", _("none")
        BROKEN = "broken", _("the message is broken and was read only in part")
        TOO_LARGE = "too_large", _("too large to be fetched; it stays in the mailbox")
        TOO_DEEP = "too_deep", _("messages inside messages, deeper than is read")
        ENCRYPTED = "encrypted", _("encrypted; ask the sender for a readable document")
        PARTS_REFUSED = "refused", _("files of it were refused; see each of them")

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    mailbox = models.CharField(_("mailbox"), max_length=120)
    message_id = models.CharField(_("identifier of the message"), max_length=250, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    raw_path = models.CharField(_("kept as"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("fetched at"))
    sender_name = models.CharField(_("name of the sender"), max_length=240, blank=True)
    sender_email = models.CharField(_("address of the sender"), max_length=254, blank=True)
    sender_party = models.ForeignKey(
        "party.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suggested sender"),
    )
    subject = models.CharField(_("subject of the document"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    problem = models.CharField(
        _("problem"), max_length=10, choices=Problem, blank=True, default=Problem.NONE
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MessageState, default=MessageState.WAITING
    )
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="message"
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("message of the mailbox")
        verbose_name_plural = _("messages of the mailbox")
        ordering = ["fetched_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_row_per_message", fields=["sha256"]),
            models.CheckConstraint(
                name="registered_message_has_its_entry",
                condition=~Q(state=MessageState.REGISTERED) | Q(entry__isnull=False),
            ),
            models.CheckConstraint(
                name="dismissed_message_has_reason",
                condition=~Q(state=MessageState.DISMISSED) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "fetched_at"], name="message_by_state"),
            models.Index(fields=["message_id"], name="message_by_identifier"),
        ]
        triggers = [
            Protect(name="message_is_never_deleted", operation=pgtrigger.Delete),
            ReadOnly(
                name="message_is_as_it_came",
                fields=["code", "mailbox", "message_id", "sha256", "raw_path", "fetched_at"],
            ),
            refuse_truncate("messages_are_never_emptied"),
        ]
        default_permissions = ()
        permissions = [("handle_mail", _("Can register messages of the mailbox"))]

    def __str__(self) -> str:
        return self.subject or self.message_id or self.code


class MessagePart(models.Model):
    """A file that came with a message, or the reason why it was not kept."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=200)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="message_parts"
    )
    refusal = models.CharField(_("why it was refused"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("part of a message")
        verbose_name_plural = _("parts of messages")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="one_part_per_position", fields=["message", "position"]),
            models.CheckConstraint(
                name="part_is_kept_or_refused", condition=Q(file__isnull=False) | ~Q(refusal="")
            ),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
