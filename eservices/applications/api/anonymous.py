"""Services that ask nobody to sign in, for programs: whoever holds a code holds what it opens."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eservices.applications import access, guessing, offers, services
from eservices.applications.errors import NeedsStrongerIdentity

from . import applications, drafts, shapes


class WithoutSignIn(APIView):
    """Nobody is asked who they are; the code in the address is the right."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def handle_exception(self, error: Exception) -> Response:
        """Answer whoever tries too often with 429."""
        if isinstance(error, guessing.TooManyTries):
            return Response({"code": error.code, "detail": str(error)}, status=429)
        response: Response = super().handle_exception(error)
        return response


class OpenDraft(WithoutSignIn):
    """A draft of nobody who signed in."""

    def draft(self, request: Request, code: str) -> Any:
        """Return a draft to whoever holds its code."""
        return access.draft_for(request.user, code, in_hand=[code])

    def in_hand(self, request: Request, code: str) -> list[str]:
        """Return the codes that this request opens."""
        return [code]


class Followed(WithoutSignIn):
    """An application of nobody who signed in; unknown codes are counted."""

    def in_hand(self, request: Request, code: str) -> list[str]:
        """Return the code if an application has it.

        :raises TooManyTries: after too many unknown ones
        """
        found = guessing.follow(code, request._request)
        return [found.code] if found is not None and found.code == code else []


def _named(method: str, name: str, **more: Any) -> Any:
    return extend_schema_view(**{method: extend_schema(operation_id=name, auth=[], **more)})


TRIES = shapes.OpenApiResponse(shapes.ProblemSerializer, "Too many tries from one place.")


class AnonymousDraftsView(OpenDraft, drafts.DraftEndpoint):
    """Beginning."""

    @extend_schema(
        operation_id="anonymous_begin",
        auth=[],
        request=shapes.AnonymousBeginSerializer,
        responses={201: shapes.ApplicationDraftSerializer, 409: shapes.REFUSED, 429: TRIES},
    )
    def post(self, request: Request) -> Response:
        """Begin an application for a service of level 0; its code opens it from then on."""
        asked = shapes.AnonymousBeginSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        service = asked.validated_data["service"]
        wanted = offers.offer_of(service).service.auth_level
        if wanted:
            raise NeedsStrongerIdentity(wanted)
        guessing.need_room_to_begin(request._request)
        draft = services.open_draft(service=service, user=None, at=timezone.now())
        return self.shown(request, draft.code, 201)


@extend_schema_view(
    get=extend_schema(operation_id="anonymous_draft", auth=[]),
    patch=extend_schema(operation_id="anonymous_save", auth=[]),
    delete=extend_schema(operation_id="anonymous_discard", auth=[]),
)
class AnonymousDraftView(OpenDraft, drafts.DraftView):
    """One draft."""


@_named("post", "anonymous_follow_form")
class AnonymousFollowView(OpenDraft, drafts.FollowView):
    """A form that changed meanwhile."""


@_named("post", "anonymous_upload")
class AnonymousDraftFilesView(OpenDraft, drafts.DraftFilesView):
    """Files of a draft."""


@_named("delete", "anonymous_remove_file")
class AnonymousDraftFileView(OpenDraft, drafts.DraftFileView):
    """One file of a draft."""


@_named("post", "anonymous_submit")
class AnonymousSubmitView(OpenDraft, drafts.SubmitView):
    """Sending."""


@_named("get", "anonymous_read")
class AnonymousApplicationView(Followed, applications.ApplicationView):
    """One application."""


@_named("get", "anonymous_receipt")
class AnonymousReceiptView(Followed, applications.ReceiptView):
    """The receipt."""


@_named("post", "anonymous_withdraw")
class AnonymousWithdrawView(Followed, applications.WithdrawView):
    """Taking an application back."""


@_named("post", "anonymous_add_file")
class AnonymousLaterFilesView(Followed, applications.LaterFilesView):
    """Files for what is sent later."""


@_named("delete", "anonymous_remove_added_file")
class AnonymousLaterFileView(Followed, applications.LaterFileView):
    """A file for what is sent later."""


@_named("post", "anonymous_correct")
class AnonymousCorrectionsView(Followed, applications.CorrectionsView):
    """Corrections."""


@_named("post", "anonymous_answer")
class AnonymousAnswersView(Followed, applications.AnswersView):
    """Answers to what the office asked for."""


@_named("post", "anonymous_object")
class AnonymousObjectionsView(Followed, applications.ObjectionsView):
    """Objections."""
