"""What applications hold about people: their copy, and after which time what goes."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.documents import blobs
from backoffice.identity.models import User
from backoffice.privacy.registries import Eraser, Exporter, FilePart, Holding, Kept

from .models import Application, CoSignature, Custody, Draft, Upload
from .models.applications import ERASED_AS


def _gather(user: User, party_id: int | None) -> Holding:
    mine = Q(user=user, party__isnull=True)
    if party_id is not None:
        mine |= Q(party=party_id)
    sent = Application.objects.filter(mine).select_related("entry__book")
    rows = [_row(one) for one in sent.prefetch_related("events", "supplements", "objections")]
    rows += [
        {"draft": one.service, "saved_at": one.saved_at, "answers": one.answers}
        for one in Draft.objects.filter(user=user)
    ]
    if party_id is not None:
        fields = ("surname", "first_name", "birth_on", "afm", "amka", "declared_at", "ended_at")
        rows += [dict(one) for one in Custody.objects.filter(guardian=party_id).values(*fields)]
    signed = CoSignature.objects.filter(Q(signer=user) | Q(signer_party=party_id or 0))
    rows += [dict(one) for one in signed.values("name", "email", "state", "answered_at")]
    return Holding(rows, _files(mine, user))


def _row(one: Application) -> dict[str, Any]:
    return {
        "number": one.entry.label if one.entry else "",
        "sent_at": one.submitted_at,
        "state": one.state,
        "content": one.snapshot,
        "sha256": one.digest,
        "reasons": one.reason,
        "erased_at": one.erased_at,
        "history": [
            {"at": event.at, "kind": event.kind, "state": event.new, "text": event.text}
            for event in one.events.all()
            if event.is_public
        ],
        "sent_later": [later.content for later in one.supplements.all()],
        "objections": [
            {"text": objection.text, "state": objection.state, "answer": objection.answer}
            for objection in one.objections.all()
        ],
    }


def _files(mine: Q, user: User) -> Iterator[FilePart]:
    held = Upload.objects.filter(
        Q(application__in=Application.objects.filter(mine)) | Q(draft__user=user),
        file__destroyed_at__isnull=True,
    ).select_related("file")
    for one in held.iterator(chunk_size=200):
        yield FilePart(f"{one.code}-{one.name}", partial(blobs.read, one.file.path))


def _count(before: datetime) -> int:
    return Draft.objects.filter(saved_at__lt=before).count()


def erase_drafts(before: datetime, most: int) -> int:
    """Forget up to a number of drafts that nobody touched since an instant; return how many."""
    from .services import discard_draft

    old = Draft.objects.filter(saved_at__lt=before).order_by("saved_at")
    found = list(old.values_list("pk", flat=True)[:most])
    for draft_id in found:
        discard_draft(draft_id=draft_id)
    return len(found)


def _count_sent(before: datetime) -> int:
    from .services.erasing import to_erase

    return to_erase(before).count()


def _erase_sent(before: datetime, most: int) -> int:
    from .services.erasing import erase_sent

    return erase_sent(before=before, most=most, at=timezone.now())


APPLICATIONS = Exporter(
    "applications",
    _("Applications and drafts"),
    _("to answer what you asked for (GDPR article 6 §1 c, e)"),
    _gather,
    frozenset(
        {
            "applications.Application.user",
            "applications.Application.party",
            "applications.Draft.user",
            "applications.Custody.guardian",
            "applications.CoSignature.signer",
            "applications.CoSignature.signer_party",
        }
    ),
    _("Notes between officers about an application."),
)
DRAFTS = Eraser(
    "application_drafts",
    _("Drafts of applications that were never sent"),
    "GDPR άρθρο 5 §1 ε",
    12,
    _count,
    erase_drafts,
)
SENT = Eraser(
    ERASED_AS,
    _("What was sent with applications that ended and that the archive has cleared"),
    "ΓΚΠΔ άρθρο 5 §1 ε· ΠΔ 480/1985· διάρκεια προς επιβεβαίωση από την επιτροπή αρχείου",
    60,
    _count_sent,
    _erase_sent,
)
RECORDS = Kept(
    "application_records",
    _("Number, decision, money and trail of applications"),
    _(
        "The register's numbers have no gaps, a decision is proof for whoever it concerns, books"
        " are kept as the tax law says, and the trail answers for what was done."
    ),
    "ν. 2690/1999 άρθρα 12, 16 και 17· ΠΔ 25/2014 άρθρο 11· ΓΚΠΔ άρθρα 5 §2 και 17 §3 β",
)
ERASERS = (DRAFTS, SENT)
