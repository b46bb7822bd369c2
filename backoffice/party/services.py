"""Public verbs of the register of persons and businesses."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError
from backoffice.kernel.text import fold, sort_key

from .models import Address, Mandate, Party, check_afm


class SelfMandate(DomainError):
    """A mandate needs two parties."""

    code = "self_mandate"


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """An address as it was stated; the postcode has five digits."""

    use: str
    street: str
    postcode: str
    town: str
    number: str = ""


@transaction.atomic
def register_party(
    *,
    kind: str,
    afm: str | None,
    name: str,
    actor: User | None,
    at: datetime,
    first_name: str = "",
    father_name: str = "",
    trade_name: str = "",
    email: str = "",
    phone: str = "",
    language: str = "el",
    is_synthetic: bool = False,
    addresses: tuple[AddressFacts, ...] = (),
) -> Party:
    """Enter a party, or return the one that holds the AFM already.

    :param kind: `natural` or `legal`
    :raises ValidationError: if the AFM's check digit is wrong
    """
    if afm is not None:
        check_afm(afm)
        known = Party.objects.filter(afm=afm).first()
        if known:
            return known
    party = Party.objects.create(
        kind=kind,
        afm=afm,
        name=name,
        first_name=first_name,
        father_name=father_name,
        trade_name=trade_name,
        email=email,
        phone=phone,
        language=language,
        is_synthetic=is_synthetic,
        sort_key=sort_key(f"{name} {first_name}"),
        search_key=fold(f"{afm or ''} {name} {first_name} {trade_name}"),
    )
    Address.objects.bulk_create(
        Address(
            party=party,
            use=a.use,
            street=a.street,
            number=a.number,
            postcode=a.postcode,
            town=a.town,
        )
        for a in addresses
    )
    record("party.registered", party, actor=actor, at=at, after={"afm": afm, "name": name})
    return party


@transaction.atomic
def change_contact(*, party_id: int, email: str, phone: str, actor: User, at: datetime) -> Party:
    """Change how a party is reached."""
    party = Party.objects.select_for_update().get(pk=party_id)
    before = {"email": party.email, "phone": party.phone}
    party.email, party.phone = email, phone
    party.save(update_fields=["email", "phone"])
    record(
        "party.contact.changed",
        party,
        actor=actor,
        at=at,
        before=before,
        after={"email": email, "phone": phone},
    )
    return party


@transaction.atomic
def give_mandate(
    *,
    principal_id: int,
    agent_id: int,
    scope: str,
    valid_from: date,
    valid_until: date | None,
    actor: User | None,
    at: datetime,
    capacity: str = "",
    proof: str = "",
) -> Mandate:
    """Let one party act for another.

    :param scope: a `Mandate.Scope`
    :raises SelfMandate: if both are the same party
    """
    if principal_id == agent_id:
        raise SelfMandate(_("Choose another person: nobody needs a mandate for themselves."))
    mandate = Mandate.objects.create(
        principal_id=principal_id,
        agent_id=agent_id,
        scope=scope,
        capacity=capacity,
        proof=proof,
        valid_from=valid_from,
        valid_until=valid_until,
        given_by=actor,
    )
    record(
        "party.mandate.given",
        mandate,
        actor=actor,
        at=at,
        on_behalf_of=principal_id,
        after={"scope": scope, "valid_from": valid_from, "valid_until": valid_until},
    )
    return mandate


@transaction.atomic
def revoke_mandate(*, mandate_id: int, actor: User, at: datetime) -> Mandate:
    """End a mandate now; ending it twice changes nothing."""
    mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
    if mandate.revoked_at is None:
        mandate.revoked_at = at
        mandate.save(update_fields=["revoked_at"])
        record(
            "party.mandate.revoked", mandate, actor=actor, at=at, on_behalf_of=mandate.principal_id
        )
    return mandate
