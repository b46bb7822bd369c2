"""Named queries of circulation that must return no row."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query

from .models import Assignment, Clock, Draft, Issue, Place, Signature
from .states import EntryState
from .steps import ISSUED, OPEN_ASSIGNMENTS, ClockState, DraftState

Rows = list[dict[str, Any]]
SEAL_LATE = timedelta(days=1)
COSIGNED = (Signature.Kind.COSIGN, Signature.Kind.DISSENT)
AFTER_SIGNATURE = [DraftState.SIGNED, *ISSUED]


@query("documents.signed_text_is_current", _("What was signed is the text that was kept"))
def signed_text_is_current() -> Rows:
    """Final signatures on another version, or on a text with another digest."""
    rows = Signature.objects.filter(kind=Signature.Kind.FINAL).filter(
        ~Q(version=F("draft__current")) | ~Q(digest=F("version__digest"))
    )
    return [dict(row) for row in rows.values("pk", "draft__code", "version__number")]


@query("documents.signed_has_every_signature", _("A signed document bears every signature"))
def signed_has_every_signature() -> Rows:
    """Signed documents without a final signature, or with a place that nobody signed."""
    final = Signature.objects.filter(draft=OuterRef("pk"), kind=Signature.Kind.FINAL)
    by_place = Signature.objects.filter(
        draft=OuterRef("draft"),
        round=OuterRef("draft__round"),
        position=OuterRef("position"),
        kind__in=COSIGNED,
    )
    empty = Place.objects.filter(draft=OuterRef("pk")).exclude(Exists(by_place))
    rows = Draft.objects.filter(state__in=AFTER_SIGNATURE).filter(~Exists(final) | Exists(empty))
    return [dict(row) for row in rows.values("pk", "code", "state")]


@query("documents.numbered_is_sealed", _("A numbered document is sealed within a day"))
def numbered_is_sealed() -> Rows:
    """Numbers given over a day ago whose seal is missing."""
    late = timezone.now() - SEAL_LATE
    rows = Issue.objects.filter(file__isnull=True, issued_at__lt=late)
    return [dict(row) for row in rows.values("pk", "entry_id", "tries", "trouble")]


@query("documents.issued_has_its_row", _("Every numbered document has its issue and its copies"))
def issued_has_its_row() -> Rows:
    """Numbered documents without an issue, or with another number than their issue."""
    rows = Draft.objects.filter(state__in=ISSUED).filter(
        Q(issue__isnull=True) | ~Q(issue__entry=F("entry"))
    )
    return [dict(row) for row in rows.values("pk", "code", "entry_id")]


@query("documents.answered_clock_stands", _("No time limit runs for an answered entry"))
def answered_clock_stands() -> Rows:
    """Clocks that run on although the entry was answered, archived or cancelled."""
    ended = [EntryState.ANSWERED, EntryState.ARCHIVED]
    rows = Clock.objects.filter(entry__state__in=ended).exclude(state=ClockState.STOPPED)
    return [dict(row) for row in rows.values("pk", "entry_id", "state")]


@query("documents.clock_is_on_its_entry", _("The due day on an entry is that of its clock"))
def clock_is_on_its_entry() -> Rows:
    """Running clocks whose due day differs from the one on the entry."""
    rows = Clock.objects.filter(state=ClockState.RUNNING).exclude(due_on=F("entry__due_on"))
    return [dict(row) for row in rows.values("pk", "entry_id", "due_on", "entry__due_on")]


@query("documents.assigned_entry_is_on_a_desk", _("An assigned entry lies on somebody's desk"))
def assigned_entry_is_on_a_desk() -> Rows:
    """Assignments for action on entries that are answered already."""
    rows = Assignment.objects.filter(
        purpose=Assignment.Purpose.ACTION,
        state__in=OPEN_ASSIGNMENTS,
        entry__state=EntryState.ANSWERED,
    )
    return [dict(row) for row in rows.values("pk", "entry_id", "state")]
