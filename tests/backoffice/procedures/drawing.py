"""Draw small BPMN texts for tests, and run what they queue."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:loggia="http://loggia.gr/schema/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="defs" targetNamespace="http://loggia.gr/test">'
)


@dataclass
class Drawing:
    """A process, drawn call by call; every method returns the identifier it drew."""

    key: str = "permit"
    role: str = "clerk"
    parts: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    def node(self, kind: str, name: str, inner: str = "", **attributes: str) -> str:
        """Draw an element; attributes with `loggia_` belong to our own namespace."""
        texts = "".join(
            f" {key.replace('loggia_', 'loggia:')}={quoteattr(value)}"
            for key, value in attributes.items()
        )
        self.parts.append(f'<{kind} id="{name}" name="{name}"{texts}>{inner}</{kind}>')
        self.nodes.append(name)
        return name

    def start(self, name: str = "start") -> str:
        return self.node("startEvent", name)

    def end(self, name: str = "end", inner: str = "") -> str:
        return self.node("endEvent", name, inner)

    def user(self, name: str, inner: str = "", **attributes: str) -> str:
        return self.node("userTask", name, inner, **attributes)

    def service(
        self,
        name: str,
        operation: str,
        inputs: dict[str, str] | None = None,
        outputs: dict[str, str] | None = None,
        inner: str = "",
    ) -> str:
        fields = "".join(
            f"<loggia:input name={quoteattr(k)} value={quoteattr(v)}/>"
            for k, v in (inputs or {}).items()
        ) + "".join(
            f"<loggia:output name={quoteattr(k)} fact={quoteattr(v)}/>"
            for k, v in (outputs or {}).items()
        )
        extension = f"<extensionElements>{fields}</extensionElements>"
        return self.node("serviceTask", name, extension + inner, loggia_operation=operation)

    def timer(self, name: str, text: str, form: str = "timeDuration", **attributes: str) -> str:
        inner = f"<timerEventDefinition><{form}>{text}</{form}></timerEventDefinition>"
        kind = "boundaryEvent" if "attachedToRef" in attributes else "intermediateCatchEvent"
        return self.node(kind, name, inner, **attributes)

    def message(self, name: str, message: str, kind: str = "", **attributes: str) -> str:
        self.outside.append(f'<message id="m_{name}" name="{message}"/>')
        if kind in ("sendTask", "receiveTask"):
            return self.node(kind, name, messageRef=f"m_{name}", **attributes)
        kind = kind or (
            "boundaryEvent" if "attachedToRef" in attributes else "intermediateCatchEvent"
        )
        inner = f'<messageEventDefinition messageRef="m_{name}"/>'
        return self.node(kind, name, inner, **attributes)

    def error(self, name: str, code: str, host: str) -> str:
        self.outside.append(f'<error id="e_{name}" name="{code}" errorCode="{code}"/>')
        inner = f'<errorEventDefinition errorRef="e_{name}"/>'
        return self.node("boundaryEvent", name, inner, attachedToRef=host)

    def error_end(self, name: str, code: str) -> str:
        self.outside.append(f'<error id="e_{name}" name="{code}" errorCode="{code}"/>')
        return self.end(name, f'<errorEventDefinition errorRef="e_{name}"/>')

    def sub(self, name: str, inner: "Drawing", extra: str = "") -> str:
        """Draw a subprocess around another drawing."""
        self.outside += inner.outside
        self.nodes += inner.nodes
        return self.node("subProcess", name, extra + "".join(inner.parts))

    def flow(self, source: str, target: str, condition: str = "", name: str = "") -> str:
        name = name or f"f{next(self.numbers)}_{source}_{target}"
        inner = (
            f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}'
            "</conditionExpression>"
            if condition
            else ""
        )
        self.parts.append(
            f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</sequenceFlow>"
        )
        return name

    def chain(self, *names: str) -> None:
        for source, target in pairwise(names):
            self.flow(source, target)

    def xml(self) -> str:
        lane = (
            f'<laneSet id="lanes"><lane id="lane" name="{self.role}" loggia:role="{self.role}">'
            + "".join(f"<flowNodeRef>{node}</flowNodeRef>" for node in self.nodes)
            + "</lane></laneSet>"
        )
        return (
            f'{HEAD}{"".join(self.outside)}<process id="{self.key}" name="{self.key}" '
            f'isExecutable="true">{lane}{"".join(self.parts)}</process></definitions>'
        )


def many(over: str, item: str = "item", *, sequential: bool = False, **more: str) -> str:
    """Return the marker of a repeated activity."""
    tags = f"<loopDataInputRef>{over}</loopDataInputRef>"
    if "gather" in more:
        tags += f"<loopDataOutputRef>{more['gather']}</loopDataOutputRef>"
    tags += f'<inputDataItem id="i_{item}" name="{item}"/>'
    if "answer" in more:
        tags += f'<outputDataItem id="o_{item}" name="{more["answer"]}"/>'
    if "until" in more:
        tags += f"<completionCondition>{escape(more['until'])}</completionCondition>"
    flag = "true" if sequential else "false"
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{flag}">{tags}'
        "</multiInstanceLoopCharacteristics>"
    )


def form(*fields: tuple[str, str, bool], choices: Iterable[str] = ()) -> str:
    """Return a form of (name, type, required) questions."""
    inner = "".join(
        f'<loggia:field name="{name}" type="{kind}" label="{name}" '
        f'required="{"true" if required else "false"}">'
        + (
            "".join(f'<loggia:choice value="{c}" label="{c}"/>' for c in choices)
            if kind == "choice"
            else ""
        )
        + "</loggia:field>"
        for name, kind, required in fields
    )
    return f"<extensionElements><loggia:form>{inner}</loggia:form></extensionElements>"
