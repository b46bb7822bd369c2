"""What administrators type about users."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Department, Role, RoleAssignment, User

SIGN_IN = [("allowed", _("may sign in")), ("stopped", _("may not sign in"))]


class NewUserForm(forms.ModelForm):
    """A new account of a member of staff."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=120)

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name", "language"]

    def separate_username_field(self) -> bool:
        """Tell Wagtail's template that the address is the name to sign in with."""
        return False


class UserNamesForm(forms.ModelForm):
    """What an administrator may change of an account; the address belongs to its owner."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=120)
    sign_in = forms.ChoiceField(label=_("Sign-in"), choices=SIGN_IN, widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign_in"].initial = "allowed" if self.instance.is_active else "stopped"

    def separate_username_field(self) -> bool:
        """Tell Wagtail's template that the address is the name to sign in with."""
        return False


class DeviceResetForm(forms.Form):
    """Why somebody's second factors are removed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("How you made sure that it is them, for example: came in person with an ID."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignmentForm(forms.ModelForm):
    """Who gets which role, where and for how long."""

    class Meta:
        model = RoleAssignment
        fields = ["user", "role", "department", "valid_from", "valid_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            people = User.objects.filter(is_active=True, identities__isnull=True)
            self.fields["user"].queryset = people.order_by("last_name", "email")  # type: ignore[attr-defined]


class AssignmentEndForm(forms.ModelForm):
    """The last day of a role, and why."""

    valid_until = forms.DateField(label=_("last day"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    class Meta:
        model = RoleAssignment
        fields = ["valid_until"]


class DepartmentForm(forms.ModelForm):
    """A unit of the organisation chart."""

    class Meta:
        model = Department
        fields = [
            "code",
            "name_el",
            "name_en",
            "parent",
            "valid_from",
            "valid_until",
            "legal_basis",
        ]


class RoleForm(forms.ModelForm):
    """A role; read only, its rights stand in `data/roles.json`."""

    class Meta:
        model = Role
        fields: list[str] = []
