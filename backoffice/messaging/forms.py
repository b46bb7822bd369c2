"""What is written: by citizens to offices, by staff to citizens, and the town's own words."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.documents.forms.base import ManyFilesField

from .states import Channel, DeliveryState


class AnswerForm(forms.Form):
    """An answer to a citizen."""

    body = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
    )
    papers = ManyFilesField(label=_("Files"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class MessageForm(forms.Form):
    """A citizen's message to an office, with files."""

    body = forms.CharField(
        label=_("Your message"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 6}),
    )
    papers = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_("Up to ten: PDF, pictures or office documents without macros."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class WordingForm(forms.Form):
    """The town's words for a notification in one language."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea({"rows": 10}))
    sms = forms.CharField(
        label=_("Text of the SMS"),
        required=False,
        max_length=480,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Empty: no SMS is sent. Greek letters: 70 to a message, three messages most."),
    )


class DeliveriesForm(forms.Form):
    """Which copies to look for."""

    q = forms.CharField(label=_("Address, person or subject"), required=False, max_length=120)
    channel = forms.ChoiceField(
        label=_("Way"), required=False, choices=[("", _("All")), *Channel.choices]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *DeliveryState.choices]
    )
