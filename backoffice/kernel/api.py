"""How a domain error reaches a program."""

from typing import Any

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .errors import DomainError


def domain_errors(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a domain error with 409, its code and its message; leave the rest to DRF."""
    if isinstance(error, DomainError):
        return Response({"code": error.code, "detail": str(error)}, status=409)
    return exception_handler(error, context)


class ProblemSerializer(serializers.Serializer[Any]):
    """Why something is refused, and how to mend it."""

    code = serializers.CharField(required=False, help_text="A word for programs.")
    detail = serializers.CharField(help_text="A sentence for people.")
