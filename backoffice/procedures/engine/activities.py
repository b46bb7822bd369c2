"""Activities (BPMN 2.0, 13.3): people, operations, calls, subprocesses, one or many instances."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from . import language, times
from .errors import ExpressionError, StepError
from .happenings import Events
from .net import PEOPLE, Element
from .state import CALL, ERRAND, MANY, MESSAGE, SCOPE, TASK, Closed, Opened, Token

MAX_INSTANCES = 1_000


class Activities(Events):
    """Lets tokens wait at activities, and go on from them."""

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

    def _close_scopes(self) -> bool:
        for token in list(self.state.tokens.values()):
            if token.wait == SCOPE and not self.state.inside(token):
                self._finish(token, {})
                return True
        return False
