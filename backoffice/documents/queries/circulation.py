"""Reads of circulation: what waits for whom, and everything about one draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from backoffice.documents.access import departments_of
from backoffice.documents.authority import (
    ASSIGNMENTS,
    absent_signers,
    grants_to,
    judged,
    mayors_on,
    printed_lines,
    stands_in_for,
)
from backoffice.documents.models import (
    Assignment,
    Dispatch,
    Draft,
    Issue,
    LetterTemplate,
    Place,
    Signature,
    Version,
)
from backoffice.documents.rules import letters
from backoffice.documents.rules.authority import Act, Authority
from backoffice.documents.steps import (
    BEFORE_SIGNATURE,
    EDITABLE,
    ISSUED,
    OPEN_ASSIGNMENTS,
    AssignmentState,
    DispatchState,
    DraftState,
)
from backoffice.documents.words import OPEN_LEVELS
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

COSIGNED = (Signature.Kind.COSIGN, Signature.Kind.DISSENT)


def assignments_of(user: User, on: date) -> QuerySet[Assignment]:
    """Return the assignments on somebody's desk: his own, those of people he stands in for, and
    those of his units that nobody in particular has."""
    passed_on = (one for one in stands_in_for(user, on) if one.includes(ASSIGNMENTS))
    people = {user.pk, *(one.absent_id for one in passed_on)}
    mine = Q(user_id__in=people) | Q(user__isnull=True, department_id__in=departments_of(user))
    return (
        Assignment.objects.filter(mine)
        .select_related("entry__book", "department", "user", "assigned_by")
        .order_by("due_on", "-assigned_at", "-pk")
    )


def assignments_in(user: User, on: date, kind: str) -> QuerySet[Assignment]:
    """Return one pile of a desk: `waiting`, `open`, `returned` (to whoever gave them) or `done`."""
    if kind == "returned":
        return (
            Assignment.objects.filter(assigned_by=user, state=AssignmentState.RETURNED)
            .select_related("entry__book", "department", "user", "assigned_by")
            .order_by("-answered_at")
        )
    states: dict[str, Sequence[str]] = {
        "open": [AssignmentState.ACCEPTED],
        "done": [AssignmentState.DONE, AssignmentState.PASSED_ON],
    }
    return assignments_of(user, on).filter(state__in=states.get(kind, [AssignmentState.WAITING]))


def assignments_of_entry(entry_id: int) -> QuerySet[Assignment]:
    """Return who had and has an entry, in order."""
    return (
        Assignment.objects.filter(entry_id=entry_id)
        .select_related("department", "user", "assigned_by")
        .order_by("pk")
    )


def signable(user: User, on: date) -> Q | None:
    """Return which drafts somebody's authority covers on a day; nothing where he has none."""
    people = {user.pk, *absent_signers(user, on)}
    if people & mayors_on(on):
        return Q()
    found: Any = None
    for grant in grants_to(people, on):
        ended = grant.last is not None and on > grant.last
        if not grant.giver_in_office or on < grant.first or ended:
            continue
        one: Any = Q(scope__in=list(grant.scopes)) if grant.scopes else Q()
        if grant.limit is not None:
            one = one & (Q(amount__isnull=True) | Q(amount__lte=grant.limit))
        found = one if found is None else found | one
        if not one:
            return Q()
    return found


def drafts_seen(user: User, on: date) -> QuerySet[Draft]:
    """Return the outgoing documents a member of staff may open."""
    if not user.is_authenticated or not user.has_perm("documents.view_draft"):
        return Draft.objects.none()
    rows = Draft.objects.select_related("current", "department", "drafter", "entry__book")
    rights = user.get_group_permissions()
    if "documents.view_every_entry" in rights:
        return rows
    people = {user.pk, *absent_signers(user, on)}
    place = Place.objects.filter(draft=OuterRef("pk"), user_id__in=people)
    seen: Any = Q(department_id__in=departments_of(user)) | Q(drafter=user) | Exists(place)
    mine = signable(user, on) if "documents.sign_draft" in rights else None
    if mine is not None:
        seen |= mine & ~Q(state=DraftState.DRAFT)
    if rights & {"documents.issue_draft", "documents.dispatch_draft"}:
        seen |= Q(state__in=[DraftState.SIGNED, *ISSUED], confidentiality__in=OPEN_LEVELS)
    return rows.filter(seen)


