"""The demonstration's cases: a few dozen, each at another step of its procedure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any

from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_by_afm
from backoffice.procedures import queries, services, shipped

from .people import Person

KIND = "demo.application"
MOST_STEPS = 40
PAUSE = timedelta(hours=7)

# What clerks answer, by the name of the question; the rest is answered by its kind.
ANSWERS: dict[str, Any] = {
    "decision": "grant",
    "proposal": "accept",
    "verification": "agree",
    "signature": "sign",
    "outcome": "grant",
    "opinion": "for",
    "police_opinion": "for",
    "traffic_opinion": "for",
    "cosignature": "agree",
    "review": "forward",
    "council_result": "approved",
    "zone": "B",
    "area": "12",
    "months": "6",
    "amount": "180.00",
    "iban": "GR1601101250000000012300695",
    "ada": "ΨΧ7ΛΩ6Υ-4Τ2",
}


@dataclass(frozen=True)
class Kind:
    """A procedure with what its applications are called and know from the start."""

    process: str
    title: str
    count: int
    department: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


KINDS: tuple[Kind, ...] = (
    Kind("certificate-at-once", "Βεβαίωση εντοπιότητας", 4, "civil-status"),
    Kind("certificate-after-check", "Πιστοποιητικό οικογενειακής κατάστασης", 4, "civil-status"),
    Kind("permanent-residence", "Βεβαίωση μόνιμης κατοικίας", 3, "civil-status"),
    Kind("tourist-fee-objection", "Ένσταση κατά τέλους γ΄ τριμήνου", 3, "revenue"),
    Kind("public-space-permit", "Τραπεζοκαθίσματα, Παραλία", 4, "development"),
    Kind(
        "fault-report",
        "Λακκούβα στην οδό Ακτής",
        4,
        "works",
        {"category": "road", "dangerous": False},
    ),
    Kind("tree-cutting", "Κοπή πεύκου σε πρασιά", 3, "green", {"members": ["Α", "Β", "Γ"]}),
    Kind("disabled-parking", "Θέση στάθμευσης ΑμεΑ", 2, "traffic"),
    Kind("document-access", "Αντίγραφα φακέλου άδειας", 3, "registry"),
    Kind("debt-arrangement", "Ρύθμιση σε 12 δόσεις", 3, "revenue"),
    Kind("refund", "Διπλή πληρωμή τέλους", 2, "revenue"),
    Kind("complaint", "Κατάληψη πεζοδρομίου", 3, "transparency"),
    Kind(
        "incoming-document",
        "Έγγραφο της Περιφέρειας",
        3,
        "registry",
        {"related_case": "", "document": "", "informed": ["Α", "Β"], "cosigners": ["Α", "Β"]},
    ),
    Kind("council-decision", "Ονομασία πλατείας", 2, "culture"),
    Kind("event-permit", "Συναυλία στο κάστρο", 3, "culture"),
)


def start_cases(
    known: Sequence[Person], *, clerk: User, at: datetime, colleagues: Sequence[User] = ()
) -> int:
    """Start the cases once and bring each to another step; called again it changes nothing.

    :param colleagues: who does a step that asks for another person than the clerk
    :returns: how many were started
    """
    shipped.load(at=at)
    applications = list(_applications(known))
    if queries.case_about(applications[0].process, KIND, applications[0].number):
        return 0
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    ahead: list[tuple[datetime, int, Application | Walk]] = [
        (at - timedelta(days=one.days_ago), number, one) for number, one in enumerate(applications)
    ]
    heapify(ahead)
    # The protocol takes nothing back-dated, so all cases move along one common calendar.
    while ahead:
        now, number, what = heappop(ahead)
        walk = (
            _begin(what, units, [clerk, *colleagues], now)
            if isinstance(what, Application)
            else what
        )
        walk.now = now
        following = now + PAUSE
        if walk.step() and walk.left and following < at:
            heappush(ahead, (following, number, walk))
    services.fire_timers(at=at)
    return len(applications)


@dataclass(frozen=True)
class Application:
    """One application of the demonstration."""

    process: str
    number: str
    title: str
    person: Person
    department: str
    facts: dict[str, Any]
    steps: int
    days_ago: int


def _applications(known: Sequence[Person]) -> Iterator[Application]:
    count = 0
    for kind in KINDS:
        for index in range(kind.count):
            person = known[count % len(known)]
            yield Application(
                process=kind.process,
                number=f"{kind.process}-{index + 1}",
                title=f"{kind.title} – {person.surname}",
                person=person,
                department=kind.department,
                facts=kind.facts,
                steps=(1 + 3 * index) if index < kind.count - 1 else MOST_STEPS,
                days_ago=4 + 5 * index,
            )
            count += 1


def _begin(
    application: Application, units: dict[str, int], staff: list[User], now: datetime
) -> "Walk":
    party = party_by_afm(application.person.afm)
    case = services.start_case(
        process=application.process,
        subject=Source(KIND, application.number),
        facts=application.facts,
        title=application.title,
        party_id=party.pk if party else None,
        department_id=units.get(application.department),
        actor=staff[0],
        at=now,
    )
    return Walk(case.pk, staff, now, application.steps)


@dataclass
class Walk:
    """Does what a case waits for, one thing at a time, at the moment that `now` says."""

    case_id: int
    staff: list[User]
    now: datetime
    left: int

    def step(self) -> bool:
        """Do the next thing; tell whether there was one."""
        self.left -= 1
        view = queries.case_view(queries.cases().get(pk=self.case_id))
        for called in view.called:
            if called.state == "running" and Walk(called.pk, self.staff, self.now, 1).step():
                return True
        return self._errand(view) or self._task(view)

    def _errand(self, view: queries.CaseView) -> bool:
        waiting = [errand for errand in view.errands if errand.state == "waiting"]
        if not waiting:
            return False
        return services.run_service_step(errand_id=waiting[0].pk, at=self.now)

    def _task(self, view: queries.CaseView) -> bool:
        if not view.tasks:
            return False
        task = view.tasks[0]
        doer = next((one for one in self.staff if not queries.done_before_by(one, task)), None)
        if doer is None:
            return False
        outcome = {
            question.name: _answer(question.name, question.kind, question.choices, self.now)
            for question in queries.form_of(task)
        }
        services.complete_task(task_id=task.pk, outcome=outcome, actor=doer, at=self.now)
        return True


def _answer(name: str, kind: str, choices: Sequence[Any], now: datetime) -> Any:
    values = [choice.value for choice in choices]
    if name in ANSWERS and (not values or ANSWERS[name] in values):
        return ANSWERS[name]
    by_kind: dict[str, Callable[[], Any]] = {
        "choice": lambda: values[0],
        "yes_no": lambda: "true",
        "number": lambda: "3",
        "money": lambda: "60.00",
        "date": lambda: athens_day(now + timedelta(days=14)).isoformat(),
        "text": lambda: "Συνθετική απάντηση επίδειξης",
    }
    return by_kind[kind]()
