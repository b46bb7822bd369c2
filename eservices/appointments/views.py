"""Pages of appointments: what for, where, when; then move it, give it up, keep it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backoffice.appointments import about, access, ical, services
from backoffice.appointments import queries as office
from backoffice.identity.access import signed_in
from backoffice.kernel.dates import athens_day
from backoffice.kernel.errors import DomainError

from . import queries
from .forms import BookForm, CancelForm, TimeForm


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _topic(code: str) -> Any:
    topic = office.topic_by_code(code)
    if topic is None:
        raise Http404
    return topic


def _place(topic: Any, code: str | None) -> Any:
    places = list(office.places_for(topic))
    if not places:
        raise Http404
    return next((place for place in places if place.code == code), places[0])


def _about(request: HttpRequest) -> str:
    """Return the word that names the matter of the page one came from, if we made it."""
    word = request.GET.get("about", "")
    return word if about.subject_of(word) else ""


@never_cache
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Offer what one may come for; with a service only what serves it."""
    service = request.GET.get("service", "")[:80]
    rows = office.topics_offered(service) if service else office.topics_offered()
    context = {"rows": rows, "service": service, "about": _about(request)}
    return render(request, "my_appointments/topics.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Show the free times of a place; book the one that is sent."""
    topic, now = _topic(code), timezone.now()
    place = _place(topic, request.GET.get("place"))
    first = _day(request.GET.get("from")) or athens_day(now)
    chosen = _day(request.GET.get("day"))
    week = queries.week_of(topic, place, first=chosen or first, chosen=chosen, now=now)
    form = BookForm(request.POST or None, slots=week.slots)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        booked = _book(request, topic, place, form)
        if booked is not None:
            return booked
    context = {
        "topic": topic,
        "place": place,
        "places": office.places_for(topic),
        "week": week,
        "form": form,
        "about": _about(request),
    }
    status = 422 if form.errors else 200
    return render(request, "my_appointments/choose.html", context, status=status)


def _book(request: HttpRequest, topic: Any, place: Any, form: BookForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    user, facts = signed_in(request.user), form.cleaned_data
    try:
        made = services.book(
            topic=topic,
            place=place,
            start=facts["start"],
            guest=services.guest_of(user, facts["phone"]),
            note=facts["note"],
            key=f"citizen:{user.pk}:{facts['key']}",
            actor=user,
            at=timezone.now(),
            subject=about.subject_of(request.GET.get("about", "")),
        )
    except DomainError as error:
        form.add_error("start", str(error))
        return None
    return redirect("my_appointments:booking", made.code)


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show the user's appointments, those to come first."""
    user, now = signed_in(request.user), timezone.now()
    coming = list(office.coming_bookings(user, now))
    past = [row for row in office.bookings_of(user)[:30] if row not in coming]
    context = {"coming": coming, "past": past}
    return render(request, "my_appointments/list.html", context)


@never_cache
@login_required
@require_safe
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """Show one appointment and what can be done with it."""
    found = access.booking_for(request.user, code)
    can_change = office.is_changeable(found, timezone.now())
    return render(
        request, "my_appointments/booking.html", {"booking": found, "can_change": can_change}
    )


@never_cache
@login_required
@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out an appointment for the user's own calendar."""
    found = access.booking_for(request.user, code)
    answer = HttpResponse(ical.calendar_of(found), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.ics"'
    return answer


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Choose another time for an appointment."""
    found, now = access.booking_for(request.user, code), timezone.now()
    place = found.counter.place
    first = _day(request.GET.get("from")) or athens_day(now)
    chosen = _day(request.GET.get("day"))
    week = queries.week_of(found.topic, place, first=chosen or first, chosen=chosen, now=now)
    form = TimeForm(request.POST or None, slots=week.slots)
    if request.method == "POST" and form.is_valid():
        user = signed_in(request.user)
        try:
            made = services.move_booking(
                booking_id=found.pk,
                start=form.cleaned_data["start"],
                key=f"citizen:{user.pk}:{form.cleaned_data['key']}",
                actor=user,
                at=now,
            )
        except DomainError as error:
            form.add_error("start", str(error))
        else:
            messages.success(request, _("Your appointment has moved."))
            return redirect("my_appointments:booking", made.code)
    context = {"booking": found, "place": place, "week": week, "form": form}
    status = 422 if form.errors else 200
    return render(request, "my_appointments/move.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Give an appointment up."""
    found = access.booking_for(request.user, code)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_booking(
                booking_id=found.pk,
                reason=form.cleaned_data["reason"],
                actor=signed_in(request.user),
                at=timezone.now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The appointment is cancelled. Thank you for saying so."))
            return redirect("my_appointments:booking", code)
    status = 422 if form.errors else 200
    return render(
        request, "my_appointments/cancel.html", {"booking": found, "form": form}, status=status
    )
