"""The shape of a drawing: it begins and ends, arrows lead somewhere, nothing turns by itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from backoffice.procedures.engine.net import GATEWAYS, SCOPES, Element, Net

from .findings import WARNING, Finding, at

AT_ONCE = GATEWAYS | {"businessRuleTask", "sendTask", "intermediateThrowEvent"}


def _scopes(net: Net) -> Iterator[tuple[str, str, list[Element]]]:
    inside: dict[str, list[Element]] = {}
    for element in net.elements.values():
        inside.setdefault(element.parent, []).append(element)
    yield "", net.name or net.id, inside.get("", [])
    for element in net.elements.values():
        if element.kind in SCOPES:
            yield element.id, element.label, inside.get(element.id, [])


def ends(net: Net) -> Iterator[Finding]:
    """Find processes and subprocesses that do not begin, or never end."""
    for identifier, name, elements in _scopes(net):
        kinds = [element.kind for element in elements]
        place = identifier or net.id
        if "startEvent" not in kinds:
            yield Finding(
                place, name, _("It has no start event."), _("Draw the circle where it begins.")
            )
        if "endEvent" not in kinds:
            yield Finding(
                place, name, _("It has no end event."), _("Draw the circle where it ends.")
            )
        if identifier and kinds.count("startEvent") > 1:
            yield Finding(
                place,
                name,
                _("A subprocess has more than one start event."),
                _("Keep one and lead its arrow through a gateway."),
            )
        for element in elements:
            if element.kind == "startEvent" and element.incoming:
                yield at(
                    element,
                    _("An arrow leads into a start event."),
                    _("Lead it to the first step instead."),
                )


def arrows(net: Net) -> Iterator[Finding]:
    """Find arrows that lead nowhere or across the edge of a subprocess, and steps without one."""
    for flow in net.flows.values():
        source, target = net.elements.get(flow.source), net.elements.get(flow.target)
        if source is None or target is None:
            yield Finding(
                flow.id,
                flow.name,
                _("An arrow begins or ends at nothing."),
                _("Connect both of its ends, or delete it."),
            )
        elif source.parent != target.parent:
            yield Finding(
                flow.id,
                flow.name,
                _("An arrow crosses the edge of a subprocess."),
                _("End it at the edge; the subprocess has its own start and end."),
            )
    for element in net.elements.values():
        yield from _way_on(net, element)


def _way_on(net: Net, element: Element) -> Iterator[Finding]:
    if element.kind == "endEvent":
        if element.outgoing:
            yield at(
                element,
                _("An arrow leads out of an end event."),
                _("Delete the arrow, or draw a step in place of the end."),
            )
    elif not net.next_elements(element) or (
        element.kind == "boundaryEvent" and not element.outgoing
    ):
        yield at(
            element,
            _("No arrow leads on from here."),
            _("Lead an arrow to the next step or to an end event."),
            WARNING,
        )
    if element.default and element.default not in element.outgoing:
        yield at(
            element,
            _("Its default arrow does not begin here."),
            _("Mark one of its own arrows as the default."),
        )


def unreachable(net: Net) -> Iterator[Finding]:
    """Find elements that no case can come to."""
    seen: set[str] = set()
    ahead = [start for starts in net.starts.values() for start in starts]
    while ahead:
        here = ahead.pop()
        if here not in seen and here in net.elements:
            seen.add(here)
            ahead.extend(t for t in net.next_elements(net.elements[here]) if t in net.elements)
    for element in net.elements.values():
        if element.id not in seen:
            yield at(
                element,
                _("No arrow from a start event leads here."),
                _("Connect it, or delete it."),
            )


def circles(net: Net) -> Iterator[Finding]:
    """Find circles in which nobody acts and nothing is waited for: a case would turn for ever."""
    done: set[str] = set()
    for element in net.elements.values():
        if element.kind in AT_ONCE and element.id not in done and _turns(net, element.id, done):
            yield at(
                element,
                _("A circle of arrows passes here in which nobody acts."),
                _("Put a task or a timer into the circle."),
            )
            return


def _turns(net: Net, start: str, done: set[str]) -> bool:
    """Search depth-first without recursion for a way back to an open element."""
    path: list[tuple[str, list[str]]] = [(start, _at_once(net, start))]
    on_path = {start}
    while path:
        here, ahead = path[-1]
        if not ahead:
            path.pop()
            on_path.discard(here)
            done.add(here)
            continue
        following = ahead.pop()
        if following in on_path:
            return True
        if following not in done:
            on_path.add(following)
            path.append((following, _at_once(net, following)))
    return False


def _at_once(net: Net, here: str) -> list[str]:
    element = net.elements[here]
    # Boundary events are reached by waiting only.
    targets = [net.flows[flow].target for flow in element.outgoing]
    return [t for t in targets if t in net.elements and net.elements[t].kind in AT_ONCE]
