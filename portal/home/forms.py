"""What visitors may tell about a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ANSWERS = [("yes", _("Yes, it was clear")), ("no", _("No, something is missing"))]


class TrapField(forms.CharField):
    """A field that people do not see; who fills it in is a program."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
            **kwargs,
        )


class FeedbackForm(forms.Form):
    """Was the page clear, and what was missing."""

    clear = forms.ChoiceField(
        label=_("Was this page clear?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    comment = forms.CharField(
        label=_("What was missing or unclear?"),
        help_text=_(
            "Do not write personal details here; we cannot answer. "
            "For an answer use the contact form."
        ),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    page = forms.CharField(max_length=400, widget=forms.HiddenInput)
    website = TrapField()
