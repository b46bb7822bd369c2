"""What must never be found among cases and what they wait for."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.reconcile import query, rows_of

LIVE = """
    exists (select from procedures_task w
        where w.case_id = c.id and w.state in ('ready', 'claimed'))
    or exists (select from procedures_timer w where w.case_id = c.id and w.state = 'waiting')
    or exists (select from procedures_wait w where w.case_id = c.id and w.state = 'waiting')
    or exists (select from procedures_errand w
        where w.case_id = c.id and w.state in ('waiting', 'failed'))
    or exists (select from procedures_incident w where w.case_id = c.id and w.state = 'open')
    or exists (select from procedures_case w
        where w.parent_id = c.id and w.state in ('running', 'suspended'))
"""


@query("procedures.open_case_waits", _("Open cases that wait for nothing and nobody"))
def forgotten_cases() -> Iterable[dict[str, Any]]:
    """Find open cases that no task, timer, message, errand, incident or called case moves on."""
    return rows_of(
        "select c.id, c.code from procedures_case c "  # noqa: S608
        f"where c.state in ('running', 'suspended') and not ({LIVE})"
    )


@query("procedures.closed_case_rests", _("Closed cases that still wait for something"))
def restless_cases() -> Iterable[dict[str, Any]]:
    """Find closed cases with anything open."""
    return rows_of(
        "select c.id, c.code from procedures_case c "  # noqa: S608
        f"where c.state in ('completed', 'cancelled') and (c.engine -> 't' <> '{{}}' or {LIVE})"
    )


@query("procedures.rows_are_tokens", _("Cases whose open work is not where the case stands"))
def unmatched_rows() -> Iterable[dict[str, Any]]:
    """Find open tasks, timers, waits and errands whose token the case's state does not have."""
    kinds = {
        "task": "state in ('ready', 'claimed')",
        "timer": "state = 'waiting'",
        "wait": "state = 'waiting'",
        "errand": "state in ('waiting', 'failed')",
        "incident": "state = 'open'",
    }
    union = " union all ".join(
        f"select '{kind}' as kind, case_id, token "  # noqa: S608
        f"from procedures_{kind} where {condition}"
        for kind, condition in kinds.items()
    )
    return rows_of(
        f"select c.code, w.kind, w.token from ({union}) w "  # noqa: S608
        "join procedures_case c "
        "on c.id = w.case_id where not (c.engine -> 't' ? w.token::text)"
    )


@query("procedures.history_matches_state", _("Cases whose history does not lead to their state"))
def unfinished_histories() -> Iterable[dict[str, Any]]:
    """Find completed cases without a last line, and open ones that have it."""
    return rows_of(
        "select c.id, c.code, c.state from procedures_case c where "
        "(c.state = 'completed') <> exists (select from procedures_step s "
        "where s.case_id = c.id and s.what = 'finished')"
    )


@query("procedures.done_tasks_in_history", _("Done tasks that the history does not tell of, once"))
def untold_tasks() -> Iterable[dict[str, Any]]:
    """Find done tasks with no line, or more than one, that says so."""
    return rows_of(
        "select t.id, t.case_id, t.element from procedures_task t where t.state = 'done' and 1 <> "
        "(select count(*) from procedures_step s where s.case_id = t.case_id "
        "and s.token = t.token and s.element = t.element and s.what = 'done')"
    )


@query("procedures.errands_in_history", _("Automatic steps done that the history does not tell of"))
def untold_errands() -> Iterable[dict[str, Any]]:
    """Find automatic steps that were done, without exactly one line that says so."""
    return rows_of(
        "select e.id, e.case_id, e.element from procedures_errand e where e.state = 'done' "
        "and 1 <> (select count(*) from procedures_step s where s.case_id = e.case_id "
        "and s.token = e.token and s.element = e.element and s.what = 'done')"
    )


@query("procedures.timers_fire", _("Timers due for an hour that did not fire"))
def late_timers() -> Iterable[dict[str, Any]]:
    """Find timers of running cases that are due for more than an hour."""
    return rows_of(
        "select t.id, t.case_id, t.due_at from procedures_timer t join procedures_case c "
        "on c.id = t.case_id where t.state = 'waiting' and c.state = 'running' and t.due_at < %s",
        [timezone.now() - timedelta(hours=1)],
    )


@query("procedures.messages_arrive", _("Messages kept although a case waits for them"))
def undelivered_messages() -> Iterable[dict[str, Any]]:
    """Find messages older than an hour that a running case waits for."""
    return rows_of(
        "select m.id, m.name, m.correlation from procedures_message m join procedures_wait w "
        "on w.message = m.name and w.correlation = m.correlation and w.state = 'waiting' "
        "join procedures_case c on c.id = w.case_id and c.state = 'running' "
        "where m.taken_at is null and m.sent_at < %s",
        [timezone.now() - timedelta(hours=1)],
    )
