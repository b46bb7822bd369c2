"""Pages of the site that no editor writes."""

import mimetypes
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from backoffice.kernel.errors import DomainError
from theme.palette import stylesheet

from . import services
from .cache import keep
from .forms import FeedbackForm
from .frame import seeds_of
from .models import TownSettings
from .senders import sender_mark

PUBLIC_FOLDERS = ("images/", "original_images/")
SHOWN_TYPES = {"image/avif", "image/webp", "image/jpeg", "image/png", "image/gif"}
MONTH = 30 * 24 * 3600


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Ask what was missing on a page and keep the answer.

    Nothing here depends on who sends, so there is nothing for another site to misuse.
    """
    form = FeedbackForm(request.POST or None, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            _keep_answer(request, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(reverse("home:feedback_thanks"))
    return render(request, "home/feedback.html", {"form": form})


def _asked(request: HttpRequest) -> dict[str, str]:
    return {"clear": request.GET.get("clear", ""), "page": request.GET.get("page", "")[:400]}


def _keep_answer(request: HttpRequest, answer: dict[str, Any]) -> None:
    if answer["website"]:
        return
    services.record_feedback(
        path=answer["page"],
        language=get_language() or settings.LANGUAGE_CODE,
        is_clear=answer["clear"] == "yes",
        comment=answer["comment"],
        sender=sender_mark(request),
        at=timezone.now(),
    )


@require_safe
def feedback_thanks(request: HttpRequest) -> HttpResponse:
    """Say that the answer was kept."""
    return keep(render(request, "home/feedback_thanks.html"))


@require_safe
def town_css(request: HttpRequest) -> HttpResponse:
    """Return the stylesheet with the town's own colours and typeface."""
    town = TownSettings.load()
    return keep(HttpResponse(stylesheet(seeds_of(town), town.typeface), content_type="text/css"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them."""
    closed = ["/cms/", "/api/", "/verify/"]
    for code, _name in settings.LANGUAGES:
        closed += [
            f"/{code}/{part}/" for part in ("account", "search", "payments", "pay", "feedback")
        ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return keep(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Say where to report a security hole (RFC 9116)."""
    town = TownSettings.load()
    address = town.security_email or town.email
    if not address:
        raise Http404
    # The RFC asks for less than a year; half a year from today never lapses while the site is up.
    expires = (timezone.now() + timedelta(days=182)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{address}",
        f"Expires: {expires}",
        "Preferred-Languages: el, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return keep(HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8"))


@require_GET
def picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """Hand out a published picture where no web server in front does.

    Documents and whatever citizens upload are never reached this way.
    """
    kind = mimetypes.guess_type(path)[0]
    if not path.startswith(PUBLIC_FOLDERS) or kind not in SHOWN_TYPES or ".." in path:
        raise Http404
    if not default_storage.exists(path):
        raise Http404
    changed = int(default_storage.get_modified_time(path).timestamp())
    known = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    response: HttpResponse | FileResponse
    if known is not None and known >= changed:
        response = HttpResponse(status=304)
    else:
        response = FileResponse(default_storage.open(path), content_type=kind)
    response["Last-Modified"] = http_date(changed)
    # A rendition's name holds a hash of its making: another picture has another name.
    response["Cache-Control"] = f"public, max-age={MONTH}"
    return response
