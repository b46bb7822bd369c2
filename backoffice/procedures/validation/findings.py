"""One fault of a drawing."""

from dataclasses import dataclass

from backoffice.procedures.engine.net import Element

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with an element, and how to mend it.

    :param element: its identifier in the drawing, empty for the drawing as a whole
    :param name: as it is drawn
    :param severity: `error` hinders publishing, `warning` does not
    """

    element: str
    name: str
    message: str
    mend: str
    severity: str = ERROR


def at(element: Element, message: str, mend: str, severity: str = ERROR) -> Finding:
    """Return a finding about an element."""
    return Finding(element.id, element.name, message, mend, severity)
