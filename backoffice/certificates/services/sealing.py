"""The seal, made after the number's transaction and repeated by the queue if it fails."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.certificates import paper
from backoffice.certificates.models import Application, Certificate
from backoffice.documents import sealing
from backoffice.documents import services as documents
from backoffice.kernel.errors import DomainError
from integrations.signing import SigningError

LANGUAGE = "el"


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


def order_seal(certificate_id: int) -> None:
    """Order the seal of a certificate from the queue, once the transaction is committed."""
    from backoffice.certificates.tasks import seal_certificate as task

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
                # The page has its own, with what it says signed.
                qr="",
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
        order_seal(certificate_id)
    return len(ids)
