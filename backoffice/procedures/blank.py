"""Drawings that the house writes: the first sheet of a procedure, and names translated."""

from lxml import etree

from .engine import reading

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
NAMESPACES = {"bpmn": reading.BPMN, "bpmndi": DI, "dc": DC, "loggia": reading.LOGGIA}


def first_drawing(key: str, name_el: str, name_en: str) -> str:
    """Return a pool with one lane and a start, from which a procedure is drawn."""
    root = etree.Element(f"{reading.B}definitions", nsmap=NAMESPACES, id="definitions")
    root.set("targetNamespace", "http://loggia.gr/processes")
    collaboration = _add(root, "collaboration", id="collaboration")
    _add(collaboration, "participant", id="pool", name=name_el, processRef=key)
    process = _add(root, "process", id=key, name=name_el, isExecutable="true")
    process.set(f"{reading.L}name_en", name_en)
    lanes = _add(process, "laneSet", id="lanes")
    lane = _add(lanes, "lane", id="lane_1", name="Τμήμα")
    lane.set(f"{reading.L}name_en", "Department")
    _add(lane, "flowNodeRef").text = "start"
    start = _add(process, "startEvent", id="start", name="Υποβλήθηκε αίτηση")
    start.set(f"{reading.L}name_en", "Application filed")
    plane = _shapes(root)
    for element, box in (
        ("pool", (160, 80, 900, 200)),
        ("lane_1", (190, 80, 870, 200)),
        ("start", (240, 162, 36, 36)),
    ):
        _shape(plane, element, box)
    return etree.tostring(root, encoding="unicode", pretty_print=True)


def _add(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{reading.B}{tag}", attributes)


def _shapes(root: etree._Element) -> etree._Element:
    diagram = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", id="diagram")
    return etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id="plane", bpmnElement="collaboration")


def _shape(plane: etree._Element, element: str, box: tuple[int, int, int, int]) -> None:
    shape = etree.SubElement(
        plane, f"{{{DI}}}BPMNShape", id=f"{element}_shape", bpmnElement=element
    )
    if element != "start":
        shape.set("isHorizontal", "true")
    sides = dict(zip(("x", "y", "width", "height"), map(str, box), strict=True))
    etree.SubElement(shape, f"{{{DC}}}Bounds", sides)


def in_language(xml: str, language: str) -> str:
    """Return a drawing whose elements carry their names in a language, where they have one."""
    if language != "en":
        return xml
    root = reading.parse(xml)
    for node in root.iter(f"{reading.B}*"):
        if english := node.get(f"{reading.L}name_en"):
            node.set("name", english)
    return etree.tostring(root, encoding="unicode")
