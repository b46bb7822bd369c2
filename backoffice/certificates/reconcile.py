"""What must never be found among certificates."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query

from .models import Certificate

SEAL_WITHIN = timedelta(hours=1)


@query("certificates.are_sealed", _("Certificates that nobody sealed"))
def unsealed() -> Iterable[dict[str, Any]]:
    """Find certificates without their file an hour after they were issued."""
    late = timezone.now() - SEAL_WITHIN
    rows = Certificate.objects.filter(file__isnull=True, issued_at__lt=late)
    return [dict(row) for row in rows.values("code", "kind", "issued_at", "tries", "trouble")]
