"""Paying by instalments, for programs: the same steps as the pages, one domain call each."""

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.arrangements import access as arrangements_access
from backoffice.arrangements import queries, services
from backoffice.arrangements.queries import Wish
from backoffice.identity.models import User
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.dates import athens_day

from . import access

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to see.")
REFUSED = OpenApiResponse(ProblemSerializer, "A rule was not met; the sentence says which.")
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the arrangement."
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Your own key for this application, 8 to 80 characters; the same key again "
    "brings the same arrangement.",
)


class WishSerializer(serializers.Serializer[Any]):
    """Which debts, in how many instalments."""

    debtor = serializers.CharField(
        required=False, max_length=24, help_text="Code of the debtor; you if left out."
    )
    charges = serializers.ListField(
        child=serializers.CharField(max_length=24),
        allow_empty=False,
        max_length=200,
        help_text="Codes of the charges.",
    )
    number = serializers.IntegerField(min_value=1, max_value=120, help_text="Instalments.")
    income = serializers.DecimalField(
        **MONEY, required=False, help_text="A year's income in euros, for a longer term."
    )
    children = serializers.IntegerField(
        required=False, min_value=0, max_value=20, help_text="Dependent children."
    )


class ArrangementApplicationSerializer(WishSerializer):
    """What is applied for, and the total that was agreed to."""

    agreed = serializers.DecimalField(**MONEY, help_text="The offer's `total`, in euros.")


class PartSerializer(serializers.Serializer[Any]):
    """One instalment of an offer; amounts in euros."""

    number = serializers.IntegerField(help_text="Its number.")
    due_on = serializers.DateField(help_text="Last day to pay.")
    capital = serializers.DecimalField(**MONEY, help_text="Of the debts.")
    interest = serializers.DecimalField(**MONEY, help_text="Interest.")
    amount = serializers.DecimalField(**MONEY, help_text="What is paid with it.")


class OfferSerializer(serializers.Serializer[Any]):
    """What an arrangement would be today; amounts in euros."""

    capital = serializers.DecimalField(**MONEY, help_text="What is arranged.")
    waived = serializers.DecimalField(**MONEY, help_text="What of the surcharges is waived.")
    rate = serializers.DecimalField(
        max_digits=14, decimal_places=7, help_text="Yearly interest, as a fraction."
    )
    interest = serializers.DecimalField(**MONEY, help_text="All interest.")
    total = serializers.DecimalField(**MONEY, help_text="All that will be paid.")
    organ = serializers.CharField(help_text="Who grants: treasurer, committee or council.")
    least = serializers.IntegerField(help_text="Fewest instalments.")
    most = serializers.IntegerField(help_text="Most instalments.")
    instalments = PartSerializer(source="parts", many=True)


class InstalmentSerializer(PartSerializer):
    """One instalment as it stands today."""

    late_fee = serializers.DecimalField(**MONEY, help_text="Surcharge for paying late.")
    left = serializers.DecimalField(**MONEY, help_text="Left to pay of it.")
    paid_on = serializers.DateField(allow_null=True, help_text="When it was paid.")
    state = serializers.CharField(help_text="paid, late_paid, overdue, due, coming or dropped.")


class SummarySerializer(serializers.Serializer[Any]):
    """An arrangement in a list."""

    code = serializers.CharField(help_text="Public code.")
    number = serializers.CharField(source="__str__", help_text="Number and year.")
    scheme = serializers.CharField(source="terms.scheme", help_text="Its scheme.")
    debtor = serializers.CharField(source="debtor.full_name", help_text="Whose debts.")
    state = serializers.CharField(help_text="awaiting, running, completed, lost or refused.")
    capital = serializers.DecimalField(**MONEY, help_text="Euros arranged.")
    parts = serializers.IntegerField(help_text="Instalments.")
    applied_on = serializers.DateField(help_text="The day of the application.")


class ArrangementSerializer(serializers.Serializer[Any]):
    """An arrangement as it stands today; amounts in euros."""

    code = serializers.CharField(source="arrangement.code", help_text="Public code.")
    number = serializers.CharField(source="arrangement.__str__", help_text="Number and year.")
    scheme = serializers.CharField(help_text="Its scheme.")
    debtor = serializers.CharField(help_text="Whose debts.")
    state = serializers.CharField(source="arrangement.state", help_text="Where it stands.")
    cause = serializers.CharField(
        source="arrangement.cause", allow_blank=True, help_text="Why it was lost."
    )
    capital = serializers.DecimalField(
        **MONEY, source="arrangement.capital", help_text="What was arranged."
    )
    rate = serializers.DecimalField(
        max_digits=14,
        decimal_places=7,
        source="arrangement.rate",
        help_text="Yearly interest, as a fraction.",
    )
    paid = serializers.DecimalField(**MONEY, help_text="Paid of it.")
    left = serializers.DecimalField(**MONEY, help_text="Left of it.")
    instalments = InstalmentSerializer(many=True)


