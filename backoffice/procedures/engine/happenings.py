"""Events (BPMN 2.0, 13.5): timers and messages, races between them, errors, ends and links."""

from collections.abc import Mapping
from typing import Any

from . import times
from .gates import Gates
from .net import Element
from .state import EVENT, MESSAGE, STUCK, TIMER, Closed, Opened, Sent, Token, Uncaught


class Events(Gates):
    """Moves tokens through events."""

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
