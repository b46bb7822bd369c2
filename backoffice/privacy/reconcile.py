"""What must never be found about personal data."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query

from .models import Parcel, Request
from .states import RequestKind

MADE_WITHIN = timedelta(days=1)


@query("privacy.copies_are_made", _("Copies of personal data that nobody made"))
def unmade() -> Iterable[dict[str, Any]]:
    """Find requests for a copy that wait for a day."""
    late = timezone.now() - MADE_WITHIN
    rows = Request.objects.filter(
        kind=RequestKind.ACCESS, state="received", received_at__lt=late, parcel=None
    )
    return [dict(row) for row in rows.values("code", "received_at")]


@query("privacy.copies_are_destroyed", _("Copies of personal data kept too long"))
def kept_too_long() -> Iterable[dict[str, Any]]:
    """Find copies that should have been destroyed days ago."""
    late = timezone.now() - 3 * MADE_WITHIN
    rows = Parcel.objects.filter(destroyed_at=None, expires_at__lt=late)
    return [dict(row) for row in rows.values("request__code", "expires_at")]
