"""A small town with a registry, for the tests of documents."""

from datetime import UTC, datetime
from typing import Any

from backoffice.documents import services
from backoffice.identity import services as identity
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from tests.factories import signin

AT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def open_town() -> None:
    """Enter the organisation chart, the books and the file plan."""
    identity.load_departments(at=AT)
    services.load_defaults()


def unit(code: str) -> Any:
    """Return a unit of the organisation chart."""
    return next(u for _d, u in departments_as_tree(athens_day(AT)) if u.code == code)


def staff(role: str, department: str | None = None, email: str = "") -> Any:
    """Return a member of staff with a role, in a unit."""
    return signin.make_staff(role, email or f"{role}-{department}@example.org", department)


def entry(actor: Any = None, at: datetime = AT, **facts: Any) -> Any:
    """Register an incoming letter; any fact may be given otherwise."""
    stated = {
        "book": "general",
        "direction": "incoming",
        "subject": "Αίτηση για άδεια κατάληψης πεζοδρομίου",
        "channel": "counter",
        "sender": services.Correspondent("Δοκιμάκης Ιωάννης"),
        "department_id": unit("revenue").pk,
    } | facts
    return services.register_entry(actor=actor, at=at, **stated)
