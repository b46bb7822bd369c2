"""What a person asks about their own data."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.privacy.states import RequestKind


class AskForm(forms.Form):
    """A request in the person's own words."""

    kind = forms.ChoiceField(
        label=_("What you ask for"), widget=forms.RadioSelect, choices=RequestKind.choices
    )
    text = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("For a copy of your data nothing more is needed."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)

    def clean_text(self) -> str:
        """Ask for words where the request means nothing without them."""
        text: str = self.cleaned_data["text"]
        if self.cleaned_data.get("kind") != RequestKind.ACCESS and not text.strip():
            raise forms.ValidationError(_("Write what should change, and why."))
        return text
