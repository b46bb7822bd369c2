"""What one sent to the town and what the town sent back, for programs."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.documents import access as documents_access
from backoffice.documents import papers, queries
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import language

from . import access
from .views import pdf_response

NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to read.")
PDF = {(200, "application/pdf"): OpenApiTypes.BINARY, 404: NOT_FOUND}


def code_of(what: str) -> OpenApiParameter:
    """Return the description of the code in an address."""
    return OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH, description=what)


class PaperSerializer(serializers.Serializer[Any]):
    """One paper."""

    code = serializers.CharField(help_text="Public code of the paper.")
    number = serializers.CharField(source="label", help_text="Protocol number with its year.")
    registered_at = serializers.DateTimeField(source="at", help_text="Time of registration.")
    is_sent = serializers.BooleanField(help_text="Sent to the town; else sent by the town.")
    subject = serializers.CharField(
        source="title", allow_blank=True, help_text="Public subject; empty: as on the document."
    )
    person = serializers.CharField(allow_blank=True, help_text="Whose paper it is.")
    state = serializers.CharField(help_text="Where it stands, in the language of the answer.")
    due_on = serializers.DateField(allow_null=True, help_text="The answer is due by this day.")


class ClockSerializer(serializers.Serializer[Any]):
    """The legal time limit in plain words."""

    now = serializers.CharField(help_text="Where it stands.")
    history = serializers.ListField(
        child=serializers.CharField(), help_text="What happened, in order, with reasons."
    )
    basis = serializers.CharField(help_text="The law.")
    after = serializers.CharField(allow_blank=True, help_text="What follows if it passes.")


class IssuedSerializer(serializers.Serializer[Any]):
    """A document that was sent about the paper."""

    code = serializers.CharField(
        source="verification", help_text="Verification code; also opens the sealed file."
    )
    number = serializers.CharField(source="label", help_text="Its protocol number.")
    subject = serializers.CharField(source="title", help_text="Its subject.")
    issued_at = serializers.DateTimeField(help_text="When it was numbered.")
    sent_at = serializers.DateTimeField(allow_null=True, help_text="When the copy left.")
    delivered_on = serializers.DateField(allow_null=True, help_text="When it arrived.")
    deemed_served_on = serializers.DateField(
        allow_null=True, help_text="When the law takes it as served."
    )
    is_cancelled = serializers.BooleanField(help_text="It does not hold any more.")
    is_replaced = serializers.BooleanField(help_text="It was repeated correctly.")
    has_file = serializers.BooleanField(help_text="Whether the sealed file can be fetched.")


class LinkSerializer(serializers.Serializer[Any]):
    """Another paper of yours, and what it is to this one."""

    relation = serializers.CharField(source="words", help_text="What it is to this one.")
    number = serializers.CharField(source="label", help_text="Its protocol number.")
    code = serializers.CharField(help_text="Its public code.")


class FullPaperSerializer(serializers.Serializer[Any]):
    """One paper with its time limit and what was sent about it."""

    paper = PaperSerializer(source="row")
    clock = ClockSerializer(source="words", allow_null=True)
    issued = IssuedSerializer(many=True)
    links = LinkSerializer(many=True)


class PapersQuerySerializer(serializers.Serializer[Any]):
    """Which papers."""

    q = serializers.CharField(
        required=False, max_length=120, help_text="Protocol number, or words of the subject."
    )
    way = serializers.ChoiceField(
        required=False, choices=["sent", "received"], help_text="Sent to the town or by it."
    )
    state = serializers.ChoiceField(
        required=False, choices=["open", "waiting", "over"], help_text="Where it stands."
    )
    first = serializers.DateField(required=False, help_text="Registered from this day.")
    last = serializers.DateField(required=False, help_text="Registered until this day.")
    person = serializers.CharField(
        required=False, max_length=24, help_text="Code of one of those you may act for."
    )


class Pages(LimitOffsetPagination):
    """Twenty-five papers at a time, a hundred at most."""

    default_limit = 25
    max_limit = 100


class PapersView(GenericAPIView[Any]):
    """Everything sent and received."""

    pagination_class = Pages
    serializer_class = PaperSerializer

    @extend_schema(
        parameters=[PapersQuerySerializer],
        responses={200: PaperSerializer(many=True), 404: NOT_FOUND},
        operation_id="papers_list",
    )
    def get(self, request: Request) -> Response:
        """Return the papers of everyone you may act for in everything, the newest first."""
        asked = PapersQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        people = access.people_for(request.user)
        ids = access.chosen_of(people, said.get("person", ""))
        filters = queries.PaperFilters(
            text=said.get("q", ""),
            way=said.get("way", ""),
            state=said.get("state", ""),
            first_on=said.get("first"),
            last_on=said.get("last"),
        )
        found = self.paginate_queryset(queries.search_papers(ids, filters)) or []
        rows = queries.paper_rows(found, ids, athens_day(timezone.now()))
        return self.get_paginated_response(PaperSerializer(rows, many=True).data)


class PaperView(APIView):
    """One paper."""

    @extend_schema(
        parameters=[code_of("Code of the paper.")],
        responses={200: FullPaperSerializer, 404: NOT_FOUND},
        operation_id="papers_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a paper, its legal time limit in words, and what was sent about it."""
        entry = documents_access.paper_for(request.user, code)
        shown = queries.paper_view(
            entry,
            documents_access.correspondent_ids(request.user),
            on=athens_day(timezone.now()),
            language=language(),
        )
        return Response(FullPaperSerializer(shown).data)


class ReceiptView(APIView):
    """The receipt of registration."""

    @extend_schema(
        parameters=[code_of("Code of a paper that was sent to the town.")],
        responses=PDF,
        operation_id="papers_receipt",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return the receipt of registration as a PDF."""
        entry = documents_access.sent_paper_for(request.user, code)
        body = papers.receipt(entry, language())
        return pdf_response(body, f"receipt-{entry.code}.pdf")


class SealedView(APIView):
    """A sealed document."""

    @extend_schema(
        parameters=[code_of("Verification code of a document that was sent to you.")],
        responses=PDF,
        operation_id="papers_sealed",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return a sealed document as a PDF."""
        issue = documents_access.sealed_for(request.user, code)
        assert issue.file is not None
        return pdf_response(queries.content_of(issue.file), f"document-{issue.verification}.pdf")
