"""Read a BPMN 2.0 text into nets, without reaching outside it and without ending at a fault."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from lxml import etree

from .errors import StepError
from .net import Choice, Element, Event, Flow, FormField, Lane, Loop, Net

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LOGGIA = "http://loggia.gr/schema/bpmn"
B = f"{{{BPMN}}}"
L = f"{{{LOGGIA}}}"
MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 60

FLOW_NODES = frozenset(
    [
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    ]
)
NESTING = frozenset({"subProcess", "transaction", "adHocSubProcess"})


class UnreadableDiagram(StepError):
    """The text is not a BPMN 2.0 diagram that can be read safely."""

    code = "unreadable_diagram"


def parse(xml: str | bytes) -> etree._Element:
    """Return the root of an XML text; no entity is expanded and nothing is fetched.

    :raises UnreadableDiagram: if it is too large, not XML, or declares a document type
    """
    content = xml.encode() if isinstance(xml, str) else xml
    if len(content) > MAX_BYTES:
        raise UnreadableDiagram(
            _(
                "The drawing is larger than %(max)d MB. "
                "Divide it into procedures that call each other."
            )
            % {"max": MAX_BYTES // 1024 // 1024}
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableDiagram(
            _("The drawing is not well-formed XML. Export it again from the drawing tool.")
        ) from None
    if root.getroottree().docinfo.doctype:
        raise UnreadableDiagram(
            _("The drawing declares a document type, which is refused. Remove the DOCTYPE line.")
        )
    return root


def local(node: etree._Element) -> str:
    """Return a node's name in the BPMN namespace, or nothing for other namespaces."""
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag[len(B) :] if tag.startswith(B) else ""


def read(xml: str | bytes) -> list[Net]:
    """Return the nets of every process in a text.

    :raises UnreadableDiagram: if it holds no BPMN 2.0 process
    """
    return Reader(parse(xml)).nets()


