"""Gateways (BPMN 2.0, 13.4): one way, all ways, or those whose conditions hold; and their joins."""

from . import language
from .errors import StepError
from .net import Element
from .state import GATE, STUCK, Token
from .walk import Walk


class Gates(Walk):
    """Moves tokens through gateways."""

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
