"""What staff choose and enter; services check the rules."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.ledger.forms import RangeForm, day_field

from .kinds import offered


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds to choose from."""
    return [(kind.code, str(kind.name)) for kind in offered()]


class CertificatesForm(RangeForm):
    """Which certificates to list."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        initial="",
        choices=lambda: [("", _("All")), *kind_choices()],
    )
    text = forms.CharField(
        label=_("AFM, name or verification code"), required=False, initial="", max_length=80
    )


class GiveForm(forms.Form):
    """For whom a certificate is given at the counter."""

    kind = forms.ChoiceField(label=_("Certificate"), choices=kind_choices)
    afm = forms.CharField(label=_("AFM"), max_length=9)
    purpose = forms.CharField(label=_("For which use"), max_length=200, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)


class ReasonForm(forms.Form):
    """Why a certificate is revoked."""

    reason = forms.CharField(label=_("Reason"), max_length=400)


class TermsForm(forms.Form):
    """For how many days a kind may be used."""

    kind = forms.ChoiceField(label=_("Certificate"), choices=kind_choices)
    valid_days = forms.IntegerField(
        label=_("Valid for days"),
        min_value=1,
        max_value=3650,
        required=False,
        help_text=_("Leave empty if it certifies its day of issue alone."),
    )
    valid_from = day_field(_("Applies from"))
    decision = forms.CharField(label=_("Decision number"), max_length=80)
