"""The catalogue for programs: what the town offers, at what cost, by when, with which form."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.forms import queries as forms
from backoffice.forms.errors import UnknownForm
from backoffice.forms.jsonschema import of as schema_of
from backoffice.kernel.api import ProblemSerializer

from . import programs, rules
from .states import Availability, TopicKind

NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is no such service.")
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of the service."
)
LANGUAGE = OpenApiParameter(
    "language",
    OpenApiTypes.STR,
    enum=[code for code, _name in settings.LANGUAGES],
    description="Language of the texts; Greek if left out.",
)
FILTERS = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Part of the title, code or number."),
    OpenApiParameter("topic", OpenApiTypes.STR, description="Slug of a topic."),
    OpenApiParameter("event", OpenApiTypes.STR, description="Slug of a life event."),
    OpenApiParameter("department", OpenApiTypes.STR, description="Code of the department."),
    OpenApiParameter("availability", OpenApiTypes.STR, enum=Availability.values),
    OpenApiParameter("open", OpenApiTypes.BOOL, description="Only those open now."),
    LANGUAGE,
]


class OfferedFeeSerializer(serializers.Serializer[Any]):
    """What a service costs today."""

    kind = serializers.CharField(help_text="none, fixed, formula, tariff or parabolo.")
    amount = serializers.CharField(allow_null=True, help_text="Euros; null where reckoned.")
    formula = serializers.CharField(allow_blank=True)
    rows = serializers.ListField(child=serializers.DictField(), help_text="Rows of the tariff.")
    text = serializers.CharField(allow_blank=True, help_text="In words.")
    legal_basis = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()


class OfferedDocumentSerializer(serializers.Serializer[Any]):
    """A document that is asked for."""

    key = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    mandatory = serializers.CharField(help_text="yes, no or recommended.")
    condition = serializers.CharField(allow_blank=True, help_text="Asked for only where it holds.")
    ex_officio = serializers.BooleanField(help_text="The town fetches it itself.")
    accept = serializers.ListField(child=serializers.CharField())
    max_mb = serializers.IntegerField(allow_null=True)


class OpeningSerializer(serializers.Serializer[Any]):
    """Whether one can apply now."""

    state = serializers.CharField(help_text="open, before, after, redirect or withdrawn.")
    opens_at = serializers.DateTimeField(allow_null=True)
    closes_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(allow_blank=True, help_text="The other platform.")


class TopicSerializer(serializers.Serializer[Any]):
    """A topic or life event."""

    slug = serializers.CharField()
    kind = serializers.CharField(help_text="topic or life_event.")
    title = serializers.CharField()


class ServiceSummarySerializer(serializers.Serializer[Any]):
    """A service in a list."""

    code = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    topics = serializers.ListField(child=serializers.CharField())
    department = serializers.CharField(allow_blank=True, help_text="Code of the department.")
    auth_level = serializers.IntegerField(
        help_text="0 none, 1 e-mail, 2 TAXISnet, 3 with tax record."
    )
    opening = OpeningSerializer()
    page = serializers.CharField(allow_blank=True, help_text="Address of its card.")


class ServiceSerializer(ServiceSummarySerializer):
    """A service with everything that one needs to apply."""

    mitos_id = serializers.IntegerField(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    who = serializers.CharField(allow_blank=True)
    you_get = serializers.CharField(allow_blank=True)
    how_to_appeal = serializers.CharField(allow_blank=True)
    applicant_types = serializers.ListField(child=serializers.CharField())
    fee = OfferedFeeSerializer(allow_null=True)
    documents = OfferedDocumentSerializer(many=True)
    deadline_days = serializers.IntegerField(allow_null=True)
    deadline_kind = serializers.CharField()
    legal_basis = serializers.ListField(child=serializers.CharField())
    output_type = serializers.CharField()
    questions = serializers.ListField(child=serializers.CharField(), help_text="For /check/.")
    form = serializers.CharField(allow_blank=True, help_text="Address of the JSON Schema.")
    last_checked = serializers.DateField(allow_null=True)


class VerdictSerializer(serializers.Serializer[Any]):
    """What «can I use this?» comes to."""

    state = serializers.CharField(help_text="unasked, unfinished, yes or no.")
    reasons = serializers.ListField(child=serializers.CharField())


class OpenView(APIView):
    """Nobody signs in here."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    def language(self, request: Request) -> str:
        """Return the language asked for, or Greek."""
        asked = request.query_params.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ServicesView(OpenView):
    """The services that the town offers."""

    @extend_schema(
        parameters=FILTERS,
        responses=ServiceSummarySerializer(many=True),
        operation_id="services_list",
    )
    def get(self, request: Request) -> Response:
        """Return the services that match, in the order of their numbers."""
        wanted = {name: request.query_params.get(name, "") for name in programs.FILTERS}
        found = programs.listed(wanted, self.language(request), timezone.now())
        return Response(ServiceSummarySerializer(found, many=True).data)


