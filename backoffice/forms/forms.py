"""What staff write about forms and parts as wholes; a form checks shape, services check rules."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Definition, Part
from .queries import FormFilter

FORM_KEY = RegexValidator(
    r"^[a-z][a-z0-9_-]*$", _("Use small Latin letters, digits and hyphens, such as tree-permit.")
)
PART_KEY = RegexValidator(
    r"^[a-z][a-z0-9_]*$", _("Use small Latin letters, digits and underscores, such as applicant.")
)


class NewFormForm(forms.Form):
    """The names under which a new form is made."""

    title_el = forms.CharField(label=_("Title in Greek"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    key = forms.CharField(
        label=_("Key"),
        max_length=80,
        validators=[FORM_KEY],
        help_text=_("Small Latin letters and hyphens; services find the form by it, so it stays."),
    )
    model: Any = Definition

    def clean_key(self) -> str:
        """Refuse a key that is in use."""
        key: str = self.cleaned_data["key"]
        if self.model.objects.filter(key=key).exists():
            raise forms.ValidationError(_("This key is taken. Choose another."))
        return key


class NewCopyForm(NewFormForm):
    """A new form, empty or begun from another."""

    like = forms.ChoiceField(
        label=_("Begin like"),
        required=False,
        help_text=_("The new form begins as a copy of this one; nothing ties them afterwards."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Definition.objects.filter(versions__isnull=False).distinct().order_by("title_el")
        field = self.fields["like"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("an empty form")), *((row.key, row.title) for row in rows)]


class NewPartForm(NewFormForm):
    """The names under which a new shared part is made."""

    model = Part
    key = forms.CharField(
        label=_("Key"),
        max_length=80,
        validators=[PART_KEY],
        help_text=_("Small Latin letters and underscores; forms find the part by it, so it stays."),
    )


class FormsForm(forms.Form):
    """What to look for among the forms."""

    q = forms.CharField(label=_("Title or key"), required=False, max_length=120)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", pgettext_lazy("forms", "All")),
            ("in_force", pgettext_lazy("forms", "in force")),
            ("draft", _("with a draft")),
            ("none", _("not in force")),
        ],
        required=False,
    )
    part = forms.ChoiceField(label=_("Follows the part"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["part"]
        assert isinstance(field, forms.ChoiceField)
        rows = Part.objects.order_by("title_el")
        field.choices = [
            ("", pgettext_lazy("forms", "All")),
            *((row.key, row.title) for row in rows),
        ]

    @property
    def chosen(self) -> FormFilter:
        """What was chosen; a form with mistakes chooses what it can."""
        if not self.is_bound:
            return FormFilter()
        self.is_valid()
        return FormFilter(**{name: self.cleaned_data.get(name) or "" for name in self.fields})


class PublishForm(forms.Form):
    """What changed and why."""

    note = forms.CharField(
        label=_("What changed and why"),
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For colleagues who look at the versions later."),
    )
    base = forms.CharField(widget=forms.HiddenInput, required=False)


class PublishPartForm(PublishForm):
    """Which forms take the part as it is now."""

    forms = forms.MultipleChoiceField(
        label=_("Bring up to date"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each comes in force again at once, with the part as it is now."),
    )

    def __init__(self, *args: Any, following: list[Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["forms"]
        field.choices = [(row.key, row.title) for row in following]  # type: ignore[attr-defined]
        field.initial = [row.key for row in following]
        if not following:
            del self.fields["forms"]
