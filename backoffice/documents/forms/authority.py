"""Forms of authority: delegations, absences and their ends."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.documents import queries
from backoffice.kernel.dates import athens_day

from .base import Capitalised, DayInput, choose, people_choices, unit_choices


class DelegationForm(Capitalised, forms.Form):
    """A decision of the mayor."""

    decision_number = forms.CharField(label=_("number of the decision"), max_length=60)
    ada = forms.CharField(label=_("ΑΔΑ"), required=False, max_length=40)
    fek = forms.CharField(label=_("ΦΕΚ"), required=False, max_length=60)
    giver = forms.ChoiceField(label=_("given by"))
    to_user = forms.ChoiceField(label=_("to a person"), required=False)
    to_post = forms.ChoiceField(
        label=_("to whoever heads the unit"),
        required=False,
        help_text=_("Instead of a person: the delegation goes with the post."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("fields of subjects"), required=False, widget=forms.CheckboxSelectMultiple
    )
    amount_limit = forms.DecimalField(
        label=_("up to an amount of"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    valid_from = forms.DateField(label=_("valid from"), widget=DayInput())
    valid_until = forms.DateField(label=_("valid until"), required=False, widget=DayInput())

    def __init__(self, *args: Any, mayors: Any, head_role: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.head_role = head_role
        people = people_choices(queries.staff_on(athens_day(timezone.now())))
        choose(self, "giver", people_choices(mayors)[1:])
        choose(self, "to_user", people)
        choose(self, "to_post", unit_choices())
        choose(self, "scopes", [(scope.code, str(scope)) for scope in queries.scopes()])
        self.fields["scopes"].help_text = _("None chosen: every subject.")

    def clean(self) -> dict[str, Any]:
        """Ask for a person or a post, not both."""
        data = super().clean() or {}
        if bool(data.get("to_user")) == bool(data.get("to_post")):
            self.add_error("to_user", _("Choose a person or a post, one of the two."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It ends before it begins. Look at the days again."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = dict(self.cleaned_data)
        giver, person, post = (data.pop(n) for n in ("giver", "to_user", "to_post"))
        return data | {
            "giver_id": int(giver),
            "to_user_id": int(person) if person else None,
            "to_role_id": self.head_role if post else None,
            "to_department_id": int(post) if post else None,
        }


class SubstitutionForm(Capitalised, forms.Form):
    """An absence and who stands in."""

    absent = forms.ChoiceField(label=_("absent"))
    deputy = forms.ChoiceField(label=_("deputy"))
    order_number = forms.CharField(label=_("order of substitution"), max_length=60)
    reason = forms.CharField(label=_("reason of the absence"), required=False, max_length=160)
    valid_from = forms.DateField(label=_("first day of absence"), widget=DayInput())
    valid_until = forms.DateField(label=_("last day of absence"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_choices(queries.staff_on(athens_day(timezone.now())))
        choose(self, "absent", people)
        choose(self, "deputy", people)

    def clean(self) -> dict[str, Any]:
        """Refuse what the rows would refuse, at the field."""
        data = super().clean() or {}
        if data.get("absent") and data.get("absent") == data.get("deputy"):
            self.add_error("deputy", _("Somebody else stands in for the absent."))
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("It ends before it begins. Look at the days again."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """What the service asks for."""
        data = dict(self.cleaned_data)
        return {"absent_id": int(data.pop("absent")), "deputy_id": int(data.pop("deputy")), **data}


class EndForm(Capitalised, forms.Form):
    """The last day of a delegation or absence, with the reason where one is needed."""

    on = forms.DateField(label=_("last day"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), max_length=240)
