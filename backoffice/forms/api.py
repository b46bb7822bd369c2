"""Forms as JSON Schema for programs: what a service asks, in force and before."""

from typing import Any

from django.http import Http404
from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import jsonschema, queries
from .errors import UnknownForm
from .states import VersionState

LANGUAGE = OpenApiParameter(
    "language",
    OpenApiTypes.STR,
    enum=["el", "en"],
    description="The language of titles; that of the request without it.",
)


def language_of(request: Request) -> str:
    """Return the language that a program asked for."""
    asked = request.query_params.get("language") or translation.get_language() or "el"
    return "en" if asked.startswith("en") else "el"


class FormVersionRow(serializers.Serializer[Any]):
    """A version that is or was in force."""

    number = serializers.IntegerField()
    state = serializers.ChoiceField(choices=[VersionState.IN_FORCE, VersionState.RETIRED])
    in_force_since = serializers.DateTimeField()
    checksum = serializers.CharField()
    schema = serializers.CharField(help_text="Path of its JSON Schema.")


class OpenView(APIView):
    """What everybody may read; a draft is nobody's to see here."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []


class FormSchema(OpenView):
    """The form that is filled in now, as JSON Schema 2020-12."""

    @extend_schema(
        operation_id="forms_schema", parameters=[LANGUAGE], responses=OpenApiTypes.OBJECT
    )
    def get(self, request: Request, key: str) -> Response:
        """Return the schema of the answers."""
        try:
            found = queries.form_in_force(key)
        except UnknownForm as error:
            raise Http404 from error
        made = jsonschema.of(found.form, language_of(request))
        return Response(made, headers={"X-Form-Version": str(found.number)})


class FormVersions(OpenView):
    """The versions of a form that are or were in force."""

    @extend_schema(operation_id="forms_versions", responses=FormVersionRow(many=True))
    def get(self, request: Request, key: str) -> Response:
        """Return the versions, the newest first."""
        rows = [row for row in queries.versions_of(key) if not row.is_draft]
        if not rows:
            raise Http404
        told = [
            {
                "number": row.number,
                "state": row.state,
                "in_force_since": row.in_force_since,
                "checksum": row.checksum,
                "schema": f"/api/v1/forms/{key}/versions/{row.number}/schema/",
            }
            for row in rows
        ]
        return Response(FormVersionRow(told, many=True).data)


class VersionSchema(OpenView):
    """A version that is or was in force, as JSON Schema 2020-12."""

    @extend_schema(
        operation_id="forms_version_schema", parameters=[LANGUAGE], responses=OpenApiTypes.OBJECT
    )
    def get(self, request: Request, key: str, number: int) -> Response:
        """Return the schema of the answers."""
        row = queries.version_of(key, number)
        if row is None or row.is_draft:
            raise Http404
        made = jsonschema.of(queries.form_of(row.pk), language_of(request))
        return Response(made, headers={"X-Form-Version": str(number)})
