"""Which time, and what it is about."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.appointments.rules import Slot
from backoffice.kernel.dates import ATHENS


def clock(instant: datetime) -> str:
    """Return the time on the wall in Athens."""
    return f"{instant.astimezone(ATHENS):%H:%M}"


class TimeForm(forms.Form):
    """One of the free times of a day."""

    start = forms.TypedChoiceField(
        label=pgettext_lazy("appointment", "Time"),
        coerce=datetime.fromisoformat,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("This time is not free any more. Choose another."),
            "required": _("Choose a time."),
        },
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)

    def __init__(self, *args: Any, slots: Sequence[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["start"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slot.start.isoformat(), clock(slot.start)) for slot in slots]


class BookForm(TimeForm):
    """A time, with what the office should know before."""

    note = forms.CharField(
        label=_("What it is about"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("A few words, so that the office has the papers ready."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=20,
        required=False,
        help_text=_("Only used if something changes on the day."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )


class CancelForm(forms.Form):
    """Why an appointment is given up; nobody has to say."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
