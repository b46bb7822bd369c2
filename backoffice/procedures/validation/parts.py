"""Each element by itself: supported, complete, and its expressions readable."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from backoffice.kernel.calendar import LegalCalendar
from backoffice.procedures.answers import KINDS
from backoffice.procedures.engine import language, times
from backoffice.procedures.engine.errors import StepError
from backoffice.procedures.engine.net import ACTIVITIES, Element, Event, Net

from .findings import WARNING, Finding, at

EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message"}),
    "endEvent": frozenset({"none", "message", "error", "terminate"}),
    "intermediateThrowEvent": frozenset({"none", "message", "link"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "link"}),
    "boundaryEvent": frozenset({"timer", "message", "error"}),
}
REFUSED = {"scriptTask", "transaction", "adHocSubProcess", "complexGateway"}
SOME_DAY = datetime(2026, 1, 15, 9, tzinfo=UTC)


def unsupported(net: Net) -> Iterator[Finding]:
    """Find elements that the engine does not run."""
    for element in net.elements.values():
        if element.kind == "scriptTask":
            yield at(
                element,
                _("Scripts never run here."),
                _("Use a service task with a named operation, or a decision table."),
            )
        elif element.kind in REFUSED or element.triggered:
            yield at(
                element,
                _("An element of this kind is not run here: %(kind)s.")
                % {"kind": _("event subprocess") if element.triggered else element.kind},
                _("Draw it with tasks, gateways and plain subprocesses."),
            )
        allowed = EVENTS.get(element.kind)
        if allowed is not None and element.event.kind not in allowed:
            yield at(
                element,
                _("An event of this kind is not run here: %(kind)s.")
                % {"kind": element.event.kind},
                _("There are: %(kinds)s.") % {"kinds": ", ".join(sorted(allowed))},
            )


def gateways(net: Net) -> Iterator[Finding]:
    """Find branches that say neither when they are taken nor that they are the default."""
    for element in net.elements.values():
        asked = [net.flows[f] for f in element.outgoing if net.flows[f].condition]
        if element.kind in ("parallelGateway", "eventBasedGateway"):
            for flow in asked:
                yield Finding(
                    flow.id,
                    flow.name,
                    _("A condition stands on an arrow that is always taken."),
                    _("Delete the condition, or use an exclusive gateway."),
                )
        if element.kind not in ("exclusiveGateway", "inclusiveGateway"):
            continue
        if len(element.outgoing) > 1:
            yield from _branches(net, element)


def _branches(net: Net, element: Element) -> Iterator[Finding]:
    for identifier in element.outgoing:
        flow = net.flows[identifier]
        if not flow.condition and identifier != element.default:
            yield Finding(
                flow.id,
                flow.name or element.name,
                _("An arrow out of “%(name)s” has no condition and is not the default.")
                % {"name": element.label},
                _('Write when it is taken, such as decision = "approve", or mark it as default.'),
            )
    if not element.default:
        yield at(
            element,
            _(
                "It has no default arrow: where no condition holds, "
                "the case stops with an incident."
            ),
            _("Mark the arrow that is taken otherwise."),
            WARNING,
        )


def races(net: Net) -> Iterator[Finding]:
    """Find event gateways that lead to anything but timers and messages."""
    for element in net.elements.values():
        if element.kind != "eventBasedGateway":
            continue
        targets = [net.elements.get(net.flows[f].target) for f in element.outgoing]
        fit = [
            target
            for target in targets
            if target is not None
            and target.event.kind in ("timer", "message")
            and target.kind in ("intermediateCatchEvent", "receiveTask")
        ]
        if len(fit) < len(targets) or len(fit) < 2 or element.instantiates:
            yield at(
                element,
                _("It must lead to two or more timers or messages, and to nothing else."),
                _("Draw a catching timer or message right after each of its arrows."),
            )


def events(net: Net) -> Iterator[Finding]:
    """Find messages without a name, timers that cannot be read, boundaries and links that hang."""
    for element in net.elements.values():
        event = element.event
        if event.kind == "message" and not event.value:
            yield at(
                element,
                _("Its message has no name."),
                _("Choose or create a message with a name."),
            )
        if event.kind == "timer":
            yield from _timer(element, event)
        if element.kind == "boundaryEvent":
            yield from _boundary(net, element)
        thrown = event.kind == "link" and element.kind == "intermediateThrowEvent"
        if thrown and len(net.link_targets(element)) != 1:
            yield at(
                element,
                _("A link needs exactly one catching link of the same name."),
                _("Name the two ends alike, inside the same process or subprocess."),
            )


def _timer(element: Element, event: Event) -> Iterator[Finding]:
    if event.value[:1] == "=":
        yield from expression_faults(element.id, element.name, event.value)
        return
    try:
        times.due(event.form, event.value, SOME_DAY, LegalCalendar())
    except StepError as error:
        yield at(element, str(error), _("Mend the timer's text."))
    if event.form == "timeCycle" and (element.kind != "boundaryEvent" or element.interrupts):
        yield at(
            element,
            _("Rounds make sense only on a boundary event that does not interrupt."),
            _("Use a duration, or make the boundary event non-interrupting."),
        )


def _boundary(net: Net, element: Element) -> Iterator[Finding]:
    host = net.elements.get(element.host)
    if host is None or host.kind not in ACTIVITIES or host.parent != element.parent:
        yield at(
            element,
            _("It sits on nothing that can be interrupted."),
            _("Put it on the edge of a task or subprocess."),
        )
    elif element.event.kind in ("timer", "message") and host.kind in (
        "sendTask",
        "businessRuleTask",
    ):
        yield at(
            element,
            _("It sits on a step that takes no time and can never be interrupted."),
            _("Put it on a step that waits, or delete it."),
        )
    if element.incoming:
        yield at(
            element,
            _("An arrow leads into a boundary event."),
            _("Lead it to the task instead."),
        )


def repetitions(net: Net) -> Iterator[Finding]:
    """Find repetitions that do not say over what."""
    for element in net.elements.values():
        loop = element.loop
        if loop is None:
            continue
        if not loop.over and not loop.count:
            yield at(
                element,
                _("It repeats without a list to repeat over."),
                _("Name the list (loopDataInputRef), or draw an arrow back through a gateway."),
            )
        for text in filter(None, (loop.over, loop.count, loop.until)):
            yield from expression_faults(element.id, element.name, text)


def forms(net: Net) -> Iterator[Finding]:
    """Find questions that cannot be asked."""
    for element in net.elements.values():
        names = [field.name for field in element.fields]
        for field in element.fields:
            if field.kind not in KINDS:
                yield at(
                    element,
                    _("The question “%(name)s” is of an unknown type: %(type)s.")
                    % {"name": field.name, "type": field.kind},
                    _("There are: %(kinds)s.") % {"kinds": ", ".join(KINDS)},
                )
            if field.kind == "choice" and not field.choices:
                yield at(
                    element,
                    _("The question “%(name)s” offers no answers.") % {"name": field.name},
                    _("Add the answers to choose from."),
                )
            if not field.name.isidentifier() or field.name.startswith("_"):
                yield at(
                    element,
                    _("“%(name)s” is no name for a fact.") % {"name": field.name},
                    _("Use letters, digits and underscores, beginning with a letter."),
                )
        if len(set(names)) < len(names):
            yield at(
                element,
                _("Two questions have the same name."),
                _("Give each question a name of its own."),
            )


def expressions(net: Net) -> Iterator[Finding]:
    """Find conditions and inputs that cannot be read."""
    for flow in net.flows.values():
        if flow.condition:
            yield from expression_faults(flow.id, flow.name, flow.condition)
    for element in net.elements.values():
        texts = [*element.inputs.values(), element.due, element.correlation]
        for text in texts:
            if text[:1] == "=":
                yield from expression_faults(element.id, element.name, text)
        if element.due and element.due[:1] != "=":
            yield from _due(element)


def _due(element: Element) -> Iterator[Finding]:
    try:
        form = "timeDuration" if element.due[:1] == "P" else "timeDate"
        times.due(form, element.due, SOME_DAY, LegalCalendar())
    except StepError as error:
        yield at(element, str(error), _("Mend the time limit."))


def expression_faults(identifier: str, name: str, text: str) -> Iterator[Finding]:
    """Find whether an expression can be read."""
    try:
        language.read(text)
    except StepError as error:
        yield Finding(
            identifier,
            name,
            str(error),
            _('Write it like facts.amount > 100 and kind in ["a", "b"].'),
        )
