"""What the screens of the desk read: the list, the page of one, ranked lists, printed receipts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from backoffice.documents import queries as documents
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.procedures import queries as procedures

from . import queries, rules
from .models import Application
from .models.counter import CounterCheck
from .models.ranking import RankedList, RankedRow
from .services.answering import certificates_of, is_handed_over
from .services.handling import DECISION, FILE, may_decide_freely
from .states import DECIDED, OPEN, ApplicationState

RELATED = ("entry__book", "limit_entry__clock", "department", "party", "case")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a clerk chose in the list; an empty value chooses everything.

    :ivar only: `open`, `overdue`, `untouched`, `waiting` (for the applicant) or `undelivered`
    """

    q: str = ""
    service: str = ""
    state: str = ""
    department: str = ""
    channel: str = ""
    only: str = "open"


def choose(rows: QuerySet[Application], wanted: Wanted, today: date) -> QuerySet[Application]:
    """Return the applications that match, those with the nearest last day first."""
    rows = rows.select_related(*RELATED).defer("snapshot", "case__engine", "case__facts")
    if wanted.service:
        rows = rows.filter(service=wanted.service)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.department:
        rows = rows.filter(department__code=wanted.department)
    if wanted.channel:
        rows = rows.filter(channel=wanted.channel)
    if wanted.only and not wanted.state:
        rows = rows.filter(_only(wanted.only, today))
    rows = _searched(rows, wanted.q)
    return rows.order_by("limit_entry__clock__due_on", "submitted_at", "pk")


def _only(only: str, today: date) -> Q:
    late = Q(limit_entry__clock__state="running", limit_entry__clock__due_on__lt=today)
    found = {
        "overdue": late & Q(state__in=OPEN),
        "untouched": untouched(today),
        "waiting": Q(state__in=(ApplicationState.NEEDS_INFO, ApplicationState.AWAITING_PAYMENT)),
        "undelivered": Q(state=ApplicationState.APPROVED)
        | Q(state=ApplicationState.REJECTED, reply__isnull=True),
    }
    return found.get(only, Q(state__in=OPEN))


def _searched(rows: QuerySet[Application], q: str) -> QuerySet[Application]:
    if not q:
        return rows
    if len(q) == 9 and q.isdigit():
        return rows.filter(party__afm=q)
    return queries.search(rows, queries.Filters(text=q)).select_related(*RELATED)


def untouched(today: date) -> Q:
    """Return what nobody took up while the law let it be forwarded (ν. 2690/1999 άρθρο 4 §1)."""
    cutoff = rules.latest_late(today, documents.forward_limits(today))
    return Q(state=ApplicationState.REGISTERED, submitted_at__lt=cutoff)


def forward_by(application: Application) -> date:
    """Return the last day on which an application may be forwarded to another authority."""
    sent_on = athens_day(application.submitted_at)
    return documents.forward_limits(sent_on)(sent_on)


@dataclass(frozen=True, slots=True)
class DeskView:
    """An application as the desk reads it: what the citizen sees, and the office's own side."""

    seen: queries.ApplicationView
    events: list[Any]
    case: Any
    tasks: list[Any]
    letters: list[Any]
    certificate: Any
    ranked: RankedRow | None
    counter: CounterCheck | None
    may_ask: bool
    may_forward: bool
    may_decide: bool
    may_answer: bool
    forward_by: date
    is_late_to_forward: bool


def desk_view(application: Application, user: User, language: str, on: date) -> DeskView:
    """Return an application with everything its page at the desk shows."""
    seen = queries.view_of(application, language, on)
    case = application.case
    tasks = procedures.tasks_for(user, case, on) if case else []
    asked = {field.name for task in tasks for field in procedures.form_of(task)}
    is_open = application.state in OPEN
    limit = forward_by(application)
    entry = application.entry
    return DeskView(
        seen=seen,
        events=list(application.events.select_related("actor")),
        case=procedures.case_view(case) if case else None,
        tasks=tasks,
        letters=list(documents.drafts_of_entry(entry.pk)) if entry else [],
        certificate=certificates_of(application),
        ranked=RankedRow.objects.select_related("ranked_list")
        .filter(application=application)
        .first(),
        counter=CounterCheck.objects.select_related("clerk")
        .filter(application=application)
        .first(),
        may_ask=is_open and user.has_perm("applications.handle_application"),
        may_forward=is_open
        and (FILE in asked or case is None)
        and user.has_perm("applications.handle_application"),
        may_decide=(DECISION in asked or may_decide_freely(application))
        and user.has_perm("applications.decide_application"),
        may_answer=application.state in DECIDED and not is_handed_over(application),
        forward_by=limit,
        is_late_to_forward=rules.is_late_to_forward(application.state, limit, on),
    )


def lists() -> QuerySet[RankedList]:
    """Return the ranked lists, the latest window first."""
    return RankedList.objects.select_related("department", "made_by").order_by("-closes_at", "-pk")


def published_list(code: str) -> RankedList | None:
    """Return a list that was published, for everybody; one that is drawn up is nobody's yet."""
    found = RankedList.objects.select_related("provisional_entry__book", "final_entry__book")
    return found.filter(code=code).exclude(state="drawn_up").first()


def rows_of(found: RankedList) -> QuerySet[RankedRow]:
    """Return the rows of a list in the order of places."""
    return found.rows.select_related("application", "application__entry__book")
