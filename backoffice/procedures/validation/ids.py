"""Identifiers stand once in a drawing."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from backoffice.procedures.engine.reading import FLOW_NODES, local

from .findings import Finding


def duplicates(root: etree._Element) -> Iterator[Finding]:
    """Find identifiers that two elements share, and elements without one."""
    nodes = [node for node in root.iter() if local(node)]
    counted = Counter(node.get("id") for node in nodes if node.get("id"))
    for identifier, count in counted.items():
        if count > 1:
            name = next(n.get("name") or "" for n in nodes if n.get("id") == identifier)
            yield Finding(
                identifier,
                name,
                _("The identifier “%(id)s” stands %(count)d times.")
                % {"id": identifier, "count": count},
                _("Give each element an identifier of its own."),
            )
    for node in nodes:
        if local(node) in FLOW_NODES and not node.get("id"):
            yield Finding(
                "",
                node.get("name") or "",
                _("An element has no identifier."),
                _("Give it one in the drawing tool."),
            )
