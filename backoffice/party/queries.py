"""Public reads: who a user is in law, and for whom a user may act."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.kernel import grams
from backoffice.kernel.dates import athens_day
from backoffice.kernel.text import fold

from .models import FULL_NAME, Address, Mandate, Party, mask_afm


def party_of(user: User) -> Party | None:
    """Return the person a user is, known only through a verified identity."""
    if not user.is_authenticated:
        return None
    identity = verified_identity(user)
    return Party.objects.filter(afm=identity.afm).first() if identity else None


def in_force_on(day: date) -> QuerySet[Mandate]:
    """Return the mandates in force on a day, its first and last days included."""
    return Mandate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        valid_from__lte=day,
        revoked_at__isnull=True,
    )


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
    held = in_force_on(day).filter(agent=own)
    if scope is not None:
        held = held.filter(scope__in=[scope, Mandate.Scope.ALL])
    return Party.objects.filter(Q(pk=own.pk) | Q(pk__in=held.values("principal")))


def represented_party_ids(user: User, scope: str | None = None, on: date | None = None) -> set[int]:
    """Return the identifiers of `represented_parties`."""
    return set(represented_parties(user, scope, on).values_list("pk", flat=True))


def masked(afm: str | None) -> str:
    """Return an AFM as lists and notices show it: its last three digits."""
    return mask_afm(afm)


def party_by_afm(afm: str) -> Party | None:
    """Return the party of an AFM, if the town knows it."""
    return Party.objects.filter(afm=afm).first()


def party_by_code(code: str) -> Party | None:
    """Return the party of a public code, if there is one."""
    return Party.objects.filter(code=code).first()


def ids_by_afm(afms: Collection[str]) -> dict[str, int]:
    """Return the identifiers of the parties the town knows, by AFM, in one query."""
    known = Party.objects.filter(afm__in=set(afms)).values_list("afm", "pk")
    return {afm: pk for afm, pk in known if afm}


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


def parties_near(text: str) -> QuerySet[Party]:
    """Return the parties among whom are all whose whole name holds a text; an index knows them.

    :param text: at least `grams.SHORTEST` characters
    """
    return Party.objects.filter(grams.near(FULL_NAME, text))


def mandates_given_by(party: Party) -> QuerySet[Mandate]:
    """Return every mandate a party gave, the latest first."""
    return Mandate.objects.filter(principal=party).select_related("agent").order_by("-valid_from")


def mandates_held_by(party: Party) -> QuerySet[Mandate]:
    """Return every mandate given to a party, the latest first."""
    return Mandate.objects.filter(agent=party).select_related("principal").order_by("-valid_from")


def addresses_of(party: Party) -> QuerySet[Address]:
    """Return a party's addresses."""
    return Address.objects.filter(party=party).order_by("use")


def state_of(mandate: Mandate, on: date) -> str:
    """Return `revoked`, `ended`, `coming` or `in_force`."""
    if mandate.revoked_at is not None:
        return "revoked"
    if mandate.valid_until is not None and mandate.valid_until < on:
        return "ended"
    return "coming" if mandate.valid_from > on else "in_force"


MANDATE_SCOPES = Mandate.Scope.choices


def parties_by_email(email: str) -> QuerySet[Party]:
    """Return the parties that gave an e-mail address; it proves nobody, it only suggests."""
    return Party.objects.filter(email__iexact=email) if email else Party.objects.none()


def postal_addresses(ids: set[int]) -> dict[int, Address]:
    """Return where post reaches each party, in one query: post, else seat, else home."""
    best: list[str] = [Address.Use.HOME, Address.Use.SEAT, Address.Use.POST]
    rows = Address.objects.filter(party__in=ids)
    return {row.party_id: row for row in sorted(rows, key=lambda row: best.index(row.use))}
