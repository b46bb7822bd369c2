"""The demonstration's establishments, declarations and debts, made by the verbs that staff use."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random
from typing import Any

from backoffice.business_fees import queries as fees_queries
from backoffice.business_fees import services as fees
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import ATHENS, TaxPeriod, athens_day
from backoffice.ledger import services as ledger
from backoffice.party import services as parties
from backoffice.party.queries import mandates_given_by, party_by_afm
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue import tills
from backoffice.revenue.queries import lists as revenue_lists

from .people import SEED, Person, afms

FIRST_DAY = date(2026, 1, 1)
Hotel = tuple[str, str, str, int]
# trade name, category, books, beds
HOTELS: tuple[Hotel, ...] = (
    ("Ξενοδοχείο «Αριάδνη»", "hotel", "double", 84),
    ("Ξενοδοχείο «Μίνωας»", "hotel", "double", 120),
    ("Διαμερίσματα «Λιμανάκι»", "rooms", "single", 18),
    ("Κάμπινγκ «Ελιά»", "camping", "double", 0),
    ("Κατοικία «Πλατάνι»", "short-term", "single", 4),
    ("Ταβέρνα «Το Κάστρο»", "restaurant", "single", 0),
)


def open_books(at: datetime) -> None:
    """Open the years that the demonstration's entries fall in and load the law's rows."""
    revenue.load_defaults(actor=None, at=at)
    fees.load_defaults(actor=None, at=at)
    for year in range(FIRST_DAY.year, athens_day(at).year + 1):
        ledger.open_year(year=year, actor=None, at=at)
    for kind, key, label_el, label_en, rate in (
        ("cleaning_fee", "cleaning.home", "Κατοικίες, ανά m²", "Homes, per m²", "1.20"),
        ("property_fee", "property.default", "ΤΑΠ", "Property fee", "0.00035"),
    ):
        revenue.set_tariff(
            kind=kind,
            key=key,
            rate=Decimal(rate),
            label_el=label_el,
            label_en=label_en,
            unit="m²" if kind == "cleaning_fee" else "",
            valid_from=FIRST_DAY,
            legal_basis="συνθετικός συντελεστής επίδειξης",
            decision="41/2025 (επίδειξη)",
            actor=None,
            at=at,
        )


def register_people(people: Iterable[Person], at: datetime) -> None:
    """Enter the synthetic people in the register of parties."""
    for person in people:
        parties.register_party(
            kind="natural",
            afm=person.afm,
            name=person.surname,
            first_name=person.first_name,
            father_name=person.father_name,
            is_synthetic=True,
            addresses=(
                parties.AddressFacts("home", person.street, "70014", person.village, person.number),
            ),
            actor=None,
            at=at,
        )


def make_businesses(
    hotelier: Person, owners: Iterable[Person], *, actor: User, at: datetime
) -> list[Any]:
    """Enter the hotelier's company, with a mandate for the hotelier, and other businesses."""
    company = _company(hotelier, at)
    rows = [establishment_row(company, number, HOTELS[number]) for number in range(3)]
    rows += [
        establishment_row(fees.BusinessFacts(afm=owner.afm, kind="natural"), number % 3, hotel)
        for number, (owner, hotel) in enumerate(zip(owners, cycle(HOTELS), strict=False))
    ]
    fees.import_establishments(rows=rows, actor=actor, at=at)
    return list(fees_queries.search_establishments(""))


def _company(hotelier: Person, at: datetime) -> fees.BusinessFacts:
    company = parties.register_party(
        kind="legal",
        afm=next(afms("9", SEED)),
        name="Αιγιαλός Ξενοδοχειακή Α.Ε. (επίδειξη)",
        trade_name="Αιγιαλός",
        email="hotelier@minoa-akti.example",
        is_synthetic=True,
        actor=None,
        at=at,
    )
    agent = party_by_afm(hotelier.afm)
    if agent is not None and not mandates_given_by(company).exists():
        parties.give_mandate(
            principal_id=company.pk,
            agent_id=agent.pk,
            scope="all",
            capacity="Νόμιμος εκπρόσωπος",
            proof="ΓΕΜΗ (επίδειξη)",
            valid_from=FIRST_DAY,
            valid_until=None,
            actor=None,
            at=at,
        )
    return fees.BusinessFacts(afm=company.afm or "")


def establishment_row(
    business: fees.BusinessFacts, branch: int, hotel: Hotel
) -> tuple[fees.BusinessFacts, fees.EstablishmentFacts]:
    """Return one of `HOTELS` as a row of the register's import, as the given branch."""
    trade_name, category, books, beds = hotel
    facts = fees.EstablishmentFacts(
        trade_name=trade_name,
        category_keys=(category,),
        street="Παραλιακή 12",
        postcode="70014",
        place="Μινώα Ακτή",
        books=books,
        valid_from=FIRST_DAY,
        branch_no=branch,
        beds=beds or None,
        seats=None if beds else 40,
        has_tables=category == "restaurant",
        licence_no=f"ΕΠ-{business.afm}-{branch}",
    )
    return business, facts


def declare_past(
    establishments: Iterable[Any], *, actor: User, cashier: User, at: datetime
) -> None:
    """Declare past periods as a season has them: some late, some not, the newest left open."""
    for establishment in establishments:
        for period in _past_periods(establishment, athens_day(at)):
            # Its own seed, so that an interrupted build goes on where it stopped.
            chance = Random(f"{SEED} {establishment.licence_no} {period}")  # noqa: S311
            if chance.random() > 0.15:
                _declare(establishment, period, chance, actor, cashier, at)


