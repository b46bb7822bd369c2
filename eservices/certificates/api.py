"""Certificates for programs."""

from typing import Any, cast

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.certificates import access, services
from backoffice.certificates.queries import file_of
from backoffice.identity.models import User
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.errors import DomainError

from . import queries

NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to see.")
REFUSED = OpenApiResponse(ProblemSerializer, "The town gives no such certificate.")
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the application."
)
FILE_CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the certificate."
)


class CertificateRequestSerializer(serializers.Serializer[Any]):
    """A certificate that is asked for."""

    kind = serializers.CharField(max_length=40, help_text="clearance, debt-statement, …")
    party = serializers.CharField(
        max_length=24, required=False, help_text="Code of the holder; you if left out."
    )
    purpose = serializers.CharField(max_length=200, required=False, allow_blank=True)
    key = serializers.CharField(
        max_length=60, help_text="Made by you; the same key again gives the same application."
    )


class GroundSerializer(serializers.Serializer[Any]):
    """One thing that stands against it."""

    text = serializers.CharField(help_text="The reason, in Greek.")
    charge = serializers.CharField(allow_blank=True, help_text="Code of the debt.")
    amount = serializers.CharField(allow_blank=True, help_text="Euros, as written.")
    mend = serializers.CharField(allow_blank=True, help_text="What to do.")


class IssuedCertificateSerializer(serializers.Serializer[Any]):
    """A certificate that was issued."""

    code = serializers.CharField(help_text="Its code, for the file.")
    number = serializers.CharField(source="entry.label", help_text="Number in the register.")
    on = serializers.DateField(help_text="Day of issue.")
    valid_until = serializers.DateField(allow_null=True)
    verification = serializers.CharField(help_text="For /verify/.")
    is_sealed = serializers.BooleanField(source="file_id", help_text="Whether the file is ready.")


class CertificateApplicationSerializer(serializers.Serializer[Any]):
    """One application and what came of it."""

    code = serializers.CharField(source="made.code")
    kind = serializers.CharField(source="made.kind")
    holder = serializers.CharField(source="made.party.full_name")
    state = serializers.CharField(
        help_text="valid, in_review, expired, cancelled, replaced or refused."
    )
    grounds = GroundSerializer(source="made.grounds", many=True)
    certificate = IssuedCertificateSerializer(allow_null=True)
    replaced_by = serializers.SerializerMethodField(
        help_text="Code of the application whose certificate took its place; empty if none did."
    )
    replaces = serializers.SerializerMethodField(
        help_text="Code of the application whose certificate it took the place of; else empty."
    )

    def get_replaced_by(self, shown: queries.Shown) -> str:
        """Return the application of the newer certificate."""
        return shown.replaced_by.application.code if shown.replaced_by else ""

    def get_replaces(self, shown: queries.Shown) -> str:
        """Return the application of the earlier certificate."""
        return shown.replaces.application.code if shown.replaces else ""


class CertificatesView(APIView):
    """Your applications, and a new one."""

    @extend_schema(
        responses=CertificateApplicationSerializer(many=True), operation_id="certificates_list"
    )
    def get(self, request: Request) -> Response:
        """Return your applications, the latest first."""
        found = [queries.shown(row[0]) for row in queries.applications_of(_user(request))[:20]]
        return Response(CertificateApplicationSerializer(found, many=True).data)

    @extend_schema(
        request=CertificateRequestSerializer,
        responses={201: CertificateApplicationSerializer, 404: NOT_FOUND, 409: REFUSED},
        operation_id="certificates_ask",
    )
    def post(self, request: Request) -> Response:
        """Ask for a certificate; it is given at once, or says what stands against it."""
        asked = CertificateRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        facts, user = asked.validated_data, _user(request)
        people = queries.people_for(user)
        code = facts.get("party") or (people[0].code if people else "")
        holder = next((party for party in people if party.code == code), None)
        if holder is None:
            raise Http404
        try:
            made = services.obtain(
                kind=facts["kind"],
                party_id=holder.pk,
                key=f"citizen:{user.pk}:{facts['key']}",
                purpose=facts.get("purpose", ""),
                actor=user,
                at=timezone.now(),
            )
        except DomainError as error:
            return Response({"detail": str(error), "code": error.code}, status=409)
        return Response(CertificateApplicationSerializer(queries.shown(made)).data, status=201)


class CertificateView(APIView):
    """One application."""

    @extend_schema(
        parameters=[CODE],
        responses={200: CertificateApplicationSerializer, 404: NOT_FOUND},
        operation_id="certificates_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return an application and what came of it."""
        made = access.application_for(request.user, code)
        return Response(CertificateApplicationSerializer(queries.shown(made)).data)

    @extend_schema(
        parameters=[CODE],
        request=None,
        responses={200: CertificateApplicationSerializer, 404: NOT_FOUND},
        operation_id="certificates_go_on",
    )
    def post(self, request: Request, code: str) -> Response:
        """Look again after paying or arranging."""
        made = access.application_for(request.user, code)
        again = services.go_on(application_id=made.pk, actor=_user(request), at=timezone.now())
        return Response(CertificateApplicationSerializer(queries.shown(again)).data)


class CertificateFileView(APIView):
    """The sealed file."""

    @extend_schema(
        parameters=[FILE_CODE],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: NOT_FOUND},
        operation_id="certificates_file",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return the sealed PDF."""
        sealed = file_of(access.certificate_for(request.user, code))
        if sealed is None:
            raise Http404
        return HttpResponse(sealed.content, content_type="application/pdf")


def _user(request: Request) -> User:
    return cast("User", request.user)
