"""A small town whose debts are late; everybody in it is synthetic."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from backoffice.documents import services as documents
from backoffice.enforcement import services
from backoffice.enforcement.models import Batch, Notice
from backoffice.enforcement.services import Criteria
from backoffice.identity import services as identity
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.reconcile import QUERIES, load
from backoffice.party.services import AddressFacts
from tests.backoffice.revenue import town as money

TODAY = date(2026, 6, 10)
AT = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
POSTCODES = ("70014", "71202", "70008")


def at(day: date) -> datetime:
    """Return an instant of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def open_town() -> None:
    """Open the books, the register and the law's figures."""
    money.open_town()
    identity.load_departments(at=money.AT)
    documents.load_defaults()
    services.load_defaults()


def unit() -> int:
    """Return the identifier of the revenue department."""
    return next(u.pk for _d, u in departments_as_tree(TODAY) if u.code == "revenue")


def debtor(number: int, *, amounts: tuple[str, ...] = ("144.00",), **facts: Any) -> Any:
    """Return somebody who lives in one of three villages and is late with some debts."""
    place = POSTCODES[number % len(POSTCODES)]
    facts.setdefault("addresses", (AddressFacts("home", "Παραλιακή", place, "Χωριό", "7"),))
    party = money.make_party(number, **facts)
    for index, amount in enumerate(amounts):
        money.make_charge(party, amount, source=f"{number}-{index}")
    return party


def choose(actor: Any, *, kind: str = "overdue", moment: datetime = AT, **more: Any) -> Batch:
    """Choose everybody who is late, or whoever the criteria name."""
    return services.choose_debtors(
        kind=kind,
        title="Δοκιμή",
        criteria=Criteria(**more),
        department_id=unit(),
        actor=actor,
        at=moment,
    )


def issue(actor: Any, *, kind: str = "overdue", moment: datetime = AT, **more: Any) -> Batch:
    """Issue a batch and set all its parts, as the queue does."""
    batch = choose(actor, kind=kind, moment=moment, **more)
    services.issue_batch(batch_id=batch.pk, actor=actor, at=moment)
    for part in batch.parts.order_by("number"):
        services.set_part(part_id=part.pk, at=moment)
    batch.refresh_from_db()
    return batch


def proof(name: str = "proof.pdf") -> SimpleUploadedFile:
    """Return a signed proof as it is uploaded."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def serve_by_hand(notice: Notice, on: date, actor: Any) -> Notice:
    """Hand a notice over and return it as it stands."""
    services.record_handing(
        notice_id=notice.pk, on=on, proof=proof(), actor=actor, at=at(on + timedelta(days=1))
    )
    notice.refresh_from_db()
    return notice


def disagreements() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what the queries of enforcement find."""
    load()
    found = [
        (name, list(find()))
        for name, (_label, find) in sorted(QUERIES.items())
        if name.startswith("enforcement.")
    ]
    return [(name, rows) for name, rows in found if rows]


D = Decimal
