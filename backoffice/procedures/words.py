"""A drawn procedure in words: the same steps for citizens, clerks, and who cannot see it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .engine import reading
from .engine.net import GATEWAYS, PEOPLE, Element, Flow, Net
from .models import Version
from .nets import choose

WAITING = frozenset({"receiveTask", "intermediateCatchEvent"})
MACHINE = frozenset({"serviceTask", "sendTask", "businessRuleTask", "intermediateThrowEvent"})
TOLD = PEOPLE | WAITING | MACHINE | {"callActivity", "subProcess"}
PERIOD = re.compile(r"P(\d+)(WD|D|W|M|Y)")


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step in words.

    :param number: its place, `4` or `4.2` inside a subprocess
    :param who: whose work it is
    :param how_long: the time it may take, or nothing
    :param asks: the questions that are answered here
    :param then: one sentence for each way on
    """

    element: str
    number: str
    name: str
    kind: str
    who: str
    how_long: str
    asks: tuple[str, ...]
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A procedure in words, in one language."""

    name: str
    purpose: str
    begins: str
    steps: tuple[StepWords, ...]
    ends: tuple[str, ...]


def explain(version: Version, language: str) -> Explanation:
    """Return a version's steps in words, in the order in which a case meets them.

    :param language: el or en
    :raises UnreadableDiagram: if the drawing cannot be read
    """
    definition = version.definition
    with translation.override(language):
        teller = _teller(version.xml, definition.key, language)
        name = (language == "en" and definition.name_en) or definition.name_el
        purpose = definition.purpose if language != "en" else teller.purpose_en
        return Explanation(name, purpose, teller.begins(), tuple(teller.steps()), teller.ends())


@lru_cache(maxsize=64)
def _teller(xml: str, key: str, language: str) -> "_Teller":
    return _Teller(xml, key, language)


def names_of(xml: str, language: str) -> dict[str, str]:
    """Return the names of all drawn elements in a language, the Greek one where none is given."""
    names = {}
    for node in reading.parse(xml).iter(f"{reading.B}*"):
        greek = " ".join((node.get("name") or "").split())
        english = node.get(f"{reading.L}name_en") or ""
        if node.get("id"):
            names[node.get("id")] = (language == "en" and english) or greek
    return names


def period(text: str) -> str:
    """Return a duration in words; a text that is none comes back as it is."""
    match = PERIOD.fullmatch(text)
    if not match:
        return text
    count = int(match.group(1))
    forms = {
        "WD": ngettext("%(n)d working day", "%(n)d working days", count),
        "D": ngettext("%(n)d day", "%(n)d days", count),
        "W": ngettext("%(n)d week", "%(n)d weeks", count),
        "M": ngettext("%(n)d month", "%(n)d months", count),
        "Y": ngettext("%(n)d year", "%(n)d years", count),
    }
    return forms[match.group(2)] % {"n": count}


@dataclass
class _Teller:
    """Walks one net and tells what it meets."""

    xml: str
    key: str
    language: str
    net: Net = field(init=False)
    names: dict[str, str] = field(init=False)
    numbers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.net = choose(reading.read(self.xml), self.key)
        self.names = names_of(self.xml, self.language)
        self.numbers = dict(self._numbered("", ""))
        holder = next((n for n in reading.parse(self.xml).iter(f"{reading.B}process")), None)
        self.purpose_en = (holder.get(f"{reading.L}purpose_en") or "") if holder is not None else ""

    def begins(self) -> str:
        """Return how a case begins."""
        start = self.net.elements[self.net.starts[""][0]]
        return self._name(start)

    def ends(self) -> tuple[str, ...]:
        """Return how a case may end."""
        found = [
            self._name(element)
            for element in self.net.elements.values()
            if element.kind == "endEvent" and not element.parent
        ]
        return tuple(dict.fromkeys(name for name in found if name))

    def steps(self) -> Iterator[StepWords]:
        """Return every step."""
        for element_id, number in self.numbers.items():
            element = self.net.elements[element_id]
            yield StepWords(
                element=element.id,
                number=number,
                name=self._name(element) or element.id,
                kind=element.kind,
                who=self._who(element),
                how_long=self._how_long(element),
                asks=tuple(item.label(self.language) for item in element.fields),
                then=tuple(self._then(element)),
            )

    def _numbered(self, parent: str, prefix: str) -> Iterator[tuple[str, str]]:
        count = 0
        for element in self._in_order(parent):
            if element.kind not in TOLD:
                continue
            count += 1
            number = f"{prefix}{count}"
            yield element.id, number
            if element.kind == "subProcess":
                yield from self._numbered(element.id, f"{number}.")

    def _in_order(self, parent: str) -> list[Element]:
        """Return the elements of a scope so that each stands after what leads to it."""
        done: list[Element] = []
        seen: set[str] = set()
        begin = [self.net.elements[name] for name in self.net.starts.get(parent, [])]
        for start in reversed(begin):
            self._visit(start, seen, done)
        return list(reversed(done))

    def _visit(self, start: Element, seen: set[str], done: list[Element]) -> None:
        seen.add(start.id)
        stack = [(start, iter(self._onward(start)))]
        while stack:
            element, ahead = stack[-1]
            following = next((name for name in ahead if name not in seen), None)
            if following is None:
                done.append(element)
                stack.pop()
                continue
            seen.add(following)
            target = self.net.elements[following]
            stack.append((target, iter(self._onward(target))))

    def _onward(self, element: Element) -> list[str]:
        # Visited last comes first in the reversed order: the exceptions, then the ways on.
        flows = [self.net.flows[flow] for flow in element.outgoing]
        flows.sort(key=lambda flow: flow.id != element.default)
        aside = [b.id for b in self.net.boundaries.get(element.id, ())]
        return [*aside, *(flow.target for flow in flows)]

    def _name(self, element: Element | Flow) -> str:
        return self.names.get(element.id, "") or ""

    def _who(self, element: Element) -> str:
        if element.kind in PEOPLE:
            return self._people(element)
        if element.kind in WAITING:
            return _("time") if element.event.kind == "timer" else _("waits for a message")
        if element.kind == "callActivity":
            return _("another procedure")
        if element.kind == "subProcess":
            return _("the steps below")
        return _("automatically")

    def _people(self, element: Element) -> str:
        lane = self.names.get(element.lane, "") or _("the department of the case")
        lane = self._another(element, lane)
        if element.loop is None:
            return lane
        form = (
            _("%(who)s, one after the other")
            if element.loop.sequential
            else _("%(who)s, several at the same time")
        )
        return form % {"who": lane}

    def _another(self, element: Element, lane: str) -> str:
        numbers = [self.numbers[name] for name in element.not_by if name in self.numbers]
        if not numbers:
            return lane
        form = ngettext(
            "%(who)s, another person than in step %(steps)s",
            "%(who)s, another person than in steps %(steps)s",
            len(numbers),
        )
        return form % {"who": lane, "steps": ", ".join(numbers)}

    def _how_long(self, element: Element) -> str:
        if element.due:
            return _("within %(time)s") % {"time": period(element.due)}
        if element.event.kind != "timer":
            return ""
        text = element.event.value
        return _("on the day that was set") if text.startswith("=") else period(text)

    def _then(self, element: Element) -> Iterator[str]:
        for flow in element.outgoing:
            yield from self._way(self.net.flows[flow], "", set())
        for boundary in self.net.boundaries.get(element.id, ()):
            yield from self._aside(boundary)

    def _aside(self, boundary: Element) -> Iterator[str]:
        when = self._name(boundary) or boundary.id
        form = (
            _("If it comes to “%(event)s”, this step stops. %(then)s")
            if boundary.interrupts
            else _("If it comes to “%(event)s”, this step goes on and besides: %(then)s")
        )
        for flow in boundary.outgoing:
            for sentence in self._way(self.net.flows[flow], "", set()):
                yield form % {"event": when, "then": sentence}

    def _way(self, flow: Flow, lead: str, passed: set[str]) -> Iterator[str]:
        target = self.net.elements[flow.target]
        if target.id in self.numbers:
            form = (
                _("step %(number)s, “%(name)s”.")
                if lead
                else _("Then step %(number)s, “%(name)s”.")
            )
            told = {"number": self.numbers[target.id], "name": self._name(target)}
            yield f"{lead}{form % told}"
        elif target.kind == "endEvent":
            yield f"{lead}{self._end(target)}"
        elif target.kind in GATEWAYS and target.id not in passed:
            yield from self._gateway(target, lead, passed | {target.id})

    def _end(self, target: Element) -> str:
        if target.parent:
            return _("Then this part is done.")
        name = self._name(target)
        return _("It ends: “%(name)s”.") % {"name": name} if name else _("It ends.")

    def _gateway(self, gateway: Element, lead: str, passed: set[str]) -> Iterator[str]:
        flows = [self.net.flows[flow] for flow in gateway.outgoing]
        for flow in flows:
            yield from self._way(flow, lead + self._lead(gateway, flow, len(flows)), passed)

    def _lead(self, gateway: Element, flow: Flow, count: int) -> str:
        if count == 1:
            joins = gateway.kind in {"parallelGateway", "inclusiveGateway"}
            return _("When the other work is done too: ") if joins else ""
        if gateway.kind == "parallelGateway":
            return _("At the same time: ")
        if gateway.kind == "eventBasedGateway":
            return _("Whichever comes first: ")
        answer = self._name(flow) or (
            _("otherwise") if flow.id == gateway.default else flow.condition.lstrip("=")
        )
        question = self._name(gateway)
        return f"{question} {answer}: " if question else f"{answer}: "