class PayableItemSerializer(serializers.Serializer[Any]):
    """One charge to pay with `POST /payments/`."""

    charge = serializers.CharField(help_text="Code of the charge.")
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")


class PayableSerializer(serializers.Serializer[Any]):
    """What to pay together."""

    total = serializers.DecimalField(**MONEY, help_text="Euros.")
    items = PayableItemSerializer(many=True)


class AskSerializer(serializers.Serializer[Any]):
    """What is to be paid."""

    everything = serializers.BooleanField(
        required=False, help_text="All that is left, and not only what is due or comes next."
    )


class SecondSerializer(serializers.Serializer[Any]):
    """A second chance."""

    number = serializers.IntegerField(
        min_value=1, max_value=120, help_text="Instalments, at most as many as were left."
    )


def _wish(request: Request, asked: dict[str, Any]) -> Wish:
    debtors = access.debtors_for(request.user)
    debtor = access.chosen_debtor(debtors, asked.get("debtor", ""))
    party_id = debtor.pk if debtor else 0
    ids = access.charges_of(request.user, party_id, list(dict.fromkeys(asked["charges"])))
    return Wish(
        party_id,
        tuple(ids),
        asked["number"],
        income=asked.get("income"),
        children=asked.get("children", 0),
    )


def key_of(request: Request) -> str:
    """Return the caller's own key for a request.

    :raises ValidationError: if there is none of 8 to 80 characters
    """
    key = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(key) <= 80 or not key.isascii():
        raise serializers.ValidationError(
            {"Idempotency-Key": [_("Send a key of your own with 8 to 80 characters.")]}
        )
    return f"api:{request.user.pk}:{key}"


def _shown(arrangement: Any) -> dict[str, Any]:
    view = queries.arrangement_view(arrangement, athens_day(timezone.now()))
    return dict(ArrangementSerializer(view).data)


class ArrangementsView(APIView):
    """Arrangements of everyone you may pay for."""

    @extend_schema(responses=SummarySerializer(many=True), operation_id="arrangements_list")
    def get(self, request: Request) -> Response:
        """Return the arrangements, those that stand first."""
        ids = [debtor.pk for debtor in access.debtors_for(request.user)]
        return Response(SummarySerializer(queries.arrangements_of(ids), many=True).data)

    @extend_schema(
        operation_id="arrangements_apply",
        parameters=[KEY],
        request=ArrangementApplicationSerializer,
        responses={201: ArrangementSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Apply for an arrangement; up to the treasurer's limit it is in force at once."""
        asked = ArrangementApplicationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        arrangement = services.apply(
            wish=_wish(request, asked.validated_data),
            key=key_of(request),
            agreed=asked.validated_data["agreed"],
            actor=cast("User", request.user),
            at=timezone.now(),
        )
        return Response(_shown(arrangement), status=status.HTTP_201_CREATED)


class OffersView(APIView):
    """What instalments would cost."""

    @extend_schema(
        operation_id="arrangements_offer",
        request=WishSerializer,
        responses={200: OfferSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Return what an arrangement would be today; nothing is written."""
        asked = WishSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = queries.offer(_wish(request, asked.validated_data), athens_day(timezone.now()))
        return Response(OfferSerializer(made).data)


class ArrangementView(APIView):
    """One arrangement."""

    @extend_schema(
        operation_id="arrangements_read",
        parameters=[CODE],
        responses={200: ArrangementSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return an arrangement with its instalments as they stand today."""
        return Response(_shown(arrangements_access.arrangement_for(request.user, code)))


class PayableView(APIView):
    """What to pay."""

    @extend_schema(
        operation_id="arrangements_payable",
        parameters=[CODE],
        request=AskSerializer,
        responses={200: PayableSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str) -> Response:
        """Return the charges and amounts to pay now; its interest is certified with it."""
        found = arrangements_access.own_arrangement_for(request.user, code)
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        everything = asked.validated_data.get("everything", False)
        verb = services.ask_rest if everything else services.ask_next
        payable = verb(arrangement_id=found.pk, actor=cast("User", request.user), at=timezone.now())
        items = [{"charge": charge, "amount": amount} for charge, amount in payable.items]
        return Response(PayableSerializer({"total": payable.total, "items": items}).data)


class SecondChanceView(APIView):
    """The second chance of a lost arrangement."""

    @extend_schema(
        operation_id="arrangements_second_chance",
        parameters=[CODE, KEY],
        request=SecondSerializer,
        responses={201: ArrangementSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str) -> Response:
        """Give a lost arrangement its second chance: a new one over what is left."""
        found = arrangements_access.own_arrangement_for(request.user, code)
        asked = SecondSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        arrangement = services.revive(
            arrangement_id=found.pk,
            number=asked.validated_data["number"],
            key=key_of(request),
            actor=cast("User", request.user),
            at=timezone.now(),
        )
        return Response(_shown(arrangement), status=status.HTTP_201_CREATED)
