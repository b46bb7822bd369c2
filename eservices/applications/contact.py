"""What an applicant and the office say to each other about an application, and when they meet."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.http import urlencode

from backoffice.appointments import about
from backoffice.appointments import queries as appointments
from backoffice.documents import queries as documents
from backoffice.identity.models import User
from backoffice.messaging import queries as messaging
from backoffice.messaging import services
from backoffice.party.queries import represented_party_ids

from . import matters, queries
from .models import Application


@dataclass(frozen=True, slots=True)
class Contact:
    """The conversation about an application, its appointments, and what the office sent.

    :ivar messages: the oldest first
    :ivar may_write: whether a message to the office is taken
    :ivar book_about: the word by which a booking is told that it belongs to this application
    :ivar book_query: what the address of the offered appointments asks for, if any are offered
    """

    held: Any
    messages: list[Any]
    may_write: bool
    bookings: list[Any]
    book_about: str
    book_query: str
    papers: tuple[Any, ...]


def contact_of(application: Application, user: Any) -> Contact:
    """Return what a reader of an application may see of the rest; co-signers see nothing of it."""
    if not isinstance(user, User):
        return Contact(None, [], False, [], "", "", ())
    people = represented_party_ids(user)
    is_theirs = application.party_id in people
    is_kept = application.erased_at is None
    names = matters.names_of(application)
    held = messaging.conversation_about(names[0]) if is_theirs else None
    mine = is_theirs or (application.party_id is None and application.user_id == user.pk)
    bookings = [
        one
        for one in appointments.bookings_about(names)[:50]
        if one.user_id == user.pk or one.party_id in people
    ]
    word = about.word_for(names[0]) if mine else ""
    return Contact(
        held=held,
        messages=list(messaging.messages_of(held)) if held else [],
        may_write=is_theirs and is_kept and not (held and held.closed_at),
        bookings=bookings,
        book_about=word,
        book_query=_book_query(application.service, word),
        papers=_papers(application, people) if is_theirs else (),
    )


def whole_view(application: Application, user: Any, *, language: str, on: date) -> Any:
    """Return an application with everything that its reader may see of it, for programs."""
    view = queries.view_of(application, language, on)
    return replace(view, contact=contact_of(application, user))


def note_read(contact: Contact, user: User, at: datetime) -> None:
    """Note that the applicant has the conversation before them."""
    if contact.messages:
        services.read_conversation(
            conversation_id=contact.held.pk, as_office=False, reader=user, at=at
        )


def _book_query(service: str, word: str) -> str:
    if not word:
        return ""
    serving = set(appointments.topics_offered().values_list("service", flat=True))
    if not serving:
        return ""
    asked = {"service": service} if service in serving else {}
    return urlencode(asked | {"about": word})


def _papers(application: Application, people: set[int]) -> tuple[Any, ...]:
    """Return the sealed documents that the office sent about an application."""
    entry = application.entry
    return documents.papers_issued(entry, people) if entry else ()
