"""How the town answers: a letter signed and issued, or a sealed certificate; part of steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from backoffice.certificates import queries as certificate_queries
from backoffice.certificates import services as certificates
from backoffice.documents import queries as documents_queries
from backoffice.documents import services as documents
from backoffice.documents.authority import departments_on
from backoffice.documents.services import DraftFacts, To
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError
from backoffice.party.queries import parties_by_id
from backoffice.procedures import queries as procedures
from eservices.applications import given, offers
from eservices.applications.models import Application
from eservices.applications.office_errors import CertificateAwaited, NobodyDrafts, NoHolder
from eservices.applications.states import ApplicationState

from .moving import SOURCE
from .office import complete
from .running import subject_of
from .texts import standard_remedies

REPLY_ISSUED = "reply_issued"
CERTIFICATE_ISSUED = "certificate_issued"
PERMITS, LETTERS = "permits", "correspondence"
PERMIT_OUTPUTS = frozenset({"permit", "card", "contract"})


@dataclass(frozen=True, slots=True)
class Letter:
    """The draft that answers an application, and whether it was issued."""

    draft_id: int
    is_issued: bool


def write_reply(*, application: Application, actor: User | None, at: datetime) -> Letter:
    """Write the letter that says what was decided; whoever decided signs it if they may.

    Without authority on that day it waits for somebody who has it, as every letter does.

    :raises NobodyDrafts: if nobody who worked on it belongs to a department
    """
    drafted = _open_letter(application) or _drafted(application, actor, at)
    if drafted.is_issued:
        return drafted
    signer = application.decided_by or actor
    if signer is None:
        return drafted
    try:
        with transaction.atomic():
            _sign(drafted.draft_id, signer, at)
    except DomainError:
        return drafted
    return Letter(drafted.draft_id, is_issued=True)


def _open_letter(application: Application) -> Letter | None:
    """Return a letter that this decision has already, so that a repeated step writes no other."""
    since = application.decided_at
    rows = documents_queries.drafts_of_entry(application.entry_id or 0)
    for draft in rows:
        if since is not None and draft.created_at >= since and draft.state != "withdrawn":
            return Letter(draft.pk, draft.entry_id is not None)
    return None


def _drafted(application: Application, actor: User | None, at: datetime) -> Letter:
    entry = application.entry
    assert entry is not None
    facts = DraftFacts(scope=_scope(application), confidentiality=entry.confidentiality)
    writer, unit = _writer(application, actor, at)
    draft = documents.draft_document(
        department_id=unit,
        subject=_subject(application),
        body=body_of(application, at),
        answers_id=entry.pk,
        facts=facts,
        to=[_addressee(application)],
        actor=writer,
        at=at,
    )
    documents.send_for_cosign(draft_id=draft.pk, actor=writer, at=at)
    return Letter(draft.pk, is_issued=False)


def _writer(application: Application, actor: User | None, at: datetime) -> tuple[User, int]:
    """Return who writes the letter and for which unit: the competent one, else their own."""
    today = athens_day(at)
    known = [(user, departments_on(user.pk, today)) for user in _writers(application, actor)]
    for user, units in known:
        if application.department_id in units:
            return user, application.department_id
    for user, units in known:
        if units:
            return user, min(units)
    raise NobodyDrafts


def _writers(application: Application, actor: User | None) -> Iterable[User]:
    """Return who may have written the letter: whoever decided, then whoever worked on the case."""
    seen: set[int] = set()
    known = procedures.doers(application.case_id) if application.case_id else []
    for user in (application.decided_by, actor, *known):
        if user is not None and user.pk not in seen:
            seen.add(user.pk)
            yield user


def _sign(draft_id: int, signer: User, at: datetime) -> None:
    documents.sign_document(draft_id=draft_id, seen_version=1, actor=signer, at=at)
    documents.issue_document(draft_id=draft_id, actor=signer, at=at)


def _scope(application: Application) -> str:
    offer = offers.offer_with(application.service, application.form_version)
    is_permit = offer.service.output_type in PERMIT_OUTPUTS
    granted = application.state in (ApplicationState.APPROVED, ApplicationState.AWAITING_PAYMENT)
    return PERMITS if is_permit and granted else LETTERS


def _subject(application: Application) -> str:
    if application.state == ApplicationState.REJECTED:
        return f"Απόρριψη της αίτησής σας: {application.title_el}"
    return f"Απάντηση στην αίτησή σας: {application.title_el}"


def body_of(application: Application, at: datetime) -> str:
    """Return the text of the letter as it follows from the decision, before any change."""
    lead = (
        "Για την αίτησή σας με αριθμό πρωτοκόλλου **{{ incoming_number }}** της {{ incoming_date }}"
    )
    reason = harmless(application.reason)
    if application.state == ApplicationState.REJECTED:
        return (
            f"{lead} αποφασίσαμε ότι **δεν γίνεται δεκτή**, για τους εξής λόγους:\n\n{reason}\n\n"
            f"{harmless(application.remedies)}\n\n"
            "Για διευκρινίσεις απευθυνθείτε στο {{ unit }}."
        )
    words = reason or "Το αίτημά σας **έγινε δεκτό**."
    accepted = f"{lead} σας γνωρίζουμε:\n\n{words}"
    if application.reason and is_permit(application):
        accepted = f"{lead} **εγκρίνεται** το αίτημά σας.\n\n{words}"
    return f"{accepted}\n\nΓια διευκρινίσεις απευθυνθείτε στο {{{{ unit }}}}."


def is_permit(application: Application) -> bool:
    """Tell whether what is given is a permit."""
    return _scope(application) == PERMITS


def harmless(text: str) -> str:
    """Return a text in which nothing is taken for a field of the letter."""
    return text.replace("{{", "{ {").replace("}}", "} }").strip()


def _addressee(application: Application) -> To:
    party = parties_by_id({application.party_id or 0}).get(application.party_id or 0)
    email = application.email or (party.email if party else "")
    name = party.full_name if party else application.name
    way = "email" if email else "hand"
    return To(name=name, way=way, email=email, party_id=application.party_id)


def issue_certificate(
    *, application: Application, text: str, actor: User | None, at: datetime
) -> Any:
    """Issue the certificate in which the service ends, once for the application.

    An attested kind is awaited instead: staff state its facts and a second person issues it, then
    `hear_given` lets the application go on.

    :returns: the certificate; nothing while it is awaited
    :raises NoHolder: if nobody of the register is the applicant
    """
    offer = offers.offer_with(application.service, application.form_version)
    kind = given.kind_for(offer.service)
    values = application.snapshot["answers"]
    use = str(values.get("certificate_use") or values.get("purpose") or "")
    if application.party_id is None:
        raise NoHolder
    if certificates.kind_of(kind).is_attested:
        number = application.entry.label if application.entry else application.code
        certificates.await_certificate(
            kind=kind,
            party_id=application.party_id,
            source=_source(application),
            title=f"{number}: {application.title_el}",
            purpose=use,
            facts=given.facts_of(offer, values),
            at=at,
        )
        return certificates_of(application)
    if actor is None:
        raise NoHolder
    return certificates.issue_checked(
        kind=kind,
        party_id=application.party_id,
        finding=given.finding_of(application, text),
        key=f"applications:{subject_of(application)}",
        purpose=use,
        actor=actor,
        at=at,
    )


def _source(application: Application) -> Source:
    return Source(SOURCE, subject_of(application))


def hand_over(*, application: Application, actor: User | None, at: datetime) -> Application:
    """Say that the answer was handed over, with what was issued for it.

    :raises CertificateAwaited: if the certificate waits for stated facts or a second person
    """
    made = certificates_of(application)
    if made is None and certificate_queries.is_awaited(_source(application)):
        raise CertificateAwaited
    issue = documents_queries.issue_answering(application.entry_id or 0)
    if application.state == ApplicationState.REJECTED:
        return complete_refused(application, issue, actor, at)
    address = reverse("my_certificates:application", args=[made.application.code]) if made else ""
    return complete(
        application_id=application.pk,
        issue_id=issue.pk if issue and not made else None,
        output_url=address,
        actor=actor,
        at=at,
    )


def complete_refused(
    application: Application, issue: Any, actor: User | None, at: datetime
) -> Application:
    """Put the letter of a refusal with the application, which stays refused."""
    if issue is not None and application.reply_id != issue.pk:
        application.reply = issue
        application.save(update_fields=["reply"])
    return application


def certificates_of(application: Application) -> Any:
    """Return the certificate that an application led to, if one did."""
    source = _source(application)
    came = certificate_queries.given_for(source)
    return came or certificate_queries.certificate_under(f"applications:{source.id}")


def ends_in_certificate(application: Application) -> bool:
    """Tell whether the service ends in a certificate that can be issued to the applicant."""
    offer = offers.offer_with(application.service, application.form_version)
    named = offer.service.output_certificate
    return bool(named) and application.party_id is not None


def is_handed_over(application: Application) -> bool:
    """Tell whether the answer to the latest decision is with the applicant already."""
    if application.state == ApplicationState.COMPLETED:
        return True
    reply, decided = application.reply, application.decided_at
    return reply is not None and decided is not None and reply.issued_at >= decided


def remedies_or_standard(text: str, at: datetime) -> str:
    """Return remedies as written, or those that the law gives against every decision."""
    return text.strip() or standard_remedies(at)
