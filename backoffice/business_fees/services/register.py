"""Verbs of the register of establishments and of the periods it lets the town expect."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from backoffice.audit.services import record
from backoffice.business_fees import rules
from backoffice.business_fees.errors import BusinessUnknown, CategoriesMixed, ClosedBeforeOpened
from backoffice.business_fees.models import Category, Establishment, ExpectedPeriod
from backoffice.business_fees.states import OPEN_STATES, PERIOD_MOVES, PeriodState
from backoffice.identity.models import User
from backoffice.kernel.dates import DateRange, athens_day
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.states import check_move
from backoffice.party.queries import parties_by_id, party_by_afm
from backoffice.party.services import register_party


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishmentFacts:
    """What the register holds of an establishment, as a licence or notification states it."""

    trade_name: str
    category_keys: tuple[str, ...]
    street: str
    postcode: str
    place: str
    books: str
    valid_from: date
    valid_until: date | None = None
    expected_from: date | None = None
    vat_liable: bool = True
    branch_no: int = 0
    kad: str = ""
    zone: str = ""
    licence_no: str = ""
    registry_no: str = ""
    beds: int | None = None
    seats: int | None = None
    has_tables: bool = False


def _own_values(facts: EstablishmentFacts) -> dict[str, Any]:
    return {f.name: getattr(facts, f.name) for f in fields(facts) if f.name != "category_keys"}


def _check_categories(keys: Sequence[str]) -> list[Category]:
    categories = list(Category.objects.filter(key__in=keys))
    if len({category.fee for category in categories}) != 1 or len(categories) != len(set(keys)):
        raise CategoriesMixed
    return categories


@transaction.atomic
def register_establishment(
    *, party_id: int, facts: EstablishmentFacts, actor: User | None, at: datetime
) -> Establishment:
    """Enter an establishment and the periods it owes so far.

    :raises CategoriesMixed: if its categories bear different fees
    """
    return _save_establishment(Establishment(party_id=party_id), facts, actor, at, "registered")


@transaction.atomic
def change_establishment(
    *, establishment_id: int, facts: EstablishmentFacts, actor: User, at: datetime
) -> Establishment:
    """Change what the register says; periods already filed stay as they are.

    :raises CategoriesMixed: if its categories bear different fees
    """
    establishment = Establishment.objects.select_for_update().get(pk=establishment_id)
    return _save_establishment(establishment, facts, actor, at, "changed")


def _save_establishment(
    establishment: Establishment,
    facts: EstablishmentFacts,
    actor: User | None,
    at: datetime,
    verb: str,
) -> Establishment:
    categories = _check_categories(facts.category_keys)
    if facts.valid_until and facts.valid_until < facts.valid_from:
        raise ClosedBeforeOpened
    values = _own_values(facts)
    before = {name: getattr(establishment, name) for name in values} if establishment.pk else None
    for name, value in values.items():
        setattr(establishment, name, value)
    party = parties_by_id({establishment.party_id})[establishment.party_id]
    establishment.search_key = establishment.search_text(f"{party.afm} {party.full_name}")
    establishment.save()
    establishment.categories.set(categories)
    settle_expectations(establishment, at=at)
    record(
        f"business_fees.establishment.{verb}",
        establishment,
        actor=actor,
        at=at,
        before=before,
        after=asdict(facts) | {"category_keys": list(facts.category_keys)},
    )
    return establishment


@transaction.atomic
def close_establishment(
    *, establishment_id: int, on: date, reason: str, actor: User, at: datetime
) -> Establishment:
    """Enter the last day of operation; periods that begin later are no longer due.

    :raises ClosedBeforeOpened: if the day lies before the first day of operation
    """
    establishment = Establishment.objects.select_for_update().get(pk=establishment_id)
    if on < establishment.valid_from:
        raise ClosedBeforeOpened
    before = {"valid_until": establishment.valid_until}
    establishment.valid_until = on
    establishment.save(update_fields=["valid_until"])
    settle_expectations(establishment, at=at)
    record(
        "business_fees.establishment.closed",
        establishment,
        actor=actor,
        at=at,
        before=before,
        after={"valid_until": on},
        note=reason,
    )
    return establishment


def settle_expectations(establishment: Establishment, *, at: datetime) -> None:
    """Bring an establishment's expected periods in line with the register."""
    liable = liable_establishments().filter(pk=establishment.pk).exists()
    last = establishment.valid_until or date.max
    for period in establishment.periods.select_for_update():
        owed = liable and period.first_on <= last
        if period.state in OPEN_STATES and not owed:
            _move(period, PeriodState.NOT_DUE)
        elif period.state == PeriodState.NOT_DUE and owed:
            _move(period, PeriodState.EXPECTED)
    expect(liable_establishments().filter(pk=establishment.pk), until=athens_day(at))


