"""Applications that were sent, for programs."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from backoffice.documents.queries import content_of
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import language
from backoffice.messaging import services as messaging
from eservices.applications import access, paper, queries, services
from eservices.applications.contact import contact_of, note_read, whole_view
from eservices.applications.errors import AnswerIncomplete, NothingAsked
from eservices.applications.matters import about_of
from eservices.applications.queries import Filters
from eservices.applications.views.shared import attachment

from . import shapes
from .drafts import BoundedView, actor_of, key_of, signed_in


class Pages(LimitOffsetPagination):
    """Twenty-five applications at a time, a hundred at most."""

    default_limit = 25
    max_limit = 100


class ApplicationsView(GenericAPIView[Any]):
    """Your applications."""

    pagination_class = Pages
    serializer_class = shapes.ApplicationRowSerializer

    @extend_schema(
        operation_id="applications_list",
        parameters=[shapes.ApplicationsQuerySerializer],
        responses=shapes.ApplicationRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return the applications of everyone you may apply for, the newest first."""
        asked = shapes.ApplicationsQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        filters = Filters(said.get("q", ""), said.get("state", ""), said.get("person", ""))
        found = queries.search(access.applications_for(signed_in(request)), filters)
        page = self.paginate_queryset(found) or []
        rows = shapes.ApplicationRowSerializer(queries.rows_of(page), many=True)
        return self.get_paginated_response(rows.data)


class ApplicationEndpoint(APIView):
    """What endpoints of one application share."""

    def own(self, request: Request, code: str) -> Any:
        """Return an application to whoever may change something about it."""
        known = self.in_hand(request, code)
        return access.own_application_for(request.user, code, in_hand=known)

    def read(self, request: Request, code: str) -> Any:
        """Return an application to whoever may read it."""
        known = self.in_hand(request, code)
        return access.application_for(request.user, code, in_hand=known)

    def in_hand(self, request: Request, code: str) -> list[str]:
        """Return the codes that this request opens without a sign-in: none."""
        return []

    def shown(self, request: Request, code: str, status_code: int = 200) -> Response:
        """Return an application as it stands now."""
        found = self.read(request, code)
        today = athens_day(timezone.now())
        whole = whole_view(found, request.user, language=language(), on=today)
        return Response(shapes.ApplicationSerializer(whole).data, status=status_code)


class ActEndpoint(ApplicationEndpoint):
    """What acts on one application share: read what was said, do it, show what became of it."""

    def done(
        self,
        request: Request,
        code: str,
        shape: type[Serializer[Any]],
        act: Callable[..., Any],
    ) -> Response:
        """Do it to an application of the user's own; what bears a key is something new."""
        # Whose it is comes before what was sent: a stranger learns nothing from a faulty body.
        held = self.own(request, code)
        said = shape(data=request.data)
        said.is_valid(raise_exception=True)
        facts, who = dict(said.validated_data), {"actor": actor_of(request), "at": timezone.now()}
        is_new = "key" in facts
        if is_new:
            facts["key"] = key_of(request, facts["key"], code)
        act(application_id=held.pk, **facts, **who)
        return self.shown(request, code, 201 if is_new else 200)


