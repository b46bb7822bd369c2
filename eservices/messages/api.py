"""Messages for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.identity.access import signed_in
from backoffice.kernel.api import ProblemSerializer
from backoffice.messaging import access, queries, services
from backoffice.messaging.templates import TOPICS
from integrations.sms.messages import SmsError

NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to read.")
REFUSED = OpenApiResponse(ProblemSerializer, "Refused, with the way to mend it.")
AWAY = OpenApiResponse(ProblemSerializer, "No SMS can be sent at the moment.")


def code_of(what: str) -> OpenApiParameter:
    """Return the description of the code in an address."""
    return OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description=what)


class NotificationSerializer(serializers.Serializer[Any]):
    """Something the town told you."""

    code = serializers.CharField()
    topic = serializers.ChoiceField(choices=list(TOPICS), help_text="What it is about.")
    subject = serializers.CharField()
    body = serializers.CharField()
    link = serializers.CharField(help_text="Path of the one page that it leads to.")
    at = serializers.DateTimeField(help_text="When it was told.")
    read_at = serializers.DateTimeField(allow_null=True)


class MessageFileSerializer(serializers.Serializer[Any]):
    """A file of a message."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    size = serializers.IntegerField(source="file.size", help_text="Bytes.")


class MessageSerializer(serializers.Serializer[Any]):
    """What one side wrote."""

    code = serializers.CharField()
    to_office = serializers.BooleanField(help_text="Written by the citizen; else by the office.")
    body = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    files = MessageFileSerializer(source="files.all", many=True)


class ConversationSerializer(serializers.Serializer[Any]):
    """A conversation with an office about a matter."""

    code = serializers.CharField()
    title = serializers.CharField()
    office = serializers.CharField(source="department")
    link = serializers.CharField(source="citizen_link", help_text="Path of the matter's page.")
    last_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    fresh = serializers.IntegerField(help_text="Messages that are new to you.")


class FullConversationSerializer(serializers.Serializer[Any]):
    """A conversation with everything that was written."""

    code = serializers.CharField(source="held.code")
    title = serializers.CharField(source="held.title")
    closed_at = serializers.DateTimeField(source="held.closed_at", allow_null=True)
    messages = MessageSerializer(many=True)


class NewMessageSerializer(serializers.Serializer[Any]):
    """A message to the office."""

    body = serializers.CharField(max_length=10_000, allow_blank=True, required=False)
    key = serializers.CharField(
        max_length=60, help_text="Made by you; the same key again writes nothing new."
    )
    files = serializers.ListField(
        child=serializers.FileField(), required=False, max_length=10, help_text="As multipart."
    )


class WaySerializer(serializers.Serializer[Any]):
    """By which ways you hear of a topic."""

    topic = serializers.ChoiceField(choices=list(TOPICS))
    email = serializers.BooleanField()
    sms = serializers.BooleanField()


class MobileSerializer(serializers.Serializer[Any]):
    """The telephone for SMS."""

    number = serializers.CharField(max_length=20)


class MobileCodeSerializer(serializers.Serializer[Any]):
    """The code that came by SMS."""

    code = serializers.CharField(max_length=12)


class Pages(LimitOffsetPagination):
    """Twenty-five at a time, a hundred at most."""

    default_limit = 25
    max_limit = 100


class NotificationsView(GenericAPIView[Any]):
    """What the town told you."""

    pagination_class = Pages
    serializer_class = NotificationSerializer

    @extend_schema(responses=NotificationSerializer(many=True), operation_id="notifications_list")
    def get(self, request: Request) -> Response:
        """Return what you were told, the newest first."""
        found = self.paginate_queryset(queries.notifications_of(signed_in(request.user))) or []
        return self.get_paginated_response(NotificationSerializer(found, many=True).data)

    @extend_schema(request=None, responses={204: None}, operation_id="notifications_read_all")
    def post(self, request: Request) -> Response:
        """Note that you have seen everything."""
        services.read_notifications(user=signed_in(request.user), at=timezone.now())
        return Response(status=204)


