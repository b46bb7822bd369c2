"""Signing together: invite, see who signed, take back; and the second person's page."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backoffice.forms.summary import sections
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.languages import language
from eservices.applications import access, offers, services
from eservices.applications.errors import DraftIncomplete
from eservices.applications.forms import InviteForm, RefuseForm
from eservices.applications.journey import Journey
from eservices.applications.models import CoSignature

from .flow import step
from .shared import DRAFTS, in_hand, visitor_of


@step
def invite(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Ask a second person to sign."""
    draft = journey.draft
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_cosigner(
                draft_id=draft.pk,
                language=journey.language,
                actor=visitor_of(request),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except DraftIncomplete:
            return redirect("applications:tasks", draft.service, draft.code)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("applications:check", draft.service, draft.code)
    status = 422 if form.errors else 200
    context = {"journey": journey, "form": form}
    return render(request, "applications/invite.html", context, status=status)


@step
def take_back(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Open the content again, so that it can change."""
    draft = journey.draft
    if request.method == "POST":
        services.take_back(draft_id=draft.pk, actor=visitor_of(request), at=timezone.now())
    return redirect("applications:check", draft.service, draft.code)


@never_cache
@require_POST
def drop(request: HttpRequest, service: str, draft: str, code: str) -> HttpResponse:
    """Ask one person no more."""
    held = access.owned_signature_for(request.user, code, in_hand=in_hand(request, DRAFTS))
    services.drop_invitation(signature_id=held.pk, actor=visitor_of(request), at=timezone.now())
    return redirect("applications:check", service, draft)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cosign(request: HttpRequest, code: str) -> HttpResponse:
    """Show the content to the second person, who signs or refuses."""
    held = access.invitation_for(request.user, code)
    refusal = RefuseForm(request.POST if request.POST.get("action") == "refuse" else None)
    error = ""
    if request.method == "POST":
        error = _answered(request, held, refusal)
        if not error and not refusal.errors:
            return redirect("applications:cosign", code)
    context = {**_content(held), "held": held, "form": refusal, "error": error}
    context["form_has_errors"] = bool(error or refusal.errors)
    status = 409 if error else 422 if refusal.errors else 200
    return render(request, "applications/cosign.html", context, status=status)


def _answered(request: HttpRequest, held: CoSignature, refusal: RefuseForm) -> str:
    user, at = cast("User", request.user), timezone.now()
    try:
        if request.POST.get("action") != "refuse":
            digest = str(request.POST.get("digest", ""))
            services.sign(signature_id=held.pk, digest=digest, actor=user, at=at)
        elif refusal.is_valid():
            reason = refusal.cleaned_data["reason"]
            services.refuse_signature(signature_id=held.pk, reason=reason, actor=user, at=at)
    except DomainError as refused:
        return str(refused)
    return ""


def _content(held: CoSignature) -> dict[str, object]:
    source = held.application or held.draft
    content = (source.snapshot if source else None) or {}
    if not content:
        return {"content": {}, "sections": [], "title": ""}
    form = offers.offer_with(content["service"], content["form"]["version"]).form
    spoken = language()
    titles = content.get("title", {})
    return {
        "content": content,
        "title": titles.get(spoken) or titles.get("el", ""),
        "sections": sections(form, content["answers"], spoken),
    }
