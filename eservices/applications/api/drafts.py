"""Filling in and sending, for programs."""

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.kernel.languages import language
from eservices.applications import access, pages, queries, services
from eservices.applications.contact import whole_view
from eservices.applications.errors import DraftIncomplete, UnknownService
from eservices.applications.intake import LARGEST, BoundedHandler, is_too_long, too_large
from eservices.applications.journey import Journey, journey_of

from . import shapes


def signed_in(request: Request) -> User:
    """Return who is signed in; the permission lets nobody else come here."""
    return cast("User", request.user)


def actor_of(request: Request) -> User | None:
    """Return who is signed in, if anybody is."""
    return request.user if isinstance(request.user, User) else None


def key_of(request: Request, said: str, about: str) -> str:
    """Return a key made the user's own, so that nobody meets another's.

    :param about: the code of what it is about, for whoever is not signed in
    """
    return f"api:{request.user.pk or about}:{said}"


class DraftEndpoint(APIView):
    """What endpoints of one draft share."""

    def draft(self, request: Request, code: str) -> Any:
        """Return a draft to whoever writes it."""
        return access.draft_for(request.user, code)

    def in_hand(self, request: Request, code: str) -> list[str]:
        """Return the codes that this request opens without a sign-in: none."""
        return []

    def shown(self, request: Request, code: str, status_code: int = 200) -> Response:
        """Return a draft as it stands now."""
        journey = self.journey(request, code)
        return Response(shapes.ApplicationDraftSerializer(journey).data, status=status_code)

    def journey(self, request: Request, code: str) -> Journey:
        """Return how far a draft came."""
        return journey_of(self.draft(request, code), language(), timezone.now())


class StartView(APIView):
    """The start of a service."""

    @extend_schema(
        operation_id="applications_start",
        parameters=[shapes.in_path("service", "Code of the service.")],
        responses={200: shapes.StartSerializer, 404: shapes.NOT_FOUND},
    )
    def get(self, request: Request, service: str) -> Response:
        """Return what is needed, for whom you may apply, and what you began."""
        try:
            found = pages.start_of(service, signed_in(request), [], language(), timezone.now())
        except UnknownService:
            raise Http404 from None
        return Response(shapes.StartSerializer(found).data)


