"""What a citizen writes, and how they want to hear."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.messaging.queries import Ways
from backoffice.messaging.templates import COMPULSORY, TOPICS

BY_EMAIL, BY_SMS = "email", "sms"


class WaysForm(forms.Form):
    """By which ways one hears of each topic; the account shows everything."""

    def __init__(self, *args: Any, ways: Sequence[Ways], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way in ways:
            if way.topic in COMPULSORY:
                continue
            self.fields[way.topic] = forms.MultipleChoiceField(
                label=TOPICS[way.topic],  # type: ignore[arg-type]
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=_offered(way),
                initial=_chosen(way),
            )

    @property
    def chosen(self) -> dict[str, tuple[bool, bool]]:
        """What was chosen: topic → (by e-mail, by SMS)."""
        return {
            topic: (BY_EMAIL in picked, BY_SMS in picked)
            for topic, picked in self.cleaned_data.items()
        }


def _offered(way: Ways) -> list[tuple[str, Any]]:
    by_email = [(BY_EMAIL, _("by e-mail"))]
    return [*by_email, (BY_SMS, _("by SMS"))] if way.mobile else by_email


def _chosen(way: Ways) -> list[str]:
    return [name for name, on in ((BY_EMAIL, way.email), (BY_SMS, way.sms)) if on]


class MobileForm(forms.Form):
    """The telephone that is to receive SMS."""

    number = forms.CharField(
        label=_("Mobile telephone"),
        max_length=20,
        help_text=_("For example 6912345678. We send a code there."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )


class CodeForm(forms.Form):
    """The code that came by SMS."""

    code = forms.CharField(
        label=_("Code of the SMS"),
        max_length=12,
        help_text=_("Six digits. It holds for ten minutes."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
