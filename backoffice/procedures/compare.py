"""What changed between two drawings: elements and arrows added, removed, changed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from .engine import reading
from .words import names_of

# What a drawing tool rewrites without a change of meaning.
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
IGNORED = frozenset({"incoming", "outgoing"})
COMPARED = reading.FLOW_NODES | {"sequenceFlow", "lane", "message", "error"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    :param how: added, removed or changed
    """

    element: str
    name: str
    how: str
    kind: str


def differences(old: str, new: str, language: str) -> list[Change]:
    """Return what differs between two drawings, in the order of removed, changed, added.

    :raises UnreadableDiagram: if one of them cannot be read
    """
    before, after = _elements(old), _elements(new)
    names = _names(old, language) | _names(new, language)
    rows = [
        *((key, "removed", before[key][0]) for key in before if key not in after),
        *(
            (key, "changed", after[key][0])
            for key in after
            if before.get(key, after[key]) != after[key]
        ),
        *((key, "added", after[key][0]) for key in after if key not in before),
    ]
    return [Change(key, names.get(key) or key, how, kind_in_words(kind)) for key, how, kind in rows]


def _names(xml: str, language: str) -> dict[str, str]:
    """Return what elements are called; an arrow without a name is called by its two ends."""
    names = names_of(xml, language)
    kinds = {
        node.get("id"): reading.local(node) for node in reading.parse(xml).iter(f"{reading.B}*")
    }
    for arrow in reading.parse(xml).iter(f"{reading.B}sequenceFlow"):
        ends = [arrow.get("sourceRef"), arrow.get("targetRef")]
        told = [names.get(end) or kind_in_words(kinds.get(end, "")) for end in ends]
        names[arrow.get("id")] = names.get(arrow.get("id")) or " → ".join(told)
    return names


def kind_in_words(kind: str) -> str:
    """Return what people call a kind of element."""
    known = {
        "userTask": _("task"),
        "manualTask": _("task by hand"),
        "task": _("task"),
        "serviceTask": _("automatic step"),
        "sendTask": _("message sent"),
        "receiveTask": _("wait for a message"),
        "businessRuleTask": _("decision table"),
        "callActivity": _("call of a procedure"),
        "subProcess": _("subprocess"),
        "sequenceFlow": _("arrow"),
        "lane": _("lane"),
        "message": _("message"),
        "startEvent": _("start"),
        "endEvent": _("end"),
        "boundaryEvent": _("event at a task"),
    }
    if kind.endswith("Gateway"):
        return _("gateway")
    return known.get(kind) or _("event")


def _elements(xml: str) -> dict[str, tuple[str, str]]:
    found = {}
    for node in reading.parse(xml).iter(f"{reading.B}*"):
        kind = reading.local(node)
        if kind in COMPARED and node.get("id"):
            found[node.get("id")] = (kind, _meaning(node))
    return found


def _meaning(node: etree._Element) -> str:
    """Return what a node says by itself: not its arrows' copies, nor what is compared on its own.

    Prefixes, the order of a lane's members and the declared types of texts are a tool's habits.
    """
    attributes = sorted(
        (etree.QName(name).localname, value)
        for name, value in node.attrib.items()
        if not name.startswith(XSI)
    )
    inner = [
        _meaning(child)
        for child in node
        if reading.local(child) not in IGNORED | COMPARED and isinstance(child.tag, str)
    ]
    inner = sorted(inner) if reading.local(node) == "lane" else inner
    tag = etree.QName(node).localname
    return repr((tag, attributes, " ".join((node.text or "").split()), inner))
