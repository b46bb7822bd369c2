"""Paying for programs: the same steps as the pages, one domain call each."""

from dataclasses import replace
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import language

from . import access, door, services
from .basket import basket_for
from .documents import line_label
from .forms import MOST_CHARGES

KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Your own key for this payment, 8 to 80 characters. The same key with the same "
    "content brings the same payment; with other content it is refused with 409.",
)
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="The public code."
)
MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class RefusedSerializer(serializers.Serializer[Any]):
    """Why something was refused."""

    code = serializers.CharField(help_text="A word for programs.", required=False)
    detail = serializers.CharField(help_text="A sentence for people, which says how to mend it.")


NOT_FOUND = OpenApiResponse(RefusedSerializer, "There is none, or it is not yours to see.")
REFUSED = OpenApiResponse(RefusedSerializer, "A rule was not met.")


class ItemSerializer(serializers.Serializer[Any]):
    """One charge to pay, wholly or in part."""

    charge = serializers.CharField(max_length=24, help_text="Code of the charge.")
    amount = serializers.DecimalField(
        **MONEY, required=False, help_text="Euros; all that is owed if left out."
    )


class PaymentRequestSerializer(serializers.Serializer[Any]):
    """What is to be paid together."""

    items = ItemSerializer(many=True, allow_empty=False)

    def validate_items(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse a charge that is named twice, and too many of them."""
        if len(items) > MOST_CHARGES:
            raise serializers.ValidationError(
                _("Choose up to %(most)s debts at a time.") % {"most": MOST_CHARGES}
            )
        if len({item["charge"] for item in items}) != len(items):
            raise serializers.ValidationError(_("Name each charge once."))
        return items


class PaidItemSerializer(serializers.Serializer[Any]):
    """One charge of a payment."""

    charge = serializers.CharField(source="charge_code", help_text="Code of the charge.")
    label = serializers.CharField(help_text="What it is for.")  # type: ignore[assignment]
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")


class PaymentSerializer(serializers.Serializer[Any]):
    """How a payment stands."""

    code = serializers.CharField(help_text="Public code of the payment.")
    state = serializers.ChoiceField(
        choices=["started", "settled", "failed", "abandoned", "reversed"],
        help_text="Where it stands.",
    )
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")
    items = PaidItemSerializer(many=True)
    receipt = serializers.CharField(
        source="receipt_code", allow_null=True, help_text="Code of the receipt, once there is one."
    )
    card_page = serializers.URLField(
        source="session_url",
        allow_blank=True,
        help_text="Where the payer pays, while the payment is in progress.",
    )


class ReceiptLineSerializer(serializers.Serializer[Any]):
    """What a part of a payment was for; below zero on a counter-receipt."""

    charge = serializers.CharField(source="charge_code", help_text="Code of the charge.")
    number = serializers.CharField(source="charge_number", help_text="Number of the charge.")
    label = serializers.SerializerMethodField(help_text="What it is for.")  # type: ignore[assignment]
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")

    def get_label(self, line: Any) -> str:
        """Return what the line is for, in the language of the answer."""
        return line_label(line, language())


class ReceiptSerializer(serializers.Serializer[Any]):
    """A receipt, or a counter-receipt that reverses one."""

    code = serializers.CharField(help_text="Public code of the receipt.")
    number = serializers.CharField(help_text="Number in its series without gaps.")
    amount = serializers.DecimalField(**MONEY, help_text="Euros.")
    issued_at = serializers.DateTimeField(help_text="When it was issued.")
    payment = serializers.CharField(source="payment_code", help_text="Code of the payment.")
    reverses = serializers.CharField(
        allow_blank=True, help_text="Number of the receipt it reverses; empty for a receipt."
    )
    reversed_amount = serializers.DecimalField(**MONEY, help_text="Euros that went back of it.")
    credit_kept = serializers.DecimalField(
        **MONEY, source="kept", help_text="Euros kept as the debtor's credit."
    )
    lines = ReceiptLineSerializer(many=True)


def _shown(request: Request, code: str) -> dict[str, Any]:
    payment, visit = access.payment_for(request, code, language()), door.visit_of(code)
    is_open = payment.state == "started" and visit is not None
    shown = replace(payment, session_url=visit.url if visit and is_open else "")
    return dict(PaymentSerializer(shown).data)


class PaymentsView(APIView):
    """Begin payments."""

    @extend_schema(
        operation_id="payments_begin",
        parameters=[KEY],
        request=PaymentRequestSerializer,
        responses={201: PaymentSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Begin a payment; send the payer to `card_page`."""
        key = request.headers.get("Idempotency-Key", "")
        if not 8 <= len(key) <= 80 or not key.isascii():
            raise serializers.ValidationError(
                {"Idempotency-Key": [_("Send a key of your own with 8 to 80 characters.")]}
            )
        wanted = PaymentRequestSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        items = wanted.validated_data["items"]
        now, user = timezone.now(), cast("User", request.user)
        amounts = {item["charge"]: item["amount"] for item in items if "amount" in item}
        codes = [item["charge"] for item in items]
        basket = basket_for(user, codes, amounts, athens_day(now), language())
        wish = basket.wish(key=f"api-{user.pk}-{key}", language=language(), email=user.email)
        attempt = services.begin_checkout(payer=user, wish=wish, at=now)
        body = _shown(request, attempt.payment.code)
        return Response(body, status=status.HTTP_201_CREATED)


class PaymentView(APIView):
    """One payment."""

    @extend_schema(
        operation_id="payments_read",
        parameters=[CODE],
        responses={200: PaymentSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Tell how a payment stands; the gateway is asked while it is in progress."""
        if access.payment_for(request, code, language()).state == "started":
            door.refresh(code, at=timezone.now())
        return Response(_shown(request, code))


class ReceiptView(APIView):
    """One receipt."""

    @extend_schema(
        operation_id="receipts_read",
        parameters=[CODE],
        responses={200: ReceiptSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a receipt."""
        return Response(ReceiptSerializer(access.receipt_for(request, code)).data)
