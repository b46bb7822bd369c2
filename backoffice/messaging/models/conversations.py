"""What a citizen and an office wrote to each other about one matter."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.codes import new_code
from backoffice.kernel.triggers import Protect, ReadOnly, refuse_truncate
from backoffice.privacy.erasing import erased_alone


class Conversation(models.Model):
    """The one exchange about a matter, named by the module that owns the matter."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    subject_kind = models.CharField(_("kind of matter"), max_length=60)
    subject_id = models.CharField(_("matter"), max_length=60)
    title = models.CharField(_("title"), max_length=240)
    party = models.ForeignKey(
        "party.Party", models.PROTECT, related_name="+", verbose_name=_("with whom")
    )
    department = models.ForeignKey(
        "identity.Department", models.PROTECT, related_name="+", verbose_name=_("office")
    )
    # Where each side finds it; the owner of the matter has the pages.
    citizen_link = models.CharField(max_length=300)
    office_link = models.CharField(max_length=300)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    last_at = models.DateTimeField(_("last message at"), null=True, blank=True)
    last_to_office = models.BooleanField(_("the office owes an answer"), default=False)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = ["-last_at", "-id"]
        default_permissions = ()
        permissions = [("write_message", _("Can read and answer the messages of citizens"))]
        constraints = [
            models.UniqueConstraint(
                name="one_conversation_per_matter", fields=["subject_kind", "subject_id"]
            )
        ]
        indexes = [
            models.Index(fields=["party", "-last_at"], name="conversation_by_party"),
            models.Index(
                fields=["department", "last_at"],
                name="conversation_unanswered",
                condition=models.Q(last_to_office=True),
            ),
        ]
        triggers = [
            ReadOnly(
                name="conversation_keeps_its_matter",
                fields=["code", "subject_kind", "subject_id", "party", "opened_at"],
            ),
            Protect(name="conversation_is_never_deleted", operation=pgtrigger.Delete),
            refuse_truncate("conversations_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """What one side wrote; it stays as it was written."""

    code = models.CharField(_("code"), max_length=20, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=120, unique=True)
    conversation = models.ForeignKey(
        Conversation, models.PROTECT, related_name="messages", verbose_name=_("conversation")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    to_office = models.BooleanField(_("to the office"))
    body = models.TextField(_("text"), blank=True)
    at = models.DateTimeField(_("written at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("read by"),
    )

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["conversation", "at"], name="message_in_conversation")]
        triggers = [
            ReadOnly(
                name="message_stays_as_written",
                fields=["code", "key", "conversation", "author", "to_office", "body", "at"],
            ),
            Protect(
                name="written_message_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=erased_alone("messages", "at"),
            ),
            refuse_truncate("written_messages_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.code


class MessageFile(models.Model):
    """A file that came with a message."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="files")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="one_file_once_a_message", fields=["message", "file"])
        ]
        triggers = [
            Protect(name="message_file_stays", operation=pgtrigger.Update),
            Protect(
                name="message_file_is_never_deleted",
                operation=pgtrigger.Delete,
                condition=erased_alone("messages"),
            ),
            refuse_truncate("message_files_are_never_emptied"),
        ]

    def __str__(self) -> str:
        return self.name
