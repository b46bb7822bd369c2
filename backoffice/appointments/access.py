"""The only way a page gets an appointment."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from backoffice.documents.access import departments_of
from backoffice.identity.models import User

from . import queries
from .models import Booking, Place
from .states import BookingState

Visitor = User | AnonymousUser

SEE = "appointments.view_booking"
CHANGE = "appointments.change_booking"
BOOK = "appointments.book_for_others"


def booking_for(user: Visitor, code: str) -> Booking:
    """Return an appointment to whoever comes, or may act for them.

    :raises Http404: to everybody else
    """
    found = queries.bookings_of(user).filter(code=code).first() if isinstance(user, User) else None
    if found is None:
        raise Http404
    return found


def places_of(user: Visitor) -> QuerySet[Place]:
    """Return the places of the units a member of staff works in."""
    if not isinstance(user, User) or not user.has_perm(SEE):
        return Place.objects.none()
    return Place.objects.filter(department__in=departments_of(user))


def expected_today(user: Visitor, on: date) -> QuerySet[Booking]:
    """Return who is still expected on a day at the places of a member of staff."""
    if not user.has_perm(CHANGE):
        return Booking.objects.none()
    places = places_of(user).values_list("pk", flat=True)
    return queries.day_of(places, on).filter(state=BookingState.BOOKED)


def office_booking_for(user: Visitor, code: str) -> Booking:
    """Return an appointment to staff of its place.

    :raises Http404: to everybody else
    """
    rows = Booking.objects.select_related("counter__place", "topic", "party", "user")
    found = rows.filter(code=code, counter__place__in=places_of(user)).first()
    if found is None:
        raise Http404
    return found
