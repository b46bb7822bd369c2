"""Move running cases to another version: on purpose only, and where every token has a place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.procedures import nets
from backoffice.procedures.engine.net import Net
from backoffice.procedures.engine.state import State, Token
from backoffice.procedures.errors import VersionStays
from backoffice.procedures.models import Case, Errand, Incident, Task, Timer, Version, Wait
from backoffice.procedures.states import (
    OPEN_CASES,
    OPEN_TASKS,
    ErrandState,
    IncidentState,
    TimerState,
    VersionState,
    WaitState,
)

from .stepping import Stepping, lock_case, task_row


@dataclass
class MigrationReport:
    """Which cases moved, and why others did not, by their codes."""

    moved: list[str] = field(default_factory=list)
    refused: dict[str, list[str]] = field(default_factory=dict)


def migrate_cases(
    *,
    from_version_id: int,
    to_version_id: int,
    mapping: Mapping[str, str],
    actor: User | None,
    at: datetime,
) -> MigrationReport:
    """Move the open cases of a version to another of the same procedure.

    A case moves whole or not at all, each in a transaction of its own with its own audit row.

    :param mapping: for waiting elements that are called otherwise there: old identifier to new
    :raises VersionStays: if the target is a draft or another procedure's
    """
    source = Version.objects.get(pk=from_version_id)
    target = Version.objects.get(pk=to_version_id)
    if target.state == VersionState.DRAFT or target.definition_id != source.definition_id:
        raise VersionStays(
            _("Cases move only to a published version of their own procedure. Publish it first.")
        )
    report = MigrationReport()
    rows = Case.objects.filter(version=source, state__in=OPEN_CASES).order_by("pk")
    for case_id in list(rows.values_list("pk", flat=True)):
        _migrate(case_id, source, target, dict(mapping), actor, at, report)
    return report


@transaction.atomic
def _migrate(
    case_id: int,
    source: Version,
    target: Version,
    mapping: dict[str, str],
    actor: User | None,
    at: datetime,
    report: MigrationReport,
) -> None:
    case = lock_case(case_id)
    if case.version_id != source.pk or case.state not in OPEN_CASES:
        return
    old, new = nets.net_of(source.pk), nets.net_of(target.pk)
    state = State.unpack(case.engine)
    reasons = _reasons(state, old, new, mapping)
    if reasons:
        report.refused[case.code] = reasons
        return
    for token in state.tokens.values():
        token.element = mapping.get(token.element, token.element)
        token.via = mapping.get(token.via, token.via)
    case.engine, case.version = state.pack(), target
    case.save(update_fields=["engine", "version"])
    stepping = Stepping(case, actor, at)
    _move_rows(stepping, old, mapping)
    stepping.note("migrated", text=f"{source.number} → {target.number}")
    record(
        "procedures.case.migrated",
        case,
        actor=actor,
        at=at,
        before={"version": source.number},
        after={"version": target.number, "mapping": mapping},
    )
    report.moved.append(case.code)


def _reasons(state: State, old: Net, new: Net, mapping: dict[str, str]) -> list[str]:
    reasons = []
    for token in state.tokens.values():
        reason = _reason(token, old, new, mapping)
        if reason and reason not in reasons:
            reasons.append(reason)
    return reasons


def _reason(token: Token, old: Net, new: Net, mapping: dict[str, str]) -> str:
    """Return why a token has no place in another net, or nothing if it has."""
    was = old.elements[token.element]
    now = new.elements.get(mapping.get(was.id, was.id))
    said = {"old": was.label, "new": now.label if now else mapping.get(was.id, was.id)}
    if now is None:
        return _("“%(old)s” does not exist there. Say which element takes its place.") % said
    if now.kind != was.kind:
        return _("“%(old)s” and “%(new)s” are of different kinds.") % said
    if now.parent != mapping.get(was.parent, was.parent):
        return _("“%(new)s” lies in another subprocess than “%(old)s”.") % said
    if (now.loop is None) != (was.loop is None):
        return _("“%(old)s” repeats in one version and not in the other.") % said
    if token.wait == "gate" and mapping.get(token.via, token.via) not in now.incoming:
        return _("The arrow on which the case came to “%(old)s” does not exist there.") % said
    if was.kind == "callActivity" and now.called != was.called:
        return _("“%(new)s” calls another procedure than “%(old)s”.") % said
    if was.event.kind != now.event.kind:
        return _("“%(old)s” and “%(new)s” wait for different things.") % said
    return ""


def _move_rows(stepping: Stepping, old: Net, mapping: dict[str, str]) -> None:
    """Let the open rows of a case follow its tokens; boundary events are set anew where needed."""
    case, net = stepping.case, stepping.run.net
    _rename(case, mapping)
    for token in stepping.run.state.tokens.values():
        element = net.elements[token.element]
        if token.wait == "task":
            _redraw_task(stepping, token)
        if token.wait == "errand":
            Errand.objects.filter(case=case, token=token.id, state=ErrandState.WAITING).update(
                operation=element.operation
            )
    _renew_boundaries(stepping, old, mapping)


def _rename(case: Case, mapping: dict[str, str]) -> None:
    open_rows = (
        Task.objects.filter(state__in=OPEN_TASKS),
        Errand.objects.filter(state__in=(ErrandState.WAITING, ErrandState.FAILED)),
        Timer.objects.filter(state=TimerState.WAITING),
        Wait.objects.filter(state=WaitState.WAITING),
        Incident.objects.filter(state=IncidentState.OPEN),
    )
    for rows in open_rows:
        for row in rows.filter(case=case, element__in=list(mapping)):
            row.element = mapping[row.element]
            row.save(update_fields=["element"])


def _redraw_task(stepping: Stepping, token: Token) -> None:
    """Name a waiting task as the new version does; who holds it and its time limit stay."""
    from backoffice.procedures.engine.state import Opened

    fresh = task_row(stepping, Opened("task", token.id, token.element))
    Task.objects.filter(case=stepping.case, token=token.id, state__in=OPEN_TASKS).update(
        name_el=fresh.name_el,
        name_en=fresh.name_en,
        role=fresh.role,
        department=fresh.department_id,
        not_by=fresh.not_by,
    )


def _renew_boundaries(stepping: Stepping, old: Net, mapping: dict[str, str]) -> None:
    """Drop boundary events that are gone, and begin those that are new."""
    case, run = stepping.case, stepping.run
    back = {new: was for was, new in mapping.items()}
    for token in list(run.state.tokens.values()):
        now = {b.id for b in run.net.boundaries.get(token.element, ()) if not token.of}
        was_element = back.get(token.element, token.element)
        was = {mapping.get(b.id, b.id) for b in old.boundaries.get(was_element, ())}
        for rows, change in (
            (Timer.objects.filter(state="waiting"), TimerState.CANCELLED),
            (Wait.objects.filter(state="waiting"), WaitState.CANCELLED),
        ):
            rows.filter(case=case, token=token.id, element__in=was - now).update(state=change)
        for identifier in sorted(now - was):
            run.listen(token.id, identifier)
    stepping.write()