class ApplicationView(ApplicationEndpoint):
    """One application."""

    @extend_schema(
        operation_id="applications_read",
        parameters=[shapes.CODE],
        responses={200: shapes.ApplicationSerializer, 404: shapes.NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return an application: where it stands, what is asked, what was sent, what it costs."""
        return self.shown(request, code)


class MessagesView(ApplicationEndpoint):
    """Messages about an application."""

    parser_classes = [JSONParser, MultiPartParser]

    @extend_schema(
        operation_id="applications_messages",
        parameters=[shapes.CODE],
        responses={200: shapes.ApplicationMessagesSerializer, 404: shapes.NOT_FOUND},
    )
    def get(self, request: Request, code: str) -> Response:
        """Return what you and the office wrote, and note that you read it."""
        found = access.application_for(request.user, code)
        contact = contact_of(found, request.user)
        note_read(contact, signed_in(request), timezone.now())
        return Response(shapes.ApplicationMessagesSerializer(contact).data)

    @extend_schema(
        operation_id="applications_write",
        parameters=[shapes.CODE],
        request=shapes.WriteToOfficeSerializer,
        responses={
            201: shapes.ApplicationMessageSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Write to the office about an application."""
        found = access.application_for(request.user, code)
        subject = about_of(found)
        if subject is None or not contact_of(found, request.user).may_write:
            raise Http404
        said = shapes.WriteToOfficeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = messaging.write_about(
            about=subject,
            body=said.validated_data["body"],
            uploads=said.validated_data["files"],
            key=said.validated_data["key"],
            to_office=True,
            author=signed_in(request),
            at=timezone.now(),
        )
        return Response(shapes.ApplicationMessageSerializer(made).data, status=201)


class ReceiptView(ApplicationEndpoint):
    """The receipt."""

    @extend_schema(
        operation_id="applications_receipt", parameters=[shapes.CODE], responses=shapes.PDF
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return the receipt with everything that was sent, as a PDF."""
        found = self.read(request, code)
        body = paper.receipt_pdf(found, language())
        return attachment(body, f"application-{found.code}.pdf", "application/pdf")


class WithdrawView(ActEndpoint):
    """Taking an application back."""

    @extend_schema(
        operation_id="applications_withdraw",
        parameters=[shapes.CODE],
        request=shapes.ReasonSerializer,
        responses={
            200: shapes.ApplicationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Withdraw an application; its number stays."""
        return self.done(request, code, shapes.ReasonSerializer, services.withdraw)


class LaterFilesView(BoundedView, ApplicationEndpoint):
    """Files for what is sent later."""

    @extend_schema(
        operation_id="applications_add_file",
        parameters=[shapes.CODE],
        request={"multipart/form-data": shapes.UploadRequestSerializer},
        responses={
            201: shapes.ApplicationFileSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Keep a file for `correction`, `objection`, or the key of an item the office asked for."""
        held = self.own(request, code)
        said = self.said(request)
        kept = services.add_later_upload(
            application_id=held.pk,
            field=_place(held, said["field"]),
            upload=said["file"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        return Response(shapes.ApplicationFileSerializer(kept).data, status=201)


class LaterFileView(ApplicationEndpoint):
    """A file for what is sent later."""

    @extend_schema(
        operation_id="applications_remove_added_file",
        parameters=[shapes.CODE, shapes.in_path("file", "Code of the file.")],
        responses={204: None, 404: shapes.NOT_FOUND},
    )
    def delete(self, request: Request, code: str, file: str) -> Response:
        """Take away a file that was not sent yet; one already sent or gone stays as it is."""
        held = self.own(request, code)
        services.remove_later_upload(application_id=held.pk, code=file)
        return Response(status=204)


def _place(application: Any, field: str) -> str:
    if field in ("correction", "objection"):
        return field
    ask = queries.open_ask(application)
    if ask is None or field not in {item["key"] for item in ask.items}:
        raise NothingAsked
    return f"ask:{ask.code}:{field}"


class CorrectionsView(ActEndpoint):
    """Corrections."""

    @extend_schema(
        operation_id="applications_correct",
        parameters=[shapes.CODE],
        request=shapes.TextSerializer,
        responses={
            201: shapes.ApplicationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Send a correction or addition with the files added for `correction`."""
        return self.done(request, code, shapes.TextSerializer, services.correct)


class AnswersView(ApplicationEndpoint):
    """Answers to what the office asked for."""

    @extend_schema(
        operation_id="applications_answer",
        parameters=[shapes.CODE],
        request=shapes.AnswerRequestSerializer,
        responses={
            201: shapes.ApplicationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
            422: shapes.OpenApiResponse(description="Items have no answer."),
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Send everything that the office asked for; files were added before, by item."""
        held = self.own(request, code)
        said = shapes.AnswerRequestSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        ask = queries.open_ask(held)
        if ask is None:
            raise NothingAsked
        try:
            services.answer_request(
                ask_id=ask.pk,
                texts=said.validated_data["items"],
                text=said.validated_data["text"],
                key=key_of(request, said.validated_data["key"], code),
                actor=actor_of(request),
                at=timezone.now(),
            )
        except AnswerIncomplete as error:
            body = {"code": error.code, "detail": str(error), "errors": error.errors}
            return Response(body, status=422)
        return self.shown(request, code, 201)


class ObjectionsView(ActEndpoint):
    """Objections."""

    @extend_schema(
        operation_id="applications_object",
        parameters=[shapes.CODE],
        request=shapes.TextSerializer,
        responses={
            201: shapes.ApplicationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        """Object to the decision with the files added for `objection`."""
        return self.done(request, code, shapes.TextSerializer, services.object_to)


class ObjectionWithdrawView(ApplicationEndpoint):
    """Taking an objection back."""

    @extend_schema(
        operation_id="applications_withdraw_objection",
        parameters=[shapes.CODE, shapes.in_path("objection", "Code of the objection.")],
        request=None,
        responses={
            200: shapes.ApplicationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, code: str, objection: str) -> Response:
        """Take an objection back."""
        held = access.objection_for(request.user, objection)
        services.withdraw_objection(
            objection_id=held.pk, actor=signed_in(request), at=timezone.now()
        )
        return self.shown(request, code)


class FileView(APIView):
    """A file."""

    @extend_schema(
        operation_id="applications_file",
        parameters=[shapes.in_path("code", "Code of the file.")],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            404: shapes.NOT_FOUND,
        },
    )
    def get(self, request: Request, code: str) -> HttpResponse:
        """Return a file as it was kept."""
        found = access.upload_for(request.user, code)
        return attachment(content_of(found.file), found.name, "application/octet-stream")
