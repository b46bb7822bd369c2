"""What the register holds about people: papers they sent, and papers that left for them."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.privacy.extracts import Extract, kept_part
from backoffice.privacy.registries import Exporter, FilePart, Holding, Kept

from .access import dispatches_to, papers_of
from .models import Attachment, Issue

FIELDS = (
    "book__code",
    "number",
    "year",
    "direction",
    "registered_at",
    "subject",
    "sender_name",
    "sender_email",
    "document_date",
    "state",
)
MAIL = Extract(
    "mail", "documents.Message", "sent_at sender_email subject text state", party=["sender_party"]
)


def _gather(user: User, party_id: int | None) -> Holding:
    if party_id is None:
        return Holding()
    papers = papers_of([party_id]).order_by("pk").values(*FIELDS)
    rows: list[dict[str, Any]] = [{"kind_of_row": "paper", **one} for one in papers]
    rows += [
        {
            "kind_of_row": "sent_to_you",
            "name": one.addressee.name,
            "address": one.addressee.email or one.addressee.address,
            "way": one.addressee.way,
            "sent_at": one.sent_at,
            "delivered_on": one.delivered_on,
        }
        for one in dispatches_to([party_id]).select_related("addressee").order_by("pk")
    ]
    return Holding([*rows, *MAIL.rows(user, party_id)], _files(party_id))


def _files(party_id: int) -> Iterator[FilePart]:
    enclosed = Attachment.objects.filter(
        entry__in=papers_of([party_id]), file__destroyed_at__isnull=True
    )
    for one in enclosed.select_related("file", "entry").iterator(chunk_size=200):
        yield kept_part(one.file.path, f"{one.entry.year}-{one.entry.number}-{one.name}")
    sealed = Issue.objects.filter(
        draft__in=dispatches_to([party_id]).values("draft"), file__destroyed_at__isnull=True
    ).exclude(file=None)
    for letter in sealed.select_related("file").iterator(chunk_size=200):
        assert letter.file is not None
        yield kept_part(letter.file.path, f"{letter.verification}-{letter.file.name}")


EXPORTERS = (
    Exporter(
        "documents",
        _("Documents of the register"),
        _("to keep what comes to and leaves the town (GDPR article 6 §1 c)"),
        _gather,
        frozenset(
            {
                "documents.Entry.sender_party",
                "documents.Recipient.party",
                "documents.Addressee.party",
            }
        )
        | MAIL.covers,
        _(
            "Documents in which others name you: the register knows a person only as sender or"
            " recipient. Ask for access to documents if you need one."
        ),
    ),
)
KEPT = (
    Kept(
        "documents",
        _("Registered documents and their files"),
        _(
            "They follow the file plan: the clearance of the archive destroys them when their time"
            " is over, by a committee, and never those that are kept for ever."
        ),
        "ΠΔ 480/1985· ΠΔ 25/2014 άρθρο 11",
    ),
)
