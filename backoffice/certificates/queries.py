"""Public reads of certificates; nothing here writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from backoffice.documents.queries import content_of
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import in_language
from backoffice.party.queries import find_parties

from . import codes, listed
from .kinds import KINDS, Kind, attested, every, offered
from .models import Application, Awaited, Certificate, Figure, QrKey, Statement, Terms
from .paper import file_name, struck_pdf
from .public import state_of, successor_of
from .services import kind_of, valid_days

__all__ = [
    "KINDS",
    "Kind",
    "attested",
    "every",
    "kind_of",
    "offered",
    "state_of",
    "successor_of",
    "valid_days",
]


# Official documents are Greek.
STRUCK = {"cancelled": "ΑΝΑΚΛΗΘΗΚΕ", "replaced": "ΑΝΤΙΚΑΤΑΣΤΑΘΗΚΕ"}


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The sealed file of a certificate and its name."""

    name: str
    content: bytes


def file_of(certificate: Certificate) -> SealedFile | None:
    """Return the sealed file; none while its seal waits for an authority.

    Of what was revoked a copy comes with that word across it: the sealed file, which looks valid,
    stays in the register.
    """
    if certificate.file is None:
        return None
    state = state_of(certificate)
    if state in STRUCK:
        return SealedFile(file_name(certificate), struck_pdf(certificate, STRUCK[state]))
    return SealedFile(file_name(certificate), content_of(certificate.file))


def applications_of(party_ids: Collection[int]) -> list[Application]:
    """Return the latest applications of parties, with their certificates."""
    found = Application.objects.filter(party_id__in=list(party_ids))
    related = ("party", "certificate__entry", "certificate__replaced_by")
    return list(found.select_related(*related).order_by("-id")[:50])


def certificate_of(made: Application) -> Certificate | None:
    """Return what came of an application; none while something stands against it."""
    found = Certificate.objects.select_related(
        "entry",
        "file",
        "party",
        "revoked_by",
        "replaces__entry",
        "replaces__application",
        "replaced_by__entry",
        "replaced_by__application",
    )
    return found.filter(application=made).first()


def certificate_under(key: str) -> Certificate | None:
    """Return the certificate that was issued under the key of a request."""
    found = Certificate.objects.select_related("application", "entry__book", "file", "party")
    return found.filter(application__key=key).first()


def awaited(kinds: Collection[str]) -> QuerySet[Awaited]:
    """Return who waits for certificates of these kinds and has no stated facts yet, in turn."""
    stated = Statement.objects.filter(
        source_kind=OuterRef("source_kind"), source_id=OuterRef("source_id"), dropped_at=None
    )
    found = Awaited.objects.filter(kind__in=list(kinds), certificate=None, dropped_at=None)
    return found.exclude(Exists(stated)).select_related("party").order_by("id")


def is_awaited(source: Source) -> bool:
    """Tell whether a source still waits for a certificate."""
    found = Awaited.objects.filter(source_kind=source.kind, source_id=source.id)
    return found.filter(certificate=None, dropped_at=None).exists()


def given_for(source: Source) -> Certificate | None:
    """Return the certificate that came for whoever waited for it."""
    found = Certificate.objects.select_related("application", "entry__book", "file", "party")
    return found.filter(awaited__source_kind=source.kind, awaited__source_id=source.id).first()


@dataclass(frozen=True, slots=True)
class FigureNow:
    """A figure as it applies on a day, and the law or decision that says so."""

    kind: Kind
    title: str
    value: str
    valid_from: date
    basis: str


def issued_for(
    *, sources: Collection[Source], keys: Collection[str], cases: Collection[str]
) -> QuerySet[Certificate]:
    """Return every certificate that came of something: awaited, stated, or issued by its steps.

    :param sources: how it is named where certificates are awaited or stated for it
    :param keys: keys of requests that follow from it
    :param cases: codes of its cases; their steps issue under keys that begin with them
    """
    came = Q(application__key__in=list(keys))
    for source in sources:
        came |= Q(awaited__source_kind=source.kind, awaited__source_id=source.id)
        stated = {"source_kind": source.kind, "source_id": source.id}
        came |= Q(**{f"application__statement__{name}": value for name, value in stated.items()})
    for code in cases:
        came |= Q(application__key__startswith=f"{code}:")
    return Certificate.objects.filter(came).order_by("pk")


def figures(on: date) -> list[FigureNow]:
    """Return every figure of every kind as it applies on a day."""
    rows = Figure.objects.filter(valid_from__lte=on).order_by("valid_from")
    own = {(row.kind, row.key): row for row in rows}
    found = []
    for kind in every():
        for shipped in kind.figures:
            row = own.get((kind.code, shipped.key), shipped)
            title = in_language(shipped, "title")
            found.append(FigureNow(kind, title, row.value, row.valid_from, row.basis))
    return found


def name_of(kind: str) -> str:
    """Return what a kind is called; its code where the town gives it no longer."""
    return str(KINDS.get(kind).name) if kind in KINDS.kinds() else kind


def public_keys() -> list[dict[str, Any]]:
    """Return the keys with which anybody checks a QR code: all ever used, and the one set now.

    The newest is published before it signs anything; a withdrawn one is no longer accepted.
    """
    rows = list(QrKey.objects.values_list("kid", "jwk", "withdrawn_at"))
    found = {kid: jwk for kid, jwk, withdrawn_at in rows if withdrawn_at is None}
    key = codes.current_key()
    if key is not None and key.kid not in {kid for kid, _jwk, _at in rows}:
        found = {key.kid: key.public_jwk, **found}
    return list(found.values())


def signed_list(now: datetime) -> str:
    """Return the signed list of papers not to rely on; nothing where no key may sign.

    It is the same text for an hour, unless something is added, so that it need not be sent twice.
    What is expired tells so by its own code.
    """
    key = codes.current_key()
    if key is None or QrKey.objects.filter(kid=key.kid, withdrawn_at__isnull=False).exists():
        return ""
    usable = Q(valid_until__isnull=True) | Q(valid_until__gte=athens_day(now))
    gone = Certificate.objects.filter(
        usable, Q(revoked_at__isnull=False) | Q(doubted_at__isnull=False)
    ).order_by("-on", "-id")
    latest = gone.aggregate(at=Max(Greatest("revoked_at", "doubted_at")))["at"]
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = gone.values_list("verification", "on", "revoked_at", "replaced_by__id")
    return str(
        key.sign(
            listed.claims(
                (
                    (code, on, _why_gone(revoked_at, later))
                    for code, on, revoked_at, later in rows[: listed.MOST + 1]
                ),
                issued_at=max(hour, latest or hour),
                site=settings.SITE_URL,
            )
        )
    )


def _why_gone(revoked_at: datetime | None, later: int | None) -> str:
    if revoked_at is None:
        return "in_review"
    return "cancelled" if later is None else "replaced"


def statements(kinds: Collection[str]) -> QuerySet[Statement]:
    """Return what was stated for certificates of these kinds, the latest first."""
    found = Statement.objects.filter(kind__in=list(kinds)).select_related(
        "party",
        "stated_by",
        "application__certificate__entry",
        "application__certificate__replaced_by",
    )
    return found.order_by("-id")


def certificates(
    *, first: date, last: date, kind: str = "", text: str = ""
) -> QuerySet[Certificate]:
    """Return certificates issued in a range of days, the latest first.

    :param text: AFM or name of the holder, or the verification code
    """
    found = Certificate.objects.filter(on__gte=first, on__lte=last).select_related(
        "party", "entry", "revoked_by", "replaced_by", "application"
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
