"""One's own data for programs."""

from typing import Any, cast

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.identity.models import User
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.dates import athens_day
from backoffice.kernel.registry import UnknownKind
from backoffice.privacy import access, services
from backoffice.privacy import queries as office
from backoffice.privacy.states import RequestKind

from . import queries

NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours.")
REFUSED = OpenApiResponse(ProblemSerializer, "Refused, with the way to mend it.")
CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Its code.")
PURPOSE = OpenApiParameter(
    "purpose", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the purpose."
)


class AskedSerializer(serializers.Serializer[Any]):
    """A request about your data."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=RequestKind.values)
    text = serializers.CharField(allow_blank=True)
    state = serializers.CharField()
    received_at = serializers.DateTimeField()
    due_on = serializers.DateField(help_text="The answer comes by this day.")
    answer = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class NewRequestSerializer(serializers.Serializer[Any]):
    """What you ask for."""

    kind = serializers.ChoiceField(choices=RequestKind.values)
    text = serializers.CharField(max_length=5_000, required=False, allow_blank=True)
    key = serializers.CharField(
        max_length=60, help_text="Made by you; the same key again asks nothing new."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for words where the request means nothing without them."""
        if attrs["kind"] != RequestKind.ACCESS and not attrs.get("text", "").strip():
            raise serializers.ValidationError({"text": "Write what should change, and why."})
        return attrs


class LookSerializer(serializers.Serializer[Any]):
    """Somebody looked at your data."""

    at = serializers.DateTimeField()
    what = serializers.CharField()
    subject = serializers.CharField(allow_blank=True)
    office = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class AgreementSerializer(serializers.Serializer[Any]):
    """A purpose that asks for consent."""

    purpose = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    given_at = serializers.DateTimeField(allow_null=True)


class RequestsView(APIView):
    """Your requests about your data."""

    @extend_schema(responses=AskedSerializer(many=True), operation_id="privacy_requests_list")
    def get(self, request: Request) -> Response:
        """Return your requests, the latest first."""
        rows = office.requests_of(_user(request))[:100]
        return Response(AskedSerializer(rows, many=True).data)

    @extend_schema(
        request=NewRequestSerializer,
        responses={201: AskedSerializer, 409: REFUSED},
        operation_id="privacy_requests_ask",
    )
    def post(self, request: Request) -> Response:
        """Ask for a copy, a correction, a restriction, erasure, or object."""
        said = NewRequestSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        user = _user(request)
        made = services.ask(
            user=user,
            kind=said.validated_data["kind"],
            text=said.validated_data.get("text", ""),
            key=f"citizen:{user.pk}:{said.validated_data['key']}",
            at=timezone.now(),
        )
        return Response(AskedSerializer(made).data, status=201)


class RequestView(APIView):
    """One request."""

    @extend_schema(
        parameters=[CODE],
        responses={200: AskedSerializer, 404: NOT_FOUND},
        operation_id="privacy_requests_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a request and its answer."""
        return Response(AskedSerializer(access.request_for(request.user, code)).data)

    @extend_schema(
        parameters=[CODE],
        responses={200: AskedSerializer, 404: NOT_FOUND, 409: REFUSED},
        operation_id="privacy_requests_withdraw",
    )
    def delete(self, request: Request, code: str) -> Response:
        """Take a request back."""
        found = access.request_for(request.user, code)
        gone = services.withdraw_request(
            request_id=found.pk, actor=_user(request), at=timezone.now()
        )
        return Response(AskedSerializer(gone).data)


class ParcelView(APIView):
    """The copy of your data."""

    @extend_schema(
        parameters=[CODE],
        responses={(200, "application/zip"): OpenApiTypes.BINARY, 404: NOT_FOUND},
        operation_id="privacy_copy",
    )
    def get(self, request: Request, code: str) -> HttpResponseBase:
        """Return the ZIP while it is kept."""
        found = access.parcel_for(request.user, code)
        body = services.fetch_parcel(parcel=found, at=timezone.now())
        return FileResponse(body, as_attachment=True, filename=f"data-{code}.zip")


class HeldSerializer(serializers.Serializer[Any]):
    """A kind of data that the municipality holds about people."""

    title = serializers.CharField()
    purpose = serializers.CharField()
    left_out = serializers.CharField(allow_blank=True, help_text="What is not in the copy.")


class LastingSerializer(serializers.Serializer[Any]):
    """For how long a kind of data is kept."""

    title = serializers.CharField()
    months = serializers.IntegerField(allow_null=True, help_text="Empty where the law keeps it.")
    reason = serializers.CharField(allow_blank=True)
    basis = serializers.CharField()


class ConfirmedSerializer(serializers.Serializer[Any]):
    """What you confirmed or agreed to in something that you sent."""

    text = serializers.CharField()
    purpose = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    where = serializers.CharField()


class HoldingsSerializer(serializers.Serializer[Any]):
    """What is held about people, for how long, and what you confirmed."""

    looks_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when it is noted who looks at your data."
    )
    held = HeldSerializer(many=True)
    periods = LastingSerializer(many=True)
    confirmed = ConfirmedSerializer(many=True)


class HoldingsView(APIView):
    """What the municipality holds about people, and for what."""

    @extend_schema(responses=HoldingsSerializer, operation_id="privacy_holdings")
    def get(self, request: Request) -> Response:
        """Return purposes, periods of keeping, and what you confirmed."""
        language = (request.LANGUAGE_CODE or "el")[:2]
        facts = {
            "looks_since": office.looks_kept_since(),
            "held": queries.purposes_held(),
            "periods": queries.periods_on(athens_day(timezone.now())),
            "confirmed": office.agreed_elsewhere(_user(request), language),
        }
        return Response(HoldingsSerializer(facts).data)


class LooksView(APIView):
    """Who looked at your data."""

    @extend_schema(responses=LookSerializer(many=True), operation_id="privacy_looks")
    def get(self, request: Request) -> Response:
        """Return the latest looks, by office."""
        return Response(LookSerializer(queries.looks_at(_user(request)), many=True).data)


class AgreementsView(APIView):
    """What asks for your consent."""

    @extend_schema(responses=AgreementSerializer(many=True), operation_id="privacy_consents_list")
    def get(self, request: Request) -> Response:
        """Return every purpose, with your consent if given."""
        rows = [
            {
                "purpose": purpose.code,
                "title": str(purpose.title),
                "text": str(purpose.text),
                "given_at": given.given_at if given else None,
            }
            for purpose, given in queries.agreements_of(_user(request))
        ]
        return Response(AgreementSerializer(rows, many=True).data)


class AgreementView(APIView):
    """Your consent to a purpose."""

    @extend_schema(
        parameters=[PURPOSE],
        request=None,
        responses={204: None, 404: NOT_FOUND},
        operation_id="privacy_consents_give",
    )
    def put(self, request: Request, purpose: str) -> Response:
        """Agree."""
        language = (request.LANGUAGE_CODE or "el")[:2]
        try:
            services.give_consent(
                user=_user(request), purpose=purpose, language=language, at=timezone.now()
            )
        except UnknownKind as error:
            raise NotFound from error
        return Response(status=204)

    @extend_schema(
        parameters=[PURPOSE], responses={204: None}, operation_id="privacy_consents_withdraw"
    )
    def delete(self, request: Request, purpose: str) -> Response:
        """Take it back."""
        services.withdraw_consent(user=_user(request), purpose=purpose, at=timezone.now())
        return Response(status=204)


def _user(request: Request) -> User:
    return cast("User", request.user)
