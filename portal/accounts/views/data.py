"""What the town knows about somebody, and who looked after it (GDPR, article 15)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from backoffice.kernel.dates import athens_day
from portal.accounts import known as knowledge


@never_cache
@login_required
def known(request: HttpRequest) -> HttpResponse:
    """Show everything at one place, with its source."""
    seen = knowledge.about(request.user, athens_day(timezone.now()))  # type: ignore[arg-type]
    return render(request, "accounts/known.html", {"known": seen})
