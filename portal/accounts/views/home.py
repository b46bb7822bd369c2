"""The first page of the account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from backoffice.kernel.dates import athens_day
from portal.accounts import overview


@never_cache
@login_required
def account_home(request: HttpRequest) -> HttpResponse:
    """Show what needs the visitor now, then the rooms of the account."""
    seen = overview.of(request.user, athens_day(timezone.now()))  # type: ignore[arg-type]
    return render(request, "accounts/home.html", {"overview": seen})
