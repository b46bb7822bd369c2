"""Step a case through its net: one call is what happens between two waits.

The rules are those of BPMN 2.0 chapter 13. Nothing is written and nothing is waited for here: what
the step asks of the world is returned as effects, in order.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from .activities import Activities
from .errors import StepError
from .net import ACTIVITIES, Element
from .state import EVENT, STUCK, Token

MAX_MOVES = 5_000


class RunsForever(StepError):
    """The diagram goes round without anybody acting."""

    code = "runs_forever"


class Run(Activities):
    """One step of one case."""

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
