"""What is held against an application before it is signed or sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.forms import answers as form_answers
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from eservices.applications import offers, people, rules
from eservices.applications.errors import (
    ApplicantUnfit,
    ChildGrownUp,
    DraftIncomplete,
    MayNotApplyFor,
    NeedsStrongerIdentity,
)
from eservices.applications.models import Draft
from eservices.applications.models.applications import Capacity, Channel


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of a draft as they are sent.

    :ivar missing: questions for a document that were left open though the office needs it
    """

    values: dict[str, Any]
    missing: list[str]


def checked_answers(draft: Draft, offer: offers.Offer, at: datetime) -> Answered:
    """Return the answers of a draft as they are sent.

    :raises DraftIncomplete: if some are missing or wrong
    """
    checked = form_answers.check(offer.form, offers.known(offer.form, draft), today=athens_day(at))
    if checked.errors:
        raise DraftIncomplete(checked.errors)
    return Answered(dict(checked.values), _missing_files(checked, offer))


def _missing_files(checked: form_answers.Checked, offer: offers.Offer) -> list[str]:
    return [
        key
        for key in checked.missing_recommended
        if (field := offer.form.fields.get(key.split(".")[0])) is not None and field.type == "file"
    ]


def need_right_to_apply(
    draft: Draft,
    offer: offers.Offer,
    user: User | None,
    standing: people.Standing,
    at: datetime,
) -> None:
    """Hold who applies, and for whom, against what the service asks.

    :param standing: as whom the user is known
    :raises NeedsStrongerIdentity: if the service wants a surer identity
    :raises MayNotApplyFor: if a mandate ended meanwhile
    :raises ChildGrownUp: if the child came of age meanwhile
    :raises ApplicantUnfit: if the service does not take this kind of applicant
    """
    if draft.channel != Channel.PORTAL:
        # At the counter staff have the person before them and act under their own right.
        return
    wanted = offer.service.auth_level
    if standing.level < wanted:
        raise NeedsStrongerIdentity(wanted)
    if draft.party_id is None:
        return
    if user is None or not people.may_act_for(user, standing, draft.party_id):
        raise MayNotApplyFor
    _need_custody(draft, at)
    party: Any = draft.party
    if not people.fits(offer.service.applicant_types, draft.capacity, party.kind):
        raise ApplicantUnfit


def _need_custody(draft: Draft, at: datetime) -> None:
    if draft.capacity != Capacity.CUSTODY:
        return
    child = draft.custody
    if child is None or child.ended_at is not None:
        raise MayNotApplyFor
    if not rules.is_minor(child.birth_on, athens_day(at)):
        raise ChildGrownUp
