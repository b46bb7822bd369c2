"""Verbs of the register: an entry is made once, never moved, cancelled with a reason."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256

from django.contrib.postgres.search import SearchVector
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, transaction
from django.db.models import Value

from backoffice.audit.services import record
from backoffice.documents.errors import (
    BookClosed,
    KeyUsedOtherwise,
    UnknownSubject,
)
from backoffice.documents.models import (
    Attachment,
    Book,
    Entry,
    Link,
    PlanItem,
    Reader,
    Recipient,
    StoredFile,
)
from backoffice.documents.rules.finding import CONFIGURATION, words_of
from backoffice.documents.words import (
    Relation,
)
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day

from .facts import (
    Correspondent,
    Facts,
    FileFacts,
    PersonalData,
    RecipientFacts,
    check_facts,
    check_word,
    columns,
    trace,
)
from .files import MADE, later_read


def register_entry(
    *,
    book: str,
    direction: str,
    subject: str,
    channel: str,
    department_id: int,
    actor: User | None,
    at: datetime,
    subject_public: str = "",
    sender: Correspondent | None = None,
    recipients: Sequence[RecipientFacts] = (),
    files: Sequence[FileFacts | StoredFile] = (),
    document_date: date | None = None,
    sender_number: str = "",
    classification: str = "",
    confidentiality: str = "public",
    personal_data: PersonalData | None = None,
    due_on: date | None = None,
    due_rule: str = "",
    relates_to: Iterable[tuple[str, int]] = (),
    source: Source | None = None,
    key: str = "",
) -> Entry:
    """Enter a document in a book under the next number; the same key again gives the same entry.

    The time of registration is the time of receipt (ν. 4727/2020).

    :param book: the code of an open book
    :param relates_to: pairs of a relation and the identifier of an earlier entry
    :param key: what tells one question from another, such as the submission of a form
    :raises DomainError: if a rule of the register is not met
    """
    facts = Facts(
        direction=direction,
        subject=subject.strip(),
        subject_public=subject_public.strip(),
        channel=channel,
        department_id=department_id,
        sender=sender,
        recipients=tuple(recipients),
        document_date=document_date,
        sender_number=sender_number.strip(),
        classification=classification,
        confidentiality=confidentiality,
        personal_data=personal_data or PersonalData(),
        due_on=due_on,
        due_rule=due_rule,
    )
    check_facts(facts, athens_day(at))
    enclosed = [item if isinstance(item, FileFacts) else FileFacts(item) for item in files]
    asked = Question(book, facts, enclosed, tuple(relates_to), source, key)
    known = asked.answered()
    if known is not None:
        return known
    try:
        return _registered(asked, actor, at)
    except IntegrityError:
        # The same key came twice at once: the other one was first.
        known = asked.answered()
        if known is None:
            raise
        return known


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that was asked for, and whether it was answered before."""

    book: str
    facts: Facts
    files: Sequence[FileFacts]
    links: tuple[tuple[str, int], ...]
    source: Source | None
    key: str

    @property
    def digest(self) -> str:
        """What tells the same question from another under the same key."""
        said = [self.book, asdict(self.facts), [item.file.sha256 for item in self.files]]
        text = json.dumps([*said, self.links], cls=DjangoJSONEncoder, sort_keys=True)
        return sha256(text.encode()).hexdigest()

    def answered(self) -> Entry | None:
        """Return the entry that the key made before.

        :raises KeyUsedOtherwise: if it was asked with other contents
        """
        if not self.key:
            return None
        known = Entry.objects.select_related("book").filter(key=self.key).first()
        if known is not None and known.digest != self.digest:
            raise KeyUsedOtherwise(known.label)
        return known


@transaction.atomic
def _registered(asked: Question, actor: User | None, at: datetime) -> Entry:
    facts = asked.facts
    book = open_book(asked.book)
    item = plan_item(facts.classification)
    year = athens_day(at).year
    entry = Entry(
        book=book,
        year=year,
        direction=facts.direction,
        registered_at=at,
        registered_by=actor,
        key=asked.key or None,
        digest=asked.digest if asked.key else "",
        source_kind=asked.source.kind if asked.source else "",
        source_id=asked.source.id if asked.source else "",
        classification=item,
        **columns(facts),
    )
    # From here to the commit every other clerk of the book waits: the number is taken last.
    entry.number = next_number(book.series, year)
    entry.folded = folded(entry, facts.recipients)
    entry.words = SearchVector(Value(entry.folded), config=CONFIGURATION, weight="A")
    entry.save(force_insert=True)
    name_recipients(entry, facts.recipients, at)
    _enclose(entry, asked.files, actor, at)
    _link(entry, asked.links, actor, at)
    record("documents.entry.registered", entry, actor=actor, at=at, after=trace(facts))
    return entry


