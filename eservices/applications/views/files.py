"""Files of a draft or application: taken by a script with progress, removed, handed out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from backoffice.documents.queries import content_of
from backoffice.kernel.errors import DomainError
from eservices.applications import access, services
from eservices.applications.intake import bounded

from .shared import DRAFTS, SENT, ask_to_sign_in, attachment, in_hand, visitor_of


@bounded
@never_cache
@require_POST
def take(request: HttpRequest, service: str, draft: str) -> HttpResponse:
    """Keep one file that the browser sends while the page stays open."""
    held = access.draft_for(request.user, draft, in_hand=in_hand(request, DRAFTS))
    file: Any = request.FILES.get("file")
    if file is None:
        return JsonResponse({"detail": "", "code": "no_file"}, status=400)
    try:
        kept = services.add_upload(
            draft_id=held.pk,
            field=str(request.POST.get("field", "")),
            upload=file,
            actor=visitor_of(request),
            at=timezone.now(),
        )
    except DomainError as error:
        return JsonResponse({"detail": str(error), "code": error.code}, status=409)
    answer = {"id": kept.code, "name": kept.name, "size": kept.size, "pages": kept.pages}
    return JsonResponse(answer, status=201)


@never_cache
@require_POST
def remove(request: HttpRequest, service: str, draft: str, code: str) -> HttpResponse:
    """Take a file away from a draft."""
    held = access.draft_for(request.user, draft, in_hand=in_hand(request, DRAFTS))
    try:
        services.remove_upload(draft_id=held.pk, code=code, at=timezone.now())
    except DomainError as error:
        return JsonResponse({"detail": str(error), "code": error.code}, status=409)
    return redirect("applications:tasks", service, draft)


@never_cache
@require_safe
def hand_out(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a file to whoever brought it or may read its application; never shown inline."""
    known = [*in_hand(request, DRAFTS), *in_hand(request, SENT)]
    try:
        found = access.upload_for(request.user, code, in_hand=known)
    except Http404:
        return ask_to_sign_in(request)
    return attachment(content_of(found.file), found.name, "application/octet-stream")
