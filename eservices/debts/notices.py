"""Notices of debts in the account: which were addressed to whom, and their paper."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.enforcement import access as enforcement_access
from backoffice.enforcement import queries as enforcement_queries
from backoffice.enforcement import services as enforcement
from backoffice.identity.models import User
from backoffice.revenue import access as revenue_access


@never_cache
@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices addressed to everyone the user may pay for, the latest first."""
    visible = revenue_access.visible_party_ids(request.user)
    found = enforcement_queries.notices_of_parties(visible)
    return render(request, "debts/notices.html", {"notices": found})


@never_cache
@login_required
@require_safe
def notice_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out a notice as it was issued, and write down that it was opened."""
    notice = enforcement_access.own_notice_for(request.user, code)
    user = cast("User", request.user)
    content = enforcement.open_notice(notice_id=notice.pk, user=user, at=timezone.now())
    return as_pdf(content, code)


def as_pdf(content: bytes, code: str) -> HttpResponse:
    """Return a notice as a download."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="notice-{code}.pdf"'
    return response
