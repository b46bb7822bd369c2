"""What clerks type about persons, businesses and mandates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Address, Mandate, Party
from .services import AddressFacts


class AddressFields(forms.ModelForm):
    """One address beside the names: the seat of an entity, the home of a person."""

    street = forms.CharField(label=_("Street"), max_length=160, required=False)
    number = forms.CharField(label=_("Number"), max_length=20, required=False)
    postcode = forms.RegexField(
        label=_("Postcode"),
        regex=r"^[1-8]\d{4}$",
        required=False,
        error_messages={"invalid": _("A postcode has five digits, for example 70014.")},
    )
    town = forms.CharField(label=_("Town or village"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        known = Address.objects.filter(party=self.instance).order_by("use").first()
        if known:
            for name in ("street", "number", "postcode", "town"):
                self.fields[name].initial = getattr(known, name)

    def clean(self) -> dict[str, Any]:
        """Ask for the whole address where a part of it is given."""
        data: dict[str, Any] = super().clean() or {}
        parts = ("street", "postcode", "town")
        if any(data.get(name) for name in parts):
            for name in parts:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill in the whole address, or none of it."))
        return data

    def addresses(self) -> tuple[AddressFacts, ...]:
        """Return the address, if one was given."""
        data = self.cleaned_data
        if not data.get("street"):
            return ()
        kind = data.get("kind") or self.instance.kind
        use = Address.Use.SEAT if kind == Party.Kind.LEGAL else Address.Use.HOME
        return (AddressFacts(use, data["street"], data["postcode"], data["town"], data["number"]),)


class NewPartyForm(AddressFields):
    """A person or business that the register does not know."""

    class Meta:
        model = Party
        fields = [
            "kind",
            "afm",
            "name",
            "first_name",
            "father_name",
            "trade_name",
            "email",
            "phone",
            "language",
        ]

    def clean(self) -> dict[str, Any]:
        """An entity has an AFM; a person may have none."""
        data = super().clean()
        if data.get("kind") == Party.Kind.LEGAL and not data.get("afm"):
            self.add_error("afm", _("A legal entity always has an AFM. Fill it in."))
        return data


class PartyForm(AddressFields):
    """Corrections; the AFM never changes."""

    class Meta:
        model = Party
        fields = ["name", "first_name", "father_name", "trade_name", "email", "phone", "language"]


class AfmField(forms.CharField):
    """An AFM of the register; its party is what the form gets."""

    def clean(self, value: Any) -> Party:
        """Find the party."""
        afm = str(super().clean(value)).replace(" ", "")
        party = Party.objects.filter(afm=afm).first()
        if party is None:
            raise forms.ValidationError(
                _("The register does not know this AFM. Enter the person or business first.")
            )
        return party


class MandateForm(forms.ModelForm):
    """A mandate on proof."""

    principal_afm = AfmField(label=_("For whom (AFM)"), max_length=12)
    agent_afm = AfmField(label=_("Who may act (AFM)"), max_length=12)

    class Meta:
        model = Mandate
        fields = ["scope", "capacity", "proof", "valid_from", "valid_until"]

    field_order = ["principal_afm", "agent_afm"]


class MandateEndForm(forms.ModelForm):
    """Why a mandate is revoked."""

    reason = forms.CharField(label=_("Why it is revoked"), max_length=300)

    class Meta:
        model = Mandate
        fields: list[str] = []
