"""Public reads: who a user is in law, and for whom a user may act."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.kernel.dates import athens_day
from backoffice.kernel.text import fold

from .models import Mandate, Party


def party_of(user: User) -> Party | None:
    """Return the person a user is, known only through a verified identity."""
    if not user.is_authenticated:
        return None
    identity = verified_identity(user)
    return Party.objects.filter(afm=identity.afm).first() if identity else None


def represented_parties(
    user: User, scope: str | None = None, on: date | None = None
) -> QuerySet[Party]:
    """Return the user's own person and everyone for whom a mandate in force lets the user act.

    :param scope: a `Mandate.Scope`; mandates for everything always count
    :param on: the day on which the mandate must be in force; today in Athens without one
    """
    own = party_of(user)
    if own is None:
        return Party.objects.none()
    day = on or athens_day(timezone.now())
    held = Mandate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        agent=own,
        valid_from__lte=day,
        revoked_at__isnull=True,
    )
    if scope is not None:
        held = held.filter(scope__in=[scope, Mandate.Scope.ALL])
    return Party.objects.filter(Q(pk=own.pk) | Q(pk__in=held.values("principal")))


def represented_party_ids(user: User, scope: str | None = None, on: date | None = None) -> set[int]:
    """Return the identifiers of `represented_parties`."""
    return set(represented_parties(user, scope, on).values_list("pk", flat=True))


def party_by_afm(afm: str) -> Party | None:
    """Return the party of an AFM, if the town knows it."""
    return Party.objects.filter(afm=afm).first()


def parties_by_id(ids: set[int]) -> dict[int, Party]:
    """Return parties by identifier, in one query."""
    return Party.objects.in_bulk(ids)


def find_parties(text: str) -> QuerySet[Party]:
    """Return the parties whose AFM begins with, or whose name contains, what a clerk typed."""
    words = fold(text).split()
    found = Party.objects.all()
    for word in words:
        found = found.filter(search_key__contains=word)
    return found if words else Party.objects.none()
