"""Doors for everybody: our keys, the list of what was revoked, how to check without asking us."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backoffice.kernel.dates import athens_day

from . import codes, queries
from .errors import CodeRefused
from .forms import CheckForm


@require_safe
@cache_control(public=True, max_age=3600)
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out the public keys of QR codes as a JSON web key set (RFC 7517)."""
    answer = JsonResponse({"keys": queries.public_keys()}, content_type="application/jwk-set+json")
    # They are public: a checker that runs in somebody else's page may read them.
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
@cache_control(public=True, max_age=600)
def revoked(request: HttpRequest) -> HttpResponseBase:
    """Hand out the signed list of certificates not to rely on (RFC 7515); none without a key."""
    text = queries.signed_list(timezone.now())
    if not text:
        raise Http404
    answer = HttpResponse(text, content_type="application/jose")
    answer["Access-Control-Allow-Origin"] = "*"
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer["ETag"] = etag
    known = get_conditional_response(request, etag=etag, response=answer)
    assert known is not None
    return known


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Explain how anybody checks a code, and check one that is pasted; nothing of it is kept."""
    form = CheckForm(request.POST or None)
    said = None
    if form.is_valid():
        facts = form.cleaned_data
        try:
            said = codes.read(
                facts["code"], queries.public_keys(), name=facts["name"], afm=facts["afm"]
            )
        except CodeRefused as error:
            form.add_error("code", str(error))
    today = athens_day(timezone.now())
    context = {
        "form": form,
        "said": said,
        "kind": queries.name_of(said.kind) if said else "",
        "is_expired": said is not None and said.is_expired(today),
        "site": settings.SITE_URL,
    }
    answer = render(
        request, "certificates_public/check.html", context, status=422 if form.errors else 200
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
