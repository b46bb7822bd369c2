"""Appointments for programs."""

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.appointments import about, access, services
from backoffice.appointments import queries as office
from backoffice.identity.access import signed_in
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.dates import athens_day

NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours.")
REFUSED = OpenApiResponse(ProblemSerializer, "Refused, with the way to mend it.")
CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Its code.")
MOST_DAYS = 14


class AppointmentTopicSerializer(serializers.Serializer[Any]):
    """What one may come for."""

    code = serializers.CharField()
    title = serializers.CharField(source="__str__")
    bring = serializers.CharField(allow_blank=True, help_text="What to bring.")
    minutes = serializers.IntegerField()
    service = serializers.CharField(allow_blank=True, help_text="Code of a service it serves.")


class PlaceSerializer(serializers.Serializer[Any]):
    """Where one may come."""

    code = serializers.CharField()
    title = serializers.CharField(source="__str__")
    address = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)


class FreeTimeSerializer(serializers.Serializer[Any]):
    """A free time."""

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class SlotsQuerySerializer(serializers.Serializer[Any]):
    """Of which place and days."""

    place = serializers.SlugField(max_length=60)
    first = serializers.DateField(required=False, help_text="Today if left out.")
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, default=7, help_text="How many days."
    )


class BookingSerializer(serializers.Serializer[Any]):
    """An appointment."""

    code = serializers.CharField()
    topic = serializers.CharField(source="topic.code")
    place = serializers.CharField(source="counter.place.code")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    state = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    moved_to = serializers.CharField(source="moved_to.code", allow_null=True, default=None)


class NewBookingSerializer(serializers.Serializer[Any]):
    """A time that is booked."""

    topic = serializers.SlugField(max_length=60)
    place = serializers.SlugField(max_length=60)
    start = serializers.DateTimeField()
    note = serializers.CharField(max_length=400, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    about = serializers.CharField(
        max_length=400,
        required=False,
        allow_blank=True,
        default="",
        help_text="`book_about` of an application, if the appointment belongs to it.",
    )
    key = serializers.CharField(
        max_length=60, help_text="Made by you; the same key again books nothing new."
    )


class MoveSerializer(serializers.Serializer[Any]):
    """Another time."""

    start = serializers.DateTimeField()
    key = serializers.CharField(max_length=60, help_text="Made by you.")


class CancelSerializer(serializers.Serializer[Any]):
    """Why it is given up."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class TopicsView(APIView):
    """What one may come for."""

    permission_classes = [AllowAny]

    @extend_schema(
        responses=AppointmentTopicSerializer(many=True), operation_id="appointment_topics"
    )
    def get(self, request: Request) -> Response:
        """Return everything that is offered online."""
        return Response(AppointmentTopicSerializer(office.topics_offered(), many=True).data)


class PlacesView(APIView):
    """Where one may come with a matter."""

    permission_classes = [AllowAny]

    @extend_schema(
        parameters=[CODE],
        responses={200: PlaceSerializer(many=True), 404: NOT_FOUND},
        operation_id="appointment_places",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the places that receive for a matter."""
        return Response(PlaceSerializer(office.places_for(_topic(code)), many=True).data)


class SlotsView(APIView):
    """Free times."""

    permission_classes = [AllowAny]

    @extend_schema(
        parameters=[CODE, SlotsQuerySerializer],
        responses={200: FreeTimeSerializer(many=True), 404: NOT_FOUND},
        operation_id="appointment_slots",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return what is free at a place from a day on."""
        asked = SlotsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        topic, now = _topic(code), timezone.now()
        first = max(asked.validated_data.get("first") or athens_day(now), athens_day(now))
        last = first + timedelta(days=asked.validated_data["days"] - 1)
        place = _place(topic, asked.validated_data["place"])
        slots = office.free_slots(topic, place, first=first, last=last, now=now)
        return Response(FreeTimeSerializer(slots, many=True).data)


class BookingsView(APIView):
    """Your appointments."""

    @extend_schema(responses=BookingSerializer(many=True), operation_id="appointments_list")
    def get(self, request: Request) -> Response:
        """Return your appointments, the latest first."""
        rows = office.bookings_of(signed_in(request.user)).select_related("moved_to")[:100]
        return Response(BookingSerializer(rows, many=True).data)

    @extend_schema(
        request=NewBookingSerializer,
        responses={201: BookingSerializer, 404: NOT_FOUND, 409: REFUSED},
        operation_id="appointments_book",
    )
    def post(self, request: Request) -> Response:
        """Book a time."""
        said = NewBookingSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        facts, user = said.validated_data, signed_in(request.user)
        topic = _topic(facts["topic"])
        made = services.book(
            topic=topic,
            place=_place(topic, facts["place"]),
            start=facts["start"],
            guest=services.guest_of(user, facts.get("phone", "")),
            note=facts.get("note", ""),
            key=f"citizen:{user.pk}:{facts['key']}",
            actor=user,
            at=timezone.now(),
            subject=about.subject_of(facts["about"]),
        )
        return Response(BookingSerializer(made).data, status=201)


class BookingView(APIView):
    """One appointment."""

    @extend_schema(
        parameters=[CODE],
        responses={200: BookingSerializer, 404: NOT_FOUND},
        operation_id="appointments_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return an appointment."""
        return Response(BookingSerializer(access.booking_for(request.user, code)).data)

    @extend_schema(
        parameters=[CODE],
        request=MoveSerializer,
        responses={201: BookingSerializer, 404: NOT_FOUND, 409: REFUSED},
        operation_id="appointments_move",
    )
    def put(self, request: Request, code: str) -> Response:
        """Take another time; the answer is the new appointment."""
        found = access.booking_for(request.user, code)
        said = MoveSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        user = signed_in(request.user)
        made = services.move_booking(
            booking_id=found.pk,
            start=said.validated_data["start"],
            key=f"citizen:{user.pk}:{said.validated_data['key']}",
            actor=user,
            at=timezone.now(),
        )
        return Response(BookingSerializer(made).data, status=201)

    @extend_schema(
        parameters=[CODE],
        request=CancelSerializer,
        responses={200: BookingSerializer, 404: NOT_FOUND, 409: REFUSED},
        operation_id="appointments_cancel",
    )
    def delete(self, request: Request, code: str) -> Response:
        """Give an appointment up."""
        found = access.booking_for(request.user, code)
        said = CancelSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        gone = services.cancel_booking(
            booking_id=found.pk,
            reason=said.validated_data.get("reason", ""),
            actor=signed_in(request.user),
            at=timezone.now(),
        )
        return Response(BookingSerializer(gone).data)


def _topic(code: str) -> Any:
    topic = office.topic_by_code(code)
    if topic is None:
        raise Http404
    return topic


def _place(topic: Any, code: str) -> Any:
    place = office.places_for(topic).filter(code=code).first()
    if place is None:
        raise Http404
    return place
