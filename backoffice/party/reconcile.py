"""What must never be true of persons and mandates."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum.gr import vat

from backoffice.identity.queries import verified_afms
from backoffice.kernel.reconcile import query
from backoffice.kernel.text import sort_key

from .models import Party
from .services import search_key_of


@query("party.afm", _("Persons and businesses with a wrong AFM"))
def wrong_afm() -> Iterable[dict[str, Any]]:
    """Find AFMs whose check digit is wrong; they came in around the services."""
    for code, afm in Party.objects.exclude(afm=None).values_list("code", "afm").iterator():
        if not vat.is_valid(afm or ""):
            yield {"party": code, "afm": afm}


@query("party.keys", _("Persons and businesses that cannot be found by their name"))
def stale_keys() -> Iterable[dict[str, Any]]:
    """Find stored sort and search keys that no longer follow from the names."""
    for party in Party.objects.iterator():
        sorts = party.sort_key == sort_key(f"{party.name} {party.first_name}")
        if not sorts or party.search_key != search_key_of(party):
            yield {"party": party.code, "name": party.name}


@query("party.verified_persons", _("Verified users whom the register does not know"))
def verified_without_party() -> Iterable[dict[str, Any]]:
    """Find users with a verified identity and no person of that AFM."""
    afms = verified_afms()
    known = set(Party.objects.filter(afm__in=afms).values_list("afm", flat=True))
    return [{"user": user, "afm": afm} for afm, user in afms.items() if afm not in known]
