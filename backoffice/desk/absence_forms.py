"""Forms of absence: who is away, who does the work, which of it."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.documents.authority import colleagues_of
from backoffice.identity.models import User

from .absences import kinds_known, led


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AbsenceForm(forms.Form):
    """Somebody's tasks, for some days, to a colleague."""

    absent = forms.TypedChoiceField(label=_("Whose tasks"), coerce=int)
    deputy = forms.TypedChoiceField(
        label=_("To whom"),
        coerce=int,
        help_text=_("Somebody of the same unit or post, or a head above."),
    )
    valid_from = forms.DateField(label=_("First day"), widget=DayInput())
    valid_until = forms.DateField(label=_("Last day"), widget=DayInput())
    covers = forms.MultipleChoiceField(
        label=_("Only these kinds of task"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: everything, because of an absence."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=160)

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {one.pk: one for one in (user, *led(user, on))}
        # Whoever enters for others chooses among all of them; the service looks at the pair.
        deputies = people | {one.pk: one for one in colleagues_of(user.pk, on)}
        deputies.pop(user.pk)
        self._choose("absent", [(pk, str(one)) for pk, one in people.items()])
        chosen = sorted(deputies.values(), key=lambda one: (one.last_name, one.first_name, one.pk))
        self._choose("deputy", [("", "—"), *((one.pk, str(one)) for one in chosen)])
        self._choose("covers", kinds_known())
        if len(people) == 1:
            self.fields["absent"].initial = user.pk

    def _choose(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Refuse what the rows would refuse, at the field."""
        data = super().clean() or {}
        if data.get("absent") and data.get("absent") == data.get("deputy"):
            self.add_error("deputy", _("Somebody else does the tasks meanwhile."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It ends before it begins. Look at the days again."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = dict(self.cleaned_data)
        return {"absent_id": data.pop("absent"), "deputy_id": data.pop("deputy"), **data}


class EndForm(forms.Form):
    """The last day."""

    on = forms.DateField(label=_("Last day"), widget=DayInput())
