"""What messaging holds about people, and after which time it goes."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.privacy.extracts import Extract, exporter, kept_part
from backoffice.privacy.registries import Eraser, FilePart

from .models import Delivery, Message, MessageFile, Notification

WRITTEN = Extract(
    "message",
    "messaging.Message",
    "matter=conversation__title to_office body at read_at",
    party=["conversation__party"],
)


def _papers(user: User, party_id: int | None) -> Iterator[FilePart]:
    held = MessageFile.objects.filter(
        message__in=WRITTEN.found(user, party_id), file__destroyed_at__isnull=True
    )
    for one in held.select_related("file", "message").iterator(chunk_size=200):
        yield kept_part(one.file.path, f"{one.message.code}-{one.name}")


EXPORTERS = (
    exporter(
        "messaging",
        title=_("Messages and notifications"),
        purpose=_("to write with you and to tell you what happens (GDPR article 6 §1 e)"),
        extracts=(
            Extract(
                "conversation",
                "messaging.Conversation",
                "title opened_at closed_at",
                party=["party"],
            ),
            WRITTEN,
            Extract(
                "notification",
                "messaging.Notification",
                "topic language subject body sms at read_at",
                party=["party"],
                user=["user"],
            ),
            Extract(
                "sent",
                "messaging.Delivery",
                "way=channel address state sent_at settled_at",
                party=["notification__party"],
                user=["notification__user"],
            ),
            Extract(
                "how_to_be_told",
                "messaging.Preference",
                "topic email sms changed_at",
                user=["user"],
            ),
            Extract("mobile", "messaging.Mobile", "number confirmed_at", user=["user"]),
        ),
        files=_papers,
    ),
)


def _silent(before: datetime) -> QuerySet[Message]:
    # As long as either side still writes, what was written before is part of the matter.
    later = Message.objects.filter(conversation=OuterRef("conversation"), at__gte=before)
    return Message.objects.filter(~Exists(later), at__lt=before)


def _count_messages(before: datetime) -> int:
    return _silent(before).count()


def _erase_messages(before: datetime, most: int) -> int:
    old = list(_silent(before).order_by("at").values_list("pk", flat=True)[:most])
    MessageFile.objects.filter(message__in=old).delete()
    Message.objects.filter(pk__in=old).delete()
    return len(old)


def _count_notifications(before: datetime) -> int:
    return _told(before).count()


def _told(before: datetime) -> QuerySet[Notification]:
    young = Delivery.objects.filter(notification=OuterRef("pk"), ordered_at__gte=before)
    return Notification.objects.filter(~Exists(young), at__lt=before)


def _erase_notifications(before: datetime, most: int) -> int:
    old = list(_told(before).order_by("at").values_list("pk", flat=True)[:most])
    Delivery.objects.filter(notification__in=old).delete()
    Notification.objects.filter(pk__in=old).delete()
    return len(old)


ERASERS = (
    Eraser(
        "messages",
        _("Messages of matters in which nobody wrote any more"),
        "ΓΚΠΔ άρθρο 5 §1 ε· ως τρέχουσα αλληλογραφία, προς επιβεβαίωση από την επιτροπή αρχείου",
        60,
        _count_messages,
        _erase_messages,
    ),
    Eraser(
        "notifications",
        _("Notifications and the log of their sending"),
        "ΓΚΠΔ άρθρο 5 §1 ε· ρύθμιση του δήμου",
        24,
        _count_notifications,
        _erase_notifications,
    ),
)
