"""Read the document of a form: every fault is found, with its place and the way to mend it."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from backoffice.procedures.engine import language
from backoffice.procedures.engine.errors import ExpressionError

from . import conditions, settings
from .faults import Fault, Findings, FormFaults, no_such
from .fields import (
    COMPOSITES,
    MAX_FIELDS,
    MAX_PAGES,
    SETTINGS,
    TYPES,
    Field,
    Form,
    Option,
    Page,
    Words,
)
from .parts import expand, expand_into, linked
from .settings import KEY, RESERVED, Reader

__all__ = [
    "TYPES",
    "Fault",
    "Field",
    "Form",
    "FormFaults",
    "Option",
    "Page",
    "Words",
    "expand",
    "linked",
    "read",
]

PAGE_SETTINGS = ("key", "title", "intro", "if", "fields")
# Names that conditions may ask for besides answers.
GIVEN = frozenset({"today"})


def read(document: Any, parts: Mapping[str, Any] | None = None) -> Form:
    """Understand a document and the shared parts it names.

    :param document: `{"pages": [{"key", "title", "intro"?, "if"?, "fields": […]}]}`
    :param parts: documents of parts by key, `{"fields": […]}`
    :raises FormFaults: with every fault, its path, message and mend
    """
    found = Findings()
    form = _Schema(found).form(document, parts or {})
    found.raise_any()
    return form


class _Schema:
    """Walks over one document and notes what is wrong."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self.count = 0
        self.known: dict[str, Field] = {}
        self.coming: frozenset[str] = frozenset()

    def form(self, document: Any, parts: Mapping[str, Any]) -> Form:
        pages = document.get("pages") if isinstance(document, Mapping) else None
        if not isinstance(pages, list) or not pages:
            self.found.add("pages", _("A form needs pages."), _("Add a page with its fields."))
            return Form(())
        self.only(document, "", ("pages", "title", "key"))
        if len(pages) > MAX_PAGES:
            self.found.add(
                "pages",
                _("A form has at most %(max)d pages.") % {"max": MAX_PAGES},
                _("Join pages, or make two forms."),
            )
            pages = pages[:MAX_PAGES]
        expanded = expand_into({"pages": pages}, parts, self.found)["pages"]
        self.coming = _all_keys(expanded)
        made = tuple(self.page(page, f"pages.{at}") for at, page in enumerate(expanded))
        self.twice([page.key for page in made if page.key], "pages")
        if not any(one.asks for one in self.known.values()):
            self.found.add("pages", _("The form asks nothing."), _("Add a field."))
        return Form(made, dict(self.known))

    def page(self, raw: Any, path: str) -> Page:
        """Read one page."""
        if not isinstance(raw, Mapping):
            self.found.add(path, _("This is not a page."), _("Give it a key, a title and fields."))
            return Page("", Words(""))
        self.only(raw, path, PAGE_SETTINGS)
        reader = Reader(raw, path, self.found)
        key = self.key(raw, path)
        title = reader.words("title", needed=True)
        condition = self.condition(raw, path)
        fields = raw.get("fields")
        if not isinstance(fields, list):
            self.found.add(f"{path}.fields", _("A page needs fields."), _("Add a list of fields."))
            fields = []
        made = []
        for at, entry in enumerate(fields):
            one = self.field(entry, f"{path}.fields.{at}")
            if one is not None:
                made.append(one)
        return Page(key, title, reader.words("intro", longest=4000), condition, tuple(made))

    def field(self, raw: Any, path: str, group: dict[str, Field] | None = None) -> Field | None:
        """Read one field and make its key known to those that follow."""
        if not isinstance(raw, Mapping):
            self.found.add(path, _("This is not a field."), _("Give it a key, a type, a label."))
            return None
        path = str(raw.get("at", path))
        self.count += 1
        if self.count > MAX_FIELDS:
            if self.count == MAX_FIELDS + 1:
                self.found.add(
                    path,
                    _("A form has at most %(max)d fields.") % {"max": MAX_FIELDS},
                    _("Ask less, or make two forms."),
                )
            return None
        kind = raw.get("type")
        if not isinstance(kind, str) or kind not in SETTINGS:
            close = difflib.get_close_matches(str(kind)[:40], TYPES, n=1)
            self.found.add(f"{path}.type", *no_such(str(kind), TYPES, close))
            return None
        if kind == "group" and group is not None:
            self.found.add(
                path,
                _("A group cannot stand within a group."),
                _("Put the inner fields on their own page."),
            )
            return None
        self.only(raw, path, [*sorted(SETTINGS[kind]), "at"])
        made = self.made(raw, kind, path, group)
        scope = self.known if group is None else group
        if made.key in scope:
            self.found.add(
                f"{path}.key",
                _("The key “%(key)s” is used twice.") % {"key": made.key},
                _("Give each field a key of its own; a part used twice needs “as”."),
            )
        elif made.key:
            scope[made.key] = made
        return made

    def made(self, raw: Mapping[str, Any], kind: str, path: str, group: Any) -> Field:
        """Build a field from its settings."""
        reader = Reader(raw, path, self.found)
        key = self.key(raw, path)
        required = reader.required()
        values: dict[str, Any] = {
            "label": reader.words("label", needed=True, longest=300),
            "hint": reader.words("hint", longest=1000),
            "text": reader.words("text", longest=6000),
            "purpose": reader.words("purpose", longest=1000),
            "required": required is True,
            "recommended": required == "recommended",
            "condition": self.condition(raw, path, group),
            "prefill": reader.text("prefill"),
            "part": reader.text("from"),
            **settings.of_kind(kind, reader),
        }
        for name, other in values.get("bound_by", ()):
            self.bound(kind, other, f"{path}.{name}", group)
        if kind == "calculated":
            values["formula"] = self.formula(raw, path, group)
        if kind == "group":
            values["fields"] = self.rows(raw, path)
        return Field(key, kind, **values)

    def bound(self, kind: str, other: str, path: str, group: Any) -> None:
        """Note a bound that is no earlier field of the same kind."""
        if not self.name(other, path, group or {}):
            return
        asked = (group or {}).get(other) or self.known.get(other)
        if asked is not None and asked.type != kind:
            self.found.add(
                path,
                _("“%(key)s” is of another kind and cannot bound this.") % {"key": other},
                _("Name a field of the same kind that is asked before."),
            )

    def rows(self, raw: Mapping[str, Any], path: str) -> tuple[Field, ...]:
        """Read the fields of one row of a group."""
        entries = raw.get("fields")
        if not isinstance(entries, list) or not entries:
            self.found.add(
                f"{path}.fields", _("A group needs fields."), _("Add what one row asks.")
            )
            return ()
        inside: dict[str, Field] = {}
        made = [
            self.field(entry, f"{path}.fields.{at}", inside) for at, entry in enumerate(entries)
        ]
        return tuple(one for one in made if one is not None)

    def key(self, raw: Mapping[str, Any], path: str) -> str:
        """Read a key: small Latin letters, digits, underscore."""
        key = raw.get("key")
        if not isinstance(key, str) or not KEY.fullmatch(key) or key in RESERVED:
            self.found.add(
                f"{path}.key",
                _("“%(key)s” cannot be a key.") % {"key": str(key)[:60]},
                _("Begin with a small Latin letter; then letters, digits, underscores; up to 50."),
            )
            return ""
        return key

    def condition(
        self, raw: Mapping[str, Any], path: str, group: dict[str, Field] | None = None
    ) -> conditions.Condition | None:
        """Read on what condition something is asked."""
        text = raw.get("if")
        if text in (None, ""):
            return None
        path = f"{path}.if"
        expression = self.expression(text, path, group)
        return conditions.read(str(text)) if expression is not None else None

    def formula(
        self, raw: Mapping[str, Any], path: str, group: dict[str, Field] | None
    ) -> language.Expression | None:
        """Read how a value is worked out."""
        path = f"{path}.formula"
        if raw.get("formula") in (None, ""):
            self.found.add(
                path, _("A calculated field needs a formula."), _("Write one, such as a * b.")
            )
            return None
        return self.expression(raw["formula"], path, group)

    def expression(
        self, text: Any, path: str, group: dict[str, Field] | None
    ) -> language.Expression | None:
        try:
            if not isinstance(text, str):
                raise ExpressionError(_("An expression is written as text."))
            expression = language.read(text)
        except ExpressionError as error:
            self.found.add(path, str(error), _('Write it like: rooms > 2 and use = "lodging"'))
            return None
        paths = {
            word.removeprefix("facts.")
            for kind, word in conditions.words_of(text)
            if kind == "name" and word.removeprefix("facts.").split(".")[0] in expression.names
        }
        faultless = [self.name(name, path, group or {}) for name in sorted(paths)]
        return expression if all(faultless) else None

    def name(self, dotted: str, path: str, group: Mapping[str, Field]) -> bool:
        """Tell whether an expression may ask for a name, noting why not."""
        first, _dot, rest = dotted.partition(".")
        if first in GIVEN and not rest:
            return True
        asked = group.get(first) or self.known.get(first)
        if asked is None:
            self.found.add(path, *self.unknown_name(first, group))
            return False
        if asked.type == "note" or (rest and rest not in _inner_names(asked)):
            self.found.add(
                path,
                _("The field “%(key)s” has no part “%(rest)s”.") % {"key": first, "rest": rest},
                _("Use one of: %(known)s.") % {"known": ", ".join(_inner_names(asked)) or first},
            )
            return False
        return True

    def unknown_name(self, name: str, group: Mapping[str, Field]) -> tuple[str, str]:
        if name in self.coming:
            return (
                _("“%(key)s” is asked only later.") % {"key": name},
                _("Put that field before this one."),
            )
        known = [*group, *self.known]
        return no_such(name, known or ["today"], difflib.get_close_matches(name, known, n=1))

    def only(self, raw: Mapping[Any, Any], path: str, known: Sequence[str]) -> None:
        """Note every setting that nobody would read."""
        for name in list(raw)[:200]:
            if name in known:
                continue
            close = difflib.get_close_matches(str(name)[:40], known, n=1)
            here = f"{path}.{str(name)[:40]}".lstrip(".")
            self.found.add(here, *no_such(str(name), [k for k in known if k != "at"], close))

    def twice(self, keys: list[str], path: str) -> None:
        """Note keys of pages that come twice."""
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self.found.add(
                path,
                _("Two pages have the key “%(key)s”.") % {"key": key},
                _("Give each page a key of its own."),
            )


def _inner_names(asked: Field) -> tuple[str, ...]:
    if asked.type in COMPOSITES:
        return tuple(member.key for member in asked.members)
    if asked.type == "group":
        return tuple(one.key for one in asked.fields if one.type != "note")
    return {"point": ("lat", "lon"), "polygon": ("area", "corners")}.get(asked.type, ())


def _all_keys(pages: list[Any]) -> frozenset[str]:
    return frozenset(
        str(entry.get("key"))
        for page in pages
        if isinstance(page, Mapping) and isinstance(page.get("fields"), list)
        for entry in page["fields"]
        if isinstance(entry, Mapping)
    )
