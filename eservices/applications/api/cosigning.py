"""Signing, or not, what another person wrote, at `/api/v1/applications/invitations/`."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eservices.applications import access, services

from . import shapes
from .drafts import signed_in


class InvitationView(APIView):
    """An invitation to sign."""

    @extend_schema(
        operation_id="applications_invitation",
        parameters=[shapes.in_path("code", "Code of the invitation.")],
        responses={200: shapes.InvitationSerializer, 404: shapes.NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the content that you are asked to sign."""
        held = access.invitation_for(request.user, code)
        return Response(shapes.InvitationSerializer(held).data)


class SignView(APIView):
    """Signing."""

    @extend_schema(
        operation_id="applications_sign",
        parameters=[shapes.in_path("code", "Code of the invitation.")],
        request=shapes.SignSerializer,
        responses={
            200: shapes.InvitationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Sign the content whose hash you send."""
        held = access.invitation_for(request.user, code)
        said = shapes.SignSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        signed = services.sign(
            signature_id=held.pk,
            digest=said.validated_data["digest"],
            actor=signed_in(request),
            at=timezone.now(),
        )
        return Response(shapes.InvitationSerializer(signed).data)


class RefuseView(APIView):
    """Refusing to sign."""

    @extend_schema(
        operation_id="applications_refuse_signature",
        parameters=[shapes.in_path("code", "Code of the invitation.")],
        request=shapes.ReasonSerializer,
        responses={
            200: shapes.InvitationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Say that you do not sign, and why."""
        held = access.invitation_for(request.user, code)
        said = shapes.ReasonSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        refused = services.refuse_signature(
            signature_id=held.pk,
            reason=said.validated_data["reason"],
            actor=signed_in(request),
            at=timezone.now(),
        )
        return Response(shapes.InvitationSerializer(refused).data)
