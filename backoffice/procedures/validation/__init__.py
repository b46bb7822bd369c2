"""Whether a drawing can be put in force: every fault by element, with how to mend it."""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from backoffice.procedures.engine import decisions, language, reading
from backoffice.procedures.engine.errors import StepError
from backoffice.procedures.engine.net import Net

from . import ids, outside, parts, people, shape
from .findings import ERROR, WARNING, Finding

__all__ = ["ERROR", "WARNING", "Finding", "check"]

Check = Callable[[Net], Iterable[Finding]]
CHECKS: tuple[Check, ...] = (
    parts.unsupported,
    shape.ends,
    shape.arrows,
    shape.unreachable,
    shape.circles,
    parts.gateways,
    parts.races,
    parts.events,
    parts.repetitions,
    parts.forms,
    parts.expressions,
    people.second_persons,
    outside.roles,
    outside.operations_known,
    outside.calls,
    outside.decisions_known,
)


def check(xml: str, *, kind: str = "process") -> list[Finding]:
    """Return the faults of a drawing, errors first; without errors it may be put in force.

    :param kind: `process` for BPMN, `decision` for DMN
    """
    found = list(_decision(xml) if kind == "decision" else _process(xml))
    return sorted(found, key=lambda finding: finding.severity != ERROR)


def _process(xml: str) -> Iterator[Finding]:
    try:
        root = reading.parse(xml)
        nets = reading.Reader(root).nets()
    except StepError as error:
        yield Finding("", "", str(error), _("Draw it anew or export it again as BPMN 2.0."))
        return
    yield from ids.duplicates(root)
    if len(nets) > 1:
        yield Finding(
            nets[1].id,
            nets[1].name,
            _("The drawing holds %(count)d processes; only one of them is run.")
            % {"count": len(nets)},
            _("Keep one process per drawing and let them call each other, or send messages."),
            WARNING,
        )
    for net in nets:
        for one in CHECKS:
            yield from one(net)


def _decision(xml: str) -> Iterator[Finding]:
    try:
        table = decisions.read(xml)
    except StepError as error:
        yield Finding("", "", str(error), _("Mend the table and save it again."))
        return
    for number, rule in enumerate(table.rules, 1):
        cells = [(cell, language.read_test) for cell in rule.tests]
        cells += [(cell, language.read) for cell in rule.answers if cell]
        for cell, read in cells:
            try:
                read(cell)
            except StepError as error:
                yield Finding(
                    rule.id,
                    _("row %(number)d") % {"number": number},
                    str(error),
                    _("Write a value, a comparison such as < 100, or - for anything."),
                )
    for text in table.inputs:
        yield from parts.expression_faults(table.id, table.name, text)
