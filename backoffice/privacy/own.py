"""What this module itself holds and erases: accounts, persons, looks, requests."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.audit.queries import acts_of
from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.party.queries import (
    addresses_of,
    mandates_given_by,
    mandates_held_by,
    party_of,
)

from .models import Consent, Request, Sight
from .registries import Eraser, Exporter, Holding

LOG_MONTHS = 24


def _account(user: User, party_id: int | None) -> Holding:
    stated = verified_identity(user)
    rows: list[dict[str, Any]] = [
        {
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "language": user.language,
            "joined": user.date_joined,
            "last_login": user.last_login,
        }
    ]
    if stated is not None:
        fields = ("provider", "afm", "surname", "first_name", "father_name", "mother_name")
        rows.append({name: getattr(stated, name) for name in (*fields, "birth_year")})
    for held in user.assignments.select_related("role", "department"):
        first, last = held.valid_from, held.valid_until
        rows.append({"role": str(held.role), "in": str(held.department), "from": first, "to": last})
    return Holding(rows)


def _person(user: User, party_id: int | None) -> Holding:
    party = party_of(user)
    if party is None:
        return Holding()
    fields = ("afm", "name", "first_name", "father_name", "email", "phone", "language")
    row = {name: getattr(party, name) for name in fields}
    row["addresses"] = [str(address) for address in addresses_of(party)]
    given = mandates_given_by(party)
    held = mandates_held_by(party)
    return Holding(
        [
            row,
            *(_mandate("given", one, one.agent_name) for one in given),
            *(_mandate("held", one, str(one.principal)) for one in held),
        ]
    )


def _mandate(which: str, one: Any, other: str) -> dict[str, Any]:
    fields = ("scope", "capacity", "proof", "valid_from", "valid_until", "revoked_at")
    return {"mandate": which, "other": other} | {name: getattr(one, name) for name in fields}


def _acts(user: User, party_id: int | None) -> Holding:
    # About whom it was is left out: for staff that would be other people's data.
    rows = acts_of(user.pk).order_by("pk").values("timestamp", "action")
    return Holding([dict(row) for row in rows])


def _looks(user: User, party_id: int | None) -> Holding:
    if party_id is None:
        return Holding()
    rows = Sight.objects.filter(party=party_id).order_by("at")
    return Holding([dict(row) for row in rows.values("what", "subject", "reason", "at")])


def _asked(user: User, party_id: int | None) -> Holding:
    said = Request.objects.filter(user=user).values("kind", "text", "state", "answer")
    agreed = Consent.objects.filter(user=user)
    words = agreed.values("purpose", "text", "given_at", "withdrawn_at")
    return Holding([*(dict(row) for row in said), *(dict(row) for row in words)])


def _count_looks(before: datetime) -> int:
    return Sight.objects.filter(at__lt=before).count()


def _erase_looks(before: datetime, most: int) -> int:
    old = Sight.objects.filter(at__lt=before).order_by("at").values("pk")[:most]
    return Sight.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


EXPORTERS = (
    Exporter(
        "account",
        _("Account"),
        _("to sign in (GDPR article 6 §1 e)"),
        _account,
        frozenset({"identity.VerifiedIdentity.user", "identity.RoleAssignment.user"}),
        _("Passwords and second factors: only their proofs are kept, which nobody can read."),
    ),
    Exporter(
        "person",
        _("Register of persons"),
        _("to know whom the municipality deals with (GDPR article 6 §1 c, e)"),
        _person,
        frozenset({"party.Address.party", "party.Mandate.principal", "party.Mandate.agent"}),
    ),
    Exporter(
        "trail",
        _("What you did here"),
        _("to answer for what happened, with whom and when (GDPR article 5 §2)"),
        _acts,
        frozenset({"audit.Entry.user"}),
    ),
    Exporter(
        "looks",
        _("Who looked at your data"),
        _("to answer for access (GDPR article 5 §2)"),
        _looks,
        frozenset({"privacy.Sight.party"}),
        _("Names of officers: the office answers for them."),
    ),
    Exporter(
        "privacy",
        _("Requests about your data, and consents"),
        _("to answer for their handling (GDPR article 5 §2)"),
        _asked,
        frozenset({"privacy.Request.user", "privacy.Request.party", "privacy.Consent.user"}),
    ),
)
ERASERS = (
    Eraser(
        "looks",
        _("Looks at personal data"),
        "GDPR άρθρο 5 §1 ε",
        LOG_MONTHS,
        _count_looks,
        _erase_looks,
    ),
)
