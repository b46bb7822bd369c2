"""Which certificate a citizen asks for, for whom and for which use."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.certificates.kinds import offered


class ApplyForm(forms.Form):
    """A certificate, for somebody the citizen may act for."""

    kind = forms.ChoiceField(label=_("Certificate"), widget=forms.RadioSelect)
    party = forms.ChoiceField(label=_("For whom"))
    purpose = forms.CharField(
        label=_("For which use"),
        max_length=200,
        required=False,
        help_text=_("It is printed on the certificate, for example: shop licence."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60, initial=uuid.uuid4)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, kind.name) for kind in offered()
        ]
        if len(people) > 1:
            self.fields["party"].choices = list(people)  # type: ignore[attr-defined]
        else:
            del self.fields["party"]
