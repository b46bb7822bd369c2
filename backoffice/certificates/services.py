"""Verbs of certificates: asked for, issued at once if nothing stands against it, sealed, revoked.

Number and order to seal are one transaction; the seal, which may wait for a timestamp authority,
is made after it and repeated by the queue if it fails.
"""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.documents import sealing
from backoffice.documents import services as documents
from backoffice.documents.words import Channel, Confidentiality, Direction
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.kernel.registry import UnknownKind as NotRegistered
from backoffice.party.queries import parties_by_id
from integrations.signing import SigningError

from . import paper
from .errors import (
    AlreadyRevoked,
    KeyUsedOtherwise,
    NotAtOnce,
    StandsAgainst,
    UnitMissing,
    UnknownKind,
    WhyMissing,
)
from .kinds import KINDS, Finding, Kind
from .models import Application, Certificate, Statement, Terms

# Official documents are Greek, whatever language the screen speaks.
LANGUAGE = "el"
SOURCE = "certificates.certificate"
# Longer ago nobody waits for it; the page still lets its holder go on.
WISH_LASTS = timedelta(days=30)


def kind_of(code: str) -> Kind:
    """Return a kind of certificate.

    :raises UnknownKind: if the town gives none of this kind
    """
    try:
        return KINDS.get(code)
    except NotRegistered as error:
        raise UnknownKind(
            _("The town gives no such certificate. Choose one of the list.")
        ) from error


def obtain(
    *, kind: str, party_id: int, key: str, actor: User, at: datetime, purpose: str = ""
) -> Application:
    """Ask for a certificate and, if nothing stands against it, have it sealed at once.

    Without a seal now, because an authority is away, the queue makes it a little later.

    :raises DomainError: as `apply_for` does
    """
    made = apply_for(kind=kind, party_id=party_id, key=key, actor=actor, at=at, purpose=purpose)
    try_to_seal(made, at)
    return made


def go_on(*, application_id: int, actor: User | None, at: datetime) -> Application:
    """Look again at an application that something stood against, and issue if nothing does now."""
    made = look_again(application_id=application_id, actor=actor, at=at)
    try_to_seal(made, at)
    return made


def resume(*, party_ids: Collection[int], at: datetime) -> int:
    """Go on with what people asked for lately and something stood against, as after a payment.

    Whoever asked is the actor: the wish stands until it is fulfilled or forgotten.

    :return: how many were issued
    """
    waiting = Application.objects.filter(
        party__in=sorted(party_ids), certificate=None, made_at__gte=at - WISH_LASTS
    ).select_related("made_by")
    issued = 0
    for made in waiting.order_by("pk"):
        go_on(application_id=made.pk, actor=made.made_by, at=at)
        issued += Certificate.objects.filter(application=made).exists()
    return issued


def try_to_seal(made: Application, at: datetime) -> None:
    """Seal what came of an application now; if an authority is away the queue does it later."""
    certificate = Certificate.objects.filter(application=made).first()
    if certificate is None or certificate.file_id is not None:
        return
    try:
        seal_certificate(certificate_id=certificate.pk, at=at)
    except (DomainError, SigningError):
        # Its row says what failed; the order to seal is in the queue since the number was taken.
        return


@transaction.atomic
def apply_for(
    *, kind: str, party_id: int, key: str, actor: User | None, at: datetime, purpose: str = ""
) -> Application:
    """Ask for a certificate: issued in the same transaction, or kept with what stands against it.

    :param key: unique for this form; the same key again gives the same application
    :raises UnknownKind: if the town gives none of this kind
    :raises NotAtOnce: if its facts have to be stated first
    :raises KeyUsedOtherwise: if the key stands for another question
    """
    owner = kind_of(kind)
    if owner.is_attested:
        raise NotAtOnce(
            _("An office checks first before it gives this certificate. Apply for the service.")
        )
    made = enter_application(
        kind=kind, party_id=party_id, key=key, purpose=purpose, actor=actor, at=at
    )
    look(_locked(made.pk), owner, at)
    return Application.objects.get(pk=made.pk)


def enter_application(
    *, kind: str, party_id: int, key: str, purpose: str, actor: User | None, at: datetime
) -> Application:
    """Enter an application inside the caller's transaction; the same key gives the same one."""
    made = _asked(
        Application(
            key=key,
            kind=kind,
            party_id=party_id,
            purpose=purpose.strip()[:200],
            made_by=actor,
            made_at=at,
            tried_at=at,
        )
    )
    if made.made_at == at:
        after = {"kind": kind, "purpose": purpose}
        record(
            "certificates.application.made",
            made,
            actor=actor,
            at=at,
            on_behalf_of=party_id,
            after=after,
        )
    return made


