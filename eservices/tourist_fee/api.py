"""The stay fee for programs: everything its pages do."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from backoffice.business_fees import queries
from backoffice.business_fees.access import signed_in
from backoffice.business_fees.queries import Declaration, Slot
from backoffice.kernel.api import ProblemSerializer
from backoffice.kernel.languages import language
from theme import pdf

from . import documents, journey, programs

MONEY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="Any text of up to 60 characters; sent again, it gives the same declaration.",
)


NOT_FOUND = OpenApiResponse(ProblemSerializer, "There is none, or it is not yours to see.")
REFUSED = OpenApiResponse(ProblemSerializer, "The law or the state of the period refuses it.")
INVALID = OpenApiResponse(OpenApiTypes.OBJECT, "Something sent is not of the kind described.")


class EstablishmentSerializer(serializers.Serializer[Any]):
    """An establishment you may declare for."""

    code = serializers.CharField(source="establishment.code")
    name = serializers.CharField(source="establishment.trade_name")
    business = serializers.CharField(source="establishment.party.full_name")
    afm = serializers.CharField(source="establishment.party.afm")
    to_declare = serializers.IntegerField(help_text="Ended periods that wait.")
    late = serializers.IntegerField(help_text="How many of them are overdue.")


class SlotSerializer(serializers.Serializer[Any]):
    """An amount that a declaration asks for."""

    name = serializers.CharField(help_text="Under this name the amount is sent.")
    label = serializers.SerializerMethodField(help_text="What is declared.")  # type: ignore[assignment]
    first = serializers.DateField()
    last = serializers.DateField()
    rate = serializers.DecimalField(
        source="tariff.rate", max_digits=14, decimal_places=7, help_text="A fraction."
    )

    def get_label(self, slot: Slot) -> str:
        """Return what is declared, in the language of the answer."""
        return f"{slot.category.name}: {slot.category.base}"


class PeriodSerializer(serializers.Serializer[Any]):
    """A period of an establishment."""

    period = serializers.CharField(source="key", help_text="2026-03 or 2026-Q1.")
    label = serializers.CharField()  # type: ignore[assignment]
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    due_on = serializers.DateField(help_text="Last day to declare and pay without surcharge.")
    state = serializers.CharField()
    is_late = serializers.BooleanField()
    can_declare = serializers.BooleanField()
    receiver = serializers.ChoiceField(choices=["town", "aade"])
    link = serializers.CharField(help_text="The application of ΑΑΔΕ, where it receives.")
    declaration = serializers.CharField(source="declaration.code", default=None, allow_null=True)


class AttachmentSerializer(serializers.Serializer[Any]):
    """A file that goes with a declaration."""

    code = serializers.CharField()
    name = serializers.CharField(source="original_name")
    size = serializers.IntegerField()
    content_type = serializers.CharField()


class AmountsField(serializers.DictField):
    """Euros by slot."""

    child = serializers.DecimalField(**MONEY, min_value=Decimal(0))


class AnswersSerializer(serializers.Serializer[Any]):
    """The answers of a draft."""

    had_receipts = serializers.BooleanField(help_text="False declares zero.")
    amounts = AmountsField(required=False, default=dict, help_text="Euros by name of slot.")
    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=1000, help_text="Of a correction."
    )


class DraftSerializer(serializers.Serializer[Any]):
    """A draft with what it asks and what it would declare."""

    establishment = serializers.CharField(source="establishment.code")
    period = serializers.CharField(source="period.key")
    corrects = serializers.CharField(source="draft.corrects")
    had_receipts = serializers.BooleanField(source="draft.had_receipts", allow_null=True)
    reason = serializers.CharField(source="draft.reason")
    asks = SlotSerializer(source="slots", many=True)
    amounts = AmountsField(source="bases")
    files = AttachmentSerializer(source="attachments", many=True)
    fee = serializers.DecimalField(**MONEY)
    difference = serializers.DecimalField(**MONEY, help_text="To what was declared before.")
    is_complete = serializers.BooleanField()
    saved_at = serializers.DateTimeField(source="draft.saved_at")


class NewDeclarationSerializer(serializers.Serializer[Any]):
    """Which draft to send."""

    establishment = serializers.SlugField(max_length=20)
    period = serializers.RegexField(r"^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$")


class LineSerializer(serializers.Serializer[Any]):
    """A declared amount with its fee."""

    category = serializers.CharField(source="category.name")
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    base = serializers.DecimalField(**MONEY)
    rate = serializers.DecimalField(max_digits=14, decimal_places=7)
    fee = serializers.DecimalField(**MONEY)
    legal_basis = serializers.CharField()
    decision = serializers.CharField()


class ChargeSerializer(serializers.Serializer[Any]):
    """What is owed for the period; see `debts` for the surcharge of today."""

    code = serializers.CharField()
    due_on = serializers.DateField()
    total = serializers.DecimalField(**MONEY)
    open = serializers.DecimalField(source="principal_open", **MONEY)
    rf_code = serializers.CharField()


class DeclarationSerializer(serializers.Serializer[Any]):
    """A declaration that was received."""

    code = serializers.CharField(source="declaration.code")
    number = serializers.CharField(source="declaration.receipt")
    establishment = serializers.CharField(source="establishment.code")
    period = serializers.CharField()
    declared_at = serializers.DateTimeField(source="declaration.declared_at")
    due_on = serializers.DateField()
    is_late = serializers.BooleanField()
    is_in_force = serializers.BooleanField()
    fee = serializers.DecimalField(source="declaration.fee_total", **MONEY)
    difference = serializers.DecimalField(source="declaration.difference", **MONEY)
    settlement = serializers.CharField(source="declaration.settlement")
    lines = LineSerializer(many=True)
    files = AttachmentSerializer(source="attachments", many=True)
    charges = ChargeSerializer(many=True)


class UploadSerializer(serializers.Serializer[Any]):
    """A file to add."""

    file = serializers.FileField()


class Endpoint(APIView):
    """One call to the domain, limited in number."""

    throttle_classes = [UserRateThrottle]


class EstablishmentsEndpoint(Endpoint):
    """Establishments."""

    @extend_schema(
        operation_id="tourist_fee_establishments", responses=EstablishmentSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """List the establishments you may declare for."""
        cards = journey.cards_for(signed_in(request.user), timezone.now())
        return Response(EstablishmentSerializer(cards, many=True).data)


class PeriodsEndpoint(Endpoint):
    """Periods."""

    @extend_schema(
        operation_id="tourist_fee_periods",
        responses={200: PeriodSerializer(many=True), 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """List the periods of an establishment, the latest first."""
        views = journey.periods_for(signed_in(request.user), code, timezone.now())
        return Response(PeriodSerializer(views, many=True).data)


class DraftEndpoint(Endpoint):
    """The draft of a period."""

    @extend_schema(
        operation_id="tourist_fee_draft",
        responses={200: DraftSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def get(self, request: Request, code: str, period: str) -> Response:
        """Return the draft of a period, with the amounts it asks for; begin it if need be."""
        found = programs.begin_journey(
            user=signed_in(request.user), code=code, period=period, at=timezone.now()
        )
        return Response(DraftSerializer(found).data)

    @extend_schema(
        operation_id="tourist_fee_draft_write",
        request=AnswersSerializer,
        responses={200: DraftSerializer, 400: INVALID, 404: NOT_FOUND, 409: REFUSED},
    )
    def put(self, request: Request, code: str, period: str) -> Response:
        """Write every answer of the draft."""
        answers = AnswersSerializer(data=request.data)
        answers.is_valid(raise_exception=True)
        found = programs.write_answers(
            user=signed_in(request.user),
            code=code,
            period=period,
            at=timezone.now(),
            **answers.validated_data,
        )
        return Response(DraftSerializer(found).data)


class FilesEndpoint(Endpoint):
    """Files of a draft."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="tourist_fee_file_add",
        request={"multipart/form-data": UploadSerializer},
        responses={201: DraftSerializer, 400: INVALID, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str, period: str) -> Response:
        """Add a file to the draft."""
        upload = UploadSerializer(data=request.data)
        upload.is_valid(raise_exception=True)
        found = programs.add_file(
            user=signed_in(request.user),
            code=code,
            period=period,
            upload=upload.validated_data["file"],
            at=timezone.now(),
        )
        return Response(DraftSerializer(found).data, status=status.HTTP_201_CREATED)