def unsigned_places() -> QuerySet[Place]:
    """Return places of the outer draft that still have to sign in its round."""
    signed = Signature.objects.filter(
        draft=OuterRef("draft"),
        round=OuterRef("draft__round"),
        position=OuterRef("position"),
        kind__in=COSIGNED,
    )
    return Place.objects.filter(draft=OuterRef("pk")).exclude(Exists(signed))


def to_cosign(user: User, on: date) -> QuerySet[Draft]:
    """Return the drafts whose next place is somebody's, or that of one for whom he stands in."""
    people = {user.pk, *absent_signers(user, on)}
    first = unsigned_places().order_by("position").values("user_id")[:1]
    rows = Draft.objects.filter(state=DraftState.IN_COSIGN).annotate(next_user=first)
    return rows.filter(next_user__in=people).select_related(
        "current", "department", "drafter", "entry__book"
    )


def to_sign(user: User, on: date) -> QuerySet[Draft]:
    """Return the drafts that wait only for a final signature that somebody may give."""
    mine = signable(user, on) if user.has_perm("documents.sign_draft") else None
    if mine is None:
        return Draft.objects.none()
    ready = Draft.objects.filter(mine, state=DraftState.IN_COSIGN).exclude(
        Exists(unsigned_places())
    )
    return ready.select_related("current", "department", "drafter", "entry__book")


def drafts_in(user: User, on: date, kind: str) -> QuerySet[Draft]:
    """Return one pile of outgoing documents.

    :param kind: `cosign`, `sign`, `own`, `issue`, `open` or `all`
    """
    piles: dict[str, Any] = {
        "cosign": lambda: to_cosign(user, on),
        "sign": lambda: to_sign(user, on),
        "own": lambda: drafts_seen(user, on).filter(drafter=user, state__in=BEFORE_SIGNATURE),
        "issue": lambda: drafts_seen(user, on).filter(state=DraftState.SIGNED),
        "open": lambda: drafts_seen(user, on).filter(
            state__in=[*BEFORE_SIGNATURE, DraftState.SIGNED, DraftState.NUMBERED]
        ),
    }
    found: QuerySet[Draft] = piles.get(kind, lambda: drafts_seen(user, on))()
    return found.order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class Step:
    """One place in the order, and what its holder did in this round."""

    place: Place
    signature: Signature | None
    is_next: bool


@dataclass(frozen=True, slots=True)
class DraftView:
    """Everything a page of a draft shows, and what its reader may do."""

    draft: Draft
    steps: tuple[Step, ...]
    signatures: tuple[Signature, ...]
    versions: tuple[Version, ...]
    addressees: tuple[Any, ...]
    dispatches: tuple[Dispatch, ...]
    issue: Issue | None
    blocks: tuple[dict[str, Any], ...]
    acts: frozenset[str]


def draft_view(draft: Draft, user: User, on: date, values: dict[str, str]) -> DraftView:
    """Return everything about a draft.

    :param values: what the fields of its text stand for
    """
    rows = draft.signatures.select_related("signer", "version", "delegation")
    signatures = tuple(rows)
    done = {s.position: s for s in signatures if s.round == draft.round and s.kind in COSIGNED}
    places = list(draft.places.select_related("user").order_by("position"))
    ahead = next((place.position for place in places if place.position not in done), None)
    steps = tuple(Step(p, done.get(p.position), p.position == ahead) for p in places)
    dispatches = draft.dispatches.select_related("addressee", "proof", "sent_by")
    return DraftView(
        draft=draft,
        steps=steps,
        signatures=signatures,
        versions=tuple(draft.versions.select_related("made_by")),
        addressees=tuple(draft.addressees.all()),
        dispatches=tuple(dispatches),
        issue=Issue.objects.select_related("file").filter(draft=draft).first(),
        blocks=tuple(letters.blocks(draft.current.body, values)) if draft.current else (),
        acts=_acts(draft, user, on, ahead, places),
    )