def open_book(code: str) -> Book:
    """Return an open book.

    :raises BookClosed: if there is none of that code
    """
    book = Book.objects.filter(code=code, is_open=True).first()
    if book is None:
        raise BookClosed(code)
    return book


def plan_item(code: str) -> PlanItem | None:
    """Return a subject of the file plan that is in use, or nothing without a code.

    :raises UnknownSubject: if no subject in use has the code
    """
    if not code:
        return None
    item = PlanItem.objects.filter(code=code, in_use=True).first()
    if item is None:
        raise UnknownSubject(code)
    return item


def folded(entry: Entry, recipients: Iterable[RecipientFacts]) -> str:
    """Return the words by which an entry is found, apart from the text of its files."""
    parts = [
        entry.subject,
        entry.subject_public,
        entry.sender_name,
        entry.sender_number,
        f"{entry.number}/{entry.year}",
        entry.code,
        *(recipient.name for recipient in recipients),
    ]
    return words_of(" ".join(parts))


def name_recipients(entry: Entry, recipients: Sequence[RecipientFacts], at: datetime) -> None:
    """Enter whom an entry is for; units of the town may read it from now on."""
    Recipient.objects.bulk_create(
        Recipient(
            entry=entry,
            position=position,
            role=recipient.role,
            name=recipient.name,
            email=recipient.email,
            party_id=recipient.party_id,
            department_id=recipient.department_id,
        )
        for position, recipient in enumerate(recipients, 1)
    )
    units = {r.department_id for r in recipients if r.department_id is not None}
    let_read(entry_id=entry.pk, department_ids=units, at=at)


def let_read(
    *,
    entry_id: int,
    at: datetime,
    department_ids: Iterable[int] = (),
    user_ids: Iterable[int] = (),
) -> None:
    """Let units and people read an entry besides the competent unit; part of a larger verb."""
    rows = [Reader(entry_id=entry_id, department_id=unit, since=at) for unit in department_ids]
    rows += [Reader(entry_id=entry_id, user_id=user, since=at) for user in user_ids]
    if rows:
        Reader.objects.bulk_create(rows, ignore_conflicts=True)


def _enclose(
    entry: Entry, files: Sequence[FileFacts], actor: User | None, at: datetime, first: int = 1
) -> list[Attachment]:
    made = Attachment.objects.bulk_create(
        Attachment(
            entry=entry,
            file=item.file,
            position=position,
            name=item.name or item.file.name,
            kind=item.kind,
            added_at=at,
            added_by=actor,
        )
        for position, item in enumerate(files, first)
    )
    for item in files:
        if item.file.text_state == StoredFile.Text.READ:
            with connection.cursor() as cursor:
                cursor.execute(ADD_WORDS_OF_ONE, [item.file.pk, entry.pk])
        elif MADE in item.file.notes:
            transaction.on_commit(partial(later_read, item.file.pk))
    for attachment in made:
        if "signed" in attachment.file.notes:
            transaction.on_commit(partial(_check_signatures, attachment.pk))
    return made


def _check_signatures(attachment_id: int) -> None:
    from backoffice.documents.circulation_tasks import check_signatures

    check_signatures.defer(attachment_id=attachment_id)


ADD_WORDS_OF_ONE = """
update documents_entry e
set words = coalesce(e.words, ''::tsvector) || setweight(t.words, 'D')
from documents_filetext t
where t.file_id = %s and e.id = %s and length(coalesce(e.words, ''::tsvector)) < 30000
"""


def _link(entry: Entry, links: Iterable[tuple[str, int]], actor: User | None, at: datetime) -> None:
    wanted = list(links)
    for relation, _other in wanted:
        check_word(relation, Relation.values)
    if wanted:
        Link.objects.bulk_create(
            Link(entry=entry, other_id=other, relation=relation, made_at=at, made_by=actor)
            for relation, other in wanted
        )


def enclose(
    entry: Entry, files: Sequence[FileFacts], actor: User | None, at: datetime, first: int
) -> list[Attachment]:
    """Add files to an entry from a position on; part of a larger verb."""
    return _enclose(entry, files, actor, at, first)
