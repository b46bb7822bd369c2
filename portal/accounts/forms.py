"""What people type to sign in, to prove who they are, and about themselves."""

from typing import Any

from allauth.account import forms as account
from allauth.socialaccount import forms as social
from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.gr import vat

from backoffice.party.queries import MANDATE_SCOPES
from theme.forms import DayField

PASSWORD_HINT = _(
    "At least 12 characters. Three or four words that you remember are better than signs."
)


class PlainFields:
    """Our words on allauth's fields: a label and, where it helps, a hint; no grey text in boxes."""

    words: dict[str, tuple[Any, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LoginForm(PlainFields, account.LoginForm):
    """E-mail address and password."""

    words = {"login": (_("E-mail address"), ""), "password": (_("Password"), "")}


class SignupForm(PlainFields, account.SignupForm):
    """A new account with an e-mail address."""

    words = {
        "email": (_("E-mail address"), _("We send a code there to see that it is yours.")),
        "password1": (_("Password"), PASSWORD_HINT),
        "password2": (_("Password again"), ""),
    }


class PersonSignupForm(PlainFields, social.SignupForm):
    """TAXISnet says who somebody is, but not how to write to them."""

    words = {
        "email": (
            _("E-mail address"),
            _("TAXISnet does not tell us. We write there about your requests and payments."),
        ),
    }


class ResetPasswordForm(PlainFields, account.ResetPasswordForm):
    """Where to send the link for a new password."""

    words = {"email": (_("E-mail address"), "")}


class ResetPasswordKeyForm(PlainFields, account.ResetPasswordKeyForm):
    """The new password, after the link."""

    words = {
        "password1": (_("New password"), PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class ChangePasswordForm(PlainFields, account.ChangePasswordForm):
    """The present and the new password."""

    words = {
        "oldpassword": (_("Present password"), ""),
        "password1": (_("New password"), PASSWORD_HINT),
        "password2": (_("New password again"), ""),
    }


class SetPasswordForm(PlainFields, account.SetPasswordForm):
    """A first password for an account that had none."""

    words = {
        "password1": (_("Password"), PASSWORD_HINT),
        "password2": (_("Password again"), ""),
    }


class AddEmailForm(PlainFields, account.AddEmailForm):
    """A new e-mail address; the present one stays until the code was typed."""

    words = {"email": (_("New e-mail address"), _("We send a code there."))}


class CodeForm(PlainFields, account.ConfirmEmailVerificationCodeForm):
    """The code from the mail."""

    words = {"code": (_("Code from the mail"), "")}


class SecondFactorForm(forms.Form):
    """A code of the authenticator application, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_(
            "Six digits from the application on your phone, or one of your recovery codes."
        ),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class AuthenticatorForm(forms.Form):
    """The first code of a new authenticator, and what to call it."""

    code = forms.CharField(
        label=_("Code that the application shows"),
        help_text=_("Six digits; they change every half minute."),
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    name = forms.CharField(
        label=_("Name of the device"),
        help_text=_("For example “my phone”, to tell it from others."),
        max_length=64,
        required=False,
    )


class PasswordProofForm(forms.Form):
    """The password once more, before something binding."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class LanguageForm(forms.Form):
    """The language of pages, mail and papers."""

    language = forms.ChoiceField(
        label=_("Language of pages and mail"),
        choices=[("el", "Ελληνικά"), ("en", "English")],
        widget=forms.RadioSelect,
    )


class ContactForm(forms.Form):
    """How the town reaches somebody."""

    email = forms.EmailField(
        label=_("E-mail address for letters of the municipality"),
        help_text=_("It may differ from the address you sign in with."),
        required=False,
    )
    phone = forms.RegexField(
        label=_("Telephone"),
        regex=r"^\+?[0-9 ]{10,16}$",
        required=False,
        error_messages={"invalid": _("Write the number in digits, for example 6912345678.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class MandateForm(forms.Form):
    """Who may act for me, in what, and for how long."""

    afm = forms.CharField(
        label=_("AFM of the person who may act for you"),
        help_text=_("Nine digits."),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Surname and first name"),
        help_text=_("As you know them; you see this name in your list."),
        max_length=240,
    )
    scope = forms.ChoiceField(
        label=_("What it covers"), choices=MANDATE_SCOPES, widget=forms.RadioSelect
    )
    valid_from = DayField(label=_("From"))
    valid_until = DayField(
        label=_("Until and including"),
        help_text=_("Leave empty to let it run until you revoke it."),
        required=False,
    )

    def clean_afm(self) -> str:
        """Check the AFM's check digit."""
        afm = str(self.cleaned_data["afm"]).replace(" ", "")
        if not vat.is_valid(afm) or len(afm) != 9:
            raise forms.ValidationError(
                _("The AFM must have nine digits and a correct check digit. Look at it again.")
            )
        return afm

    def clean(self) -> dict[str, Any]:
        """Check that the last day does not lie before the first."""
        data = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day must not lie before the first day."))
        return data
