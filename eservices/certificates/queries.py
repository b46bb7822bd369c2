"""Applications arranged for a page."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from backoffice.certificates import queries as certificates
from backoffice.identity.models import User
from backoffice.party.queries import party_of, represented_parties


@dataclass(frozen=True, slots=True)
class Shown:
    """An application, what came of it, and the ways to mend what stands against it."""

    made: Any
    kind: Any
    certificate: Any
    state: str
    pay_url: str
    arrange_url: str
    replaced_by: Any = None
    replaces: Any = None


def people_for(user: User) -> list[Any]:
    """Return everyone for whom a user may ask, the own person first."""
    own = party_of(user)
    if own is None:
        return []
    return sorted(represented_parties(user), key=lambda party: (party.pk != own.pk, party.sort_key))


def shown(made: Any) -> Shown:
    """Return one application with everything its page needs."""
    certificate = certificates.certificate_of(made)
    codes = [ground["charge"] for ground in made.grounds if ground["charge"]]
    pay = f"{reverse('payments:review')}?{urlencode({'charge': codes}, doseq=True)}"
    return Shown(
        made,
        certificates.kind_of(made.kind),
        certificate,
        certificates.state_of(certificate) if certificate else "refused",
        pay if codes else "",
        _arrange_url() if codes and not _in_one_sum(made) else "",
        certificates.successor_of(certificate) if certificate else None,
        certificate.replaces if certificate else None,
    )


def _in_one_sum(made: Any) -> bool:
    return any(ground.get("in_one_sum") for ground in made.grounds)


def _arrange_url() -> str:
    # A town that offers no arrangements online has no such page.
    try:
        return reverse("my_arrangements:simulator")
    except NoReverseMatch:
        return reverse("debts:list")


def applications_of(user: User) -> list[tuple[Any, Any, Any, str]]:
    """Return a user's applications, the latest first, with kind, certificate and its state."""
    people = [party.pk for party in people_for(user)]
    if not people:
        return []
    return [
        (made, certificates.kind_of(made.kind), given, state_of(given))
        for made in certificates.applications_of(people)
        for given in (getattr(made, "certificate", None),)
    ]


def state_of(certificate: Any) -> str:
    """Return in which state a listed certificate is; `refused` where none was given."""
    return certificates.state_of(certificate) if certificate else "refused"
