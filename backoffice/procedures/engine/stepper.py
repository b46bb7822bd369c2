"""Step a case through its net: one call is what happens between two waits.

The rules are those of BPMN 2.0 chapter 13. Nothing is written and nothing is waited for here: what
the step asks of the world is returned as effects, in order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.kernel.calendar import LegalCalendar

from . import language, times
from .errors import ExpressionError, StepError
from .net import ACTIVITIES, PEOPLE, Element, Net
from .state import (
    CALL,
    ERRAND,
    EVENT,
    GATE,
    MANY,
    MESSAGE,
    SCOPE,
    STUCK,
    TASK,
    TIMER,
    Closed,
    Effect,
    Opened,
    Passed,
    Sent,
    State,
    Stuck,
    Token,
    Uncaught,
)

MAX_MOVES = 5_000
MAX_INSTANCES = 1_000

Decide = Callable[[str, Mapping[str, Any]], dict[str, Any]]


class RunsForever(StepError):
    """The diagram goes round without anybody acting."""

    code = "runs_forever"


@dataclass
class Run:
    """One step of one case.

    :param facts: what the case knows; the step adds to it
    :param decide: answers a decision table by its key
    :param about: what `case.…` means in expressions
    """

    net: Net
    state: State
    facts: dict[str, Any]
    at: datetime
    calendar: LegalCalendar
    decide: Decide
    about: dict[str, Any] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    _ahead: list[Token] = field(default_factory=list)
    _moves: int = 0

    # -- what happens from outside -------------------------------------------------------------

    def start(self) -> None:
        """Begin at the start event of the process."""
        self._enter_scope("", 0)
        self._settle()

    def complete(self, token_id: int, outcome: Mapping[str, Any]) -> None:
        """Go on from a task, an errand, a call or a catch event that is done."""
        token = self.state.tokens[token_id]
        self._finish(token, self._mapped(self.net.elements[token.element], outcome))
        self._settle()

    def fire(self, token_id: int, element_id: str, payload: Mapping[str, Any]) -> None:
        """Let a timer or message reach a token: its own, a boundary's, or one of a race."""
        token, element = self.state.tokens[token_id], self.net.elements[element_id]
        if element.kind == "boundaryEvent":
            self._remember(token, self._mapped(element, payload))
            self._leave_by_boundary(token, element)
        elif token.wait == EVENT:
            self._win_race(token, element, payload)
        else:
            self._finish(token, self._mapped(element, payload))
        self._settle()

    def throw(self, token_id: int, code: str) -> bool:
        """Raise an error at a token; tell whether a boundary event caught it."""
        caught = self._catch(self.state.tokens[token_id], code)
        if caught:
            self._settle()
        return caught

    def retry(self, token_id: int) -> None:
        """Try again what could not go on."""
        token = self.state.tokens[token_id]
        token.wait = ""
        self._ahead.append(token)
        self._settle()

    def get_stuck(self, token_id: int, error: str) -> None:
        """Let a token wait for somebody to look at it."""
        token = self.state.tokens[token_id]
        self._passed(token, "failed", note=error)
        self.effects.append(Stuck(token.id, token.element, error))

    def listen(self, token_id: int, element_id: str) -> None:
        """Begin a boundary event for a token that waits already, as after a migration."""
        self._listen(self.state.tokens[token_id], self.net.elements[element_id])

    def give_up(self) -> None:
        """Let go of everything, as when a case is cancelled."""
        for token in list(self.state.tokens.values()):
            self._kill(token)

    @property
    def is_over(self) -> bool:
        """Whether no token is left."""
        return not self.state.tokens

    def names(self, token: Token) -> dict[str, Any]:
        """Return what expressions at a token may ask for."""
        known = {**self.facts, "case": self.about}
        for around in reversed(list(self.state.around(token))):
            known.update(around.local)
        return known

    def inputs(self, token: Token) -> dict[str, Any]:
        """Return the inputs of an element, worked out at a token."""
        names = self.names(token)
        return {
            name: self._worked_out(text, names)
            for name, text in self.net.elements[token.element].inputs.items()
        }

    # -- moving --------------------------------------------------------------------------------

    def _settle(self) -> None:
        while True:
            while self._ahead:
                self._moves += 1
                if self._moves > MAX_MOVES:
                    raise RunsForever(
                        _("The procedure goes round in a circle without anybody acting.")
                    )
                self._try_to_enter(self._ahead.pop(0))
            if not (self._join_inclusive() or self._close_scopes()):
                return

    def _try_to_enter(self, token: Token) -> None:
        if token.id not in self.state.tokens:
            return
        mark = len(self.effects)
        try:
            self._enter(token, self.net.elements[token.element])
        except StepError as error:
            if token.id not in self.state.tokens:
                raise
            # Whatever the element had begun is taken back; the token stays where it is.
            del self.effects[mark:]
            token.wait = STUCK
            self.get_stuck(token.id, str(error))

    def _enter(self, token: Token, element: Element) -> None:
        if element.kind in ACTIVITIES:
            self._begin_activity(token, element)
            return
        handlers: dict[str, Callable[[Token, Element], None]] = {
            "startEvent": self._pass,
            "endEvent": self._end,
            "intermediateThrowEvent": self._throw_event,
            "intermediateCatchEvent": self._catch_event,
            "boundaryEvent": self._pass,
            "exclusiveGateway": self._choose_one,
            "parallelGateway": self._join_parallel,
            "inclusiveGateway": self._reach_inclusive,
            "eventBasedGateway": self._begin_race,
        }
        handlers[element.kind](token, element)

    def _enter_scope(self, scope_element: str, scope: int) -> None:
        starts = self.net.starts.get(scope_element, [])
        plain = [s for s in starts if self.net.elements[s].event.kind == "none"] or starts
        if not plain:
            raise StepError(_("There is nothing to begin with: a start event is missing."))
        self._arrive(plain[0], scope, "")

    def _arrive(self, element: str, scope: int, via: str) -> None:
        token = self.state.add(element, scope=scope, via=via, since=int(self.at.timestamp()))
        self._ahead.append(token)

    def _pass(self, token: Token, element: Element) -> None:
        self._passed(token, "done")
        self._leave(token, element, self._flows_out(token, element))

    def _leave(self, token: Token, element: Element, flows: Iterable[str]) -> None:
        del self.state.tokens[token.id]
        for flow in flows:
            self._arrive(self.net.flows[flow].target, token.scope, flow)

    def _flows_out(self, token: Token, element: Element) -> list[str]:
        """Return every arrow without a condition, and those whose condition holds."""
        plain = [f for f in element.outgoing if not self.net.flows[f].condition]
        asked = [f for f in element.outgoing if self.net.flows[f].condition]
        if not asked:
            return plain
        names = self.names(token)
        held = [f for f in asked if language.read(self.net.flows[f].condition).holds(names)]
        always = [f for f in plain if f != element.default]
        chosen = always + held
        if chosen or element.default:
            return chosen or [element.default]
        raise StepError(self._no_way(element))

    def _no_way(self, element: Element) -> str:
        return _("None of the conditions after “%(name)s” holds, and it has no default arrow.") % {
            "name": element.label
        }

    # -- gateways ------------------------------------------------------------------------------

    def _choose_one(self, token: Token, element: Element) -> None:
        names = self.names(token)
        for flow in element.outgoing:
            condition = self.net.flows[flow].condition
            if flow == element.default:
                continue
            if not condition or language.read(condition).holds(names):
                break
        else:
            flow = element.default
            if not flow and element.outgoing:
                raise StepError(self._no_way(element))
        self._passed(token, "done")
        self._leave(token, element, [flow] if flow else [])

    def _join_parallel(self, token: Token, element: Element) -> None:
        token.wait = GATE
        arrived = self._at_gate(element, token.scope)
        if len(arrived) < len(element.incoming):
            return
        self._join(arrived, element, element.outgoing)

    def _reach_inclusive(self, token: Token, element: Element) -> None:
        token.wait = GATE

    def _at_gate(self, element: Element, scope: int) -> dict[str, Token]:
        arrived: dict[str, Token] = {}
        for token in self.state.tokens.values():
            if token.element == element.id and token.scope == scope and token.wait == GATE:
                arrived.setdefault(token.via, token)
        return arrived

    def _join(self, arrived: dict[str, Token], element: Element, flows: list[str]) -> None:
        first, *others = sorted(arrived.values(), key=lambda token: token.id)
        for other in others:
            del self.state.tokens[other.id]
        self._passed(first, "done")
        self._leave(first, element, flows)

    def _join_inclusive(self) -> bool:
        """Let one inclusive gateway go on that no other token can still reach, if any."""
        for token in list(self.state.tokens.values()):
            element = self.net.elements[token.element]
            if token.wait != GATE or element.kind != "inclusiveGateway":
                continue
            arrived = self._at_gate(element, token.scope)
            if self._more_to_come(element, token.scope, set(arrived)):
                continue
            try:
                flows = self._flows_out(token, element)
            except StepError as error:
                token.wait = STUCK
                self.get_stuck(token.id, str(error))
                continue
            self._join(arrived, element, flows)
            return True
        return False

    def _more_to_come(self, element: Element, scope: int, filled: set[str]) -> bool:
        entries = self.net.entries(element.id)
        for other in self.state.tokens.values():
            if other.scope != scope or other.of or other.element == element.id:
                continue
            reach = entries.get(other.element, frozenset())
            if reach - filled and not reach & filled:
                return True
        return False

    def _begin_race(self, token: Token, element: Element) -> None:
        token.wait = EVENT
        for flow in element.outgoing:
            self._listen(token, self.net.elements[self.net.flows[flow].target])

    def _win_race(self, token: Token, winner: Element, payload: Mapping[str, Any]) -> None:
        self._passed(token, "done")
        self.effects.append(Closed(token.id, frozenset({TIMER, MESSAGE})))
        self._remember(token, self._mapped(winner, payload))
        token.element, token.wait = winner.id, ""
        self._pass(token, winner)

    # -- events --------------------------------------------------------------------------------

    def _listen(self, token: Token, element: Element) -> None:
        """Open the timer or the wait of an event element for a token."""
        event = element.event
        if event.kind == "timer":
            names = self.names(token)
            text = self._worked_out(event.value, names) if event.value[:1] == "=" else event.value
            due = times.due(event.form, str(text), self.at, self.calendar)
            self.effects.append(Opened(TIMER, token.id, element.id, due.at, due.rounds))
        elif event.kind == "message":
            about = self._correlation(token, element)
            self.effects.append(
                Opened(MESSAGE, token.id, element.id, name=event.value, correlation=about)
            )

    def _correlation(self, token: Token, element: Element) -> str:
        text = element.correlation
        value = self._worked_out(text, self.names(token)) if text else self.about.get("code", "")
        return str(value)[:160]

    def _catch_event(self, token: Token, element: Element) -> None:
        if element.event.kind in ("none", "link"):
            self._pass(token, element)
            return
        token.wait = TIMER if element.event.kind == "timer" else MESSAGE
        self._listen(token, element)

    def _throw_event(self, token: Token, element: Element) -> None:
        if element.event.kind == "message":
            self._send(token, element)
        if element.event.kind == "link":
            self._passed(token, "done")
            del self.state.tokens[token.id]
            self._arrive(self.net.link_targets(element)[0].id, token.scope, "")
            return
        self._pass(token, element)

    def _send(self, token: Token, element: Element) -> None:
        about = self._correlation(token, element)
        payload = self.inputs(token)
        self.effects.append(Sent(token.id, element.id, element.event.value, about, payload))

    def _end(self, token: Token, element: Element) -> None:
        kind = element.event.kind
        if kind == "error":
            self._end_in_error(token, element)
            return
        if kind == "message":
            self._send(token, element)
        self._passed(token, "done")
        del self.state.tokens[token.id]
        if kind == "terminate":
            for other in [t for t in self.state.tokens.values() if t.scope == token.scope]:
                self._kill(other)

    def _end_in_error(self, token: Token, element: Element) -> None:
        host = self.state.tokens.get(token.scope)
        self._passed(token, "done")
        if host is not None and self._catch(host, element.event.value):
            return
        token.wait = STUCK
        self.effects.append(Uncaught(token.id, element.id, element.event.value))

    def _catch(self, token: Token, code: str) -> bool:
        """Let the nearest boundary event that catches an error take over."""
        for around in list(self.state.around(token)):
            for boundary in self.net.boundaries.get(around.element, ()):
                event = boundary.event
                if around.of or event.kind != "error" or event.value not in ("", code):
                    continue
                self._leave_by_boundary(around, boundary)
                return True
        return False

    def _leave_by_boundary(self, token: Token, boundary: Element) -> None:
        scope = token.scope
        if boundary.interrupts or boundary.event.kind == "error":
            self._kill(token)
        self._arrive(boundary.id, scope, "")

    # -- activities ----------------------------------------------------------------------------

    def _begin_activity(self, token: Token, element: Element) -> None:
        if not token.of:
            for boundary in self.net.boundaries.get(element.id, ()):
                self._listen(token, boundary)
        if element.loop is not None and not token.of:
            self._begin_many(token, element)
            return
        self._work(token, element)

    def _work(self, token: Token, element: Element) -> None:
        if element.kind in PEOPLE:
            token.wait = TASK
            self.effects.append(Opened(TASK, token.id, element.id, self._due(token, element)))
        elif element.kind == "serviceTask":
            token.wait = ERRAND
            self.effects.append(Opened(ERRAND, token.id, element.id, name=element.operation))
        elif element.kind == "receiveTask":
            token.wait = MESSAGE
            self._listen(token, element)
        elif element.kind == "callActivity":
            token.wait = CALL
            self.effects.append(Opened(CALL, token.id, element.id, name=element.called))
        elif element.kind == "subProcess":
            token.wait = SCOPE
            self._enter_scope(element.id, token.id)
        else:
            self._work_at_once(token, element)

    def _work_at_once(self, token: Token, element: Element) -> None:
        if element.kind == "sendTask":
            self._send(token, element)
            self._finish(token, {})
        elif element.kind == "businessRuleTask":
            answers = self.decide(element.decision, self.names(token))
            self._finish(token, self._mapped(element, answers))
        else:
            raise StepError(_("Scripts never run. Replace the task with a named operation."))

    def _due(self, token: Token, element: Element) -> datetime | None:
        if not element.due:
            return None
        text = str(self._worked_out(element.due, self.names(token)))
        if text[:1] == "P":
            return times.after(text, self.at, self.calendar)
        return times.due("timeDate", text, self.at, self.calendar).at

    def _finish(self, token: Token, outcome: Mapping[str, Any]) -> None:
        """Take what an activity or catch event brought, and leave it."""
        element = self.net.elements[token.element]
        self._remember(token, outcome)
        if token.of:
            self._passed(token, "done")
            self._finish_instance(token, element)
            return
        flows = self._flows_out(token, element)
        self._passed(token, "done")
        kinds = self._boundary_kinds(element)
        if kinds:
            self.effects.append(Closed(token.id, kinds))
        self._leave(token, element, flows)

    def _begin_many(self, token: Token, element: Element) -> None:
        loop = element.loop
        assert loop is not None
        items = self._items(token, element)
        token.wait = MANY
        token.more = {"of": len(items), "done": 0}
        if loop.gather:
            token.more["answers"] = [None] * len(items)
        if not items:
            self._finish_many(token, element)
            return
        begin = items[:1] if loop.sequential else items
        if loop.sequential:
            token.more["items"] = items
        for index, item in enumerate(begin):
            self._begin_instance(token, element, index, item)

    def _items(self, token: Token, element: Element) -> list[Any]:
        loop = element.loop
        assert loop is not None
        found = language.read(loop.over or loop.count or "null").value(self.names(token))
        if not loop.over:
            try:
                found = list(range(1, min(int(found), MAX_INSTANCES + 1) + 1))
            except (TypeError, ValueError):
                raise ExpressionError(
                    _("The number of repetitions of “%(name)s” is no number.")
                    % {"name": element.label}
                ) from None
        if not isinstance(found, (list, tuple)) or len(found) > MAX_INSTANCES:
            raise ExpressionError(
                _("“%(name)s” repeats over something that is no list of at most %(max)d items.")
                % {"name": element.label, "max": MAX_INSTANCES}
            )
        return list(found)

    def _begin_instance(self, host: Token, element: Element, index: int, item: Any) -> None:
        assert element.loop is not None
        instance = self.state.add(
            element.id, scope=host.scope, of=host.id, since=int(self.at.timestamp())
        )
        instance.local = {element.loop.item: item, "loopCounter": index + 1}
        self._ahead.append(instance)

    def _finish_instance(self, token: Token, element: Element) -> None:
        host, loop = self.state.tokens[token.of], element.loop
        assert loop is not None
        del self.state.tokens[token.id]
        index = token.local.pop("loopCounter") - 1
        token.local.pop(loop.item, None)
        if loop.gather:
            answer = token.local.get(loop.answer) if loop.answer else token.local
            host.more["answers"][index] = answer
        else:
            self._remember(host, token.local)
        host.more["done"] += 1
        if host.more["done"] == host.more["of"] or self._enough(host, element):
            self._finish_many(host, element)
        elif loop.sequential:
            following = host.more["done"]
            self._begin_instance(host, element, following, host.more["items"][following])

    def _enough(self, host: Token, element: Element) -> bool:
        assert element.loop is not None
        if not element.loop.until:
            return False
        names = self.names(host) | {
            "nrOfInstances": host.more["of"],
            "nrOfCompletedInstances": host.more["done"],
        }
        if element.loop.gather:
            names[element.loop.gather] = [a for a in host.more["answers"] if a is not None]
        return language.read(element.loop.until).holds(names)

    def _finish_many(self, host: Token, element: Element) -> None:
        assert element.loop is not None
        for instance in self.state.inside(host):
            self._kill(instance)
        gather = element.loop.gather
        answers = [a for a in host.more.get("answers", []) if a is not None]
        self._finish(host, {gather: answers} if gather else {})

    # -- small things --------------------------------------------------------------------------

    def _close_scopes(self) -> bool:
        for token in list(self.state.tokens.values()):
            if token.wait == SCOPE and not self.state.inside(token):
                self._finish(token, {})
                return True
        return False

    def _kill(self, token: Token) -> None:
        for inner in self.state.inside(token):
            self._kill(inner)
        if self.state.tokens.pop(token.id, None) is None:
            return
        element = self.net.elements[token.element]
        kinds = self._rows_of(token)
        if token.wait and not token.of:
            kinds |= self._boundary_kinds(element)
        if token.wait == EVENT:
            kinds |= {TIMER, MESSAGE}
        if kinds:
            self.effects.append(Closed(token.id, frozenset(kinds)))
        if token.wait and token.wait != GATE:
            self._passed(token, "interrupted")

    def _rows_of(self, token: Token) -> frozenset[str]:
        rows = {TASK, ERRAND, TIMER, MESSAGE, CALL, STUCK}
        return frozenset({token.wait}) if token.wait in rows else frozenset()

    def _boundary_kinds(self, element: Element) -> frozenset[str]:
        kinds = {b.event.kind for b in self.net.boundaries.get(element.id, ())}
        return frozenset(kinds & {TIMER, MESSAGE})

    def _passed(self, token: Token, what: str, note: str = "") -> None:
        self.effects.append(Passed(token.id, token.element, what, token.began_at, note))

    def _remember(self, token: Token, outcome: Mapping[str, Any]) -> None:
        """Keep an outcome with the innermost instance around, or with the case."""
        for around in self.state.around(token):
            if around.of:
                around.local.update(outcome)
                return
        self.facts.update(outcome)

    def _mapped(self, element: Element, outcome: Mapping[str, Any]) -> Mapping[str, Any]:
        """Rename what came by the element's outputs; operations bring only what is named."""
        if element.outputs:
            return {fact: outcome.get(name) for name, fact in element.outputs.items()}
        return {} if element.kind == "serviceTask" else outcome

    def _worked_out(self, text: str, names: Mapping[str, Any]) -> Any:
        return language.read(text).value(names) if text[:1] == "=" else text
