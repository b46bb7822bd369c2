"""A set of questions as a Django form: a page, a row of a group, or the boxes of an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from theme.templatetags.loggia import field_messages

from . import gazetteer
from .boxes import BELOW, NESTED, SILENT, Bound, Box, box_of, read_box, show_in_box, spec_of
from .fields import Field, Words

POINT = ("lat", "lon", "place")


@dataclass(frozen=True, slots=True)
class Problem:
    """One message of the summary, with what it is about."""

    message: str
    target: str


class Questions(forms.Form):
    """Boxes for fields, with the forms of rows and boxes beneath them.

    :param values: answers so far, as they are kept or as they were typed
    """

    template_name = "service_forms/questions.html"
    use_required_attribute = False

    def __init__(
        self,
        specs: Sequence[Field],
        *,
        language: str,
        values: Mapping[str, Any],
        notes: Mapping[str, str] | None = None,
        data: Any = None,
        files: Any = None,
        prefix: str | None = None,
        focus: str = "",
    ) -> None:
        self.specs = tuple(specs)
        self.language = language
        self.values = values
        self.focus = focus
        self.nested: dict[str, list[Questions]] = {}
        initial = {
            one.key: show_in_box(one, values.get(one.key), language)
            for one in specs
            if one.type not in NESTED
        }
        super().__init__(
            data, files, prefix=prefix, initial=initial, auto_id="id_%s", renderer=None
        )
        for one in specs:
            self.fields[one.key] = box_of(one, language, (notes or {}).get(one.key, ""))
            if one.type in NESTED:
                self.nested[one.key] = list(self.beneath(one))
        self.focus_row()

    def focus_row(self) -> None:
        """Put the cursor where a row was added; browsers do so without a script."""
        key, _dot, at = self.focus.partition(".")
        rows = self.nested.get(key, [])
        if at.isdecimal() and int(at) < len(rows):
            first = next(iter(rows[int(at)].fields.values()), None)
            if first is not None:
                first.widget.attrs["autofocus"] = True

    def beneath(self, one: Field) -> Iterator["Questions"]:
        """Make the forms beneath one question."""
        value = self.values.get(one.key)
        if one.type != "group":
            held = value if isinstance(value, Mapping) else {}
            yield Boxes(one, held, self.language, self.data_or_none, self.add_prefix(one.key))
            return
        rows = value if isinstance(value, list) else []
        for at in range(self.count_of(one, rows)):
            row = rows[at] if at < len(rows) and isinstance(rows[at], Mapping) else {}
            yield Questions(
                one.fields,
                language=self.language,
                values=row,
                data=self.data_or_none,
                files=self.files_or_none,
                prefix=f"{self.add_prefix(one.key)}-{at}",
            )

    @property
    def data_or_none(self) -> Any:
        """What was sent, or nothing while the page is only shown."""
        return self.data if self.is_bound else None

    @property
    def files_or_none(self) -> Any:
        """The files that were sent, if the page was."""
        return self.files if self.is_bound else None

    def count_of(self, one: Field, rows: Sequence[Any]) -> int:
        """Return how many rows stand on the page."""
        if self.is_bound:
            told = str(self.data.get(f"{self.add_prefix(one.key)}-rows", ""))
            return min(int(told), one.max_rows) if told.isdecimal() and len(told) < 5 else 0
        least = max(one.min_rows, 1 if one.required else 0)
        return min(max(len(rows), least), one.max_rows)

    def typed(self) -> dict[str, Any]:
        """Return what stands in the boxes, in the shape that the check expects."""
        found = {one.key: self.typed_of(one) for one in self.specs if one.type not in SILENT}
        return {key: value for key, value in found.items() if value not in (None, "")}

    def typed_of(self, one: Field) -> Any:
        """Return what stands in the boxes of one question."""
        if one.type == "group":
            return [row.typed() for row in self.nested[one.key]]
        if one.type in NESTED:
            return self.nested[one.key][0].typed()
        if one.type == "file":
            return self.kept_files(one)
        if not self.is_bound:
            return self.values.get(one.key)
        widget = self.fields[one.key].widget
        name = self.add_prefix(one.key)
        return read_box(one, widget.value_from_datadict(self.data, self.files, name))

    def kept_files(self, one: Field) -> list[Any]:
        """Return the files that are attached already and stay; none but known ones can be named."""
        held = self.values.get(one.key)
        files = held if isinstance(held, list) else []
        known = [file for file in files if isinstance(file, Mapping)]
        if not self.is_bound:
            return known
        name = f"{self.add_prefix(one.key)}-kept"
        getter = getattr(self.data, "getlist", None)
        kept = getter(name) if getter else (self.data.get(name) or [])
        return [file for file in known if file.get("id") in kept]

    def sent_files(self) -> Iterator[tuple[str, Field, Any]]:
        """Go over the files sent with the page: path, field, file."""
        for one in self.specs:
            if one.type == "file" and self.is_bound and self.files:
                name = self.add_prefix(one.key)
                getter = getattr(self.files, "getlist", None)
                sent = getter(name) if getter else [self.files[name]] if name in self.files else []
                for file in sent:
                    yield one.key, one, file
            elif one.type == "group":
                for at, row in enumerate(self.nested[one.key]):
                    for path, spec, file in row.sent_files():
                        yield f"{one.key}.{at}.{path}", spec, file

    def tell(self, path: Sequence[str], message: str) -> bool:
        """Put a message at the box that a path names; tell whether there is one."""
        key, rest = path[0], path[1:]
        if key not in self.fields:
            return False
        if rest and key in self.nested:
            rows = self.nested[key]
            if rest[0].isdecimal() and self.fields[key].spec.type == "group":  # type: ignore[attr-defined]
                at = int(rest[0])
                inner, rest = (rows[at], rest[1:]) if at < len(rows) else (None, ())
            else:
                inner = rows[0] if rows else None
            if inner is not None and rest and inner.tell(rest, message):
                self.mark(key)
                return True
        self._put(key, message)
        return True

    def mark(self, key: str) -> None:
        """Count a question as wrong without a message of its own."""
        if not self.has_error(key):
            self._put(key, BELOW)

    def _put(self, key: str, message: str) -> None:
        _found = self.errors  # looked at once, so that there is a list to add to
        self.add_error(key, ValidationError(message))

    def problems(self) -> Iterator[Problem]:
        """Go over all messages in the order of the page, each with the box it is about."""
        for message in self.non_field_errors():
            yield Problem(str(message), "")
        for field in self.visible_fields():
            for message in field_messages(field):
                if message != BELOW:
                    yield Problem(message, self.target(field))
            for inner in self.nested.get(field.name, []):
                yield from inner.problems()

    def target(self, field: Any) -> str:
        """Return the identifier of the input that a message leads to."""
        if field.name in self.nested:
            first = next(iter(self.nested[field.name]), None)
            boxes = first.visible_fields() if first is not None else []
            return first.target(boxes[0]) if first is not None and boxes else str(field.auto_id)
        return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label)

    @property
    def boxes(self) -> list[Bound]:
        """The questions in order."""
        return [self[name] for name in self.fields]  # type: ignore[misc]


class Boxes(Questions):
    """The boxes of an answer made of several."""

    def __init__(
        self, one: Field, held: Mapping[str, Any], language: str, data: Any, prefix: str
    ) -> None:
        self.owner = one
        specs = [spec_of(member) for member in one.members] or list(_point_boxes())
        super().__init__(specs, language=language, values=held, data=data, prefix=prefix)

    def typed(self) -> dict[str, Any]:
        """Return what stands in the boxes; an address stands in for a place it leads to."""
        found = super().typed()
        place = found.pop("place", "") if self.owner.type == "point" else ""
        if place and not found:
            found = gazetteer.find(str(place)) or {"lat": str(place)[:40], "lon": ""}
        return found


def _point_boxes() -> Iterator[Field]:
    yield Field("lat", "text", Words(_("Latitude")), max_length=12)
    yield Field("lon", "text", Words(_("Longitude")), max_length=12)
    yield Field("place", "text", Words(_("Or a street and number of the town")), max_length=120)


__all__ = ["Box", "Boxes", "Problem", "Questions"]
