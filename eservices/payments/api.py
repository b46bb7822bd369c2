"""Paying for programs: the same steps as the pages, one domain call each."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.kernel.dates import athens_day
from backoffice.revenue import access as revenue_access
from backoffice.revenue import queries as revenue_queries

from . import services
from .basket import basket_for

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Your own key for this payment. The same key again brings the same payment.",
)


class ItemSerializer(serializers.Serializer[Any]):
    """One charge to pay, wholly or in part."""

    charge = serializers.CharField(max_length=24, help_text="Code of the charge.")
    amount = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        min_value=1,
        required=False,
        help_text="Euros; all if left out.",
    )


class PaymentRequestSerializer(serializers.Serializer[Any]):
    """What is to be paid together."""

    items = ItemSerializer(many=True, allow_empty=False, max_length=200)


class PaidItemSerializer(serializers.Serializer[Any]):
    """One charge of a payment."""

    charge = serializers.CharField(source="charge_code")
    label = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)


class PaymentSerializer(serializers.Serializer[Any]):
    """How a payment stands."""

    code = serializers.CharField()
    state = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    items = PaidItemSerializer(many=True)
    receipt = serializers.CharField(source="receipt_code", allow_null=True)
    card_page = serializers.URLField(allow_null=True, required=False)


class ReceiptSerializer(serializers.Serializer[Any]):
    """A receipt."""

    code = serializers.CharField()
    number = serializers.CharField()
    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    paid_at = serializers.DateTimeField()
    method = serializers.CharField()
    is_reversed = serializers.BooleanField()
    lines = PaidItemSerializer(many=True)


class PaymentsView(APIView):
    """Begin payments."""

    @extend_schema(
        parameters=[KEY],
        request=PaymentRequestSerializer,
        responses={201: PaymentSerializer},
        operation_id="payments_begin",
    )
    def post(self, request: Request) -> Response:
        """Begin a payment; send the payer to `card_page`."""
        key = request.headers.get("Idempotency-Key", "")
        if not 8 <= len(key) <= 80:
            raise serializers.ValidationError(
                {"Idempotency-Key": ["Send a key of your own with 8 to 80 characters."]}
            )
        wanted = PaymentRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        items = wanted.validated_data["items"]
        now = timezone.now()
        basket = basket_for(
            request.user,
            [item["charge"] for item in items],
            {item["charge"]: item["amount"] for item in items if "amount" in item},
            athens_day(now),
        )
        wish = basket.wish(
            key=f"api-{request.user.pk}-{key}",
            language=get_language() or "el",
            email=request.user.email,
        )
        attempt = services.begin_checkout(payer=request.user, wish=wish, at=now)
        view = revenue_queries.payment_view(attempt.payment.code)
        body = PaymentSerializer(view).data | {"card_page": attempt.url or None}
        return Response(body, status=status.HTTP_201_CREATED)


class PaymentView(APIView):
    """One payment."""

    @extend_schema(responses=PaymentSerializer, operation_id="payments_read")
    def get(self, request: Request, code: str) -> Response:
        """Tell how a payment stands."""
        payment = revenue_access.payment_for(request.user, code)
        return Response(PaymentSerializer(revenue_queries.payment_view(payment.code)).data)


class ReceiptView(APIView):
    """One receipt."""

    @extend_schema(responses=ReceiptSerializer, operation_id="receipts_read")
    def get(self, request: Request, code: str) -> Response:
        """Return a receipt."""
        receipt = revenue_access.receipt_for(request.user, code)
        return Response(ReceiptSerializer(revenue_queries.receipt_view(receipt)).data)
