"""A diagram as the engine sees it: elements, flows, and what may reach what."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

PEOPLE = frozenset({"userTask", "manualTask", "task"})
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
)
SCOPES = frozenset({"subProcess"})
ACTIVITIES = (
    PEOPLE
    | SCOPES
    | {"serviceTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity", "scriptTask"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or raises.

    :param kind: none, timer, message, error, terminate, link, or another that is refused
    :param value: the message's name, the error's code, the link's name or the timer's text
    :param form: how a timer is given: timeDate, timeDuration or timeCycle
    """

    kind: str = "none"
    value: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """Several instances of one activity over a list.

    :param over: the expression of the list; `count` the expression of a number instead
    :param item: the name by which an instance knows its item
    :param gather: the fact that collects `answer` of every instance
    """

    sequential: bool
    over: str = ""
    count: str = ""
    item: str = "item"
    gather: str = ""
    answer: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a field allows."""

    value: str
    label_el: str
    label_en: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A question that the clerk answers when completing a task.

    :param kind: text, number, money, date, choice or yes_no
    """

    name: str
    kind: str
    label_el: str
    label_en: str
    required: bool
    choices: tuple[Choice, ...] = ()

    def label(self, language: str) -> str:
        """Return the question in a language."""
        return (language == "en" and self.label_en) or self.label_el


@dataclass(frozen=True, slots=True)
class Flow:
    """An arrow."""

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""


@dataclass(slots=True)
class Element:
    """A drawn thing that cases pass through."""

    id: str
    kind: str
    name: str = ""
    name_en: str = ""
    lane: str = ""
    parent: str = ""
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)
    default: str = ""
    event: Event = field(default_factory=Event)
    host: str = ""
    interrupts: bool = True
    loop: Loop | None = None
    operation: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    fields: tuple[FormField, ...] = ()
    due: str = ""
    role: str = ""
    department: str = ""
    not_by: tuple[str, ...] = ()
    called: str = ""
    decision: str = ""
    correlation: str = ""
    instantiates: bool = False
    triggered: bool = False

    @property
    def label(self) -> str:
        """The name as drawn, or the identifier of an element without one."""
        return self.name or self.id


@dataclass(slots=True)
class Lane:
    """A lane: whose tasks lie in it."""

    id: str
    name: str
    role: str = ""
    department: str = ""


@dataclass
class Net:
    """One process of a diagram with its embedded subprocesses."""

    id: str
    name: str
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    lanes: dict[str, Lane] = field(default_factory=dict)

    @cached_property
    def starts(self) -> dict[str, list[str]]:
        """The start events of the process (under an empty key) and of each subprocess."""
        found: dict[str, list[str]] = {}
        for element in self.elements.values():
            if element.kind == "startEvent":
                found.setdefault(element.parent, []).append(element.id)
        return found

    @cached_property
    def boundaries(self) -> dict[str, list[Element]]:
        """The boundary events by the activity they sit on."""
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            if element.kind == "boundaryEvent":
                found.setdefault(element.host, []).append(element)
        return found

    def role_of(self, element: Element) -> tuple[str, str]:
        """Return the role and the department's code whose work an element is."""
        lane = self.lanes.get(element.lane)
        return (
            element.role or (lane.role if lane else ""),
            element.department or (lane.department if lane else ""),
        )

    def next_elements(self, element: Element) -> list[str]:
        """Return what a token on an element may reach in one step, through its boundary too."""
        found = [self.flows[flow].target for flow in element.outgoing]
        found += [boundary.id for boundary in self.boundaries.get(element.id, ())]
        if element.kind == "intermediateThrowEvent" and element.event.kind == "link":
            found += [catch.id for catch in self.link_targets(element)]
        return found

    def link_targets(self, element: Element) -> list[Element]:
        """Return the catching ends of a thrown link."""
        return [
            other
            for other in self.elements.values()
            if other.kind == "intermediateCatchEvent"
            and other.event.kind == "link"
            and other.event.value == element.event.value
            and other.parent == element.parent
        ]

    def may_follow(self, first: str, later: str) -> bool:
        """Tell whether a case can come from one element to another, through subprocesses too."""
        seen: set[str] = set()
        ahead = self._onward(self.elements[first])
        while ahead:
            here = ahead.pop()
            if here in seen or here not in self.elements:
                continue
            seen.add(here)
            ahead.extend(self._onward(self.elements[here]))
        return later in seen

    def _onward(self, element: Element) -> list[str]:
        found = self.next_elements(element)
        if element.kind in SCOPES:
            found += self.starts.get(element.id, [])
        if element.kind == "endEvent" and element.parent:
            found += self.next_elements(self.elements[element.parent])
        return found

    def entries(self, gateway: str) -> dict[str, frozenset[str]]:
        """Return, for every element, the arrows into a gateway that it can lead to.

        A path that passes the gateway itself does not count: it would arrive too late.
        """
        known: dict[str, dict[str, frozenset[str]]] = self._entries
        if gateway not in known:
            known[gateway] = self._search_entries(gateway)
        return known[gateway]

    @cached_property
    def _entries(self) -> dict[str, dict[str, frozenset[str]]]:
        return {}

    def _search_entries(self, gateway: str) -> dict[str, frozenset[str]]:
        before: dict[str, set[str]] = {}
        for element in self.elements.values():
            for target in self.next_elements(element):
                before.setdefault(target, set()).add(element.id)
        reached: dict[str, set[str]] = {}
        for flow in self.elements[gateway].incoming:
            ahead = [self.flows[flow].source]
            while ahead:
                place = ahead.pop()
                if place == gateway or flow in reached.setdefault(place, set()):
                    continue
                reached[place].add(flow)
                ahead.extend(before.get(place, ()))
        return {place: frozenset(flows) for place, flows in reached.items()}


Names = dict[str, Any]