class DraftsView(DraftEndpoint):
    """Your drafts."""

    @extend_schema(
        operation_id="applications_drafts",
        responses=shapes.ApplicationDraftSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return what you began and did not send, the latest first."""
        at = timezone.now()
        found = [
            journey_of(draft, language(), at)
            for draft in queries.drafts_of(signed_in(request))[:20]
        ]
        return Response(shapes.ApplicationDraftSerializer(found, many=True).data)

    @extend_schema(
        operation_id="applications_begin",
        request=shapes.BeginSerializer,
        responses={201: shapes.ApplicationDraftSerializer, 409: shapes.REFUSED},
    )
    def post(self, request: Request) -> Response:
        """Begin an application, or go on with the one begun for the same person."""
        asked = shapes.BeginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        draft = services.open_draft(
            service=asked.validated_data["service"],
            user=signed_in(request),
            choice=asked.validated_data["applicant"],
            at=timezone.now(),
        )
        return self.shown(request, draft.code, 201)


class DraftView(DraftEndpoint):
    """One draft."""

    @extend_schema(
        operation_id="applications_draft",
        parameters=[shapes.DRAFT],
        responses={200: shapes.ApplicationDraftSerializer, 404: shapes.NOT_FOUND},
    )
    def get(self, request: Request, draft: str) -> Response:
        """Return a draft with its answers, what is wrong, and what it costs."""
        return self.shown(request, draft)

    @extend_schema(
        operation_id="applications_save",
        parameters=[shapes.DRAFT],
        request=shapes.AnswersSerializer,
        responses={
            200: shapes.ApplicationDraftSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def patch(self, request: Request, draft: str) -> Response:
        """Save answers, right or wrong; what is wrong is in `errors`."""
        held = self.draft(request, draft)
        said = shapes.AnswersSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        services.save_draft(
            draft_id=held.pk, answers=said.validated_data["answers"], at=timezone.now()
        )
        return self.shown(request, draft)

    @extend_schema(
        operation_id="applications_discard",
        parameters=[shapes.DRAFT],
        responses={204: None, 404: shapes.NOT_FOUND},
    )
    def delete(self, request: Request, draft: str) -> Response:
        """Throw a draft away with its files."""
        services.discard_draft(draft_id=self.draft(request, draft).pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class FollowView(DraftEndpoint):
    """A form that changed meanwhile."""

    @extend_schema(
        operation_id="applications_follow_form",
        parameters=[shapes.DRAFT],
        request=None,
        responses={200: shapes.ApplicationDraftSerializer, 404: shapes.NOT_FOUND},
    )
    def post(self, request: Request, draft: str) -> Response:
        """Bring a draft to the form in force; answers that still have their question stay."""
        held = self.draft(request, draft)
        services.follow_form(draft_id=held.pk, language=language(), at=timezone.now())
        return self.shown(request, draft)


class BoundedView(APIView):
    """An endpoint that takes a file: bounded before anything of it is read."""

    parser_classes = [MultiPartParser]

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Bound what is read of the request."""
        request.upload_handlers = [BoundedHandler(request)]
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a request that announces too much, after it is known who sends it."""
        if is_too_long(request._request):
            raise too_large(LARGEST)
        super().initial(request, *args, **kwargs)

    def said(self, request: Request) -> dict[str, Any]:
        """Return the field and the file.

        :raises ValidationError: if either is missing
        """
        asked = shapes.UploadRequestSerializer(data=request.data)
        if getattr(request._request, "too_large", False):
            raise ValidationError({"file": [str(too_large(LARGEST))]})
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)


class DraftFilesView(BoundedView, DraftEndpoint):
    """Files of a draft."""

    @extend_schema(
        operation_id="applications_upload",
        parameters=[shapes.DRAFT],
        request={"multipart/form-data": shapes.UploadRequestSerializer},
        responses={
            201: shapes.ApplicationFileSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
        },
    )
    def post(self, request: Request, draft: str) -> Response:
        """Keep a file for a question; the answer names it from now on."""
        held = self.draft(request, draft)
        said = self.said(request)
        kept = services.add_upload(
            draft_id=held.pk,
            field=said["field"],
            upload=said["file"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        return Response(shapes.ApplicationFileSerializer(kept).data, status=201)


class DraftFileView(DraftEndpoint):
    """One file of a draft."""

    @extend_schema(
        operation_id="applications_remove_file",
        parameters=[shapes.DRAFT, shapes.in_path("code", "Code of the file.")],
        responses={204: None, 404: shapes.NOT_FOUND},
    )
    def delete(self, request: Request, draft: str, code: str) -> Response:
        """Take a file away."""
        held = self.draft(request, draft)
        services.remove_upload(draft_id=held.pk, code=code, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftFeeView(DraftEndpoint):
    """What sending costs."""

    @extend_schema(
        operation_id="applications_fee",
        parameters=[shapes.DRAFT],
        responses={200: shapes.FeeSerializer, 404: shapes.NOT_FOUND},
    )
    def get(self, request: Request, draft: str) -> Response:
        """Return what the application costs with these answers today."""
        return Response(shapes.FeeSerializer(self.journey(request, draft).fee).data)


class SubmitView(DraftEndpoint):
    """Sending."""

    @extend_schema(
        operation_id="applications_submit",
        parameters=[
            shapes.DRAFT,
            shapes.OpenApiParameter(
                "Idempotency-Key",
                str,
                shapes.OpenApiParameter.HEADER,
                required=True,
                description=shapes.KEY_HELP,
            ),
        ],
        request=None,
        responses={
            201: shapes.ApplicationSerializer,
            404: shapes.NOT_FOUND,
            409: shapes.REFUSED,
            422: shapes.OpenApiResponse(description="Answers are missing or wrong."),
        },
    )
    def post(self, request: Request, draft: str) -> Response:
        """Send a draft; it gets its protocol number, and its charge if it costs anything."""
        key = request.headers.get("Idempotency-Key", "").strip()
        if not 1 <= len(key) <= 60:
            raise ValidationError({"Idempotency-Key": ["Send a key of 1 to 60 characters."]})
        if not queries.code_of_sent(draft):
            self.draft(request, draft)
        try:
            made = services.submit(
                draft_code=draft,
                key=key_of(request, key, draft),
                user=actor_of(request),
                language=language(),
                at=timezone.now(),
            )
        except DraftIncomplete as error:
            body = {"code": error.code, "detail": str(error), "errors": error.errors}
            return Response(body, status=422)
        known = [made.code] if self.in_hand(request, draft) else []
        found = access.application_for(request.user, made.code, in_hand=known)
        today = athens_day(timezone.now())
        whole = whole_view(found, request.user, language=language(), on=today)
        return Response(shapes.ApplicationSerializer(whole).data, status=201)


class SignaturesView(DraftEndpoint):
    """Who signs too."""

    @extend_schema(
        operation_id="applications_invite",
        parameters=[shapes.DRAFT],
        request=shapes.InviteSerializer,
        responses={201: shapes.SignatureSerializer, 404: shapes.NOT_FOUND, 409: shapes.REFUSED},
    )
    def post(self, request: Request, draft: str) -> Response:
        """Ask a second person to sign; the content is closed until then."""
        held = self.draft(request, draft)
        said = shapes.InviteSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        made = services.invite_cosigner(
            draft_id=held.pk,
            language=language(),
            actor=signed_in(request),
            at=timezone.now(),
            **said.validated_data,
        )
        return Response(shapes.SignatureSerializer(made).data, status=201)


class SignatureView(DraftEndpoint):
    """One invitation."""

    @extend_schema(
        operation_id="applications_drop_invitation",
        parameters=[shapes.DRAFT, shapes.in_path("code", "Code of the invitation.")],
        responses={204: None, 404: shapes.NOT_FOUND},
    )
    def delete(self, request: Request, draft: str, code: str) -> Response:
        """Ask one person no more."""
        held = access.owned_signature_for(request.user, code)
        services.drop_invitation(signature_id=held.pk, actor=signed_in(request), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class TakeBackView(DraftEndpoint):
    """Opening the content again."""

    @extend_schema(
        operation_id="applications_take_back",
        parameters=[shapes.DRAFT],
        request=None,
        responses={200: shapes.ApplicationDraftSerializer, 404: shapes.NOT_FOUND},
    )
    def post(self, request: Request, draft: str) -> Response:
        """Take the draft back from those who sign, so that it can change."""
        held = self.draft(request, draft)
        services.take_back(draft_id=held.pk, actor=signed_in(request), at=timezone.now())
        return self.shown(request, draft)
