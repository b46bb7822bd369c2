"""Read the signatures of a PDF: who, when, whether intact, trusted by what, and what came after.

Never raises: files come from strangers, and a broken one gets a report like any other.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from integrations.signing.keys import certificates, common_name
from integrations.signing.revocation import ask_responder

MOST_BYTES = 60 * 1024 * 1024
MOST_SIGNATURES = 40


class Verdict(StrEnum):
    """What a clerk needs to know first, in one word."""

    VALID = "valid"
    UNKNOWN_SIGNER = "unknown_signer"
    CHANGED_AFTER = "changed_after"
    ALTERED = "altered"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNSUPPORTED = "unsupported"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom we believe, as plain values.

    :param anchors: certificates, PEM or DER, at which a chain may end
    :param others: intermediate certificates that documents may leave out
    :param ocsps: responses given along, DER
    :param crls: revocation lists given along, DER
    :param responders: hosts (`name:port`) whose OCSP responders may be asked. Others never are: the
        address stands in the stranger's certificate, and would let a stranger choose whom we call
    :param timeout: seconds to wait for a responder
    """

    anchors: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    responders: tuple[str, ...] = ()
    timeout: float = 5.0


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature of a document, or the reason why none could be read.

    `changes_after` is `none`, `allowed` (further signatures, filled forms), `suspicious` or
    `unknown`; `revocation` is `good`, `revoked` or `not_checked`; `time_source` is `timestamp`,
    `claimed` (the signer's own clock) or empty.
    """

    verdict: Verdict
    detail: str = ""
    field: str = ""
    kind: str = "signature"
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    intact: bool = False
    trusted: bool = False
    trusted_by: str = ""
    covers_whole_file: bool = False
    changes_after: str = "unknown"
    signed_at: datetime | None = None
    time_source: str = ""
    timestamp_by: str = ""
    timestamp_trusted: bool = False
    revocation: str = "not_checked"
    reason: str = ""
    location: str = ""


def validate_pdf(pdf: bytes, trust: Trust, *, on: datetime | None = None) -> list[SignatureReport]:
    """Report on every signature of a PDF, in the order in which they were made.

    :param on: the instant to judge at, the present without it; a trusted timestamp goes first
    :returns: nothing where nobody signed; one report without a signer for an unreadable file
    """
    if len(pdf) > MOST_BYTES:
        return [SignatureReport(Verdict.TOO_LARGE, f"more than {MOST_BYTES // 1024 // 1024} MiB")]
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        if reader.encrypted:
            return [SignatureReport(Verdict.ENCRYPTED)]
        fields = [name for name, _value, _ref in enumerate_sig_fields(reader, filled_status=True)]
        signatures = list(reader.embedded_signatures)
    except RecursionError:
        return [SignatureReport(Verdict.UNREADABLE, "nested too deep")]
    except Exception as error:
        return [SignatureReport(Verdict.UNREADABLE, _words(error))]
    if len(fields) > MOST_SIGNATURES:
        return [SignatureReport(Verdict.TOO_LARGE, f"more than {MOST_SIGNATURES} signatures")]
    read = {signature.field_name for signature in signatures}
    store = _store(reader)
    found = [_report(signature, trust, store, on) for signature in signatures]
    return found + [
        SignatureReport(Verdict.UNSUPPORTED, "another format than PAdES or PKCS#7", field=name)
        for name in fields
        if name not in read
    ]


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _store(reader: PdfFileReader) -> DocumentSecurityStore | None:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except (NoDSSFoundError, PdfReadError, KeyError, ValueError, TypeError):
        return None


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Everything a chain may be judged by."""

    anchors: list[x509.Certificate]
    others: list[x509.Certificate]
    ocsps: tuple[Any, ...]
    crls: tuple[Any, ...]

    def context(self, moment: datetime | None, mode: str) -> ValidationContext:
        """Return how to judge chains at a moment."""
        return ValidationContext(
            trust_roots=list(self.anchors),
            other_certs=list(self.others),
            ocsps=list(self.ocsps),
            crls=list(self.crls),
            moment=moment,
            allow_fetching=False,
            revocation_mode=mode,
            retroactive_revinfo=moment is not None,
        )


def _evidence(trust: Trust, store: DocumentSecurityStore | None) -> _Evidence:
    others, ocsps, crls = certificates(trust.others), trust.ocsps, trust.crls
    if store is not None:
        others += list(store.load_certs())
        ocsps += tuple(ref.get_object().data for ref in store.ocsps)
        crls += tuple(ref.get_object().data for ref in store.crls)
    return _Evidence(certificates(trust.anchors), others, ocsps, crls)


def _report(
    signature: EmbeddedPdfSignature,
    trust: Trust,
    store: DocumentSecurityStore | None,
    on: datetime | None,
) -> SignatureReport:
    try:
        evidence = _evidence(trust, store)
        if signature.sig_object_type == "/DocTimeStamp":
            return _document_timestamp(signature, evidence, on)
        return _signature(signature, evidence, trust, on)
    except RecursionError:
        return SignatureReport(Verdict.UNREADABLE, "nested too deep", field=signature.field_name)
    except Exception as error:
        # A forged structure may break the parser anywhere; the clerk still gets an answer.
        return SignatureReport(Verdict.UNREADABLE, _words(error), field=signature.field_name)


def _signature(
    signature: EmbeddedPdfSignature, evidence: _Evidence, trust: Trust, on: datetime | None
) -> SignatureReport:
    status = validate_pdf_signature(signature, evidence.context(on, "soft-fail"))
    stamp = status.timestamp_validity
    stamped = bool(stamp and stamp.intact and stamp.valid and stamp.trusted)
    moment = stamp.timestamp if stamp and stamped else on
    if stamped:
        # A certificate that ran out since then does not undo what was signed in time.
        status = validate_pdf_signature(
            signature,
            evidence.context(moment, "soft-fail"),
            ts_validation_context=evidence.context(on, "soft-fail"),
        )
    revocation = _revocation(signature, status, evidence, trust, moment)
    report = SignatureReport(
        verdict=_verdict(status, revocation),
        field=signature.field_name,
        **_certificate_facts(status.signing_cert),
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted) and revocation != "revoked",
        trusted_by=_anchor(status),
        **_coverage(status),
        revocation=revocation,
        reason=str(signature.sig_object.get("/Reason", "") or ""),
        location=str(signature.sig_object.get("/Location", "") or ""),
    )
    return replace(report, **_times(status))


