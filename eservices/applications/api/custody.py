"""The children in one's custody, at `/api/v1/applications/children/`."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_of
from eservices.applications import access, people, services

from . import shapes
from .drafts import signed_in


class ChildrenView(APIView):
    """Children in your custody."""

    @extend_schema(
        operation_id="applications_children", responses=shapes.CustodySerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Return the children you declared who are under age."""
        own = party_of(signed_in(request))
        held = people.children_of(own.pk, athens_day(timezone.now())) if own else []
        return Response(shapes.CustodySerializer(held, many=True).data)

    @extend_schema(
        operation_id="applications_declare_child",
        request=shapes.CustodySerializer,
        responses={201: shapes.CustodySerializer, 409: shapes.REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Declare that a child is in your custody."""
        said = shapes.CustodySerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = services.declare_custody(
            actor=signed_in(request), at=timezone.now(), **said.validated_data
        )
        return Response(shapes.CustodySerializer(made).data, status=201)


class ChildView(APIView):
    """One child."""

    @extend_schema(
        operation_id="applications_end_child",
        parameters=[shapes.in_path("code", "Code of the declaration.")],
        responses={204: None, 404: shapes.NOT_FOUND},
    )
    def delete(self, request: Request, code: str) -> Response:
        """End a declaration; what was sent under it stays."""
        held = access.custody_for(request.user, code)
        services.end_custody(custody_id=held.pk, actor=signed_in(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
