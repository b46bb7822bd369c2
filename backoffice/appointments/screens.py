"""Staff screens of appointments: the day, one appointment, hours, closures, booking for others."""

from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.exports import table_response
from backoffice.kernel.screens import FormScreen, StaffScreen
from backoffice.kernel.sights import Look
from backoffice.party.queries import party_by_afm

from . import about, access, queries, rules, services
from .errors import TooLate
from .forms import BookForm, ClosureForm, DayForm, HoursForm, MarkForm, TopicForm
from .models import Counter, Place, Topic


class DayScreen(StaffScreen):
    """Everybody who is expected on a day, in order of time."""

    right = access.SEE
    page_title = gettext_lazy("Appointments of the day")
    template_name = "appointments/day.html"
    header_icon = "calendar"

    def day(self) -> date:
        """Return the chosen day, or today."""
        self.form = DayForm(self.request.GET or None)
        chosen = self.form.cleaned_data.get("day") if self.form.is_valid() else None
        return chosen or athens_day(timezone.now())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the day, or hand it out as a file."""
        kind = request.GET.get("export", "")
        if kind in {"csv", "xlsx"}:
            header = [
                pgettext("appointment", "Time"),
                pgettext("location", "Place"),
                _("Matter"),
                _("Name"),
                _("Telephone"),
                _("State"),
            ]
            rows = (
                (
                    row.starts_at,
                    str(row.counter),
                    str(row.topic),
                    row.name,
                    row.phone,
                    row.get_state_display(),
                )
                for row in self.rows(self.day())
            )
            return table_response(kind, "appointments", header, rows)
        return super().get(request, *args, **kwargs)

    def rows(self, on: date) -> Any:
        """Return the appointments of the reader's places on a day."""
        return queries.day_of(self.places(), on)

    def places(self) -> list[int]:
        """Return the reader's places."""
        return list(access.places_of(self.request.user).values_list("pk", flat=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the day and the places."""
        on = self.day()
        return super().get_context_data(
            on=on,
            before=rules.day_after(on, -1),
            after=rules.day_after(on, 1),
            rows=list(self.rows(on)),
            places=list(access.places_of(self.request.user).prefetch_related("counters")),
            form=self.form,
            may_book=self.request.user.has_perm(access.BOOK),
            may_change=self.request.user.has_perm(access.CHANGE),
            **kwargs,
        )


class BookingScreen(FormScreen):
    """One appointment: who comes, and what became of it."""

    right = access.SEE
    template_name = "appointments/booking.html"
    header_icon = "calendar"

    def look(self) -> Look | None:
        """Say whose appointment it shows."""
        return Look("appointment", [self.booking.party_id], str(self.booking.topic))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the appointment, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        self.booking = access.office_booking_for(request.user, kwargs["code"])

    def get_page_title(self) -> str:
        """Return who comes."""
        return self.booking.name

    def form(self, data: Any = None, files: Any = None) -> MarkForm:
        """Return the form of a cancellation."""
        return MarkForm(data)

    def back(self) -> str:
        """Lead back to the day."""
        return reverse("appointments:day") + f"?day={queries.day_in_athens(self.booking)}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the appointment and what may be done."""
        now = timezone.now()
        return super().get_context_data(
            booking=self.booking,
            may_change=self.request.user.has_perm(access.CHANGE),
            has_begun=self.booking.starts_at <= now,
            can_cancel=queries.is_changeable(self.booking, now),
            **kwargs,
        )

    def save(self, form: Any) -> HttpResponse:
        """Mark or cancel, as the pressed button says."""
        if not self.request.user.has_perm(access.CHANGE):
            raise Http404
        who: dict[str, Any] = {"actor": cast("User", self.request.user), "at": timezone.now()}
        verb = self.request.POST.get("verb", "")
        if verb in {"came", "missed"}:
            services.mark_booking(booking_id=self.booking.pk, came=verb == "came", **who)
        elif verb == "cancel":
            reason = form.cleaned_data["reason"]
            services.cancel_booking(booking_id=self.booking.pk, reason=reason, **who)
        else:
            raise TooLate(_("Press one of the buttons."))
        messages.success(self.request, _("It is noted."))
        return redirect(self.back())


class _OfPlace(FormScreen):
    """A form about one of the reader's places."""

    right = access.CHANGE
    template_name = "appointments/form.html"
    header_icon = "calendar"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the place, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        found = access.places_of(request.user).filter(code=kwargs["site"]).first()
        if found is None:
            raise Http404
        self.place: Place = found

    def back(self) -> str:
        """Lead back to the day."""
        return reverse("appointments:day")


class HoursScreen(_OfPlace):
    """When a counter receives."""

    submit = gettext_lazy("Set the hours")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the counter, or answer that there is none."""
        super().setup(request, *args, **kwargs)
        found = self.place.counters.filter(pk=kwargs["counter"]).first()
        if found is None:
            raise Http404
        self.counter: Counter = found

    def get_page_title(self) -> str:
        """Return whose hours."""
        return _("Hours of %(counter)s") % {"counter": self.counter}

    def form(self, data: Any = None, files: Any = None) -> HoursForm:
        """Return the form with the hours in force."""
        today = athens_day(timezone.now())
        initial: dict[str, Any] = {"valid_from": today}
        rows = self.counter.hours.filter(valid_from__lte=today).exclude(valid_until__lt=today)
        for row in rows:
            name, span = f"day_{row.weekday}", f"{row.opens:%H:%M}–{row.closes:%H:%M}"
            initial[name] = f"{initial[name]}, {span}" if name in initial else span
        return HoursForm(data, initial=initial)

    def save(self, form: Any) -> HttpResponse:
        """Set the hours."""
        services.set_hours(
            counter=self.counter,
            week=form.cleaned_data["week"],
            valid_from=form.cleaned_data["valid_from"],
            actor=cast("User", self.request.user),
            at=timezone.now(),
        )
        messages.success(self.request, _("The hours are set."))
        return redirect(self.back())


class ClosureScreen(_OfPlace):
    """Receive nobody for some time."""

    submit = gettext_lazy("Close, and tell whoever was booked")

    def get_page_title(self) -> str:
        """Return which place."""
        return _("Close %(place)s for some time") % {"place": self.place}

    def form(self, data: Any = None, files: Any = None) -> ClosureForm:
        """Return the form."""
        return ClosureForm(data, place=self.place)

    def save(self, form: Any) -> HttpResponse:
        """Close, and say how many appointments were cancelled."""
        facts = form.cleaned_data
        _closure, count = services.close_time(
            place=self.place,
            counter=facts["counter"],
            span=rules.Span(facts["starts_at"], facts["ends_at"]),
            reason_el=facts["reason_el"],
            reason_en=facts["reason_en"],
            actor=cast("User", self.request.user),
            at=timezone.now(),
        )
        messages.success(
            self.request, _("Closed. Appointments cancelled: %(count)d.") % {"count": count}
        )
        return redirect(self.back())


class BookScreen(_OfPlace):
    """Book for somebody at the counter or at the telephone."""

    right = access.BOOK
    template_name = "appointments/book.html"
    submit = pgettext_lazy("appointment", "Book")

    def get_page_title(self) -> str:
        """Return which place."""
        return _("Book at %(place)s") % {"place": self.place}

    def slots(self) -> list[rules.Slot]:
        """Return the free times of the chosen matter and day."""
        self.choice = TopicForm(
            self.request.GET if "topic" in self.request.GET else None, place=self.place
        )
        if not self.choice.is_valid():
            self.topic: Topic | None = None
            return []
        self.topic = self.choice.cleaned_data["topic"]
        day = self.choice.cleaned_data["day"]
        now = timezone.now()
        return queries.free_slots(self.topic, self.place, first=day, last=day, now=now)

    def form(self, data: Any = None, files: Any = None) -> BookForm:
        """Return the form with the free times."""
        return BookForm(data, slots=self.slots())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the choice of matter and day, and the free times."""
        kwargs.setdefault("form", self.form())
        word = self.request.GET.get("about", "")
        return super().get_context_data(
            choice=self.choice,
            topic=self.topic,
            about=word if about.subject_of(word) else "",
            **kwargs,
        )

    def save(self, form: Any) -> HttpResponse:
        """Book."""
        if self.topic is None:
            raise Http404
        facts = form.cleaned_data
        party = party_by_afm(facts["afm"]) if facts["afm"] else None
        if facts["afm"] and party is None:
            raise TooLate(_("Nobody in the register has this AFM. Write the name instead."))
        user = cast("User", self.request.user)
        name = party.full_name if party else facts["name"]
        made = services.book(
            topic=self.topic,
            place=self.place,
            start=facts["start"],
            guest=services.Guest(name, facts["phone"], party.pk if party else None),
            note=facts["note"],
            key=f"office:{user.pk}:{facts['key']}",
            actor=user,
            at=timezone.now(),
            subject=about.subject_of(self.request.GET.get("about", "")),
        )
        messages.success(self.request, _("Booked."))
        return redirect("appointments:booking", made.code)


class PlaceViewSet(ModelViewSet):
    """Places that receive people."""

    model = Place
    icon = "site"
    menu_label = pgettext_lazy("location", "Places")
    copy_view_enabled = False
    list_display = ["__str__", "department", "address", "is_open"]
    search_fields = ["title_el", "title_en", "address"]
    form_fields = [
        "code",
        "title_el",
        "title_en",
        "department",
        "address",
        "phone",
        "access_el",
        "access_en",
        "is_open",
    ]


class TopicViewSet(ModelViewSet):
    """What one may come for."""

    model = Topic
    icon = "tag"
    menu_label = gettext_lazy("Matters")
    copy_view_enabled = False
    list_display = ["__str__", "minutes", "service", "is_offered"]
    search_fields = ["title_el", "title_en"]
    form_fields = [
        "code",
        "title_el",
        "title_en",
        "bring_el",
        "bring_en",
        "service",
        "minutes",
        "pause",
        "lead_hours",
        "horizon_days",
        "most_open",
        "is_offered",
    ]


class CounterViewSet(ModelViewSet):
    """Counters of the places."""

    model = Counter
    icon = "user"
    menu_label = gettext_lazy("Counters")
    copy_view_enabled = False
    list_display = ["__str__", "user", "is_open"]
    form_fields = ["place", "name", "user", "topics", "is_open"]


class PlacesGroup(ModelViewSetGroup):
    """Places, counters and matters."""

    menu_label = gettext_lazy("Places of appointments")
    menu_icon = "calendar"
    menu_order = 316
    items = (
        PlaceViewSet("appointment_places"),
        CounterViewSet("appointment_counters"),
        TopicViewSet("appointment_topics"),
    )