def _times(status: Any) -> dict[str, Any]:
    stamp = status.timestamp_validity
    if stamp and stamp.intact and stamp.valid:
        return {
            "signed_at": stamp.timestamp,
            "time_source": "timestamp",
            "timestamp_by": common_name(stamp.signing_cert),
            "timestamp_trusted": bool(stamp.trusted),
        }
    if status.signer_reported_dt:
        return {"signed_at": status.signer_reported_dt, "time_source": "claimed"}
    return {}


def _document_timestamp(
    signature: EmbeddedPdfSignature, evidence: _Evidence, on: datetime | None
) -> SignatureReport:
    status = validate_pdf_timestamp(signature, evidence.context(on, "soft-fail"))
    return SignatureReport(
        verdict=_verdict(status, "not_checked"),
        field=signature.field_name,
        kind="document_timestamp",
        **_certificate_facts(status.signing_cert),
        intact=bool(status.intact and status.valid),
        trusted=bool(status.trusted),
        trusted_by=_anchor(status),
        **_coverage(status),
        signed_at=status.timestamp,
        time_source="timestamp",
        timestamp_by=common_name(status.signing_cert),
        timestamp_trusted=bool(status.trusted),
    )


def _verdict(status: Any, revocation: str) -> Verdict:
    changes = _coverage(status)["changes_after"]
    judged = (
        (not (status.intact and status.valid), Verdict.ALTERED),
        (changes in ("suspicious", "unknown"), Verdict.CHANGED_AFTER),
        (revocation == "revoked", Verdict.REVOKED),
        (status.trusted, Verdict.VALID),
        ("OUT_OF_BOUNDS" in str(status.trust_problem_indic), Verdict.EXPIRED),
    )
    return next((verdict for is_so, verdict in judged if is_so), Verdict.UNKNOWN_SIGNER)


def _coverage(status: Any) -> dict[str, Any]:
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    level = status.modification_level
    if whole or level == ModificationLevel.NONE:
        changes = "none"
    elif level is None:
        changes = "unknown"
    else:
        changes = "suspicious" if level == ModificationLevel.OTHER else "allowed"
    return {"covers_whole_file": whole, "changes_after": changes}


def _certificate_facts(certificate: x509.Certificate) -> dict[str, Any]:
    organisation = certificate.subject.native.get("organization_name", "")
    return {
        "signer": common_name(certificate),
        "organisation": str(organisation),
        "issuer": str(
            certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly
        ),
        "serial": f"{certificate.serial_number:x}",
        "valid_from": certificate.not_valid_before,
        "valid_until": certificate.not_valid_after,
    }


def _anchor(status: Any) -> str:
    if not status.trusted or status.validation_path is None:
        return ""
    name = status.validation_path.trust_anchor.authority.name
    return str(name.native.get("common_name") or name.human_friendly)


def _revocation(
    signature: EmbeddedPdfSignature,
    status: Any,
    evidence: _Evidence,
    trust: Trust,
    moment: datetime | None,
) -> str:
    if status.revoked:
        return "revoked"
    asked = _asked(status, trust)
    if not (asked or evidence.ocsps or evidence.crls) or not status.trusted:
        return "not_checked"
    full = replace(evidence, ocsps=(*evidence.ocsps, *asked))
    strict = validate_pdf_signature(signature, full.context(moment, "soft-fail"))
    if strict.revoked:
        return "revoked"
    return "good" if _end_is_vouched_for(signature, full, moment) else "not_checked"


def _end_is_vouched_for(
    signature: EmbeddedPdfSignature, evidence: _Evidence, moment: datetime | None
) -> bool:
    strict = validate_pdf_signature(
        signature,
        evidence.context(moment, "hard-fail"),
        ts_validation_context=evidence.context(moment, "soft-fail"),
    )
    return bool(strict.trusted)


def _asked(status: Any, trust: Trust) -> Iterable[Any]:
    path = status.validation_path
    if not trust.responders or path is None:
        return ()
    return [
        answer
        for certificate in path.iter_certs(include_root=False)
        for answer in ask_responder(
            certificate,
            path.find_issuing_authority(certificate),
            hosts=trust.responders,
            timeout=trust.timeout,
        )
    ]