def _acts(
    draft: Draft, user: User, on: date, ahead: int | None, places: list[Place]
) -> frozenset[str]:
    people = {user.pk, *absent_signers(user, on)}
    is_next = any(p.position == ahead and p.user_id in people for p in places)
    in_unit = draft.department_id in departments_of(user) or draft.drafter_id == user.pk
    writes = in_unit and user.has_perm("documents.write_draft")
    waits = draft.state == DraftState.IN_COSIGN
    allowed = {
        "edit": writes and draft.state in EDITABLE,
        "send": writes and draft.state in EDITABLE,
        "withdraw": writes and draft.state in BEFORE_SIGNATURE,
        "cosign": waits and is_next and user.has_perm("documents.cosign_draft"),
        "sign": waits and ahead is None and may_sign(user, draft, on),
        "issue": draft.state == DraftState.SIGNED and user.has_perm("documents.issue_draft"),
        "repeat": writes and draft.state in ISSUED,
        "cancel": draft.state in (DraftState.SIGNED, DraftState.NUMBERED, DraftState.DISPATCHED)
        and user.has_perm("documents.sign_draft"),
        "dispatch": draft.state in ISSUED and user.has_perm("documents.dispatch_draft"),
        "archive": draft.state == DraftState.DISPATCHED
        and (writes or user.has_perm("documents.dispatch_draft")),
    }
    return frozenset(name for name, is_allowed in allowed.items() if is_allowed)


def may_sign(user: User, draft: Draft, on: date) -> bool:
    """Tell whether somebody's authority covers a draft on a day."""
    if not user.has_perm("documents.sign_draft"):
        return False
    return isinstance(judged(user.pk, Act(draft.scope, draft.amount), on), Authority)


def drafts_of_entry(entry_id: int) -> QuerySet[Draft]:
    """Return the outgoing documents that answer an entry, or bear its number."""
    return (
        Draft.objects.filter(Q(answers_id=entry_id) | Q(entry_id=entry_id))
        .select_related("current", "drafter", "entry__book")
        .order_by("pk")
    )


def issue_answering(entry_id: int) -> Issue | None:
    """Return the latest document that was issued in answer to an entry, if one was."""
    rows = Issue.objects.filter(draft__answers_id=entry_id).select_related("entry__book", "file")
    return rows.order_by("-issued_at").first()


def dispatches_waiting(user: User, on: date) -> QuerySet[Dispatch]:
    """Return the copies that have not arrived, of documents somebody may dispatch."""
    if not user.has_perm("documents.dispatch_draft"):
        return Dispatch.objects.none()
    seen = drafts_seen(user, on).filter(state__in=ISSUED).order_by()
    return (
        Dispatch.objects.filter(draft__in=seen.values("pk"))
        .exclude(state=DispatchState.DELIVERED)
        .select_related("addressee", "draft__entry__book", "draft__current", "draft__issue")
        .order_by("state", "pk")
    )


def templates(user: User, *, in_use: bool = True) -> QuerySet[LetterTemplate]:
    """Return the letter templates of a user's units and those of all."""
    rows = LetterTemplate.objects.select_related("department")
    if in_use:
        mine = Q(department__isnull=True) | Q(department_id__in=departments_of(user))
        return rows.filter(mine, in_use=True)
    return rows


def version_of(draft: Draft, number: int) -> Version | None:
    """Return a version of a draft by its number."""
    return draft.versions.filter(number=number).first()


def issue_by_verification(code: str) -> Issue | None:
    """Return the issue of a verification code, for anybody who holds the paper."""
    return (
        Issue.objects.select_related("entry__book", "draft")
        .filter(verification=code, file__isnull=False)
        .first()
    )


def later_repetition(issue: Issue) -> Issue | None:
    """Return the latest sealed repetition of an issued document, if any."""
    first = issue.draft.repeats_id or issue.draft_id
    return (
        Issue.objects.filter(draft__repeats_id=first, file__isnull=False, pk__gt=issue.pk)
        .exclude(draft__state=DraftState.CANCELLED)
        .order_by("-pk")
        .first()
    )


def open_counts(user: User, on: date) -> dict[str, int]:
    """Return how much waits on somebody's desk, by pile."""
    mine = assignments_of(user, on).order_by()
    counted = mine.aggregate(
        waiting=Count("pk", filter=Q(state=AssignmentState.WAITING)),
        late=Count("pk", filter=Q(state__in=OPEN_ASSIGNMENTS, due_on__lt=on)),
    )
    return {
        "assignments": counted["waiting"],
        "late_assignments": counted["late"],
        "cosign": to_cosign(user, on).count(),
        "sign": to_sign(user, on).count(),
    }


def unsealed() -> QuerySet[Issue]:
    """Return the numbered documents that have no seal yet."""
    return Issue.objects.filter(file__isnull=True)


def lines_of(user: User, draft: Draft, at: datetime) -> list[str]:
    """Return the lines that would be printed if somebody signed a draft now."""
    on = athens_day(at)
    found = judged(user.pk, Act(draft.scope, draft.amount), on)
    return printed_lines(user.pk, found, on) if isinstance(found, Authority) else []
