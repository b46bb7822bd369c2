"""The monthly charge of a card, for programs."""

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.arrangements import access as arrangements_access
from backoffice.arrangements import queries
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import language
from eservices.payments import standing

from . import card
from .api import CODE, KEY, MONEY, NOT_FOUND, REFUSED, key_of


class CardSerializer(serializers.Serializer[Any]):
    """How the monthly charge stands, and what one agrees to by asking for it."""

    state = serializers.CharField(help_text="none, asked, active or stopped.")
    consent = serializers.CharField(help_text="The words one agrees to, or agreed to.")
    url = serializers.CharField(
        allow_blank=True, help_text="Where the card is saved, while it is asked for."
    )
    card = serializers.CharField(allow_blank=True, help_text="Brand and last four digits.")
    expiry = serializers.CharField(allow_blank=True, help_text="Month and year.")
    next_on = serializers.DateField(allow_null=True, help_text="When it is charged next.")
    amount = serializers.DecimalField(**MONEY, allow_null=True, help_text="Euros expected then.")
    refusal = serializers.CharField(
        allow_blank=True, help_text="Why the last charge was refused, if it was."
    )
    stop_reason = serializers.CharField(allow_blank=True, help_text="Why it stopped.")


class AgreeSerializer(serializers.Serializer[Any]):
    """Consent to the monthly charge."""

    agreed = serializers.BooleanField(help_text="True: I agree to the words of `consent`.")

    def validate_agreed(self, value: bool) -> bool:
        """Refuse anything but a yes.

        :raises ValidationError: if it is not agreed to
        """
        if not value:
            raise serializers.ValidationError("Agree to the words of `consent` first.")
        return value


def _shown(arrangement: Any) -> dict[str, Any]:
    at = timezone.now()
    charge = card.order_of(arrangement, at)
    if charge is None:
        left = queries.arrangement_view(arrangement, athens_day(at)).left_total
        text = card.consent_text(arrangement, left, language())
        return dict.fromkeys(("url", "card", "expiry", "refusal", "stop_reason"), "") | {
            "state": "none",
            "consent": text,
            "next_on": None,
            "amount": None,
        }
    return {
        "state": charge.order.state,
        "consent": charge.order.consent,
        "url": charge.order.url,
        "card": charge.card if charge.order.last4 else "",
        "expiry": charge.expiry if charge.order.last4 else "",
        "next_on": charge.next_on,
        "amount": charge.amount,
        "refusal": charge.refusal,
        "stop_reason": charge.order.stop_reason,
    }


class CardView(APIView):
    """The monthly charge of a card for one arrangement."""

    @extend_schema(
        operation_id="arrangements_card",
        parameters=[CODE],
        responses={200: CardSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return how the monthly charge stands."""
        found = arrangements_access.own_arrangement_for(request.user, code)
        return Response(CardSerializer(_shown(found)).data)

    @extend_schema(
        operation_id="arrangements_card_give",
        parameters=[CODE, KEY],
        request=AgreeSerializer,
        responses={201: CardSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str) -> Response:
        """Agree to the monthly charge; the card is saved at the `url` of the answer."""
        found = arrangements_access.own_arrangement_for(request.user, code)
        asked = AgreeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        card.give(
            arrangement=found,
            total=queries.arrangement_view(found, athens_day(at)).left_total,
            language=language(),
            key=key_of(request),
            actor=cast("User", request.user),
            at=at,
        )
        return Response(CardSerializer(_shown(found)).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="arrangements_card_stop",
        parameters=[CODE],
        responses={204: OpenApiResponse(None, "It charges nothing any more."), 404: NOT_FOUND},
    )
    def delete(self, request: Request, code: str) -> Response:
        """Stop the monthly charge at once."""
        found = arrangements_access.own_arrangement_for(request.user, code)
        charge = card.order_of(found, timezone.now())
        if charge is not None:
            standing.stop(
                order_id=charge.order.pk, actor=cast("User", request.user), at=timezone.now()
            )
        return Response(status=status.HTTP_204_NO_CONTENT)
