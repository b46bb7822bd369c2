"""The only way a page gets a notification, a conversation or a file of one."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from backoffice.documents.access import departments_of
from backoffice.identity.models import User
from backoffice.party.queries import represented_party_ids

from . import queries
from .models import Conversation, MessageFile, Notification

Visitor = User | AnonymousUser

WRITE = "messaging.write_message"


def notification_for(user: Visitor, code: str) -> Notification:
    """Return a notification to its reader.

    :raises Http404: to everybody else
    """
    if not isinstance(user, User):
        raise Http404
    found = queries.notifications_of(user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def conversation_for(user: Visitor, code: str) -> Conversation:
    """Return a conversation to whoever may act for its party.

    :raises Http404: to everybody else
    """
    found = Conversation.objects.filter(code=code).select_related("department", "party").first()
    if found is None or not _is_of(user, found):
        raise Http404
    return found


def office_conversation_for(user: Visitor, code: str) -> Conversation:
    """Return a conversation to staff of its unit, or of one above it, who may write to citizens.

    :raises Http404: to everybody else
    """
    found = Conversation.objects.filter(code=code).select_related("department", "party").first()
    if found is None or not works_on(user, found):
        raise Http404
    return found


def works_on(user: Visitor, conversation: Conversation) -> bool:
    """Tell whether a member of staff answers for a conversation."""
    if not isinstance(user, User) or not user.has_perm(WRITE):
        return False
    return conversation.department_id in departments_of(user)


def file_for(user: Visitor, message_code: str, file_id: int) -> MessageFile:
    """Return a file of a message to both sides of its conversation.

    :raises Http404: to everybody else
    """
    found = (
        MessageFile.objects.filter(pk=file_id, message__code=message_code)
        .select_related("file", "message__conversation")
        .first()
    )
    if found is None:
        raise Http404
    held = found.message.conversation
    if not _is_of(user, held) and not works_on(user, held):
        raise Http404
    return found


def _is_of(user: Visitor, conversation: Conversation) -> bool:
    return isinstance(user, User) and conversation.party_id in represented_party_ids(user)