class Reader:
    """Reads one parsed text; what is named from outside a process is looked up once."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        if local(root) != "definitions":
            raise UnreadableDiagram(
                _("This is not a BPMN 2.0 drawing: its outermost element is not “definitions”.")
            )
        self.names = {
            node.get("id"): (node.get("name") or "", node.get("errorCode") or "")
            for node in root
            if local(node) in ("message", "error", "signal", "escalation")
        }

    def nets(self) -> list[Net]:
        """Return the nets of all processes that hold anything."""
        nets = [self.net(node) for node in self.root if local(node) == "process"]
        nets = [net for net in nets if net.elements]
        if not nets:
            raise UnreadableDiagram(_("The drawing holds no process with elements."))
        return nets

    def net(self, process: etree._Element) -> Net:
        """Return the net of one process."""
        net = Net(process.get("id") or "", process.get("name") or "")
        owner = self._lanes(process, net)
        self._collect(process, "", net, owner, 0)
        for flow in net.flows.values():
            if flow.source in net.elements:
                net.elements[flow.source].outgoing.append(flow.id)
            if flow.target in net.elements:
                net.elements[flow.target].incoming.append(flow.id)
        return net

    def _lanes(self, process: etree._Element, net: Net) -> dict[str, str]:
        owner: dict[str, str] = {}
        # The innermost lane is read last, so that it wins over the one around it.
        for node in process.iter(f"{B}lane"):
            lane = Lane(
                node.get("id") or "",
                node.get("name") or "",
                node.get(f"{L}role") or "",
                node.get(f"{L}department") or "",
            )
            net.lanes[lane.id] = lane
            for reference in node.findall(f"{B}flowNodeRef"):
                owner[(reference.text or "").strip()] = lane.id
        return owner

    def _collect(
        self, inside: etree._Element, parent: str, net: Net, owner: dict[str, str], depth: int
    ) -> None:
        if depth > MAX_DEPTH:
            raise UnreadableDiagram(_("Subprocesses are nested too deeply."))
        for node in inside:
            kind = local(node)
            if kind == "sequenceFlow":
                net.flows[node.get("id") or ""] = _flow(node)
            elif kind in FLOW_NODES:
                element = self._element(node, kind, parent)
                element.lane = owner.get(element.id) or (
                    net.elements[parent].lane if parent else ""
                )
                net.elements[element.id] = element
                if kind in NESTING:
                    self._collect(node, element.id, net, owner, depth + 1)

    def _element(self, node: etree._Element, kind: str, parent: str) -> Element:
        return Element(
            id=node.get("id") or "",
            kind=kind,
            name=" ".join((node.get("name") or "").split()),
            name_en=node.get(f"{L}name_en") or "",
            parent=parent,
            default=node.get("default") or "",
            event=self._event(node, kind),
            host=node.get("attachedToRef") or "",
            interrupts=node.get("cancelActivity", "true") != "false",
            loop=_loop(node),
            operation=node.get(f"{L}operation") or "",
            inputs=_pairs(node, "input", "name", "value"),
            outputs=_pairs(node, "output", "name", "fact"),
            fields=tuple(_fields(node)),
            due=node.get(f"{L}due") or "",
            role=node.get(f"{L}role") or "",
            department=node.get(f"{L}department") or "",
            not_by=tuple(dict.fromkeys((node.get(f"{L}not_by") or "").split())),
            called=(node.get("calledElement") or "").rpartition(":")[2],
            decision=node.get(f"{L}decision") or "",
            correlation=node.get(f"{L}correlation") or "",
            instantiates=node.get("instantiate") == "true",
            triggered=node.get("triggeredByEvent") == "true",
        )

    def _event(self, node: etree._Element, kind: str) -> Event:
        if kind in ("sendTask", "receiveTask"):
            return Event("message", self._name(node.get("messageRef")))
        if not kind.endswith("Event"):
            return Event()
        found = [child for child in node if local(child).endswith("EventDefinition")]
        if not found:
            return Event()
        if len(found) > 1:
            return Event("multiple")
        return self._definition(found[0])

    def _definition(self, node: etree._Element) -> Event:
        event = local(node).removesuffix("EventDefinition")
        if event == "timer":
            return _timer(node)
        if event == "message":
            return Event("message", self._name(node.get("messageRef")))
        if event == "error":
            name, code = self.names.get(_bare(node.get("errorRef")), ("", ""))
            return Event("error", code or name)
        if event == "link":
            return Event("link", node.get("name") or "")
        return Event(event)

    def _name(self, reference: str | None) -> str:
        return self.names.get(_bare(reference), ("", ""))[0]


def _bare(reference: str | None) -> str:
    return (reference or "").rpartition(":")[2]


def _text(node: etree._Element | None) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _flow(node: etree._Element) -> Flow:
    return Flow(
        node.get("id") or "",
        node.get("sourceRef") or "",
        node.get("targetRef") or "",
        _text(node.find(f"{B}conditionExpression")),
        node.get("name") or "",
    )


def _timer(definition: etree._Element) -> Event:
    for form in ("timeDate", "timeDuration", "timeCycle"):
        node = definition.find(f"{B}{form}")
        if node is not None:
            return Event("timer", _text(node), form)
    return Event("timer")


def _loop(node: etree._Element) -> Loop | None:
    if node.find(f"{B}standardLoopCharacteristics") is not None:
        return Loop(sequential=True, over="", count="", item="")
    many = node.find(f"{B}multiInstanceLoopCharacteristics")
    if many is None:
        return None
    item, answer = many.find(f"{B}inputDataItem"), many.find(f"{B}outputDataItem")
    return Loop(
        sequential=many.get("isSequential") == "true",
        over=_text(many.find(f"{B}loopDataInputRef")),
        count=_text(many.find(f"{B}loopCardinality")),
        item=(item.get("name") or item.get("id") or "item") if item is not None else "item",
        gather=_text(many.find(f"{B}loopDataOutputRef")),
        answer=(answer.get("name") or answer.get("id") or "") if answer is not None else "",
        until=_text(many.find(f"{B}completionCondition")),
    )


def _extensions(node: etree._Element, name: str) -> Iterable[etree._Element]:
    holder = node.find(f"{B}extensionElements")
    return holder.findall(f"{L}{name}") if holder is not None else ()


def _pairs(node: etree._Element, name: str, key: str, value: str) -> dict[str, str]:
    return {child.get(key) or "": child.get(value) or "" for child in _extensions(node, name)}


def _fields(node: etree._Element) -> Iterator[FormField]:
    for form in _extensions(node, "form"):
        for child in form.findall(f"{L}field"):
            label = child.get("label") or child.get("name") or ""
            yield FormField(
                child.get("name") or "",
                child.get("type") or "text",
                label,
                child.get("label_en") or "",
                child.get("required") == "true",
                tuple(_choices(child)),
            )


def _choices(node: etree._Element) -> Iterator[Choice]:
    for child in node.findall(f"{L}choice"):
        value = child.get("value") or ""
        yield Choice(value, child.get("label") or value, child.get("label_en") or "")
