"""What every move of a token is made of: arrive, leave, remember, be let go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from backoffice.kernel.calendar import LegalCalendar

from . import language
from .errors import StepError
from .net import Element, Net
from .state import (
    CALL,
    ERRAND,
    EVENT,
    GATE,
    MESSAGE,
    STUCK,
    TASK,
    TIMER,
    Closed,
    Effect,
    Passed,
    State,
    Stuck,
    Token,
)

Decide = Callable[[str, Mapping[str, Any]], dict[str, Any]]


@dataclass
class Walk:
    """The tokens of one case during one step.

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

    def get_stuck(self, token_id: int, error: str) -> None:
        """Let a token wait for somebody to look at it."""
        token = self.state.tokens[token_id]
        self._passed(token, "failed", note=error)
        self.effects.append(Stuck(token.id, token.element, error))
