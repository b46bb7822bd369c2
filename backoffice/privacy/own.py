"""What this module itself holds and erases: accounts, persons, looks, requests."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.party.queries import addresses_of, party_of

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
    return Holding(rows)


def _person(user: User, party_id: int | None) -> Holding:
    party = party_of(user)
    if party is None:
        return Holding()
    fields = ("afm", "name", "first_name", "father_name", "email", "phone", "language")
    row = {name: getattr(party, name) for name in fields}
    row["addresses"] = [str(address) for address in addresses_of(party)]
    return Holding([row])


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
    Exporter("account", _("Account"), _("to sign in (GDPR article 6 §1 e)"), _account),
    Exporter(
        "person",
        _("Register of persons"),
        _("to know whom the municipality deals with (GDPR article 6 §1 c, e)"),
        _person,
    ),
    Exporter(
        "looks",
        _("Who looked at your data"),
        _("to answer for access (GDPR article 5 §2)"),
        _looks,
    ),
    Exporter(
        "privacy",
        _("Requests about your data, and consents"),
        _("to answer for their handling (GDPR article 5 §2)"),
        _asked,
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
