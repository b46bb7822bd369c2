"""From a finding to a certificate: its number, what it says, and the order to seal it."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.certificates import paper
from backoffice.certificates.errors import UnitMissing
from backoffice.certificates.kinds import Finding, Kind
from backoffice.certificates.models import Application, Certificate
from backoffice.documents import services as documents
from backoffice.documents.words import Channel, Confidentiality, Direction
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import parties_by_id

from .awaiting import hold_waiting, note_given
from .keys import signed_code
from .sealing import order_seal
from .terms import valid_days

# Official documents are Greek, whatever language the screen speaks.
LANGUAGE = "el"
SOURCE = "certificates.certificate"


def issue(made: Application, kind: Kind, finding: Finding, at: datetime) -> Certificate:
    """Issue the certificate of a locked application, inside the caller's transaction."""
    hold_waiting(made)
    on = athens_day(at)
    days = valid_days(kind, on)
    certificate = Certificate(
        application=made,
        kind=kind.code,
        party_id=made.party_id,
        on=on,
        issued_at=at,
        valid_until=None if days is None else on + timedelta(days=days),
        replaces=_superseded(made, at),
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
    certificate.content["qr"] = signed_code(certificate, party, at)
    certificate.save(force_insert=True)
    order_seal(certificate.pk)
    note_given(made, certificate, at)
    record(
        "certificates.certificate.issued",
        certificate,
        actor=made.made_by,
        at=at,
        on_behalf_of=made.party_id,
        after={"kind": kind.code, "number": entry.label, "valid_until": certificate.valid_until},
    )
    return certificate


def _superseded(made: Application, at: datetime) -> Certificate | None:
    """Revoke the certificate whose place the new one takes, unless it was revoked before."""
    if made.replaces_id is None:
        return None
    # Revoking stands on the verbs that issue.
    from .revoking import end, held

    old = held(made.replaces_id)
    if old.revoked_at is None:
        end(old, made.replaces_why, made.made_by, at)
        record(
            "certificates.certificate.superseded",
            old,
            actor=made.made_by,
            at=at,
            on_behalf_of=made.party_id,
            note=made.replaces_why,
        )
    return old


def _unit(code: str, on: date) -> int:
    for _depth, unit in departments_as_tree(on):
        if unit.code == code:
            return unit.pk
    raise UnitMissing(
        _("The unit “%(code)s”, which issues this, is not in the chart. Tell the administrator.")
        % {"code": code}
    )
