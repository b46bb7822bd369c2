"""Everything about one entry, as its page shows it."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import DateField, DateTimeField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backoffice.audit.queries import history_of
from backoffice.documents.access import entries_for
from backoffice.documents.models import Attachment, Draft, Entry, FileText, Message
from backoffice.documents.rules.kinds import IMAGES
from backoffice.documents.words import INVERSE, Relation
from backoffice.identity.models import User
from theme.formatting import day

EXCERPT = 1_500


@dataclass(frozen=True, slots=True)
class Linked:
    """Another entry and what it is to this one; without a code it may not be opened."""

    words: str
    label: str
    code: str
    subject: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the entry."""

    attachment: Attachment
    is_image: bool
    excerpt: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What a field of the entry said before an act, and after it, in the reader's words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the trail with what it changed."""

    told: Any
    changes: list[Changed]


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry with its people, files, links and history."""

    entry: Entry
    recipients: list[Any]
    files: list[Enclosed]
    links: list[Linked]
    history: list[Act]
    message: Message | None


def persons_of(entry: Entry) -> list[int | None]:
    """Return the persons in the register who sent an entry or receive it."""
    named = entry.recipients.filter(party__isnull=False)
    return [entry.sender_party_id, *named.values_list("party_id", flat=True)]


def addressed_to(draft: Draft) -> list[int | None]:
    """Return the persons in the register to whom a document is addressed."""
    named = draft.addressees.filter(party__isnull=False)
    return list(named.values_list("party_id", flat=True))


def entry_view(entry: Entry, user: User) -> EntryView:
    """Return everything about an entry that a user may read."""
    return EntryView(
        entry=entry,
        recipients=list(entry.recipients.select_related("party", "department")),
        files=_files(entry),
        links=_links(entry, user),
        history=[Act(told, _changes(told.before, told.after)) for told in history_of(entry)[:200]],
        message=Message.objects.filter(entry=entry).first(),
    )


def _changes(before: dict[str, Any] | None, after: dict[str, Any] | None) -> list[Changed]:
    """Return what differs; the first act of an entry has nothing before it and changes nothing."""
    if not before:
        return []
    after = after or {}
    return [
        Changed(_name_of(name), _said(name, before.get(name)), _said(name, after.get(name)))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]


@cache
def _field(name: str) -> Any:
    fields = {field.attname: field for field in Entry._meta.concrete_fields}
    return fields.get(name) or fields.get(f"{name}_id")


def _name_of(name: str) -> str:
    field = _field(name)
    return capfirst(str(field.verbose_name)) if field else name


def _said(name: str, value: Any) -> str:
    field = _field(name)
    if value is None or value == "" or field is None:
        return str(value or "")
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(field, DateField) and not isinstance(field, DateTimeField):
        return day(date.fromisoformat(value))
    return str(dict(field.flatchoices).get(value, value))


def _files(entry: Entry) -> list[Enclosed]:
    held = list(entry.attachments.select_related("file"))
    texts = {
        row.file_id: row.text[:EXCERPT]
        for row in FileText.objects.filter(file__in=[item.file_id for item in held])
    }
    return [
        Enclosed(item, item.file.content_type in IMAGES, texts.get(item.file_id, ""))
        for item in held
    ]


def _links(entry: Entry, user: User) -> list[Linked]:
    forth = list(entry.links.select_related("other__book"))
    back = list(entry.links_back.select_related("entry__book"))
    ids = {link.other_id for link in forth} | {link.entry_id for link in back}
    readable = set(entries_for(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        *(_linked(str(link.get_relation_display()), link.other, readable) for link in forth),
        *(_linked(str(INVERSE[Relation(link.relation)]), link.entry, readable) for link in back),
    ]


def _linked(words: str, other: Entry, readable: set[int]) -> Linked:
    if other.pk not in readable:
        return Linked(words, other.label, "", "")
    return Linked(words, other.label, other.code, other.subject)
