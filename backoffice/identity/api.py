"""The second factor for programs: the code that a page would ask for."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import second_factor, services


class CodeSerializer(serializers.Serializer[Any]):
    """A code of an authenticator application, or a recovery code."""

    code = serializers.CharField(max_length=32)


class StateSerializer(serializers.Serializer[Any]):
    """Whether the session counts as its user's."""

    needed = serializers.BooleanField()
    given = serializers.BooleanField()


class SecondFactorView(APIView):
    """Say whether the second factor is needed, and accept its code."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="second_factor_read", responses=StateSerializer)
    def get(self, request: Request) -> Response:
        """Tell whether this session still lacks its second factor."""
        user: Any = request.user
        given = second_factor.was_given(user, _session(request))
        return Response({"needed": user.needs_second_factor, "given": given})

    @extend_schema(
        operation_id="second_factor_give", request=CodeSerializer, responses=StateSerializer
    )
    def post(self, request: Request) -> Response:
        """Accept a code for this session; a wrong one is answered with 409."""
        asked = CodeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user: Any = request.user
        device = services.use_code(
            user_id=user.pk, code=asked.validated_data["code"], at=timezone.now()
        )
        second_factor.accept_in_session(_session(request), device)
        return Response({"needed": True, "given": True})


def _session(request: Request) -> Any:
    return request.auth if request.auth is not None else request.session