def _move(period: ExpectedPeriod, state: PeriodState) -> None:
    check_move(PERIOD_MOVES, PeriodState(period.state), state)
    period.state = state
    period.save(update_fields=["state"])


def liable_establishments() -> QuerySet[Establishment]:
    """Return the establishments that owe the fee: a bare take-away window does not."""
    without_condition = Category.objects.filter(establishments=OuterRef("pk"), needs_tables=False)
    return Establishment.objects.filter(Q(has_tables=True) | Exists(without_condition))


def expect(establishments: QuerySet[Establishment], *, until: date) -> int:
    """Add the periods that have begun and are not expected yet; return how many."""
    behind = establishments.annotate(done_until=Max("periods__last_on")).filter(
        Q(done_until__isnull=True) | Q(done_until__lt=until)
    )
    calendar = legal_calendar()
    rows = [
        ExpectedPeriod(
            establishment=establishment,
            period=str(period),
            first_on=period.first,
            last_on=period.last,
            due_on=rules.due_on(period, calendar),
        )
        for establishment in behind
        for period in rules.periods_due(
            kind=rules.period_kind(establishment.books, establishment.vat_liable),
            operation=_operation(establishment),
            after=establishment.done_until,
            until=until,
        )
    ]
    ExpectedPeriod.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    return len(rows)


def _operation(establishment: Establishment) -> DateRange:
    first = max(establishment.valid_from, establishment.expected_from or establishment.valid_from)
    last = establishment.valid_until
    return DateRange(first, None if last is None else max(last, first))


@transaction.atomic
def roll_periods(*, at: datetime) -> dict[str, int]:
    """Expect the periods that have begun and mark the overdue ones as missing; repeat at will.

    :returns: how many were added and how many became missing
    """
    today = athens_day(at)
    added = expect(liable_establishments(), until=today)
    overdue = ExpectedPeriod.objects.filter(state=PeriodState.EXPECTED, due_on__lt=today)
    ids = list(overdue.select_for_update().values_list("pk", flat=True))
    missing = ExpectedPeriod.objects.filter(pk__in=ids).update(state=PeriodState.MISSING)
    if added or missing:
        newest = ExpectedPeriod.objects.order_by("-pk")[0]
        counts = {"added": added, "missing": missing}
        record("business_fees.periods.rolled", newest, actor=None, at=at, after=counts)
    return {"added": added, "missing": missing}


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessFacts:
    """The business of an establishment; name and kind only count when its AFM is new here."""

    afm: str
    name: str = ""
    kind: str = "legal"


@transaction.atomic
def register_business(
    *, business: BusinessFacts, facts: EstablishmentFacts, actor: User, at: datetime
) -> Establishment:
    """Enter an establishment together with its business, if the town does not know its AFM yet.

    :raises BusinessUnknown: if the AFM is new and no name was given
    """
    party = party_by_afm(business.afm)
    if party is None:
        if not business.name:
            raise BusinessUnknown
        party = register_party(
            kind=business.kind, afm=business.afm, name=business.name, actor=actor, at=at
        )
    return register_establishment(party_id=party.pk, facts=facts, actor=actor, at=at)


@transaction.atomic
def import_establishments(
    *,
    rows: Sequence[tuple[BusinessFacts, EstablishmentFacts]],
    actor: User,
    at: datetime,
) -> int:
    """Enter a whole table or nothing of it; establishments known already are left alone.

    :returns: how many were entered
    """
    known = set(
        Establishment.objects.filter(
            party__afm__in={business.afm for business, _facts in rows}
        ).values_list("party__afm", "branch_no", "trade_name")
    )
    added = 0
    for business, facts in rows:
        name = (business.afm, facts.branch_no, facts.trade_name)
        if name not in known:
            register_business(business=business, facts=facts, actor=actor, at=at)
            known.add(name)
            added += 1
    return added
