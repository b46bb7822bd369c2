"""Decision tables (DMN 1.1 to 1.3): one table, whose cells are of the language of conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from . import language
from .errors import StepError
from .reading import UnreadableDiagram, parse

POLICIES = frozenset({"UNIQUE", "FIRST", "ANY", "COLLECT"})
MAX_RULES = 2_000


class NoRuleApplies(StepError):
    """No row, or more than one, of a decision table applies."""

    code = "no_rule_applies"


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: tests of the columns, and what it answers."""

    id: str
    tests: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table.

    :param inputs: the expressions of the columns
    :param outputs: the names of what it answers
    """

    id: str
    name: str
    policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]

    def decide(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers of the row that applies; with COLLECT, lists of all that do.

        :raises NoRuleApplies: if none does, or several where one was promised
        """
        values = [language.read(text).value(names) for text in self.inputs]
        found = [rule for rule in self.rules if self._applies(rule, values, names)]
        answers = [self._answers(rule, names) for rule in found]
        if self.policy == "COLLECT":
            return {name: [answer[name] for answer in answers] for name in self.outputs}
        if not found:
            raise NoRuleApplies(
                _("No row of the decision table “%(name)s” applies to this case.")
                % {"name": self.name}
            )
        alike = self.policy == "ANY" and all(answer == answers[0] for answer in answers)
        if len(found) > 1 and self.policy != "FIRST" and not alike:
            raise NoRuleApplies(
                _("More than one row of the decision table “%(name)s” applies: %(rows)s.")
                % {"name": self.name, "rows": ", ".join(self._row_numbers(found))}
            )
        return answers[0]

    def _row_numbers(self, rules: list[Rule]) -> list[str]:
        return [str(self.rules.index(rule) + 1) for rule in rules]

    def _applies(self, rule: Rule, values: list[Any], names: Mapping[str, Any]) -> bool:
        return all(
            language.read_test(test).holds({**names, "?": value})
            for test, value in zip(rule.tests, values, strict=True)
        )

    def _answers(self, rule: Rule, names: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: language.read(text).value(names) if text else None
            for name, text in zip(self.outputs, rule.answers, strict=True)
        }


def read(xml: str | bytes) -> Table:
    """Return the one decision table of a DMN text.

    :raises UnreadableDiagram: if it holds none or several, or one of a kind not worked out here
    """
    root = parse(xml)
    tables = [node for node in root.iter() if _name(node) == "decisionTable"]
    if _name(root) != "definitions" or len(tables) != 1:
        raise UnreadableDiagram(
            _("A decision is one DMN file with one decision table; this holds %(count)d.")
            % {"count": len(tables)}
        )
    node = tables[0]
    decision = node.getparent()
    policy = node.get("hitPolicy", "UNIQUE")
    if policy not in POLICIES or node.get("aggregation"):
        raise UnreadableDiagram(
            _("The hit policy “%(policy)s” is not worked out here; there are: %(known)s.")
            % {"policy": policy, "known": ", ".join(sorted(POLICIES))}
        )
    table = Table(
        id=decision.get("id") or "" if decision is not None else "",
        name=(decision.get("name") or "") if decision is not None else "",
        policy=policy,
        inputs=tuple(_text_of(column, "inputExpression") for column in _children(node, "input")),
        outputs=tuple(c.get("name") or "" for c in _children(node, "output")),
        rules=tuple(_rule(row) for row in _children(node, "rule")),
    )
    _check_shape(table)
    return table


def _check_shape(table: Table) -> None:
    if not all(table.outputs) or not table.outputs or not all(table.inputs):
        raise UnreadableDiagram(_("Every column of a decision table needs a name."))
    if len(table.rules) > MAX_RULES:
        raise UnreadableDiagram(
            _("A decision table has at most %(max)d rows.") % {"max": MAX_RULES}
        )
    for number, rule in enumerate(table.rules, 1):
        if len(rule.tests) != len(table.inputs) or len(rule.answers) != len(table.outputs):
            raise UnreadableDiagram(
                _("Row %(number)d of the decision table has too few or too many cells.")
                % {"number": number}
            )


def _rule(row: etree._Element) -> Rule:
    return Rule(
        row.get("id") or "",
        tuple(_text(cell) for cell in _children(row, "inputEntry")),
        tuple(_text(cell) for cell in _children(row, "outputEntry")),
    )


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in node if _name(child) == name]


def _text(node: etree._Element) -> str:
    return next((" ".join((c.text or "").split()) for c in _children(node, "text")), "")


def _text_of(column: etree._Element, name: str) -> str:
    return next((_text(child) for child in _children(column, name)), "")
