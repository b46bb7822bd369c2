"""Refunds and objections for programs: what the pages do, one domain call each."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.identity.models import User
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.errors import DomainError
from backoffice.revenue import access, queries, services

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to see.")
REFUSED = OpenApiResponse(ProblemSerializer, "A rule was not met.")
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="The public code."
)


class CreditSerializer(serializers.Serializer[Any]):
    """Money the town keeps for somebody."""

    id = serializers.IntegerField(help_text="Names the credit when it is asked back.")
    left = serializers.DecimalField(**MONEY, help_text="Euros not used yet.")
    booked_on = serializers.DateField(help_text="Since when it is kept.")


class RefundRequestSerializer(serializers.Serializer[Any]):
    """Where a credit is to be paid."""

    iban = serializers.CharField(max_length=42, help_text="IBAN of the creditor's account.")
    payee = serializers.CharField(max_length=140, help_text="Holder, as the bank writes it.")
    amount = serializers.DecimalField(
        **MONEY, required=False, help_text="Euros; all that is left if left out."
    )


class RefundSerializer(serializers.Serializer[Any]):
    """A refund and where it stands."""

    code = serializers.CharField(help_text="Public code of the request.")
    number = serializers.CharField(source="__str__", help_text="Number of the act.")
    state = serializers.CharField(
        help_text="asked, proposed, approved, done (owed until the bank paid), refused, withdrawn."
    )
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")
    decision = serializers.CharField(source="decision_number", help_text="Number of the decision.")
    why_not = serializers.CharField(source="refusal", help_text="Why it was refused.")


class ObjectionRequestSerializer(serializers.Serializer[Any]):
    """What is wrong with a charge."""

    reasons = serializers.CharField(max_length=8000, help_text="What is wrong, and why.")
    wanted_less = serializers.DecimalField(
        **MONEY, required=False, help_text="How many euros of it are too much."
    )
    key = serializers.CharField(
        min_length=8, max_length=80, help_text="Your own key; the same again gives the same."
    )
    file = serializers.FileField(required=False, help_text="What proves it: PDF, JPG or PNG.")


class ObjectionSerializer(serializers.Serializer[Any]):
    """An objection and where it stands."""

    code = serializers.CharField(help_text="Public code of the objection.")
    register_number = serializers.CharField(source="entry.label", help_text="In the protocol.")
    charge = serializers.CharField(source="charge.code", help_text="Code of the charge.")
    state = serializers.CharField(help_text="lodged, accepted, rejected, withdrawn.")
    lodged_at = serializers.DateTimeField(help_text="When it was lodged.")
    answer = serializers.SerializerMethodField(help_text="The reasons of the decision.")

    def get_answer(self, objection: Any) -> str:
        """Return the answer once it is decided."""
        return objection.answer if objection.state in ("accepted", "rejected") else ""


def _refused(error: DomainError) -> Response:
    body = {"code": error.code, "detail": str(error)}
    return Response(body, status=status.HTTP_409_CONFLICT)


class CreditsView(APIView):
    """Credits that may be asked back."""

    @extend_schema(responses=CreditSerializer(many=True), operation_id="credits_list")
    def get(self, request: Request) -> Response:
        """Return the credits of everyone you may act for."""
        visible = access.visible_party_ids(request.user)
        return Response(CreditSerializer(queries.credits_of(sorted(visible)), many=True).data)


class RefundsView(APIView):
    """Asking for a credit."""

    @extend_schema(
        operation_id="refunds_ask",
        parameters=[OpenApiParameter("credit", OpenApiTypes.INT, OpenApiParameter.PATH)],
        request=RefundRequestSerializer,
        responses={201: RefundSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, credit: int) -> Response:
        """Ask for a credit back; the same credit again returns the open request."""
        kept = access.own_credit_for(request.user, credit)
        asked = RefundRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts: dict[str, Any] = {"amount": None} | dict(asked.validated_data)
        try:
            act = services.ask_refund(
                credit_id=kept.pk, actor=cast("User", request.user), at=timezone.now(), **facts
            )
        except DomainError as error:
            return _refused(error)
        return Response(RefundSerializer(act).data, status=status.HTTP_201_CREATED)


class RefundView(APIView):
    """One refund."""

    @extend_schema(
        operation_id="refunds_read",
        parameters=[CODE],
        responses={200: RefundSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return where a refund stands."""
        return Response(RefundSerializer(access.refund_for(request.user, code)).data)


class WaiverRequestSerializer(serializers.Serializer[Any]):
    """Why a surcharge should be waived."""

    cause = serializers.ChoiceField(
        choices=[code for code, _words in queries.acts.waiver_causes()],
        help_text="The cause, in the words of the law.",
    )
    reason = serializers.CharField(max_length=2000, help_text="What happened, and what proves it.")


class WaiverSerializer(serializers.Serializer[Any]):
    """A waiver and where it stands."""

    code = serializers.CharField(help_text="Public code of the request.")
    number = serializers.CharField(source="__str__", help_text="Number and year.")
    state = serializers.CharField(help_text="asked, proposed, approved, done, refused, withdrawn.")
    amount = serializers.DecimalField(**MONEY, help_text="Euros of surcharge.")
    refusal = serializers.CharField(allow_blank=True, help_text="Why not, once it is refused.")


class WaiversView(APIView):
    """Asking that a surcharge be waived."""

    @extend_schema(
        operation_id="waivers_ask",
        parameters=[CODE],
        request=WaiverRequestSerializer,
        responses={201: WaiverSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str) -> Response:
        """Ask that the surcharge of a debt be waived; again returns the open request."""
        charge = access.own_charge_for(request.user, code)
        asked = WaiverRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            act = services.ask_waiver(
                charge_id=charge.pk,
                actor=cast("User", request.user),
                at=timezone.now(),
                **asked.validated_data,
            )
        except DomainError as error:
            return _refused(error)
        return Response(WaiverSerializer(act).data, status=status.HTTP_201_CREATED)


class WaiverView(APIView):
    """One waiver."""

    @extend_schema(
        operation_id="waivers_read",
        parameters=[CODE],
        responses={200: WaiverSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return where the waiver of a surcharge stands."""
        return Response(WaiverSerializer(access.waiver_for(request.user, code)).data)


class ObjectionsView(APIView):
    """Objecting to a charge; with a file it comes as `multipart/form-data`."""

    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        operation_id="objections_lodge",
        parameters=[CODE],
        request=ObjectionRequestSerializer,
        responses={201: ObjectionSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str) -> Response:
        """Lodge an objection against a charge; it gets a number in the protocol."""
        charge = access.own_charge_for(request.user, code)
        asked = ObjectionRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = dict(asked.validated_data)
        file = facts.pop("file", None)
        try:
            objection = services.object_to_charge(
                charge_id=charge.pk,
                uploads=[(file.name, file)] if file else [],
                actor=cast("User", request.user),
                at=timezone.now(),
                **facts,
            )
        except DomainError as error:
            return _refused(error)
        return Response(ObjectionSerializer(objection).data, status=status.HTTP_201_CREATED)


class ObjectionView(APIView):
    """One objection."""

    @extend_schema(
        operation_id="objections_read",
        parameters=[CODE],
        responses={200: ObjectionSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return where an objection stands, and its answer."""
        return Response(ObjectionSerializer(access.objection_for(request.user, code)).data)
