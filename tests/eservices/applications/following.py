"""Follows an application on every way through its drawing, by the verbs of applicant and office."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backoffice.documents import queries as documents_queries
from backoffice.documents import services as documents
from backoffice.procedures import queries, services
from backoffice.procedures.models import Case, Errand, Task, Timer, Wait
from backoffice.revenue import services as revenue
from eservices.applications import services as applications
from eservices.applications.models import Application, RankedList
from eservices.applications.services import lists
from eservices.applications.states import OPEN
from tests.backoffice.procedures.walk import HOUR, Walker

Act = Callable[[datetime], None]
#: After these the letter is written: by somebody who may sign it, and by somebody who may not.
LAST = {"decide", "publish", "vote", "confirm"}


@dataclass
class Follower(Walker):
    """Goes every way once: where a case and its application stand as before, the rest was seen."""

    application: Any = None
    citizen: Any = None
    #: may sign letters, and draws up no list
    mayor: Any = None
    seen: set[Any] = field(default_factory=set)
    states: set[tuple[str, str]] = field(default_factory=set)

    def follow(self, now: datetime) -> None:
        """Follow the case of the application wherever it may lead."""
        with transaction.atomic():
            self._follow(self.application.case_id, now)
            transaction.set_rollback(True)

    def _now(self) -> Application:
        return Application.objects.select_related("charge", "case").get(pk=self.application.pk)

    def _follow(self, case_id: int, now: datetime) -> None:
        case = Case.objects.get(pk=case_id)
        mark = self._mark(case)
        if mark in self.seen:
            self.ended.update(self._ends(case))
            return
        self.seen.add(mark)
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

    def _mark(self, case: Case) -> Any:
        """Return what tells where case and application stand from everywhere else."""
        family = self._family(case)
        open_rows = [
            tuple(sorted(rows.filter(case__in=family).values_list("element", flat=True)))
            for rows in (
                Task.objects.filter(state__in=("ready", "claimed")),
                Timer.objects.filter(state="waiting"),
                Wait.objects.filter(state="waiting"),
                Errand.objects.filter(state="waiting"),
            )
        ]
        found = self._now()
        ranked = RankedList.objects.values_list("state", flat=True).first()
        return (
            case.state,
            *open_rows,
            # Gateways read an answer in the step that gives it; the fee reads this one later.
            str(case.facts.get("visit")),
            found.state,
            found.charge.state if found.charge else "",
            ranked,
            str(queries.last_doer(case.pk)) if self._writes(case) else "",
        )

    def _writes(self, case: Case) -> bool:
        return Errand.objects.filter(case=case, state="waiting").exists()

    def _ends(self, case: Case) -> set[str]:
        """Return the end events that were met on the way here."""
        names = queries.history(case).filter(what="done").values_list("element", flat=True)
        ends = {e.id for e in self.net.elements.values() if e.kind == "endEvent"}
        return ends & set(names)

    @staticmethod
    def _family(case: Case) -> list[int]:
        return [case.pk, *case.called.values_list("pk", flat=True)]

    def _options(self, case: Case, now: datetime) -> Iterator[tuple[str, Act]]:
        family = self._family(case)
        waiting = Errand.objects.filter(case__in=family, state="waiting").order_by("pk").first()
        if waiting is None:
            tasks = Task.objects.filter(case__in=family, state__in=("ready", "claimed"))
            for task in tasks.order_by("pk")[:1]:
                for outcome in self._outcomes(task, now):
                    for doer in self._doers(task):
                        yield "task", self._done_by(doer, task, outcome)
            # What a timer does is the same whenever it fires: each is let fire in one place.
            timers = Timer.objects.filter(case__in=family, state="waiting")
            for timer in timers.exclude(element__in=self.fired):
                yield "timer", self._fire(timer)
            for wait in Wait.objects.filter(case__in=family, state="waiting"):
                yield from self._messages(wait)
            if case.state == "running" and self._now().state in OPEN:
                yield "withdraw", self._withdraw
        else:
            yield "errand", lambda at: self._run(waiting, at)

    def _doers(self, task: Task) -> list[Any]:
        staff = [one for one in (self.actor, *self.colleagues) if not self._did(one, task)]
        return staff if task.element in LAST else staff[:1]

    @staticmethod
    def _did(one: Any, task: Task) -> bool:
        return bool(queries.done_before_by(one, task))

    @staticmethod
    def _done_by(doer: Any, task: Task, outcome: dict[str, Any]) -> Act:
        def act(at: datetime) -> None:
            services.complete_task(task_id=task.pk, outcome=outcome, actor=doer, at=at)

        return act

    def _withdraw(self, at: datetime) -> None:
        applications.withdraw(
            application_id=self.application.pk, reason="", actor=self.citizen, at=at
        )

    def _messages(self, wait: Wait) -> Iterator[tuple[str, Act]]:
        """Do what sends a message: answer, pay, sign, publish, object."""
        acts: dict[str, list[Act]] = {
            "application_answered": [self._answer],
            "application_withdrawn": [self._withdraw],
            "fee_paid": [self._pay],
            "reply_issued": [self._sign],
            "application_objected": [self._object],
            "list_published": [self._publish]
            if wait.correlation.endswith(":provisional")
            else [self._make_final, self._leave_out],
        }
        if wait.correlation.endswith(":final") and self._now().objections.filter(state="lodged"):
            # A list becomes final once every objection was answered.
            return
        for act in acts[wait.message]:
            yield wait.message, self._noted(wait, act)

    def _noted(self, wait: Wait, act: Act) -> Act:
        def noted(at: datetime) -> None:
            self.received.add(wait.element)
            act(at)

        return noted

    def _answer(self, at: datetime) -> None:
        ask = self._now().asks.get(answered_at=None, closed_at=None)
        texts = {item["key"]: "Συνθετική απάντηση" for item in ask.items}
        applications.answer_request(
            ask_id=ask.pk, texts=texts, text="", key=f"a-{ask.pk}", actor=self.citizen, at=at
        )

    def _pay(self, at: datetime) -> None:
        charge = self._now().charge
        assert charge is not None
        revenue.take_at_counter(
            items=[(charge.pk, None)], method="cash", key="walk", actor=self.mayor, at=at
        )
        applications.note_fee_paid(
            application_id=self.application.pk, charge_code=charge.code, at=at
        )

    def _sign(self, at: datetime) -> None:
        found = self._now()
        letter = list(documents_queries.drafts_of_entry(found.entry_id))[-1]
        documents.sign_document(draft_id=letter.pk, seen_version=1, actor=self.mayor, at=at)
        documents.issue_document(draft_id=letter.pk, actor=self.mayor, at=at)

    def _object(self, at: datetime) -> None:
        applications.object_to(
            application_id=self.application.pk,
            text="Έχω περισσότερα μόρια.",
            key=f"o-{at:%s}",
            actor=self.citizen,
            at=at,
        )

    def _publish(self, at: datetime) -> None:
        found = RankedList.objects.get()
        lists.publish_provisional(list_id=found.pk, objections_until=None, actor=self.actor, at=at)

    def _make_final(self, at: datetime) -> None:
        found = RankedList.objects.get()
        RankedList.objects.filter(pk=found.pk).update(objections_until=at - timedelta(days=2))
        lists.publish_final(list_id=found.pk, actor=self.mayor, at=at)

    def _leave_out(self, at: datetime) -> None:
        row = RankedList.objects.get().rows.get()
        lists.correct_row(
            row_id=row.pk,
            points=None,
            is_out=True,
            note="Δεν κατοικεί στον Δήμο.",
            actor=self.actor,
            at=at,
        )
        self._make_final(at)

    def _arrived(self, case: Case) -> None:
        """Hold an end against what the law and the states ask of it."""
        self.paths += 1
        view = queries.case_view(case)
        assert view.incidents == [], [incident.error for incident in view.incidents]
        rest = (view.tasks, view.timers, view.waits, view.errands)
        assert not any(rest), (case.state, rest)
        self.ended.update(self._ends(case))
        found = self._now()
        self.states.add((case.state, found.state))
        lawful(found, case)


def lawful(found: Application, case: Case) -> None:
    """Assert that an application whose case is over stands as the law wants it."""
    assert found.state not in OPEN, (found.state, case.state)
    assert not found.asks.filter(answered_at=None, closed_at=None).exists()
    assert not found.objections.filter(state="lodged").exists()
    clocks = documents_queries.clocks_of([found.limit_id])
    assert clocks[found.limit_id].state == "stopped"
    assert found.events.last().new == found.state
    if found.state == "withdrawn":
        assert clocks[found.limit_id].outcome == "withdrawn"
        assert case.state in ("cancelled", "completed")
    elif found.state == "forwarded":
        assert (found.forwarded_to, clocks[found.limit_id].outcome) == (
            "a synthetic answer",
            "forwarded",
        )
    else:
        assert case.state == "completed"
        assert found.decided_at is not None
        assert found.reply_id or found.output_url, found.state
    if found.state == "rejected":
        assert found.reason
        assert found.remedies
        assert clocks[found.limit_id].outcome == "rejected"
    if found.state in ("completed", "approved"):
        assert clocks[found.limit_id].outcome == "answered"
    charge = found.charge
    if charge is not None:
        # Nobody owes a fee for what was not given; what was given is paid.
        wanted = {"settled"} if found.state == "completed" else {"cancelled", "settled"}
        assert charge.state in wanted, (found.state, charge.state)
