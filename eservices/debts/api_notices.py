"""Notices of debts for programs: the same list and the same paper."""

from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.enforcement import access as enforcement_access
from backoffice.enforcement import queries as enforcement_queries
from backoffice.enforcement import services as enforcement
from backoffice.identity.models import User
from backoffice.revenue import access as revenue_access

from .api import MONEY, NOT_FOUND
from .notices import as_pdf


class NoticeSerializer(serializers.Serializer[Any]):
    """A notice of debts; the amount in euros."""

    code = serializers.CharField(help_text="Public code of the notice.")
    kind = serializers.CharField(help_text="individual or overdue.")
    number = serializers.CharField(help_text="Number of the notice.")
    debtor = serializers.CharField(help_text="Whom it is addressed to.")
    on = serializers.DateField(help_text="Its date.")
    total = serializers.DecimalField(**MONEY, help_text="What it asks for, with interest.")
    served_on = serializers.DateField(allow_null=True, help_text="The day of service, if made.")
    objection_until = serializers.DateField(
        allow_null=True, help_text="Last day to object, once served."
    )


class NoticesView(APIView):
    """Every notice."""

    @extend_schema(responses=NoticeSerializer(many=True), operation_id="notices_list")
    def get(self, request: Request) -> Response:
        """Return the notices addressed to everyone you may pay for, the latest first."""
        visible = revenue_access.visible_party_ids(request.user)
        found = enforcement_queries.notices_of_parties(visible)
        return Response(NoticeSerializer(found, many=True).data)


class NoticePaperView(APIView):
    """One notice as PDF."""

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the notice."
            )
        ],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: NOT_FOUND},
        operation_id="notices_document",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return the notice as it was issued; that you opened it is written down."""
        notice = enforcement_access.own_notice_for(request.user, code)
        content = enforcement.open_notice(
            notice_id=notice.pk, user=cast("User", request.user), at=timezone.now()
        )
        return as_pdf(content, code)
