"""Find the texts that are shown to people: gettext calls in Python, translate tags in templates."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

NAMES = {"_", "gettext", "gettext_lazy", "gettext_noop", "ugettext", "_lazy"}
PLURALS = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
CONTEXTS = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
MODULES = {"django.utils.translation", "gettext"}
PLACEHOLDER = re.compile(
    r"%\((\w+)\)[-#0 +]*[\d.]*[a-zA-Z]|%[-#0+]*[\d.]*[sdifgrx]|\{(\w*)[^{}]*\}"
)


@dataclass(frozen=True)
class Message:
    """One text in the source: its id, its context, its plural, its line."""

    text: str
    line: int
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return what identifies it in a catalogue."""
        return self.context, self.text


def placeholders(text: str) -> set[str]:
    """Return the places where a value is put into a text."""
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def messages_in_source(path: Path) -> Iterator[Message]:
    """Yield the messages of a Python file or a template.

    :raises SyntaxError: when the file is neither, or a message is not a plain text
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from messages_in_python(text)
    elif "{%" in text or "{{" in text:
        yield from messages_in_template(text)


def messages_in_python(text: str) -> Iterator[Message]:
    """Yield the messages of gettext calls, whatever name they were imported under."""
    tree = ast.parse(text)
    aliases = _aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = aliases.get(_called_name(node.func), "")
            if name in NAMES | PLURALS | CONTEXTS:
                yield _message_of_call(node, name)


def _called_name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return ""


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Map the names used in a file to gettext's own, for example `_` to `gettext_lazy`."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.module in MODULES:
            known |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif node.module == "django.utils":
            for alias in node.names:
                if alias.name == "translation":
                    prefix = alias.asname or alias.name
                    known |= {f"{prefix}.{name}": name for name in NAMES | PLURALS | CONTEXTS}
    return known


def _message_of_call(node: ast.Call, name: str) -> Message:
    count = (1 if name in CONTEXTS else 0) + (2 if name in PLURALS else 1)
    texts = [_text_of(argument, node) for argument in node.args[:count]]
    if len(texts) < count:
        raise SyntaxError(
            f"{name}() needs its texts as the first arguments", (None, node.lineno, 0, "")
        )
    context = texts.pop(0) if name in CONTEXTS else ""
    plural = texts[1] if name in PLURALS else ""
    return Message(texts[0], node.lineno, context, plural)


def _text_of(argument: ast.expr, call: ast.Call) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    reason = "a message must be one plain text, without variables inside"
    raise SyntaxError(reason, ("", call.lineno, call.col_offset, ""))


def messages_in_template(text: str) -> Iterator[Message]:
    """Yield the messages of `translate`, `blocktranslate`, `_("…")` and filters in a template."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    # Django turns a template into gettext calls, one source line for one template line.
    calls = templatize(text)
    for pattern, build in TEMPLATE_CALLS:
        for match in pattern.finditer(calls):
            yield build(match, calls.count("\n", 0, match.start()) + 1)


def _literal(prefix: str) -> str:
    return rf"(?P<{prefix}>u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))"


def _value(match: re.Match[str], name: str) -> str:
    return str(ast.literal_eval(match.group(name).lstrip("u")))


def _singular(match: re.Match[str], line: int) -> Message:
    return Message(_value(match, "text"), line)


def _plural(match: re.Match[str], line: int) -> Message:
    return Message(_value(match, "text"), line, plural=_value(match, "plural"))


def _contextual(match: re.Match[str], line: int) -> Message:
    return Message(_value(match, "text"), line, context=_value(match, "context"))


def _contextual_plural(match: re.Match[str], line: int) -> Message:
    context, plural = _value(match, "context"), _value(match, "plural")
    return Message(_value(match, "text"), line, context, plural)


TEMPLATE_CALLS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], Message]], ...] = (
    (re.compile(rf"(?<![\w]) ?(?:gettext|_)\({_literal('text')}\)"), _singular),
    (re.compile(rf"(?<!\w)ngettext\({_literal('text')}, ?{_literal('plural')},"), _plural),
    (re.compile(rf"(?<!\w)pgettext\({_literal('context')}, ?{_literal('text')}\)"), _contextual),
    (
        re.compile(
            rf"(?<!\w)npgettext\({_literal('context')}, ?{_literal('text')}, ?{_literal('plural')},"
        ),
        _contextual_plural,
    ),
)
