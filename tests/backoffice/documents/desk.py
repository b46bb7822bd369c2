"""The people who circulate documents in tests: mayor, vice-mayor, heads, clerks, registry."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from backoffice.documents import services
from backoffice.documents.services import Cosigner, DraftFacts, To
from backoffice.identity import services as identity
from tests.factories import signin

from .office import entry, unit

SINCE = date(2024, 1, 1)
NAMES = {
    "mayor": ("Αντώνιος", "Δημάρχου"),
    "vice": ("Βασιλική", "Αντιδημάρχου"),
    "head": ("Ειρήνη", "Προϊσταμένη"),
    "director": ("Γεώργιος", "Διευθυντής"),
    "clerk": ("Αργυρώ", "Χειρίστρια"),
    "deputy": ("Κώστας", "Αναπληρωτής"),
    "registry": ("Ρένα", "Πρωτοκόλλου"),
}
POSTS = {
    "mayor": ("mayor", None),
    "vice": ("head", "vice-mayors"),
    "head": ("head", "revenue"),
    "director": ("head", "financial"),
    "clerk": ("clerk", "revenue"),
    "deputy": ("head", "accounting"),
    "registry": ("registry", "registry"),
}


def people() -> Any:
    """Return everybody by a short name."""
    made = {name: officer(name) for name in POSTS}
    return SimpleNamespace(**made)


def officer(name: str) -> Any:
    """Return one member of staff, in office since long ago."""
    role, department = POSTS[name]
    first, last = NAMES[name]
    user = signin.make_user(f"{name}@example.org", first_name=first, last_name=last)
    identity.assign_role(
        user_id=user.pk, role=role, department=department, valid_from=SINCE, actor=None, at=now()
    )
    user.refresh_from_db()
    return user


def now() -> datetime:
    """Return the present."""
    return timezone.now()


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant on a day, in Athens' working hours."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def delegate(staff: Any, to: str = "vice", **facts: Any) -> Any:
    """Enter a delegation of the mayor."""
    stated = {
        "decision_number": "123/2026",
        "giver_id": staff.mayor.pk,
        "to_user_id": getattr(staff, to).pk,
        "valid_from": date(2026, 1, 1),
    } | facts
    return services.enter_delegation(actor=staff.registry, at=at(2026, 1, 2), **stated)


def draft(staff: Any, when: datetime | None = None, **facts: Any) -> Any:
    """Begin a letter to a citizen, co-signed by head and director."""
    stated = {
        "department_id": unit("revenue").pk,
        "subject": "Απάντηση στην αίτησή σας",
        "body": "Σας γνωρίζουμε ότι η αίτησή σας έγινε **δεκτή**.",
        "facts": DraftFacts(scope="correspondence"),
        "to": [To("Δοκιμάκης Ιωάννης", "email", email="citizen@example.org")],
        "cosigners": [Cosigner(staff.head.pk), Cosigner(staff.director.pk)],
    } | facts
    return services.draft_document(actor=staff.clerk, at=when or now(), **stated)


def cosigned(staff: Any, when: datetime | None = None, **facts: Any) -> Any:
    """Return a letter that waits only for its final signature."""
    made = draft(staff, when, **facts)
    services.send_for_cosign(draft_id=made.pk, actor=staff.clerk, at=when or now())
    for place in made.places.order_by("position"):
        services.cosign(draft_id=made.pk, seen_version=1, actor=place.user, at=when or now())
    made.refresh_from_db()
    return made


def signed(staff: Any, when: datetime | None = None, **facts: Any) -> Any:
    """Return a letter signed by the mayor."""
    made = cosigned(staff, when, **facts)
    services.sign_document(draft_id=made.pk, seen_version=1, actor=staff.mayor, at=when or now())
    made.refresh_from_db()
    return made


def issued(staff: Any, **facts: Any) -> Any:
    """Return a numbered letter, not sealed."""
    made = signed(staff, **facts)
    return services.issue_document(draft_id=made.pk, actor=staff.registry, at=now())


def incoming(staff: Any, **facts: Any) -> Any:
    """Register an incoming letter now."""
    return entry(actor=staff.registry, at=facts.pop("at", None) or now(), **facts)


MONEY = Decimal("30000.00")
