"""A small town for tests of business fees: rates, categories, hotels, officers. All synthetic."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from backoffice.business_fees import queries, services
from backoffice.business_fees.models import Declaration, Establishment, ExpectedPeriod
from backoffice.business_fees.services import EstablishmentFacts
from backoffice.identity.models import User
from backoffice.kernel.dates import TaxPeriod
from backoffice.kernel.reconcile import run_all
from backoffice.ledger import services as ledger
from backoffice.party.services import register_party
from backoffice.revenue import services as revenue
from backoffice.revenue.queries import debts_of
from backoffice.revenue.services import PaymentReport

MARCH = TaxPeriod(2026, "month", 3)
APRIL = TaxPeriod(2026, "month", 4)
AFM = "100000090"
OTHER_AFM = "100000015"


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """Return an instant."""
    return datetime(year, month, day, hour, tzinfo=UTC)


IN_TIME = at(2026, 4, 10)


def open_town() -> None:
    """Load the chart, open the years, and load the law."""
    ledger.load_chart()
    for year in (2026, 2027, 2031):
        ledger.open_year(year=year, actor=None, at=at(2026, 1, 2))
    revenue.load_defaults(actor=None, at=at(2026, 1, 2))
    services.load_defaults(actor=None, at=at(2026, 1, 2))


def make_officer(name: str = "officer") -> User:
    """Return somebody who acts."""
    return User.objects.create_user(f"{name}@example.org")


def facts(*categories: str, **more: Any) -> EstablishmentFacts:
    """Return what a register holds of a synthetic hotel."""
    values: dict[str, Any] = {
        "trade_name": "Ξενοδοχείο Ακτή (δοκιμαστικό)",
        "category_keys": categories or ("hotel",),
        "street": "Ακτής 1",
        "postcode": "71000",
        "place": "Μινώα",
        "books": "double",
        "valid_from": date(2026, 3, 1),
        "has_tables": True,
    }
    return EstablishmentFacts(**(values | more))


def make_establishment(
    *categories: str, afm: str = AFM, when: datetime = IN_TIME, **more: Any
) -> Establishment:
    """Enter an establishment of a synthetic business."""
    party = register_party(
        kind="legal",
        afm=afm,
        name=f"ΔΟΚΙΜΑΣΤΙΚΗ {afm} ΑΕ",
        email=f"{afm}@example.org",
        actor=None,
        at=when,
        is_synthetic=True,
    )
    return services.register_establishment(
        party_id=party.pk, facts=facts(*categories, **more), actor=None, at=when
    )


def bases(establishment: Establishment, period: TaxPeriod, *amounts: str) -> dict[str, Decimal]:
    """Return amounts in the order in which the period asks them."""
    slots = queries.slots_for(establishment, period)
    return {slot.name: Decimal(a) for slot, a in zip(slots, amounts, strict=True)}


def declare(
    establishment: Establishment,
    *amounts: str,
    actor: User,
    period: TaxPeriod = MARCH,
    when: datetime = IN_TIME,
    key: str = "key-1",
    **more: Any,
) -> Declaration:
    """Declare a period."""
    return services.declare(
        establishment_id=establishment.pk,
        period=period,
        bases=bases(establishment, period, *amounts),
        actor=actor,
        at=when,
        key=key,
        **more,
    )


def correct(
    held: Declaration,
    *amounts: str,
    actor: User,
    when: datetime = IN_TIME,
    key: str = "key-2",
    **more: Any,
) -> Declaration:
    """Correct a declaration."""
    slots = queries.slots_to_correct(held)
    return services.correct(
        declaration_id=held.pk,
        bases={slot.name: Decimal(a) for slot, a in zip(slots, amounts, strict=True)},
        actor=actor,
        at=when,
        key=key,
        **more,
    )


def charges(held: Declaration) -> list[Any]:
    """Return the charges of a period that were not cancelled."""
    return list(queries.declaration_view(held).charges)


def pay(charge: Any, amount: str | None = None, *, when: datetime = IN_TIME) -> None:
    """Pay a charge by card and let its source hear of it."""
    payment = revenue.start_payment(
        payer=None,
        items=[(charge.id, Decimal(amount) if amount else None)],
        method="card",
        key=f"pay-{charge.code}-{amount}",
        at=when,
    )
    report = PaymentReport(payment.code, payment.amount, f"pi_{payment.code}", when, "test")
    receipt = revenue.record_payment(report, at=when)
    revenue.tell_sources(receipt_id=receipt.pk, at=when)


def debt(establishment: Establishment, on: date) -> Any:
    """Return the business's only open debt as it stands on a day."""
    (found,) = debts_of({establishment.party_id}, on)
    return found


def state(establishment: Establishment, period: TaxPeriod = MARCH) -> str:
    """Return where a period stands."""
    return ExpectedPeriod.objects.get(establishment=establishment, period=str(period)).state


def disagreements() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return what the queries of this module and of the books find."""
    return [
        (f.name, f.rows)
        for f in run_all()
        if f.rows and f.name.startswith(("business_fees.", "ledger."))
    ]
