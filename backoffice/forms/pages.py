"""One page of a form, ready to be shown and read: works without a script, better with one.

A page is shown with `{% include "service_forms/page.html" with form=form %}` inside the caller's
own `<form method="post" novalidate>`, with `{{ form.media }}` in the head.

What depends on an answer of the same page stays hidden until that answer is there: at once with a
script, without one after «Continue», which then shows the page again with what came up.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backoffice.kernel.dates import athens_day

from . import answers, live
from .answers import Checked
from .boxes import EXTENSIONS
from .fields import Field, Form, Page
from .named import named
from .prefill import Offered
from .questions import Problem, Questions
from .summary import shown

ALL = "*"
BUTTONS = ("_add", "_remove")
MAPPED = frozenset({"point", "polygon"})


class Shown:
    """One question as the page's template needs it."""

    def __init__(self, box: Any, *, hidden: bool, tree: Any) -> None:
        self.box = box
        self.hidden = hidden
        self.condition = json.dumps(tree, ensure_ascii=False) if tree is not None else ""

    @property
    def kind(self) -> str:
        """Its kind of field."""
        return str(self.box.spec.type)


class PageForm(Questions):
    """A page of a form with the answers given on it.

    After `is_valid()`: `answers` are those of this page as they are kept, `checked` the whole.
    `rearranged` says that a row was only added or taken away: keep `typed()` in the draft and show
    the page again. `follow_up` names what an answer brought up and nobody has seen yet.
    """

    template_name = "service_forms/page.html"

    def __init__(
        self,
        form: Form,
        page: Page,
        *,
        values: Mapping[str, Any],
        offered: Mapping[str, Offered],
        today: date,
        rearranged: bool = False,
        **kwargs: Any,
    ) -> None:
        self.form = form
        self.page = page
        self.today = today
        self.offered = offered
        self.rearranged = rearranged
        self.follow_up: list[str] = []
        self.everything = values
        self.checked = answers.check(form, values, today=today, page=page.key)
        language = kwargs["language"]
        super().__init__(
            [one for one in page.fields if self.may_be_asked(one)],
            values=values,
            notes={key: str(one.source.title) for key, one in offered.items()},
            **kwargs,
        )
        self.title = page.title.of(language)
        self.intro = page.intro.of(language)
        if self.is_bound:
            self.everything = {**self.kept_elsewhere(values), **self.typed()}
            self.checked = answers.check(form, self.everything, today=today, page=page.key)

    def may_be_asked(self, one: Field) -> bool:
        """Tell whether a field can come up on this page at all."""
        here = {other.key: other for other in self.page.fields}
        if live.depends_on_page(one.condition, here):
            return True
        return one.key in self.checked.asked

    def kept_elsewhere(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answers of the other pages, and here what an authority vouches for."""
        here = {one.key for one in self.page.fields}
        vouched = {key: self.offered[key].value for key in here if self.is_vouched(key)}
        return {**{key: value for key, value in values.items() if key not in here}, **vouched}

    def typed(self) -> dict[str, Any]:
        """Return what stands on the page; what an authority vouches for cannot be written over."""
        found = super().typed()
        return {key: value for key, value in found.items() if not self.is_vouched(key)}

    def is_vouched(self, key: str) -> bool:
        """Tell whether the answer is an authority's word."""
        return key in self.offered and self.offered[key].source.vouched

    def clean(self) -> dict[str, Any]:
        """Bring the faults that the check found to their boxes."""
        seen = self.data.get("_shown", "").split(",")
        everything = ALL in seen
        here = {one.key: one for one in self.page.fields}
        self.follow_up = [
            one.key
            for one in self.specs
            if live.depends_on_page(one.condition, here)
            and one.key in self.checked.asked
            and not everything
            and one.key not in seen
        ]
        sent = {path for path, _spec, _file in self.sent_files()}
        for path, message in self.checked.errors.items():
            parts = self.on_page(path.split("."))
            # What is only missing comes with the files that were sent along.
            comes = ".".join(parts) in sent and not self.has_kept(parts)
            if parts[0] not in self.follow_up and not comes:
                self.put(parts, message)
        self.check_files()
        return self.cleaned_data

    def has_kept(self, parts: list[str]) -> bool:
        """Tell whether files are attached already where new ones were sent."""
        value: Any = self.everything
        for part in parts:
            value = value[int(part)] if isinstance(value, list) else value.get(part)
            if not value:
                return False
        return True

    def put(self, parts: list[str], message: str) -> None:
        """Put a message at its box, or over the whole page."""
        if not parts[0] or not self.tell(parts, message):
            self.add_error(None, message)

    def on_page(self, parts: list[str]) -> list[str]:
        """Return a path with the number that its row has on the page, empty rows counted too."""
        if parts[0] not in self.nested or len(parts) < 2 or not parts[1].isdecimal():
            return parts
        written = self.written_rows(parts[0])
        at = int(parts[1])
        return [parts[0], str(written[at] if at < len(written) else at), *parts[2:]]

    def written_rows(self, key: str) -> list[int]:
        """Return the numbers of the rows in which something is written."""
        rows = enumerate(self.nested[key])
        return [at for at, row in rows if not answers.is_blank(row.typed())]

    def check_files(self) -> None:
        """Look at what can be told of new files by their names and sizes."""
        counts: dict[str, int] = {}
        for path, spec, file in self.sent_files():
            counts[path] = counts.get(path, 0) + 1
            message = file_fault(spec, file)
            if message:
                self.tell(path.split("."), message)
            elif counts[path] + len(self.everything.get(path) or ()) > spec.max_files:
                most = _("Attach at most %(max)d files.") % {"max": spec.max_files}
                self.tell(path.split("."), most)

    def is_valid(self) -> bool:
        """Tell whether the page can be left behind."""
        return super().is_valid() and not self.follow_up

    @property
    def answers(self) -> dict[str, Any]:
        """The answers of this page as they are kept."""
        here = {one.key for one in self.page.fields}
        return {key: value for key, value in self.checked.values.items() if key in here}

    @property
    def missing_recommended(self) -> tuple[str, ...]:
        """Paths of this page left empty though the office would need them."""
        return self.checked.missing_recommended

    @property
    def summary(self) -> list[Problem]:
        """Every message of the page, for the summary on top."""
        return list(self.problems()) if self.is_bound else []

    @cached_property
    def questions(self) -> list[Shown]:
        """The questions in order, with what the browser's script needs of each."""
        return [self.question(box) for box in self.boxes]

    def question(self, box: Any) -> Shown:
        """Return one question as the template needs it."""
        spec = box.spec
        asked = spec.key in self.checked.asked or bool(box.errors)
        tree = None
        here = {one.key: one for one in self.page.fields}
        if live.depends_on_page(spec.condition, here):
            tree = live.settled(spec.condition, here, self.names)
        value = self.checked.values.get(spec.key)
        if self.is_vouched(spec.key):
            source = self.offered[spec.key].source
            value = self.offered[spec.key].value
            box.held = True
            box.from_where = _("From: %(source)s.") % {"source": source.title}
        if value is not None and (box.held or spec.type == "calculated"):
            box.shown = shown(spec, value, self.language)
        for at, row in enumerate(box.rows if spec.type == "group" else ()):
            row.questions = [self.shown_in_row(inner, spec, at) for inner in row.boxes]
        return Shown(box, hidden=not asked, tree=tree)

    def shown_in_row(self, box: Any, group: Field, at: int) -> Shown:
        """Return one question of a row."""
        spec = box.spec
        row = self.checked_row(group, at)
        if spec.type == "calculated" and spec.key in row:
            box.shown = shown(spec, row[spec.key], self.language)
        if spec.condition is None:
            return Shown(box, hidden=False, tree=None)
        answered = {key: named(group.by_key[key], value) for key, value in row.items()}
        names = {**self.names, **group.nothing, **answered}
        here = {**{one.key: one for one in self.page.fields}, **group.by_key}
        asked = spec.condition.holds(names) or bool(box.errors)
        return Shown(box, hidden=not asked, tree=live.settled(spec.condition, here, names))

    def checked_row(self, group: Field, at: int) -> Mapping[str, Any]:
        """Return what is kept of a row that stands on the page."""
        written = self.written_rows(group.key)
        rows = self.checked.values.get(group.key) or []
        place = written.index(at) if at in written else len(rows)
        return rows[place] if place < len(rows) else {}

    @cached_property
    def names(self) -> dict[str, Any]:
        """Everything that conditions may ask for, as far as it is known."""
        known = {
            key: named(self.form.fields[key], value) for key, value in self.checked.values.items()
        }
        return {**self.form.nothing, "today": self.today, **known}

    @property
    def shown_keys(self) -> str:
        """Keys of what is in sight only on a condition, so that the next page knows what was."""
        return ",".join(
            one.box.name
            for one in self.questions
            if one.box.spec.condition is not None and not one.hidden
        )

    @property
    def follow_ups(self) -> list[Any]:
        """The boxes that an answer brought up."""
        return [Problem(str(self[key].label), self.target(self[key])) for key in self.follow_up]

    @property
    def media(self) -> forms.Media:
        """Style sheets and scripts of this page; a map's only where there is one."""
        has_map = any(_is_mapped(one) for one in self.specs)
        styles = ["service_forms/forms.css"]
        scripts = [Script("service_forms/forms.js", defer=True)]
        if has_map:
            styles.insert(0, "vendor/leaflet/leaflet.css")
            scripts += [
                Script("vendor/leaflet/leaflet.js", defer=True),
                Script("service_forms/map.js", defer=True),
            ]
        return forms.Media(css={"all": styles}, js=scripts)  # type: ignore[arg-type]


def _is_mapped(one: Field) -> bool:
    return one.type in MAPPED or any(inner.type in MAPPED for inner in one.fields)


def file_fault(spec: Field, file: Any) -> str:
    """Return what is wrong with a file by its name and size; its content is judged on receipt."""
    endings = {ending for kind in spec.accept for ending in EXTENSIONS[kind]}
    if PurePath(str(file.name)).suffix.lower() not in endings:
        return _("“%(name)s” is of a kind that is not taken. Attach one of: %(kinds)s.") % {
            "name": str(file.name)[:80],
            "kinds": ", ".join(sorted(endings)),
        }
    if file.size == 0:
        return _("“%(name)s” is empty. Attach it again.") % {"name": str(file.name)[:80]}
    if file.size > spec.max_mb * 1_048_576:
        return _("“%(name)s” is larger than %(max)d MB. Attach a smaller one.") % {
            "name": str(file.name)[:80],
            "max": spec.max_mb,
        }
    return ""


def page_form(
    form: Form,
    page: Page | str,
    *,
    data: Any = None,
    values: Mapping[str, Any] | None = None,
    files: Any = None,
    offered: Mapping[str, Offered] | None = None,
    language: str | None = None,
    today: date | None = None,
) -> PageForm:
    """Return a page as a Django form.

    :param page: a page of the form, or its key
    :param data: what was posted, if anything was
    :param values: answers so far of all pages, kept or typed
    :param files: files posted with the page
    :param offered: what `prefill.offered` found; stands in where no answer is
    :param today: the legal day; today in Athens without one
    """
    found = form.page(page) if isinstance(page, str) else page
    held = dict(offered or {})
    known = {**{key: one.value for key, one in held.items()}, **(values or {})}
    known.update({key: one.value for key, one in held.items() if one.source.vouched})
    # A source is told only while the answer is still what the source said.
    told = {key: one for key, one in held.items() if known.get(key) == one.value}
    make: Callable[..., PageForm] = lambda **more: PageForm(  # noqa: E731
        form,
        found,
        offered=told,
        language=language or get_language() or "el",
        today=today or athens_day(timezone.now()),
        **more,
    )
    if data is None:
        return make(values=known)
    sent = make(values=known, data=data, files=files)
    moved = rearranged(sent, data)
    if moved is None:
        return sent
    row, everything = moved
    return make(values=everything, rearranged=True, focus=row)


def rearranged(sent: PageForm, data: Any) -> tuple[str, dict[str, Any]] | None:
    """Return the answers after the row was added or taken away that a button asked for."""
    asked = next((name for name in BUTTONS if data.get(name)), None)
    if asked is None:
        return None
    key, _dot, at = str(data[asked]).partition(".")
    group = sent.nested.get(key)
    if group is None or sent.form.fields[key].type != "group":
        return None
    rows = [row.typed() for row in group]
    focus = ""
    if asked == "_add" and len(rows) < sent.form.fields[key].max_rows:
        rows.append({})
        focus = f"{key}.{len(rows) - 1}"
    elif asked == "_remove" and at.isdecimal() and int(at) < len(rows):
        del rows[int(at)]
        focus = key
    return focus, {**sent.everything, key: rows}


__all__ = ["Checked", "PageForm", "page_form"]