class NotificationView(APIView):
    """One notification."""

    @extend_schema(
        parameters=[code_of("Code of the notification.")],
        responses={200: NotificationSerializer, 404: NOT_FOUND},
        operation_id="notifications_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return one notification and note that you opened it."""
        found = access.notification_for(request.user, code)
        services.read_notification(notification=found, at=timezone.now())
        return Response(NotificationSerializer(found).data)


class ConversationsView(GenericAPIView[Any]):
    """Your conversations with offices."""

    pagination_class = Pages
    serializer_class = ConversationSerializer

    @extend_schema(responses=ConversationSerializer(many=True), operation_id="conversations_list")
    def get(self, request: Request) -> Response:
        """Return your conversations, the latest first."""
        found = self.paginate_queryset(queries.conversations_of(signed_in(request.user))) or []
        return self.get_paginated_response(ConversationSerializer(found, many=True).data)


class ConversationView(APIView):
    """One conversation."""

    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        parameters=[code_of("Code of the conversation.")],
        responses={200: FullConversationSerializer, 404: NOT_FOUND},
        operation_id="conversations_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return everything that was written, and note that you read it."""
        held = access.conversation_for(request.user, code)
        rows = list(queries.messages_of(held))
        services.read_conversation(
            conversation_id=held.pk,
            as_office=False,
            reader=signed_in(request.user),
            at=timezone.now(),
        )
        return Response(FullConversationSerializer({"held": held, "messages": rows}).data)

    @extend_schema(
        parameters=[code_of("Code of the conversation.")],
        request=NewMessageSerializer,
        responses={201: MessageSerializer, 404: NOT_FOUND, 409: REFUSED},
        operation_id="conversations_write",
    )
    def post(self, request: Request, code: str) -> Response:
        """Write to the office."""
        held = access.conversation_for(request.user, code)
        said = NewMessageSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = services.send_message(
            conversation_id=held.pk,
            body=said.validated_data.get("body", ""),
            key=said.validated_data["key"],
            to_office=True,
            author=signed_in(request.user),
            uploads=said.validated_data.get("files", []),
            at=timezone.now(),
        )
        return Response(MessageSerializer(made).data, status=201)


class WaysView(APIView):
    """How you want to be told."""

    @extend_schema(responses=WaySerializer(many=True), operation_id="ways_list")
    def get(self, request: Request) -> Response:
        """Return by which ways you hear of each topic."""
        return Response(WaySerializer(queries.all_ways(signed_in(request.user)), many=True).data)

    @extend_schema(
        request=WaySerializer(many=True),
        responses={200: WaySerializer(many=True), 409: REFUSED},
        operation_id="ways_set",
    )
    def put(self, request: Request) -> Response:
        """Choose by which ways to hear; topics left out stay as they are."""
        said = WaySerializer(data=request.data, many=True)
        said.is_valid(raise_exception=True)
        user = signed_in(request.user)
        chosen = {row["topic"]: (row["email"], row["sms"]) for row in said.validated_data}
        services.set_preferences(user=user, chosen=chosen, actor=user, at=timezone.now())
        return Response(WaySerializer(queries.all_ways(user), many=True).data)


class MobileView(APIView):
    """The telephone for SMS."""

    @extend_schema(
        request=MobileSerializer,
        responses={202: None, 409: REFUSED, 503: AWAY},
        operation_id="mobile_ask",
    )
    def post(self, request: Request) -> Response:
        """Have a code sent to a telephone."""
        said = MobileSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        try:
            services.send_mobile_code(
                user=signed_in(request.user),
                number=said.validated_data["number"],
                at=timezone.now(),
            )
        except SmsError:
            detail = "No SMS can be sent at the moment. Try again in a few minutes."
            return Response({"code": "sms_away", "detail": detail}, status=503)
        return Response(status=202)

    @extend_schema(
        request=MobileCodeSerializer,
        responses={204: None, 409: REFUSED},
        operation_id="mobile_confirm",
    )
    def put(self, request: Request) -> Response:
        """Confirm the telephone with the code that came."""
        said = MobileCodeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        services.confirm_mobile(
            user=signed_in(request.user), code=said.validated_data["code"], at=timezone.now()
        )
        return Response(status=204)

    @extend_schema(responses={204: None}, operation_id="mobile_drop")
    def delete(self, request: Request) -> Response:
        """Remove the telephone; no SMS come from now on."""
        services.drop_mobile(user=signed_in(request.user), at=timezone.now())
        return Response(status=204)