def _past_periods(establishment: Any, today: date) -> list[TaxPeriod]:
    """Return the periods that have ended, without the newest, which is left to be declared."""
    views = fees_queries.expected_periods(establishment, on=today)
    ended = [view.period for view in views if view.last_on < today]
    return sorted(ended, key=lambda period: period.first)[:-1]


def _declare(
    establishment: Any,
    period: TaxPeriod,
    chance: Random,
    actor: User,
    cashier: User,
    at: datetime,
) -> None:
    sent = min(at, _morning_after(period, days=chance.randint(3, 52)))
    season = Decimal(12 if 5 <= period.last.month <= 10 else 3)
    bases = {
        slot.name: season * chance.randint(700, 2200)
        for slot in fees_queries.slots_for(establishment, period)
    }
    declaration = fees.declare(
        establishment_id=establishment.pk,
        period=period,
        bases=bases,
        actor=actor,
        at=sent,
        key=f"demo-{establishment.pk}-{period}",
        origin="counter",
    )
    source = Source("business_fees.declaration", str(declaration.pk))
    for charge in revenue_queries.charges_of_source([source]):
        paid = sent + timedelta(days=chance.randint(0, 20))
        # The first cash desk opened yesterday; since then cash is taken there only.
        is_before_desks = paid < at - timedelta(days=2) and not tills.are_kept()
        if chance.random() < 0.75 and is_before_desks:
            key = f"demo-{charge.code}"
            revenue.take_cash(items=[(charge.id, None)], key=key, actor=cashier, at=paid)


def _morning_after(period: TaxPeriod, *, days: int) -> datetime:
    morning = datetime(period.last.year, period.last.month, period.last.day, 9, tzinfo=ATHENS)
    return morning + timedelta(days=days)


LISTED_PERIODS = (("2025", 0.0, True), ("2026", 0.25, False))


def draw_up_lists(people: Iterable[Person], *, clerk: User, treasurer: User, at: datetime) -> None:
    """Certify last year's list of fees without electricity supply, rehearse this year's."""
    everyone = list(people)
    for period, change, is_certified in LISTED_PERIODS:
        title = f"Τέλη καθαριότητας ακινήτων χωρίς παροχή {period}"
        if revenue_lists.lists(text=title).exists():
            continue
        held = revenue.draft_list(
            kind="cleaning_fee",
            period=period,
            title=title,
            feeder="revenue.file",
            tariffs_on=FIRST_DAY,
            due_on=athens_day(at) + timedelta(days=40),
            actor=clerk,
            at=at,
        )
        content = _listed_facts(everyone, change)
        revenue.enter_facts(list_id=held.pk, content=content, actor=clerk, at=at)
        run = revenue.order_run(list_id=held.pk, actor=clerk, at=at)
        revenue.rehearse_run(run_id=run.pk, at=at)
        if is_certified:
            _certify_list(held.pk, run.pk, clerk, treasurer, at)


def _listed_facts(people: Iterable[Person], change: float) -> bytes:
    rows = ["ΑΦΜ;Επώνυμο;Παροχή;Κλειδί;Βάση"]
    for number, person in enumerate(people):
        chance = Random(f"{SEED} list {change} {person.afm}")  # noqa: S311
        area = Random(f"{SEED} {person.afm}").randint(45, 160)  # noqa: S311
        if chance.random() < change:
            area = area * 4 if chance.random() < 0.5 else area // 4
        if not (change and number == 1):
            rows.append(f"{person.afm};{person.surname};ΑΠ-{number:05d};cleaning.home;{area}")
    if change:
        rows.append("12345678;Άγνωστος;ΑΠ-90001;cleaning.home;80")
    return "\n".join(rows).encode()


def _certify_list(list_id: int, run_id: int, clerk: User, treasurer: User, at: datetime) -> None:
    for row, _charge in revenue_lists.sample_of_run(run_id):
        revenue.look_up_row(
            run_id=run_id, charge_id=row.charge_id, verdict="right", actor=clerk, at=at
        )
    revenue.check_list(list_id=list_id, actor=clerk, at=at)
    decision = revenue.Decision("Δημοτική Επιτροπή", "58/2026 (επίδειξη)", FIRST_DAY)
    revenue.certify_list(
        list_id=list_id, decision=decision, on=athens_day(at), actor=treasurer, at=at
    )


def owe_cleaning(people: Iterable[Person], *, actor: User, at: datetime) -> None:
    """Charge the cleaning fee of a home that has no electricity supply, to a few citizens."""
    for person in people:
        party = party_by_afm(person.afm)
        if party is None:
            continue
        for month in (2, 9):
            day = date(FIRST_DAY.year, month, 10)
            square_metres = Random(f"{SEED} {person.afm}").randint(45, 160)  # noqa: S311
            revenue.raise_charge(
                kind="cleaning_fee",
                facts={
                    "lines": [{"key": "cleaning.home", "base": str(square_metres), "on": str(day)}]
                },
                debtor_id=party.pk,
                source=Source("demonstration", f"cleaning-{party.pk}-{month}"),
                period=str(day.year),
                on=day,
                due_on=day + timedelta(days=40),
                actor=actor,
                at=at,
            )