class FileEndpoint(Endpoint):
    """One file of a draft."""

    @extend_schema(
        operation_id="tourist_fee_file_remove",
        responses={200: DraftSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def delete(self, request: Request, code: str, period: str, file: str) -> Response:
        """Throw away a file of the draft; one already gone changes nothing."""
        found = programs.remove_file(
            user=signed_in(request.user),
            code=code,
            period=period,
            file=file,
            at=timezone.now(),
        )
        return Response(DraftSerializer(found).data)


class DeclarationsEndpoint(Endpoint):
    """Declarations."""

    @extend_schema(
        operation_id="tourist_fee_declare",
        request=NewDeclarationSerializer,
        parameters=[KEY],
        responses={201: DeclarationSerializer, 400: INVALID, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Send the draft of a period; the fee is charged at once."""
        wanted = NewDeclarationSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        declaration = programs.send_draft(
            user=signed_in(request.user),
            code=wanted.validated_data["establishment"],
            period=wanted.validated_data["period"],
            key=idempotency_key(request),
            at=timezone.now(),
        )
        return Response(view_of(declaration), status=status.HTTP_201_CREATED)


class DeclarationEndpoint(Endpoint):
    """One declaration."""

    @extend_schema(
        operation_id="tourist_fee_declaration",
        responses={200: DeclarationSerializer, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return a declaration with its lines, files and charges."""
        page = journey.declaration_page_for(signed_in(request.user), code, timezone.now())
        return Response(DeclarationSerializer(page.view).data)


class CorrectionEndpoint(Endpoint):
    """The correction of a declaration."""

    @extend_schema(
        operation_id="tourist_fee_correct",
        request=None,
        responses={201: DraftSerializer, 404: NOT_FOUND, 409: REFUSED},
    )
    def post(self, request: Request, code: str) -> Response:
        """Begin a correction: a draft with what was declared, to be written and sent."""
        found = programs.begin_correction(
            user=signed_in(request.user), code=code, at=timezone.now()
        )
        return Response(DraftSerializer(found).data, status=status.HTTP_201_CREATED)


class DocumentEndpoint(Endpoint):
    """The document of a declaration."""

    @extend_schema(
        operation_id="tourist_fee_document",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return a declaration as a PDF to keep."""
        page = journey.declaration_page_for(signed_in(request.user), code, timezone.now())
        body = pdf.render("declaration", documents.declaration(page, language()))
        return HttpResponse(body, content_type="application/pdf")


def idempotency_key(request: Request) -> str:
    """Return the key of a request, made this user's own so that nobody meets another's.

    :raises ValidationError: if it is missing or too long
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 1 <= len(key) <= 60:
        message = _("Send a header Idempotency-Key of 1 to 60 characters.")
        raise serializers.ValidationError({"Idempotency-Key": [message]})
    return f"api:{request.user.pk}:{key}"


def view_of(declaration: Declaration) -> dict[str, Any]:
    """Return a declaration as it is answered."""
    return dict(DeclarationSerializer(queries.declaration_view(declaration)).data)
