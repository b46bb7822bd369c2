"""What staff enter about appointments; services check the rules."""

import re
import uuid
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.documents.forms.base import DayInput
from backoffice.kernel.dates import ATHENS

from .models import Counter, Place, Topic
from .rules import Slot

SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


class DayForm(forms.Form):
    """Which day to look at."""

    day = forms.DateField(label=_("Day"), required=False, widget=DayInput())


class MarkForm(forms.Form):
    """What became of an appointment."""

    reason = forms.CharField(label=_("Reason, told to the person"), max_length=300, required=False)


class HoursForm(forms.Form):
    """When a counter receives in a week."""

    valid_from = forms.DateField(label=_("Applies from"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WEEKDAYS.items():
            self.fields[f"day_{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=80,
                help_text=_("For example 08:00–14:00, 17:00–19:00. Empty: closed."),
            )

    def clean(self) -> dict[str, Any]:
        """Read the hours of each day."""
        facts: dict[str, Any] = super().clean() or {}
        facts["week"] = [
            (number, opens, closes)
            for number in WEEKDAYS
            for opens, closes in self._spans(f"day_{number}", facts.get(f"day_{number}", ""))
        ]
        return facts

    def _spans(self, name: str, text: str) -> list[tuple[time, time]]:
        found = SPAN.findall(text)
        if SPAN.sub("", text).strip(" ,;") or (text.strip() and not found):
            self.add_error(name, _("Write hours as 08:00–14:00, with commas between them."))
            return []
        try:
            return [(time(int(a), int(b)), time(int(c), int(d))) for a, b, c, d in found]
        except ValueError:
            self.add_error(name, _("There is no such time. Hours go from 00:00 to 23:59."))
            return []


class ClosureForm(forms.Form):
    """When a place, or one counter of it, receives nobody."""

    counter = forms.ModelChoiceField(
        label=_("Only this counter"), queryset=Counter.objects.none(), required=False
    )
    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    reason_el = forms.CharField(label=_("Reason in Greek"), max_length=200)
    reason_en = forms.CharField(label=_("Reason in English"), max_length=200)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["counter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = place.counters.all()

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        facts: dict[str, Any] = super().clean() or {}
        first, last = facts.get("starts_at"), facts.get("ends_at")
        if first and last and last <= first:
            self.add_error("ends_at", _("The end comes after the beginning."))
        return facts


class TopicForm(forms.Form):
    """For which matter to book, and on which day."""

    topic = forms.ModelChoiceField(label=_("Matter"), queryset=Topic.objects.none())
    day = forms.DateField(label=_("Day"), widget=DayInput())

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topic"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Topic.objects.filter(counters__place=place).distinct()


class BookForm(forms.Form):
    """A person and a time."""

    start = forms.TypedChoiceField(
        label=pgettext_lazy("appointment", "Time"), coerce=datetime.fromisoformat
    )
    afm = forms.CharField(
        label=_("AFM, if the person is in the register"), max_length=9, required=False
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    note = forms.CharField(label=_("What it is about"), max_length=400, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["start"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (slot.start.isoformat(), f"{slot.start.astimezone(ATHENS):%H:%M}") for slot in slots
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a name where nobody of the register is named."""
        facts: dict[str, Any] = super().clean() or {}
        if not facts.get("afm") and not facts.get("name", "").strip():
            self.add_error("name", _("Write the AFM, or the name of whoever comes."))
        return facts
