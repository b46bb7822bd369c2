"""Public verbs of the register of persons and businesses."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.identity.services import IdentityFacts
from backoffice.kernel.dates import DateRange
from backoffice.kernel.errors import DomainError
from backoffice.kernel.text import fold, sort_key

from .models import Address, Mandate, Party, check_afm


class SelfMandate(DomainError):
    """A mandate needs two parties."""

    code = "self_mandate"


class MandateEndsBeforeItBegins(DomainError):
    """The last day lies before the first."""

    code = "mandate_dates"


class MandateExists(DomainError):
    """The same mandate is in force already."""

    code = "mandate_exists"


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
def meet_verified_person(*, facts: IdentityFacts, actor: User | None, at: datetime) -> Party:
    """Enter the person an authority named, or bring the register to what it states now."""
    known = Party.objects.select_for_update().filter(afm=facts.afm).first()
    if known is None:
        return register_party(
            kind=Party.Kind.NATURAL,
            afm=facts.afm,
            name=facts.surname,
            first_name=facts.first_name,
            father_name=facts.father_name,
            actor=actor,
            at=at,
        )
    stated = {
        "name": facts.surname,
        "first_name": facts.first_name,
        "father_name": facts.father_name,
    }
    if known.kind == Party.Kind.NATURAL:
        _change(known, stated, "party.identity.met", actor, at)
    return known


@transaction.atomic
def change_party(
    *,
    party_id: int,
    name: str,
    actor: User,
    at: datetime,
    first_name: str = "",
    father_name: str = "",
    trade_name: str = "",
    language: str = "el",
) -> Party:
    """Correct a party's names; the AFM never changes."""
    party = Party.objects.select_for_update().get(pk=party_id)
    stated = {
        "name": name,
        "first_name": first_name,
        "father_name": father_name,
        "trade_name": trade_name,
        "language": language,
    }
    _change(party, stated, "party.changed", actor, at)
    return party


def _change(
    party: Party, stated: dict[str, str], verb: str, actor: User | None, at: datetime
) -> None:
    before = {name: getattr(party, name) for name in stated}
    if before == stated:
        return
    for name, value in stated.items():
        setattr(party, name, value)
    party.sort_key = sort_key(f"{party.name} {party.first_name}")
    party.search_key = search_key_of(party)
    party.save(update_fields=[*stated, "sort_key", "search_key"])
    record(verb, party, actor=actor, at=at, before=before, after=stated)


def search_key_of(party: Party) -> str:
    """Return the folded text in which a clerk's words are looked for."""
    return fold(f"{party.afm or ''} {party.name} {party.first_name} {party.trade_name}")


@transaction.atomic
def set_address(*, party_id: int, facts: AddressFacts, actor: User | None, at: datetime) -> Address:
    """State a party's address of a use; the one before stays in the trail."""
    party = Party.objects.select_for_update().get(pk=party_id)
    known = Address.objects.filter(party=party, use=facts.use).first()
    stated = {
        "street": facts.street,
        "number": facts.number,
        "postcode": facts.postcode,
        "town": facts.town,
    }
    if known and all(getattr(known, name) == value for name, value in stated.items()):
        return known
    address, _new = Address.objects.update_or_create(party=party, use=facts.use, defaults=stated)
    record(
        "party.address.changed",
        party,
        actor=actor,
        at=at,
        before={facts.use: str(known)} if known else None,
        after={facts.use: str(address)},
    )
    return address


@transaction.atomic
def correct_party(
    *,
    party_id: int,
    name: str,
    email: str,
    phone: str,
    actor: User,
    at: datetime,
    first_name: str = "",
    father_name: str = "",
    trade_name: str = "",
    language: str = "el",
    addresses: tuple[AddressFacts, ...] = (),
) -> Party:
    """Correct all that a clerk's form shows of a party."""
    change_party(
        party_id=party_id,
        name=name,
        first_name=first_name,
        father_name=father_name,
        trade_name=trade_name,
        language=language,
        actor=actor,
        at=at,
    )
    for facts in addresses:
        set_address(party_id=party_id, facts=facts, actor=actor, at=at)
    return change_contact(party_id=party_id, email=email, phone=phone, actor=actor, at=at)


@transaction.atomic
def change_contact(*, party_id: int, email: str, phone: str, actor: User, at: datetime) -> Party:
    """Change how a party is reached."""
    party = Party.objects.select_for_update().get(pk=party_id)
    before = {"email": party.email, "phone": party.phone}
    if before == {"email": email, "phone": phone}:
        return party
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
    agent_name: str = "",
) -> Mandate:
    """Let one party act for another.

    :param scope: a `Mandate.Scope`
    :param valid_from: the first day, `valid_until` the last one; without it until revoked
    :raises SelfMandate: if both are the same party
    :raises MandateEndsBeforeItBegins: if the last day lies before the first
    :raises MandateExists: if the same mandate is in force on one of these days
    """
    if principal_id == agent_id:
        raise SelfMandate(_("Choose another person: nobody needs a mandate for themselves."))
    if valid_until is not None and valid_until < valid_from:
        raise MandateEndsBeforeItBegins(_("The last day must not lie before the first day."))
    # One mandate after the other for a principal: two tabs must not give the same one twice.
    Party.objects.select_for_update().get(pk=principal_id)
    same = Mandate.objects.filter(
        principal_id=principal_id, agent_id=agent_id, scope=scope, revoked_at__isnull=True
    )
    wanted = DateRange(valid_from, valid_until)
    if any(wanted.overlaps(DateRange(m.valid_from, m.valid_until)) for m in same):
        raise MandateExists(
            _("This person already has this mandate on these days. Revoke it first to change it.")
        )
    mandate = Mandate.objects.create(
        principal_id=principal_id,
        agent_id=agent_id,
        agent_name=agent_name,
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
def give_mandate_by_afm(
    *,
    principal_id: int,
    agent_afm: str,
    agent_name: str,
    scope: str,
    valid_from: date,
    valid_until: date | None,
    actor: User,
    at: datetime,
) -> Mandate:
    """Let the person of an AFM act for another; whether the town knows them already stays untold.

    :raises ValidationError: if the AFM's check digit is wrong
    :raises SelfMandate: and the other refusals of `give_mandate`
    """
    agent = register_party(
        kind=Party.Kind.NATURAL, afm=agent_afm, name=agent_name, actor=actor, at=at
    )
    return give_mandate(
        principal_id=principal_id,
        agent_id=agent.pk,
        agent_name=agent_name,
        scope=scope,
        valid_from=valid_from,
        valid_until=valid_until,
        actor=actor,
        at=at,
    )


@transaction.atomic
def revoke_mandate(*, mandate_id: int, actor: User, at: datetime, reason: str = "") -> Mandate:
    """End a mandate now; ending it twice changes nothing."""
    mandate = Mandate.objects.select_for_update().get(pk=mandate_id)
    if mandate.revoked_at is None:
        mandate.revoked_at = at
        mandate.save(update_fields=["revoked_at"])
        record(
            "party.mandate.revoked",
            mandate,
            actor=actor,
            at=at,
            on_behalf_of=mandate.principal_id,
            note=reason,
        )
    return mandate
