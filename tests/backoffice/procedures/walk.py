"""Walks every path of a shipped procedure through the public verbs, taking back each branch."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from django.db import transaction

from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.procedures import operations, queries, services
from backoffice.procedures.engine.net import FormField, Net
from backoffice.procedures.models import Case, Errand, Incident, Task, Timer, Wait

HOUR = timedelta(hours=1)
# Every element may be passed this often on one path; a circle is walked once more, not for ever.
ROUNDS = 2
Option = tuple[str, Callable[[datetime], None]]


@dataclass
class Walker:
    """What was met on all paths together."""

    actor: Any
    net: Net
    #: who does what the actor may not do besides an earlier step
    colleagues: tuple[Any, ...] = ()
    paths: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    fired: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    received: set[str] = field(default_factory=set)

    def walk(self, process: str, facts: Mapping[str, Any], at: datetime, **about: Any) -> None:
        """Start a case and follow it wherever it may lead."""
        source = Source("tests.walk", f"{process}-{self.paths}")
        with transaction.atomic():
            case = services.start_case(
                process=process, subject=source, facts=facts, actor=self.actor, at=at, **about
            )
            self._follow(case.pk, at + HOUR)
            transaction.set_rollback(True)

    def _follow(self, case_id: int, now: datetime) -> None:
        case = Case.objects.get(pk=case_id)
        if self._was_here_too_often(case):
            return
        options = list(self._options(case, now))
        if not options:
            self._arrived(case)
            return
        for _name, act in options:
            with transaction.atomic():
                act(now)
                later = Timer.objects.filter(case=case, state="fired").order_by("-fired_at").first()
                then = max(now, later.fired_at) if later and later.fired_at else now
                self._follow(case_id, then + HOUR)
                transaction.set_rollback(True)

    def _was_here_too_often(self, case: Case) -> bool:
        loops = {e.id for e in self.net.elements.values() if e.loop is not None}
        own = self._most_passed(case, loops) > ROUNDS
        # A called procedure has its own test: here it is walked without its circles.
        return own or any(self._most_passed(called, set()) > 1 for called in case.called.all())

    def _most_passed(self, case: Case, but: set[str]) -> int:
        steps = queries.history(case).filter(what="done").exclude(element__in=("", *but))
        return max(Counter(steps.values_list("element", flat=True)).values(), default=0)

    def _arrived(self, case: Case) -> None:
        self.paths += 1
        view = queries.case_view(case)
        assert view.incidents == [], [incident.error for incident in view.incidents]
        assert case.state == "completed", (case.state, view.marks)
        assert not (view.tasks)
        assert not (view.timers)
        assert not (view.waits)
        assert not (view.errands)
        done = {step.element for step in view.history}
        self.ended.update(e for e in done if e and self.net.elements[e].kind == "endEvent")

    def _options(self, case: Case, now: datetime) -> Iterator[Option]:
        family = [case.pk, *case.called.values_list("pk", flat=True)]
        errand = Errand.objects.filter(case__in=family, state="waiting").order_by("pk").first()
        if errand is not None:
            yield "errand", lambda at: self._run(errand, at)
            return
        task = Task.objects.filter(case__in=family, state__in=("ready", "claimed")).first()
        if task is not None:
            for outcome in self._outcomes(task, now):
                yield "task", self._complete(task, outcome)
        for timer in Timer.objects.filter(case__in=family, state="waiting"):
            yield "timer", self._fire(timer)
        for wait in Wait.objects.filter(case__in=family, state="waiting"):
            yield "message", self._receive(wait)

    def _run(self, errand: Errand, at: datetime) -> None:
        """Run a step; the first time on all paths it fails before, and is tried again."""
        if errand.element not in self.failed:
            self.failed.add(errand.element)
            self._fail(errand, at)
            incident = Incident.objects.get(case=errand.case, state="open")
            services.retry_incident(incident_id=incident.pk, actor=self.actor, at=at)
        assert services.run_service_step(errand_id=errand.pk, at=at), (
            errand.element,
            list(errand.case.incidents.values_list("error", flat=True)),
        )

    def _fail(self, errand: Errand, at: datetime) -> None:
        right = operations.run

        def refuse(*args: Any) -> dict[str, Any]:
            raise operations.InputRefused("a refusal of the test")

        operations.run = refuse
        try:
            assert services.run_service_step(errand_id=errand.pk, at=at) is False
        finally:
            operations.run = right

    def _complete(self, task: Task, outcome: dict[str, Any]) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            staff = (self.actor, *self.colleagues)
            doer = next(one for one in staff if not queries.done_before_by(one, task))
            services.complete_task(task_id=task.pk, outcome=outcome, actor=doer, at=at)

        return act

    def _fire(self, timer: Timer) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            self.fired.add(timer.element)
            assert services.fire_timer(timer_id=timer.pk, at=max(at, timer.due_at))

        return act

    def _receive(self, wait: Wait) -> Callable[[datetime], None]:
        def act(at: datetime) -> None:
            self.received.add(wait.element)
            services.send_message(
                name=wait.message,
                correlation=wait.correlation,
                payload={},
                key=f"walk-{wait.pk}-{at:%s}",
                at=at,
            )

        return act

    def _outcomes(self, task: Task, now: datetime) -> Iterator[dict[str, Any]]:
        questions = queries.form_of(task)
        net = queries.net_of(task.case.version)
        asked = " ".join(flow.condition for flow in net.flows.values())
        values = [answers(q, now, decides=f"{q.name}" in asked) for q in questions]
        for combination in product(*values):
            yield dict(zip((q.name for q in questions), combination, strict=True))


def answers(question: FormField, now: datetime, *, decides: bool) -> list[Any]:
    """Return the answers worth trying: all that a way depends on, else the first."""
    found: list[Any] = {
        "choice": [choice.value for choice in question.choices],
        "yes_no": ["true", "false"],
        "number": ["1200", "0"],
        "money": ["1200.00", "0.00"],
        "date": [athens_day(now + timedelta(days=14)).isoformat()],
        "text": ["a synthetic answer"],
    }[question.kind]
    return found if decides else found[:1]
