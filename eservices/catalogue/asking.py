"""Which services ask a form, told to the forms' office below."""

from collections.abc import Collection

from django.urls import reverse

from backoffice.forms.uses import Use

from . import access
from .models import Service


def who_asks(keys: Collection[str]) -> dict[str, list[Use]]:
    """Return the services that ask each form, by key of the form."""
    found: dict[str, list[Use]] = {}
    for one in Service.objects.filter(form_key__in=keys).order_by("number", "code"):
        use = Use(str(one), reverse("catalogue:service", args=[one.code]), access.SEE)
        found.setdefault(one.form_key, []).append(use)
    return found
