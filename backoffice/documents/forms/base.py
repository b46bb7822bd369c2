"""What the forms share."""

from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from backoffice.documents import queries
from backoffice.kernel.dates import athens_day

EMPTY = [("", "—")]


def people_choices(rows: Any) -> list[tuple[str, str]]:
    """Return people to choose from, or nobody."""
    return [*EMPTY, *((str(user.pk), str(user)) for user in rows)]


def unit_choices() -> list[tuple[str, str]]:
    """Return the units of today to choose from, or none."""
    units = queries.choices.units(athens_day(timezone.now()))
    return [*EMPTY, *((str(pk), name) for pk, name in units)]


def choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    """Give a field of a form what it may choose from."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices


class Capitalised:
    """Begin every label with a capital letter, as Wagtail's own forms do."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = capfirst(str(field.label or ""))


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ManyFilesInput(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once; what they are is for the service to say."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as a list."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(item, initial) for item in given if item]
