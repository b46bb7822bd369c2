"""Verbs of ranked lists: draw up, rehearse, publish, hear objections, make final."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.documents.words import Channel, Direction
from backoffice.forms.named import named
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.procedures import services as procedures
from eservices.applications import offers, ranking
from eservices.applications.list_errors import (
    ListNotOpen,
    ObjectionsUnanswered,
    PointsWithoutReasons,
    RulesFaulty,
    WindowOpen,
)
from eservices.applications.models import Application, Objection
from eservices.applications.models.ranking import LIST_MOVES, ListState, RankedList, RankedRow
from eservices.applications.ranking import Result
from eservices.applications.states import ApplicationState, ObjectionState
from theme.formatting import number

from .texts import standard_remedies

SOURCE = "applications.ranked_list"
PUBLISHED = "list_published"
OBJECTION_DAYS = 5
# What is no longer asked for takes no place among the others.
GONE = (ApplicationState.WITHDRAWN, ApplicationState.FORWARDED)


@transaction.atomic
def draw_up_list(
    *,
    service: str,
    titles: Mapping[str, str],
    department_id: int,
    opens_at: datetime,
    closes_at: datetime,
    places: int,
    rules: Sequence[Mapping[str, Any]],
    decision: str,
    actor: User,
    at: datetime,
) -> RankedList:
    """Begin the list of a service's window, with what earns points.

    :raises RulesFaulty: if a rule cannot be read
    """
    if wrong := ranking.faults(list(rules)):
        raise RulesFaulty(wrong[0])
    made = RankedList.objects.create(
        service=service,
        title_el=titles["el"],
        title_en=titles.get("en") or titles["el"],
        department_id=department_id,
        opens_at=opens_at,
        closes_at=closes_at,
        places=places,
        rules=list(rules),
        decision=decision,
        made_by=actor,
        made_at=at,
    )
    after = {"service": service, "places": places, "rules": len(rules), "decision": decision}
    record("applications.list.drawn_up", made, actor=actor, at=at, after=after)
    return made


def _locked(list_id: int) -> RankedList:
    return RankedList.objects.select_for_update(of=["self"]).get(pk=list_id)


@transaction.atomic
def rehearse_list(*, list_id: int, actor: User, at: datetime) -> RankedList:
    """Work out points and places anew from the answers; nothing is published.

    Points that an objection changed, and who was left out, stay.

    :raises ListNotOpen: if it is final
    """
    found = _locked(list_id)
    if found.state == ListState.FINAL:
        raise ListNotOpen
    if found.state == ListState.DRAWN_UP:
        _score_all(found)
    _place_all(found)
    after = {"rows": found.rows.count()}
    record("applications.list.rehearsed", found, actor=actor, at=at, after=after)
    return found


def _competing(found: RankedList) -> Any:
    return (
        Application.objects.filter(
            service=found.service,
            submitted_at__gte=found.opens_at,
            submitted_at__lte=found.closes_at,
        )
        .exclude(state__in=GONE)
        .select_related("entry__book")
    )


def _score_all(found: RankedList) -> None:
    on = athens_day(found.closes_at)
    competing = list(_competing(found))
    gone = found.rows.exclude(application__in=competing)
    gone.delete()
    known = {row.application_id: row for row in found.rows.all()}
    new, changed = [], []
    for application in competing:
        row = known.get(application.pk)
        points, lines = ranking.score(found.rules, _names(application), on)
        kept = [line.plain() for line in lines]
        if row is None:
            number_ = application.entry.label
            new.append(
                RankedRow(
                    ranked_list=found,
                    application=application,
                    number=number_,
                    points=points,
                    lines=kept,
                )
            )
        else:
            row.points, row.lines = points, kept
            changed.append(row)
    RankedRow.objects.bulk_create(new)
    RankedRow.objects.bulk_update(changed, ["points", "lines"], batch_size=500)


def _names(application: Application) -> dict[str, Any]:
    """Return the answers as rules name them; a question that was left open is `null`."""
    form = offers.offer_with(application.service, application.form_version).form
    said = application.snapshot["answers"]
    known = {
        key: named(form.fields[key], value) for key, value in said.items() if key in form.fields
    }
    return {**form.nothing, **known}


def _place_all(found: RankedList) -> None:
    rows = {row.pk: row for row in found.rows.select_related("application__entry")}
    candidates = [
        ranking.Candidate(
            key=row.pk,
            points=Decimal(str(row.counted)),
            filed=(row.application.entry.registered_at, row.application.entry.number),
            is_out=row.is_out,
        )
        for row in rows.values()
        if row.application.entry is not None
    ]
    for candidate, place, result in ranking.placed(candidates, found.places):
        rows[candidate.key].place, rows[candidate.key].result = place, result
    RankedRow.objects.bulk_update(rows.values(), ["place", "result"], batch_size=500)


@transaction.atomic
def correct_row(
    *,
    row_id: int,
    points: Decimal | None,
    is_out: bool,
    note: str,
    actor: User | None,
    at: datetime,
) -> RankedRow:
    """Change an application's points, or leave it out, with the reasons.

    :raises PointsWithoutReasons: without them
    :raises ListNotOpen: if the list is final
    """
    found = _locked(RankedRow.objects.values_list("ranked_list_id", flat=True).get(pk=row_id))
    row = RankedRow.objects.select_for_update(of=["self"]).get(pk=row_id)
    if found.state == ListState.FINAL:
        raise ListNotOpen
    if not note.strip():
        raise PointsWithoutReasons
    before = {"points": row.counted, "is_out": row.is_out}
    row.corrected, row.is_out, row.note = points, is_out, note.strip()
    row.save(update_fields=["corrected", "is_out", "note"])
    _place_all(found)
    record(
        "applications.list.row_corrected",
        row,
        actor=actor,
        at=at,
        before=before,
        after={"points": points, "is_out": is_out},
        note=note.strip()[:400],
    )
    return row


@transaction.atomic
def publish_provisional(
    *, list_id: int, actor: User, at: datetime, objections_until: date | None = None
) -> RankedList:
    """Publish the provisional list under a number of the register; objections begin.

    :param objections_until: their last day; five working days from the day after, if none
    :raises WindowOpen: while applications are still taken
    :raises ListNotOpen: if it was published before
    """
    found = _locked(list_id)
    if found.closes_at >= at:
        raise WindowOpen
    _move(found, ListState.PROVISIONAL)
    _score_all(found)
    _place_all(found)
    found.provisional_at, found.provisional_by = at, actor
    found.objections_until = objections_until or _last_day(at)
    for row in found.rows.select_related("application__case"):
        _tell(row, "provisional", {}, at)
    # The number is taken last: from there on everybody waits who registers a document.
    found.provisional_entry = _entered(found, _("Provisional list"), actor, at)
    found.save()
    _published(found, actor, at)
    return found


def _last_day(at: datetime) -> date:
    from backoffice.kernel.queries import legal_calendar

    return legal_calendar().add_working_days(athens_day(at), OBJECTION_DAYS)


@transaction.atomic
def publish_final(*, list_id: int, actor: User, at: datetime) -> RankedList:
    """Make a list final: each application goes on with its result.

    :raises WindowOpen: while objections may still be made
    :raises ObjectionsUnanswered: while objections are being examined
    :raises ListNotOpen: if it is not the provisional list
    :raises PublishedBySame: if whoever drew it up makes it final
    """
    found = _locked(list_id)
    if found.objections_until and found.objections_until >= athens_day(at):
        raise WindowOpen
    _need_answers(found)
    _move(found, ListState.FINAL)
    _refuse_same(found, actor)
    _place_all(found)
    found.final_at, found.final_by = at, actor
    remedies = standard_remedies(at)
    for row in found.rows.select_related("application__case"):
        _tell(row, "final", _outcome(found, row, remedies), at)
    found.final_entry = _entered(found, _("Final list"), actor, at)
    found.save()
    _published(found, actor, at)
    return found


def _need_answers(found: RankedList) -> None:
    """Refuse to make a list final before every objection to it was answered."""
    open_ones = Objection.objects.filter(
        application__ranked__ranked_list=found, state=ObjectionState.LODGED
    ).select_related("application__entry__book")
    numbers = [one.application.entry.label for one in open_ones if one.application.entry]
    if numbers:
        raise ObjectionsUnanswered(numbers)


def _refuse_same(found: RankedList, actor: User) -> None:
    from eservices.applications.list_errors import PublishedBySame

    if found.made_by_id == actor.pk:
        raise PublishedBySame


def _move(found: RankedList, state: ListState) -> None:
    if state not in LIST_MOVES[ListState(found.state)]:
        raise ListNotOpen
    check_move(LIST_MOVES, ListState(found.state), state)
    found.state = state


def _entered(found: RankedList, what: str, actor: User, at: datetime) -> Any:
    with override("el"):
        what = _("Provisional list") if found.state == ListState.PROVISIONAL else _("Final list")
    subject = f"{what}: {found.title_el}"
    return documents.register_entry(
        book=settings.DOCUMENTS_BOOK,
        direction=Direction.OWN,
        subject=subject,
        subject_public=subject,
        channel=Channel.INSIDE,
        department_id=found.department_id,
        source=Source(SOURCE, found.code),
        key=f"{SOURCE}:{found.code}:{found.state}",
        actor=actor,
        at=at,
    )


def _tell(row: RankedRow, stage: str, payload: dict[str, Any], at: datetime) -> None:
    case = row.application.case
    about = f"{case.subject_id if case else row.application.code}:{stage}"
    procedures.send_message(
        name=PUBLISHED,
        correlation=about,
        payload=payload,
        key=f"{PUBLISHED}:{about}",
        at=at,
    )


def _outcome(found: RankedList, row: RankedRow, remedies: str) -> dict[str, Any]:
    with override("el"):
        if row.is_out:
            reasons = row.note
        else:
            reasons = _(
                "Place %(place)s of the final list with %(points)s points; there are %(places)s"
                " places."
            ) % {
                "place": row.place,
                "points": number(Decimal(str(row.counted))),
                "places": found.places,
            }
    return {"result": str(row.result), "reasons": reasons, "remedies": remedies}


def _published(found: RankedList, actor: User, at: datetime) -> None:
    counts = {result: found.rows.filter(result=result).count() for result in Result.values}
    record(f"applications.list.{found.state}", found, actor=actor, at=at, after=counts)


@transaction.atomic
def score_application(
    *,
    application: Application,
    points: Decimal | None,
    note: str,
    actor: User | None,
    at: datetime,
) -> Decimal:
    """Return an application's points; given ones, which an objection led to, are kept.

    Without a list of its window yet, there are no points.
    """
    row = RankedRow.objects.filter(application=application).first()
    if points is not None and row is not None:
        out = row.is_out
        changed = correct_row(
            row_id=row.pk, points=points, is_out=out, note=note, actor=actor, at=at
        )
        return Decimal(str(changed.counted))
    if row is not None:
        return Decimal(str(row.counted))
    found = list_for(application)
    if found is None:
        return Decimal(0)
    return ranking.score(found.rules, application.snapshot["answers"], athens_day(found.closes_at))[
        0
    ]


def list_for(application: Application) -> RankedList | None:
    """Return the list of the window in which an application was sent."""
    return RankedList.objects.filter(
        service=application.service,
        opens_at__lte=application.submitted_at,
        closes_at__gte=application.submitted_at - timedelta(seconds=1),
    ).first()


def shipped_rules(service: Any) -> list[dict[str, Any]]:
    """Return what earns points as the service ships it."""
    return [dict(row) for row in (service.scoring or {}).get("rows", [])]
