"""The contact form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.home.forms import TrapField

from .models import ContactMessage


class ContactForm(forms.Form):
    """What the town needs in order to answer, and no more."""

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=ContactMessage.Topic,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what your message is about.")},
    )
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Do not write a tax number, a card number or medical details here."),
        max_length=4000,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write your message.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We answer to this address."),
        error_messages={
            "required": _("Write your e-mail, so that we can answer."),
            "invalid": _("Write a whole e-mail address, such as maria@example.com."),
        },
    )
    phone = forms.CharField(
        label=_("Telephone (if you prefer to be called)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    website = TrapField()
