"""What circulation shows on the page of an entry: the clock, the assignments, the signatures."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from . import queries
from .blocks import BLOCKS, Block
from .models import Entry
from .steps import ClockState
from .words import Direction

VERBS: dict[str, tuple[tuple[str, Any], ...]] = {
    ClockState.FORWARDING: (("forward", _("The competent service received it")),),
    ClockState.INCOMPLETE: (("complete", _("The documents are complete")),),
    ClockState.RUNNING: (
        ("suspend", _("Suspend")),
        ("extend", _("Extend: several services")),
        ("stop", _("Stop without a letter")),
    ),
    ClockState.SUSPENDED: (("resume", _("Let it run on")),),
}
VERDICTS: dict[str, tuple[str, Any]] = {
    "valid": ("good", _("Valid signature")),
    "unknown_signer": ("plain", _("The signer is not known to us; the text is unchanged")),
    "changed_after": ("bad", _("The document was changed after it was signed")),
    "altered": ("bad", _("The signed content was altered")),
    "revoked": ("bad", _("The certificate was revoked")),
    "expired": ("plain", _("The certificate had run out")),
    "unsupported": ("plain", _("A signature of a kind that is not read here")),
    "unreadable": ("bad", _("The signature cannot be read")),
    "encrypted": ("plain", _("The file is locked with a password")),
    "too_large": ("plain", _("The file is too large to check")),
}
TIMES = {"timestamp": _("timestamp of an authority"), "claimed": _("the signer's own clock")}
CHANGES = {
    "none": _("covers the whole file"),
    "allowed": _("only signatures or filled fields came after"),
    "suspicious": _("the file was changed afterwards"),
    "unknown": _("what came after is unknown"),
}
REVOCATION = {
    "good": _("the certificate was not revoked"),
    "revoked": _("the certificate was revoked"),
    "not_checked": _("revocation was not checked"),
}


def clock_values(entry: Entry, user: User) -> dict[str, Any] | None:
    """Return the clock of an incoming entry, as staff and as its applicant see it."""
    if entry.direction == Direction.OUTGOING or not user.has_perm("documents.view_clock"):
        return None
    on = athens_day(timezone.now())
    view = queries.clock_of(entry, on)
    keeps = user.has_perm("documents.keep_clock") and not entry.is_cancelled
    return {
        "clock": view,
        "late": -view.left if view else 0,
        "words": queries.clock_words(entry, on=on, language=get_language() or "el"),
        "verbs": VERBS.get(view.clock.state, ()) if view and keeps else (),
        "may_start": keeps and view is None,
    }


def circulation_values(entry: Entry, user: User) -> dict[str, Any] | None:
    """Return who has an entry, and the documents that answer it."""
    if not user.has_perm("documents.view_assignment"):
        return None
    on = athens_day(timezone.now())
    is_open = entry.state in ("registered", "assigned", "in_progress")
    seen = queries.drafts_seen(user, on).order_by().values("pk")
    return {
        "assignments": list(queries.assignments_of_entry(entry.pk)),
        "drafts": list(queries.drafts_of_entry(entry.pk).filter(pk__in=seen)),
        "may_assign": is_open and user.has_perm("documents.assign_entry"),
        "may_answer": is_open and user.has_perm("documents.write_draft"),
    }


def signature_values(entry: Entry, user: User) -> dict[str, Any] | None:
    """Return what the check of signatures found in the files of an entry."""
    rows = entry.attachments.filter(signatures_checked_at__isnull=False).order_by("position")
    checked = [(row.name, [_shown(one) for one in row.signatures or []]) for row in rows]
    return {"checked": checked} if checked else None


def _shown(report: dict[str, Any]) -> dict[str, Any]:
    tone, words = VERDICTS.get(report.get("verdict", ""), ("plain", report.get("verdict", "")))
    at = report.get("signed_at")
    return report | {
        "tone": tone,
        "words": words,
        "signed_at": datetime.fromisoformat(at) if at else None,
        "time_words": TIMES.get(report.get("time_source", ""), ""),
        "change_words": CHANGES.get(report.get("changes_after", ""), ""),
        "revocation_words": REVOCATION.get(report.get("revocation", ""), ""),
    }


def register_blocks() -> None:
    """Enter the blocks."""
    folder = "documents/circulation"
    BLOCKS.register(
        "circulation", Block(20, f"{folder}/block_circulation.html", circulation_values)
    )
    BLOCKS.register("clock", Block(10, f"{folder}/block_clock.html", clock_values))
    BLOCKS.register("signatures", Block(30, f"{folder}/block_signatures.html", signature_values))
