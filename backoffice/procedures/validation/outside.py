"""What a drawing names outside itself: roles, operations, procedures, decision tables."""

from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from backoffice.identity.queries import role_by_code
from backoffice.procedures import operations
from backoffice.procedures.engine.net import PEOPLE, Element, Net
from backoffice.procedures.models import Definition
from backoffice.procedures.models.definitions import Kind
from backoffice.procedures.states import VersionState

from .findings import Finding, at


def roles(net: Net) -> Iterator[Finding]:
    """Find people's tasks that are nobody's, and lanes whose role does not exist."""
    told: set[str] = set()
    for element in net.elements.values():
        if element.kind not in PEOPLE:
            continue
        role, _department = net.role_of(element)
        if _is_role(role):
            continue
        lane = net.lanes.get(element.lane)
        place = (lane.id, lane.name) if lane and not element.role else (element.id, element.name)
        if place[0] in told:
            continue
        told.add(place[0])
        yield _roleless(place, role)


def _is_role(code: str) -> bool:
    if not code:
        return False
    try:
        role_by_code(code)
    except ObjectDoesNotExist:
        return False
    return True


def _roleless(place: tuple[str, str], role: str) -> Finding:
    if role:
        return Finding(
            *place,
            _("There is no role “%(role)s”.") % {"role": role},
            _("Choose one of the town's roles."),
        )
    return Finding(
        *place,
        _("Nobody is named to do its tasks."),
        _("Choose the role of the lane, or of the task itself."),
    )


def operations_known(net: Net) -> Iterator[Finding]:
    """Find service tasks without a known operation, or whose inputs and outputs do not fit it."""
    for element in net.elements.values():
        if element.kind != "serviceTask":
            continue
        if not element.operation:
            yield at(
                element,
                _("The automatic step names no operation."),
                _("Choose one from the list of operations."),
            )
            continue
        operation = operations.known(element.operation)
        if operation is None:
            yield at(
                element,
                _("There is no operation “%(name)s”.") % {"name": element.operation},
                _("Choose one from the list of operations."),
            )
            continue
        yield from _fields(element, operation)


def _fields(element: Element, operation: operations.Operation) -> Iterator[Finding]:
    for name, item in operation.inputs.items():
        if item.required and not element.inputs.get(name):
            yield at(
                element,
                _("“%(operation)s” needs the input “%(title)s” (%(name)s).")
                % {"operation": operation.title, "title": item.title, "name": name},
                _("Fill it in, with a text or with a fact such as =facts.amount."),
            )
    for names, allowed in (
        (element.inputs, operation.inputs),
        (element.outputs, operation.outputs),
    ):
        for name in sorted(set(names) - set(allowed)):
            yield at(
                element,
                _("“%(operation)s” has nothing called “%(name)s”.")
                % {"operation": operation.title, "name": name},
                _("There are: %(names)s.") % {"names": ", ".join(sorted(allowed)) or "–"},
            )


def calls(net: Net) -> Iterator[Finding]:
    """Find calls of procedures that are not in force."""
    wanted = [e for e in net.elements.values() if e.kind == "callActivity"]
    known = _in_force(Kind.PROCESS) if wanted else set()
    for element in wanted:
        if not element.called:
            yield at(
                element,
                _("It calls no procedure."),
                _("Write the key of the procedure to call."),
            )
        elif element.called not in known:
            yield at(
                element,
                _("No version of the procedure “%(key)s” is in force.") % {"key": element.called},
                _("Publish that procedure first, or correct the key."),
            )


def decisions_known(net: Net) -> Iterator[Finding]:
    """Find business rule tasks whose decision table is not in force."""
    wanted = [e for e in net.elements.values() if e.kind == "businessRuleTask"]
    known = _in_force(Kind.DECISION) if wanted else set()
    for element in wanted:
        if element.decision not in known:
            yield at(
                element,
                _("The decision table “%(key)s” is not in force.") % {"key": element.decision},
                _("Publish the decision table first, or correct its key."),
            )


def _in_force(kind: str) -> set[str]:
    rows = Definition.objects.filter(kind=kind, versions__state=VersionState.PUBLISHED)
    return set(rows.values_list("key", flat=True))