@transaction.atomic
def issue_checked(
    *,
    kind: str,
    party_id: int,
    finding: Finding,
    key: str,
    actor: User,
    at: datetime,
    purpose: str = "",
) -> Certificate:
    """Issue a certificate of facts that an office checked, once for its key.

    :param finding: what is certified, written for the reader, without grounds against it
    :param key: what it follows from, such as an application; again it is the same certificate
    :raises UnknownKind: if the town gives none of this kind
    :raises KeyUsedOtherwise: if the key stands for another question
    :raises StandsAgainst: if the registers know a ground against it
    """
    owner = kind_of(kind)
    made = _asked(
        Application(
            key=key,
            kind=kind,
            party_id=party_id,
            purpose=purpose.strip()[:200],
            made_by=actor,
            made_at=at,
            tried_at=at,
        )
    )
    held = Certificate.objects.filter(application=_locked(made.pk)).first()
    if held is None:
        _check_grounds(owner, party_id, athens_day(at))
    return held or _issue(made, owner, finding, at)


def _check_grounds(kind: Kind, party_id: int, on: date) -> None:
    kind.hold(party_id, on)
    grounds = kind.grounds(party_id, on)
    if grounds:
        words = (f"{g.text}: {g.amount}. {g.mend}" for g in grounds)
        raise StandsAgainst(" ".join(words))


def _asked(wanted: Application) -> Application:
    made = _entered(wanted)
    if (made.kind, made.party_id) != (wanted.kind, wanted.party_id):
        raise KeyUsedOtherwise(
            _("This form asked for another certificate already. Start again from the list.")
        )
    return made


def _entered(made: Application) -> Application:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Application.objects.get(key=made.key)
    return made


def _locked(application_id: int) -> Application:
    return Application.objects.select_for_update(no_key=True).get(pk=application_id)


@transaction.atomic
def look_again(*, application_id: int, actor: User | None, at: datetime) -> Application:
    """Look at the facts again; an application that led to a certificate stays as it is."""
    made = _locked(application_id)
    look(made, kind_of(made.kind), at)
    return Application.objects.get(pk=application_id)


def look(made: Application, kind: Kind, at: datetime) -> None:
    """Issue a locked application, or note what stands against it; issued before, leave it."""
    if Certificate.objects.filter(application=made).exists():
        return
    on = athens_day(at)
    kind.hold(made.party_id, on)
    with override(LANGUAGE):
        finding = _finding(made, kind, on)
    made.grounds = [asdict(ground) for ground in finding.grounds]
    made.tried_at = at
    made.save(update_fields=["grounds", "tried_at"])
    if not made.grounds:
        _issue(made, kind, finding, at)


def _finding(made: Application, kind: Kind, on: date) -> Finding:
    if kind.find is not None:
        return kind.find(made.party_id, on)
    if kind.attest is None:
        raise UnknownKind(_("The town gives no such certificate. Choose one of the list."))
    return kind.attest(made.party_id, Statement.objects.get(application=made).facts, on)


def _issue(made: Application, kind: Kind, finding: Finding, at: datetime) -> Certificate:
    on = athens_day(at)
    days = valid_days(kind, on)
    certificate = Certificate(
        application=made,
        kind=kind.code,
        party_id=made.party_id,
        on=on,
        issued_at=at,
        valid_until=None if days is None else on + timedelta(days=days),
    )
    # The number is taken last: from there on everybody waits who registers a document.
    party = parties_by_id({made.party_id})[made.party_id]
    with override(LANGUAGE):
        content = paper.content(certificate, kind, finding, party, made.purpose)
        entry = documents.register_entry(
            book=settings.DOCUMENTS_BOOK,
            direction=Direction.OUTGOING,
            subject=f"{kind.name}: {party.full_name}"[:500],
            subject_public=str(kind.name),
            channel=Channel.PORTAL,
            department_id=_unit(kind.unit, on),
            recipients=[documents.RecipientFacts(party.full_name, party_id=party.pk)],
            confidentiality=Confidentiality.LIMITED,
            personal_data=documents.PersonalData(held=True, basis=str(kind.legal_basis)),
            source=Source(SOURCE, certificate.code),
            key=f"{SOURCE}:{certificate.code}",
            actor=made.made_by,
            at=at,
        )
    certificate.entry = entry
    certificate.content = content | {"number": entry.label}
    certificate.save(force_insert=True)
    _order_seal(certificate.pk)
    record(
        "certificates.certificate.issued",
        certificate,
        actor=made.made_by,
        at=at,
        on_behalf_of=made.party_id,
        after={"kind": kind.code, "number": entry.label, "valid_until": certificate.valid_until},
    )
    return certificate


def valid_days(kind: Kind, on: date) -> int | None:
    """Return for how many days a certificate may be used: the town's terms, else the kind's."""
    found = Terms.objects.filter(kind=kind.code, valid_from__lte=on).order_by("-valid_from").first()
    return found.valid_days if found else kind.valid_days


