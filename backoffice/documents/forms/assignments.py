"""Forms of assignments, and of what needs only a reason."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries
from backoffice.kernel.dates import athens_day

from .base import Capitalised, DayInput, choose, people_choices, unit_choices


class ReasonForm(Capitalised, forms.Form):
    """A reason that others read."""

    reason = forms.CharField(
        label=_("reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class AssignForm(Capitalised, forms.Form):
    """To whom an entry goes."""

    department = forms.ChoiceField(label=_("unit"))
    user = forms.ChoiceField(
        label=_("person"), required=False, help_text=_("Empty: the head of the unit decides.")
    )
    purpose = forms.ChoiceField(
        label=_("purpose"),
        choices=[("action", _("for action")), ("information", _("for information"))],
    )
    inform = forms.MultipleChoiceField(
        label=_("units that are informed"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    due_on = forms.DateField(label=_("due on"), required=False, widget=DayInput())
    note = forms.CharField(
        label=_("note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = unit_choices()
        choose(self, "department", units)
        choose(self, "inform", units[1:])
        choose(self, "user", people_choices(queries.staff_on(athens_day(timezone.now()))))

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        return {
            "department_id": int(data["department"]),
            "user_id": int(data["user"]) if data["user"] else None,
            "purpose": data["purpose"],
            "inform": [int(unit) for unit in data["inform"]],
            "due_on": data["due_on"],
            "note": data["note"],
        }


class PassOnForm(AssignForm):
    """To whom an assignment is passed on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["purpose"], self.fields["inform"]

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        return {
            "department_id": int(data["department"]),
            "user_id": int(data["user"]) if data["user"] else None,
            "due_on": data["due_on"],
            "note": data["note"],
        }