class ServiceView(OpenView):
    """One service."""

    @extend_schema(
        parameters=[CODE, LANGUAGE],
        responses={200: ServiceSerializer, 404: NOT_FOUND},
        operation_id="services_read",
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a service with its cost, documents, time limit and form."""
        found = programs.told(code, self.language(request), timezone.now())
        if found is None:
            raise Http404
        return Response(ServiceSerializer(found).data)


class ServiceCheckView(OpenView):
    """«Can I use this?»."""

    @extend_schema(
        parameters=[
            CODE,
            LANGUAGE,
            OpenApiParameter("a1", OpenApiTypes.STR, enum=["yes", "no"], description="And a2, …"),
        ],
        responses={200: VerdictSerializer, 404: NOT_FOUND},
        operation_id="services_check",
    )
    def get(self, request: Request, code: str) -> Response:
        """Judge answers to the questions before applying; nothing is kept."""
        service = programs.queries.service(code)
        if service is None:
            raise Http404
        verdict = rules.can_use(service.check_questions, request.query_params)
        language = self.language(request)
        reasons = [service.check_questions[i]["message"][language] for i in verdict.reasons]
        return Response(VerdictSerializer({"state": verdict.state, "reasons": reasons}).data)


class ServiceFormView(OpenView):
    """The form of a service."""

    @extend_schema(
        parameters=[CODE, LANGUAGE],
        responses={(200, "application/schema+json"): OpenApiTypes.OBJECT, 404: NOT_FOUND},
        operation_id="services_form",
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return the form in force as JSON Schema 2020-12."""
        service = programs.queries.service(code)
        if service is None or not service.form_key:
            raise Http404
        try:
            found = forms.form_in_force(service.form_key)
        except UnknownForm:
            raise Http404 from None
        return JsonResponse(
            schema_of(found.form, self.language(request)),
            content_type="application/schema+json",
            json_dumps_params={"ensure_ascii": False},
        )


class TopicsView(OpenView):
    """The topics and life events."""

    @extend_schema(
        parameters=[LANGUAGE], responses=TopicSerializer(many=True), operation_id="services_topics"
    )
    def get(self, request: Request) -> Response:
        """Return the topics and life events, in order."""
        language = self.language(request)
        rows = [
            {"slug": one.slug, "kind": TopicKind(one.kind).value, "title": one.title(language)}
            for one in programs.queries.topics()
        ]
        return Response(TopicSerializer(rows, many=True).data)


class CatalogueView(OpenView):
    """All services as CPSV-AP."""

    @extend_schema(
        responses={(200, "application/ld+json"): OpenApiTypes.OBJECT},
        operation_id="services_catalogue",
    )
    def get(self, request: Request) -> HttpResponse:
        """Return the whole catalogue as CPSV-AP 3.2.0 in JSON-LD."""
        return JsonResponse(
            programs.whole_catalogue(timezone.now()),
            content_type="application/ld+json",
            json_dumps_params={"ensure_ascii": False},
        )
