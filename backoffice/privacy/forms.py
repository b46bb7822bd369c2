"""What staff write about personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .registries import ERASERS
from .words import TERMS


class AnswerForm(forms.Form):
    """An answer, a refusal with reasons, or why it takes longer."""

    text = forms.CharField(
        label=_("Answer or reasons"),
        max_length=5_000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("The person reads it in the account."),
    )


class ReasonForm(forms.Form):
    """Why an erasure is refused."""

    reason = forms.CharField(label=_("Reason of a refusal"), max_length=300, required=False)


class PeriodForm(forms.Form):
    """For how long a class of data is kept, or an answer may take."""

    eraser = forms.ChoiceField(label=_("Class of data"))
    months = forms.IntegerField(label=_("Kept for months"), min_value=1, max_value=1200)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    valid_from = forms.DateField(
        label=_("Applies from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["eraser"]
        assert isinstance(field, forms.ChoiceField)
        classes = [(name, ERASERS.get(name).title) for name in ERASERS.kinds()]
        field.choices = [*classes, *TERMS.items()]
