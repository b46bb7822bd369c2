"""Public reads about personal data."""

from datetime import date, datetime

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from backoffice.identity.models import User
from backoffice.kernel.dates import add_months, athens_day
from backoffice.party.queries import party_of

from .errors import PeriodUnknown
from .models import Consent, Erasure, Parcel, Period, Request, Sight
from .registries import (
    AGREEMENTS,
    ERASERS,
    EXPORTERS,
    KEPT,
    PURPOSES,
    Agreed,
    Eraser,
    Exporter,
    Kept,
    Purpose,
)
from .states import ErasureState, RequestState
from .words import TERMS

# The screens note looks since the version that brought this migration.
NOTED_SINCE = "0002_looks_by_day"


def sights_of(party_id: int) -> QuerySet[Sight]:
    """Return who looked at a person's data, the latest first."""
    return Sight.objects.filter(party=party_id).select_related("user")


def sights() -> QuerySet[Sight]:
    """Return every look at personal data, the latest first."""
    return Sight.objects.select_related("user", "party")


def looks_kept_since() -> datetime | None:
    """Return since when every look is noted and none was erased: only that much may be claimed."""
    began = MigrationRecorder.Migration.objects.filter(app="privacy", name=NOTED_SINCE)
    erased = Erasure.objects.filter(eraser="looks", state=ErasureState.DONE)
    known = [
        began.aggregate(first=Max("applied"))["first"],
        erased.aggregate(last=Max("before"))["last"],
    ]
    return max((one for one in known if one is not None), default=None)


def requests_of(user: User) -> QuerySet[Request]:
    """Return what a user asked about their data, the latest first."""
    return Request.objects.filter(user=user).select_related("parcel")


def open_requests() -> QuerySet[Request]:
    """Return what waits for an answer, the most pressing first."""
    rows = Request.objects.filter(state=RequestState.RECEIVED)
    return rows.select_related("user", "party").order_by("due_on", "pk")


def erasures_to_decide(user: User) -> QuerySet[Erasure]:
    """Return the erasures that somebody else proposed."""
    return Erasure.objects.filter(state=ErasureState.PROPOSED).exclude(proposed_by=user)


def requests() -> QuerySet[Request]:
    """Return every request, the latest first."""
    return Request.objects.select_related("user", "party", "answered_by")


def consents_of(user: User) -> dict[str, Consent]:
    """Return what a user agrees to now, by purpose."""
    rows = Consent.objects.filter(user=user, withdrawn_at=None)
    return {row.purpose: row for row in rows}


def has_consent(user: User, purpose: str) -> bool:
    """Tell whether a user agrees to a purpose now."""
    return Consent.objects.filter(user=user, purpose=purpose, withdrawn_at=None).exists()


def purposes() -> list[Purpose]:
    """Return everything that asks for consent."""
    return [PURPOSES.get(code) for code in PURPOSES.kinds()]


def agreed_elsewhere(user: User, language: str) -> list[Agreed]:
    """Return what a user confirmed or agreed to in what was sent, the latest first."""
    party = party_of(user)
    gather = [AGREEMENTS.get(name) for name in AGREEMENTS.kinds()]
    found = [row for one in gather for row in one(user, party.pk if party else None, language)]
    return sorted(found, key=lambda row: row.at, reverse=True)


def exporters() -> list[Exporter]:
    """Return everything that is held about people, with its purpose."""
    return [EXPORTERS.get(name) for name in EXPORTERS.kinds()]


def kept() -> list[Kept]:
    """Return the classes of data that the law keeps."""
    return [KEPT.get(name) for name in KEPT.kinds()]


def erasers() -> list[Eraser]:
    """Return the classes of data that are erased after their period."""
    return [ERASERS.get(name) for name in ERASERS.kinds()]


def months_for(term: str, on: date) -> int:
    """Return how many months a period of the law has on a day.

    :param term: one of `words.TERMS`
    :raises PeriodUnknown: if none is in force
    """
    held = term_on(term, on)
    if held is None:
        raise PeriodUnknown(
            _("No period is in force for “%(term)s”. Set one under Keeping and erasing.")
            % {"term": TERMS.get(term, term)}
        )
    return held.months


def term_on(term: str, on: date) -> Period | None:
    """Return the row of a period that is in force on a day."""
    return Period.objects.filter(eraser=term, valid_from__lte=on).first()


def months_of(eraser: Eraser, on: date) -> tuple[int, str]:
    """Return for how many months a class is kept on a day, and the legal basis."""
    own = term_on(eraser.name, on)
    return (own.months, own.legal_basis) if own else (eraser.months, eraser.legal_basis)


def horizon_of(eraser: Eraser, at: datetime) -> datetime:
    """Return the instant before which data of a class are older than their period."""
    months, _basis = months_of(eraser, athens_day(at))
    day = add_months(athens_day(at), -months)
    return at.replace(year=day.year, month=day.month, day=day.day)


def erasure_under_way() -> Erasure:
    """Return the approved erasure in whose transaction this is asked.

    :raises Erasure.DoesNotExist: outside of one
    """
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('loggia.erasure', true)")
        (code,) = cursor.fetchone()
    return Erasure.objects.get(code=code or "", state=ErasureState.APPROVED)


def erasures() -> QuerySet[Erasure]:
    """Return every erasure, the latest first."""
    return Erasure.objects.select_related("proposed_by", "decided_by")


def parcels_to_destroy(now: datetime) -> QuerySet[Parcel]:
    """Return the copies that nobody needs any more."""
    return Parcel.objects.filter(destroyed_at=None, expires_at__lt=now)
