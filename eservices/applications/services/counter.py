"""Verbs of the counter: staff fill in the same form for a person who stands before them."""

from datetime import datetime

from django.db import transaction

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.party.queries import party_by_afm
from eservices.applications import offers
from eservices.applications.errors import ApplicantUnfit
from eservices.applications.models import Application, Draft
from eservices.applications.models.applications import Capacity, Channel
from eservices.applications.models.counter import CounterCheck
from eservices.applications.office_errors import IdentityUnchecked, NobodyUnderAfm
from eservices.applications.people import fits

from .submitting import submit


@transaction.atomic
def begin_at_counter(
    *, service: str, afm: str, how: str, note: str, actor: User, at: datetime
) -> Draft:
    """Begin a form for a person at the counter, and keep how the clerk knew who it is.

    :param how: a way of checking identity, as `CounterCheck.How` names them
    :raises NobodyUnderAfm: if nobody of the register has the AFM
    :raises IdentityUnchecked: without saying how identity was checked
    :raises UnknownService: if the service is not given by an application
    """
    if how not in CounterCheck.How.values:
        raise IdentityUnchecked
    party = party_by_afm(afm)
    if party is None:
        raise NobodyUnderAfm
    offer = offers.offer_of(service)
    if not fits(offer.service.applicant_types, Capacity.COUNTER, party.kind):
        raise ApplicantUnfit
    # What the registers hold of the person; the clerk's own answers are nobody else's.
    held = offers.offered(offer, party.pk, None, at)
    draft = Draft.objects.create(
        user=actor,
        party=party,
        capacity=Capacity.COUNTER,
        channel=Channel.COUNTER,
        service=offer.code,
        form_version=offer.version_id,
        answers={key: one.value for key, one in held.items()},
        prefilled={key: one.source.name for key, one in held.items()},
        email=party.email,
        started_at=at,
        saved_at=at,
    )
    CounterCheck.objects.create(
        draft_code=draft.code, how=how, note=note.strip()[:200], clerk=actor, at=at
    )
    after = {"service": offer.code, "identity": how}
    record(
        "applications.counter.begun",
        draft,
        actor=actor,
        at=at,
        on_behalf_of=party.pk,
        after=after,
    )
    return draft


def send_at_counter(*, draft: Draft, actor: User, language: str, at: datetime) -> Application:
    """Send what was filled in at the counter; both the clerk and the person are in the trail.

    :raises DraftIncomplete: if answers are missing or wrong
    """
    application = submit(
        draft_code=draft.code,
        key=f"counter:{draft.submission_key}",
        user=actor,
        language=language,
        at=at,
    )
    CounterCheck.objects.filter(draft_code=draft.code, application__isnull=True).update(
        application=application
    )
    return application
