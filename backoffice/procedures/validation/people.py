"""Second persons: a step that another than the doer of an earlier one must do."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from backoffice.procedures.engine.net import PEOPLE, Element, Net

from .findings import Finding, at


def second_persons(net: Net) -> Iterator[Finding]:
    """Find steps that ask for another person than the doer of a step which cannot come before."""
    for element in net.elements.values():
        if element.not_by and element.kind not in PEOPLE:
            yield at(
                element,
                _("Only a person's task can ask for another person."),
                _("Move the rule to the task that a person completes."),
            )
            continue
        for other in element.not_by:
            yield from _other(net, element, other)


def _other(net: Net, element: Element, other: str) -> Iterator[Finding]:
    found = net.elements.get(other)
    if found is None:
        yield at(
            element,
            _("It asks for another person than that of “%(id)s”, which is not drawn.")
            % {"id": other},
            _("Choose the steps again in the panel."),
        )
    elif found.kind not in PEOPLE or found.id == element.id:
        yield at(
            element,
            _("It asks for another person than that of “%(name)s”, which no other person does.")
            % {"name": found.label},
            _("Choose a task that people do, other than this one."),
        )
    elif not net.may_follow(other, element.id):
        yield at(
            element,
            _("It asks for another person than that of “%(name)s”, which never comes before it.")
            % {"name": found.label},
            _("Choose a step that comes before, or lead an arrow from there to here."),
        )
