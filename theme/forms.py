"""One look for every form, and the inputs Django does not have.

``{{ form }}`` and ``{{ field.as_field_group }}`` render through the templates named here; see
README.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _


class Renderer(TemplatesSetting):
    """Render forms, fields and formsets through ``theme/templates/theme/forms``."""

    form_template_name = "theme/forms/form.html"
    formset_template_name = "theme/forms/formset.html"
    field_template_name = "theme/forms/field.html"


class DayInput(forms.MultiWidget):
    """Ask for a day in three boxes: surer than a calendar for a day one knows by heart."""

    template_name = "theme/forms/day_input.html"
    use_fieldset = True
    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None, autocomplete: str = "") -> None:
        """:param autocomplete: ``bday`` when the day asked for is the visitor's own birthday"""
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part in self.parts:
            own = {"inputmode": "numeric", "size": "4" if part == "year" else "2", "maxlength": "4"}
            if autocomplete:
                own["autocomplete"] = f"{autocomplete}-{part}"
            boxes[part] = forms.TextInput(attrs={**(attrs or {}), **own})
        super().__init__(boxes)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        if value:
            year, month, day = [*str(value).split("-"), "", "", ""][:3]
            return [day.lstrip("0"), month.lstrip("0"), year.lstrip("0")]
        return [None, None, None]

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        day, month, year = ((data.get(f"{name}_{part}") or "").strip() for part in self.parts)
        if not (day or month or year):
            return None
        if day.isdecimal() and month.isdecimal() and year.isdecimal():
            return f"{int(year):04d}-{int(month):02d}-{int(day):02d}"
        return f"{year}-{month}-{day}"


class DayField(forms.DateField):
    """A day typed in three boxes, with errors that say how to mend."""

    widget = DayInput
    default_error_messages = {
        "required": _("Write the day, the month and the year."),
        "invalid": _("Write a real date with figures, such as 21 11 2026."),
    }


class CalendarInput(forms.DateInput):
    """The browser's own calendar, for near days such as an appointment."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class CountInput(forms.TextInput):
    """A whole number, without the arrows and the scroll wheel that change it unseen."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "numeric", "size": "6", "autocomplete": "off", **(attrs or {})}
        )


class EuroInput(forms.TextInput):
    """An amount with the euro sign beside it."""

    affix = "€"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "size": "12", "autocomplete": "off", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            return f"{value:.2f}".replace(".", ",")
        return super().format_value(value)


class EuroField(forms.DecimalField):
    """An amount in euros, typed the Greek or the English way.

    A single mark followed by one or two figures is the decimal mark; a mark followed by three
    separates thousands. So ``1.234,56``, ``1,234.56``, ``1234,5`` and ``1.234`` are read as meant.
    """

    widget = EuroInput
    default_error_messages = {"invalid": _("Write the amount with figures, such as 1.234,56.")}
    shape = re.compile(r"(-?)(\d+|\d{1,3}([.,])\d{3}(?:\3\d{3})*)(?:([.,])(\d{1,2}))?", re.ASCII)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        super().__init__(decimal_places=2, **kwargs)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or isinstance(value, Decimal | int):
            return super().to_python(value)
        text = re.sub(r"[\s€]", "", str(value))
        found = self.shape.fullmatch(text)
        if not found or (found[3] and found[3] == found[4]):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole = re.sub(r"[.,]", "", found[2])
        return super().to_python(f"{found[1]}{whole}.{found[5] or '0'}")
