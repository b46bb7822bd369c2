"""The trail is whole, and sealing goes on."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query

from . import queries


@query("audit.chain", _("Audit rows that are not as they were sealed"))
def chain() -> Iterable[dict[str, Any]]:
    """Find rows that were changed, removed or slipped in after sealing."""
    for found in queries.verify_chain():
        yield {"seal": found.seal, "entry": found.entry, "what": found.what}


@query("audit.sealing", _("Sealing of the audit trail has stopped"))
def sealing() -> Iterable[dict[str, Any]]:
    """Find that rows wait for a seal longer than sealing ever takes."""
    if queries.sealing_stopped(timezone.now()):
        yield {"state": str(_("Rows wait unsealed. See whether the queue's worker runs."))}
