"""What a clerk states of a document, held against the rules of the register."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backoffice.documents.errors import (
    BasisMissing,
    DatedAhead,
    SecretRefused,
    SenderMissing,
    SubjectMissing,
    UnknownWord,
)
from backoffice.documents.models import StoredFile
from backoffice.documents.words import (
    SECRET_LEVELS,
    Channel,
    Confidentiality,
    Direction,
    Role,
)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Who sent a document: a name as written on it, and a person or unit where they are known."""

    name: str
    email: str = ""
    party_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """Whom a document is for, and why: `action`, `notification` or `inside`."""

    name: str
    role: str = "action"
    email: str = ""
    party_id: int | None = None
    department_id: int | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A kept file under the name it bears in the entry; `original` or `copy`."""

    file: StoredFile
    name: str = ""
    kind: str = "copy"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Whether a document holds personal data, special categories of it, and on which basis."""

    held: bool = False
    sensitive: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a clerk states of a document; everything but the direction may be corrected later."""

    direction: str
    subject: str
    channel: str
    department_id: int
    subject_public: str = ""
    sender: Correspondent | None = None
    recipients: Sequence[RecipientFacts] = ()
    document_date: date | None = None
    sender_number: str = ""
    classification: str = ""
    confidentiality: str = "public"
    personal_data: PersonalData = field(default_factory=PersonalData)
    due_on: date | None = None
    due_rule: str = ""


def check_facts(facts: Facts, today: date) -> None:
    """Hold what was stated against the rules of the register.

    :raises DomainError: with the first rule that is not met
    """
    if facts.confidentiality in SECRET_LEVELS:
        raise SecretRefused
    check_word(facts.direction, Direction.values)
    check_word(facts.channel, Channel.values)
    check_word(facts.confidentiality, Confidentiality.values)
    for recipient in facts.recipients:
        check_word(recipient.role, Role.values)
    if not facts.subject:
        raise SubjectMissing
    if facts.direction == Direction.INCOMING and not (facts.sender and facts.sender.name.strip()):
        raise SenderMissing
    if facts.document_date and facts.document_date > today:
        raise DatedAhead
    data = facts.personal_data
    if (data.held or data.sensitive) and not data.basis.strip():
        raise BasisMissing


def check_word(word: str, words: Sequence[str]) -> None:
    """Hold a stored word against those that exist.

    :raises UnknownWord: if it is none of them
    """
    if word not in words:
        raise UnknownWord(word, ", ".join(words))


def columns(facts: Facts) -> dict[str, Any]:
    """Return the columns of an entry that a clerk states and may correct."""
    sender = facts.sender or Correspondent("")
    return {
        "subject": facts.subject,
        "subject_public": facts.subject_public,
        "channel": facts.channel,
        "sender_name": sender.name.strip(),
        "sender_email": sender.email,
        "sender_party_id": sender.party_id,
        "sender_department_id": sender.department_id,
        "sender_number": facts.sender_number,
        "document_date": facts.document_date,
        "department_id": facts.department_id,
        "confidentiality": facts.confidentiality,
        "has_personal_data": facts.personal_data.held or facts.personal_data.sensitive,
        "has_sensitive_data": facts.personal_data.sensitive,
        "data_basis": facts.personal_data.basis.strip(),
        "due_on": facts.due_on,
        "due_rule": facts.due_rule,
    }


def trace(facts: Facts) -> dict[str, Any]:
    """Return what the trail keeps: whoever reads the trail does not read the document."""
    is_open = facts.confidentiality in {Confidentiality.PUBLIC, Confidentiality.LIMITED}
    return {
        "direction": facts.direction,
        "channel": facts.channel,
        "department": facts.department_id,
        "confidentiality": facts.confidentiality,
        "classification": facts.classification,
        "subject": facts.subject_public if is_open else "",
    }