def _unit(code: str, on: date) -> int:
    for _depth, unit in departments_as_tree(on):
        if unit.code == code:
            return unit.pk
    raise UnitMissing(
        _("The unit “%(code)s”, which issues this, is not in the chart. Tell the administrator.")
        % {"code": code}
    )


def _order_seal(certificate_id: int) -> None:
    from .tasks import seal_certificate as task

    task.defer(certificate_id=certificate_id)


def seal_certificate(*, certificate_id: int, at: datetime) -> Certificate:
    """Seal a certificate and keep the file; sealed already, it changes nothing.

    :raises DomainError: if no key is set
    :raises integrations.signing.SigningError: if key or timestamp authority fail; another try mends
    """
    certificate = Certificate.objects.select_related("entry").get(pk=certificate_id)
    if certificate.file_id is not None:
        return certificate
    try:
        with override(LANGUAGE):
            sealed = sealing.sealed(
                paper.pdf(certificate),
                number=certificate.entry.label,
                on=certificate.content["date"],
                verification=certificate.verification,
            )
    except Exception as error:
        Certificate.objects.filter(pk=certificate_id, file__isnull=True).update(
            tries=F("tries") + 1, trouble=str(error)[:300]
        )
        raise
    name = paper.file_name(certificate)
    file = documents.keep_file(content=sealed.content, name=name, actor=None, at=at)
    return _keep_seal(certificate_id, file, name, sealed, at)


@transaction.atomic
def _keep_seal(
    certificate_id: int, file: Any, name: str, sealed: sealing.Sealed, at: datetime
) -> Certificate:
    certificate = (
        Certificate.objects.select_for_update(of=["self"], no_key=True)
        .select_related("entry")
        .get(pk=certificate_id)
    )
    if certificate.file_id is not None:
        # Somebody else sealed it meanwhile. That file is the certificate; this one is nothing.
        return certificate
    certificate.file, certificate.sealed_at = file, at
    certificate.sealed_by, certificate.stamped_at = sealed.by[:200], sealed.stamped_at
    certificate.tries, certificate.trouble = certificate.tries + 1, ""
    certificate.save(
        update_fields=["file", "sealed_at", "sealed_by", "stamped_at", "tries", "trouble"]
    )
    documents.add_files(
        entry_id=certificate.entry_id,
        files=[documents.FileFacts(file, name, "original")],
        actor=None,
        at=at,
    )
    after = {"sha256": file.sha256, "by": sealed.by}
    record("certificates.certificate.sealed", certificate, actor=None, at=at, after=after)
    return certificate


def order_missing_seals(*, before: datetime) -> int:
    """Order again the seals that nobody made; safe at any time.

    :param before: only certificates issued before this instant
    """
    waiting = Certificate.objects.filter(file__isnull=True, issued_at__lt=before).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:200])
    for certificate_id in ids:
        _order_seal(certificate_id)
    return len(ids)


@transaction.atomic
def revoke_certificate(
    *, certificate_id: int, reason: str, actor: User, at: datetime
) -> Certificate:
    """Revoke a certificate, for instance because a payment behind it was reversed.

    Whoever verifies its code is told so from now on; its number and file stay.

    :raises WhyMissing: without a reason
    :raises AlreadyRevoked: if it was revoked before
    """
    if not reason.strip():
        raise WhyMissing(_("State the reason; whoever checks the certificate sees it is revoked."))
    certificate = Certificate.objects.select_for_update(of=["self"], no_key=True).get(
        pk=certificate_id
    )
    if certificate.revoked_at is not None:
        raise AlreadyRevoked(_("It is revoked already. Reload the page to see when and why."))
    certificate.revoked_at, certificate.revoked_by = at, actor
    certificate.reason = reason.strip()[:400]
    certificate.save(update_fields=["revoked_at", "revoked_by", "reason"])
    record(
        "certificates.certificate.revoked",
        certificate,
        actor=actor,
        at=at,
        on_behalf_of=certificate.party_id,
        note=reason.strip(),
    )
    return certificate


@transaction.atomic
def set_terms(
    *,
    kind: str,
    valid_days: int | None,
    valid_from: date,
    decision: str,
    actor: User,
    at: datetime,
) -> Terms:
    """Set for how many days certificates of a kind may be used, from a day on.

    :raises UnknownKind: if the town gives none of this kind
    """
    kind_of(kind)
    terms, _new = Terms.objects.get_or_create(
        kind=kind,
        valid_from=valid_from,
        defaults={"valid_days": valid_days, "decision": decision},
    )
    record(
        "certificates.terms.set",
        terms,
        actor=actor,
        at=at,
        after={"kind": kind, "valid_days": valid_days, "valid_from": valid_from},
        note=decision,
    )
    return terms
