"""What the register of persons and the verified identity hold, as sources of answers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.identity import queries as identity
from backoffice.identity.models import User
from backoffice.party import queries as party

from . import prefill

PARTY = {
    "afm": "afm",
    "full_name": "text",
    "surname": "text",
    "name": "text",
    "first_name": "text",
    "father_name": "text",
    "trade_name": "text",
    "phone": "phone",
    "email": "email",
}
PARENT = {"mother_name": "text"}
PLACE = {
    "address": "address",
    "street": "text",
    "number": "text",
    "street_line": "text",
    "postcode": "postcode",
    "town": "text",
}
IDENTITY = {
    "afm": "afm",
    "surname": "text",
    "first_name": "text",
    "father_name": "text",
    "mother_name": "text",
    "birth_year": "number",
}


def _row(party_id: int | None) -> Any:
    return party.parties_by_id({party_id}).get(party_id) if party_id else None


def person(party_id: int | None, user: User | None) -> dict[str, Any]:
    """Return what the register holds of a person; the account's e-mail where it holds none."""
    account = user.email if user is not None and user.is_authenticated else ""
    row = _row(party_id)
    if row is None:
        return {"email": account}
    return {
        "afm": row.afm,
        "full_name": row.full_name,
        "surname": row.name,
        "name": row.name,
        "first_name": row.first_name,
        "father_name": row.father_name,
        "trade_name": row.trade_name,
        "phone": row.phone,
        "email": row.email or account,
    }


def place(party_id: int | None, user: User | None) -> dict[str, Any]:
    """Return where post reaches a person, whole and in its boxes."""
    row = party.postal_addresses({party_id}).get(party_id) if party_id else None
    if row is None:
        return {}
    boxes = {key: getattr(row, key) for key in ("street", "number", "postcode", "town")}
    filled = {key: value for key, value in boxes.items() if value}
    line = f"{row.street} {row.number}".strip()
    return {**filled, "street_line": line, "address": filled}


def business(party_id: int | None, user: User | None) -> dict[str, Any]:
    """Return a person or company as a business, with its address."""
    held = person(party_id, user)
    if not held.get("afm"):
        return {}
    facts = {"afm": held["afm"], "name": held["full_name"], "trade_name": held["trade_name"]}
    filled = {key: value for key, value in facts.items() if value}
    return {"business": {**filled, **place(party_id, user).get("address", {})}}


def stated(party_id: int | None, user: User | None) -> dict[str, Any]:
    """Return what an authority stated of the user, if the answers are about that very person."""
    known = identity.verified_identity(user) if user is not None and user.is_authenticated else None
    if known is None:
        return {}
    row = _row(party_id)
    if row is not None and row.afm != known.afm:
        return {}
    return {part: getattr(known, part) for part in IDENTITY}


def register_all() -> None:
    """Enter every source of this module's own."""
    register = _("the register of persons and businesses")
    authority = _("TAXISnet, at your sign-in")
    prefill.register_held("party", register, person, PARTY, vouched=frozenset({"afm"}))
    prefill.register_held("party", register, place, PLACE)
    prefill.register_held("party", register, business, {"business": "business"})
    prefill.register_held("party", authority, stated, PARENT, vouched=frozenset(PARENT))
    prefill.register_held("identity", authority, stated, IDENTITY, vouched=frozenset(IDENTITY))
