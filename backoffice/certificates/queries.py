"""Public reads of certificates; nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from backoffice.documents.queries import content_of
from backoffice.party.queries import find_parties

from .kinds import KINDS, Kind, attested, every, offered
from .models import Application, Certificate, Statement, Terms
from .paper import file_name
from .public import state_of
from .services import kind_of, valid_days

__all__ = [
    "KINDS",
    "Kind",
    "attested",
    "every",
    "kind_of",
    "offered",
    "state_of",
    "valid_days",
]


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The sealed file of a certificate and its name."""

    name: str
    content: bytes


def file_of(certificate: Certificate) -> SealedFile | None:
    """Return the sealed file; none while its seal waits for an authority."""
    if certificate.file is None:
        return None
    return SealedFile(file_name(certificate), content_of(certificate.file))


def applications_of(party_ids: Collection[int]) -> list[Application]:
    """Return the latest applications of parties, with their certificates."""
    found = Application.objects.filter(party_id__in=list(party_ids))
    return list(found.select_related("party", "certificate__entry").order_by("-id")[:50])


def certificate_of(made: Application) -> Certificate | None:
    """Return what came of an application; none while something stands against it."""
    found = Certificate.objects.select_related("entry", "file", "party", "revoked_by")
    return found.filter(application=made).first()


def certificate_under(key: str) -> Certificate | None:
    """Return the certificate that was issued under the key of a request."""
    found = Certificate.objects.select_related("application", "entry__book", "file", "party")
    return found.filter(application__key=key).first()


def statements(kinds: Collection[str]) -> QuerySet[Statement]:
    """Return what was stated for certificates of these kinds, the latest first."""
    found = Statement.objects.filter(kind__in=list(kinds)).select_related(
        "party", "stated_by", "application__certificate__entry"
    )
    return found.order_by("-id")


def certificates(
    *, first: date, last: date, kind: str = "", text: str = ""
) -> QuerySet[Certificate]:
    """Return certificates issued in a range of days, the latest first.

    :param text: AFM or name of the holder, or the verification code
    """
    found = Certificate.objects.filter(on__gte=first, on__lte=last).select_related(
        "party", "entry", "revoked_by"
    )
    if kind:
        found = found.filter(kind=kind)
    code = text.replace("-", "").strip().upper()
    if len(code) == 20:
        return found.filter(verification=code)
    if text.strip():
        found = found.filter(party__in=find_parties(text))
    return found.order_by("-id")


def no_longer_true(on: date) -> list[Certificate]:
    """Return the certificates in force whose facts have changed since, for somebody to look at."""
    kinds = [kind.code for kind in offered() if kind.still_true]
    living = Certificate.objects.filter(
        kind__in=kinds, revoked_at__isnull=True, valid_until__gte=on
    ).select_related("party", "entry")
    return [row for row in living.order_by("-id") if not _holds(row, on)]


def _holds(certificate: Certificate, on: date) -> bool:
    still = KINDS.get(certificate.kind).still_true
    return still is None or still(certificate.party_id, on)


def terms_of(kind: str) -> list[dict[str, Any]]:
    """Return the terms of a kind that the town set, the latest first."""
    return [dict(row) for row in Terms.objects.filter(kind=kind).values()]
