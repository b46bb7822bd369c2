"""The verbs of the door as a program calls them: one call a request, by code and period."""

from datetime import datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile

from backoffice.business_fees import access, queries
from backoffice.business_fees.errors import (
    PeriodAlreadyDeclared,
    PeriodNotExpected,
    PeriodNotOpenYet,
    ReceiverIsAade,
)
from backoffice.business_fees.queries import Declaration, PeriodView
from backoffice.identity.models import User

from . import journey as journeys
from . import services
from .journey import Journey


def begin_journey(*, user: User, code: str, period: str, at: datetime) -> Journey:
    """Return the draft of a period, begun now if it was not.

    :raises Http404: if the user may not declare for the establishment
    :raises DomainError: if the period cannot be declared here or now
    """
    found = journeys.journey_for(user, code, period, at)
    if found is None:
        establishment, view = journeys.period_for(user, code, period, at)
        _check(view)
        services.open_draft(user=user, establishment=establishment, period=view.period, at=at)
        found = _again(user, code, period, at)
    return found


def _check(view: PeriodView) -> None:
    if view.declaration:
        raise PeriodAlreadyDeclared(view.declaration.receipt, view.declaration.code)
    if not view.is_open:
        raise PeriodNotOpenYet(view.period)
    if view.receiver != "town":
        raise ReceiverIsAade(view.link)
    if not view.can_declare:
        raise PeriodNotExpected


def _again(user: User, code: str, period: str, at: datetime) -> Journey:
    found = journeys.journey_for(user, code, period, at)
    if found is None:
        raise services.DraftGone
    return found


def begin_correction(*, user: User, code: str, at: datetime) -> Journey:
    """Return a draft that corrects a declaration, with what was declared."""
    declaration = access.correctable_declaration_for(user, code)
    draft = services.open_correction(user=user, declaration=declaration, at=at)
    place = declaration.expected.establishment
    return _again(user, place.code, draft.period, at)


def write_answers(
    *,
    user: User,
    code: str,
    period: str,
    had_receipts: bool,
    amounts: dict[str, Decimal],
    reason: str,
    at: datetime,
) -> Journey:
    """Write every answer of a draft.

    :param amounts: euros by name of slot
    :raises BasesIncomplete: if a name is not one that the period asks for
    """
    found = begin_journey(user=user, code=code, period=period, at=at)
    services.write_draft(
        journey=found, had_receipts=had_receipts, bases=amounts, reason=reason, at=at
    )
    return _again(user, code, period, at)


def add_file(*, user: User, code: str, period: str, upload: UploadedFile, at: datetime) -> Journey:
    """Add a file to a draft.

    :raises FileRefused: if it is empty, too large, or not what its name says
    """
    found = begin_journey(user=user, code=code, period=period, at=at)
    services.add_file(draft=found.draft, upload=upload, at=at)
    return _again(user, code, period, at)


def remove_file(*, user: User, code: str, period: str, file: str, at: datetime) -> Journey:
    """Throw away a file of a draft; one already gone changes nothing."""
    found = begin_journey(user=user, code=code, period=period, at=at)
    services.remove_file(draft=found.draft, code=file, at=at)
    return _again(user, code, period, at)


def send_draft(*, user: User, code: str, period: str, key: str, at: datetime) -> Declaration:
    """Send the draft of a period under the program's own key.

    :raises DraftGone: if there is neither a draft nor a declaration with the key
    :raises DraftIncomplete: if a question is open
    """
    known = queries.declaration_by_key(key)
    if known is not None:
        return access.declaration_for(user, known.code)
    found = journeys.journey_for(user, code, period, at)
    if found is None:
        raise services.DraftGone
    services.adopt_key(draft=found.draft, key=key, at=at)
    return services.submit_draft(journey=found, user=user, key=key, at=at)
