"""Public reads for citizens and programs: periods, declarations, amounts to ask for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import get_language

from backoffice.business_fees.models import (
    Attachment,
    Declaration,
    DeclarationLine,
    Establishment,
    ExpectedPeriod,
    ImportedDeclaration,
    Receiver,
)
from backoffice.business_fees.reading import ReceiverTable, Slot, liable_categories, slots_of
from backoffice.business_fees.states import (
    CITIZEN_WORDS,
    DECLARABLE_STATES,
    DeclarationState,
    PeriodState,
)
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import TaxPeriod, athens_day
from backoffice.kernel.money import ZERO
from backoffice.revenue.queries import ChargeSummary, charges_of_source

SOURCE_KIND = "business_fees.declaration"


@dataclass(frozen=True, slots=True)
class ImportedAmounts:
    """What ΑΑΔΕ received for a business and a period, in euros."""

    base: Decimal
    fee: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class PeriodView:
    """One period of an establishment as its business sees it."""

    period: TaxPeriod
    first_on: date
    last_on: date
    due_on: date
    state: PeriodState
    word: str | Promise
    is_open: bool
    is_late: bool
    receiver: str
    link: str
    answer_by: date | None = None
    declaration: Declaration | None = None
    imported: ImportedAmounts | None = None

    @property
    def key(self) -> str:
        """The period as it stands in an address."""
        return str(self.period)

    @property
    def label(self) -> str:
        """The period's name in the language of the reader."""
        return self.period.label(get_language() or "el")

    @property
    def can_declare(self) -> bool:
        """Whether the town takes its declaration now."""
        return (
            self.is_open and self.receiver == Receiver.Who.TOWN and self.state in DECLARABLE_STATES
        )

    @property
    def tone(self) -> str:
        """The colour that supports the word of a declared period."""
        if self.state in {PeriodState.PAID, PeriodState.RECONCILED}:
            return "success"
        return "warning" if self.state == PeriodState.CERTIFIED else "info"

    @property
    def is_elsewhere(self) -> bool:
        """Whether another authority takes its declaration, and the town took none."""
        return self.is_open and self.receiver != Receiver.Who.TOWN and self.declaration is None

    @property
    def is_done(self) -> bool:
        """Whether the town holds its declaration or its own finding."""
        return self.declaration is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """One declared amount with its fee, in euros."""

    slot: Slot
    base: Decimal
    fee: Decimal


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A declaration with all that its page shows."""

    declaration: Declaration
    establishment: Establishment
    period: TaxPeriod
    due_on: date
    lines: tuple[DeclarationLine, ...]
    attachments: tuple[Attachment, ...]
    versions: tuple[Declaration, ...]
    charges: tuple[ChargeSummary, ...]
    is_in_force: bool
    is_late: bool

    @property
    def label(self) -> str:
        """The period's name in the language of the reader."""
        return self.period.label(get_language() or "el")

    @property
    def is_zero(self) -> bool:
        """Whether nothing was received."""
        return not any(line.base for line in self.lines)

    @property
    def open_charges(self) -> tuple[ChargeSummary, ...]:
        """Charges of the period on which something is still open."""
        return tuple(charge for charge in self.charges if charge.principal_open)

    @property
    def to_pay(self) -> Decimal:
        """Euros of fee still open, without surcharge."""
        return sum((charge.principal_open for charge in self.charges), ZERO)


def expected_periods(establishment: Establishment, *, on: date) -> list[PeriodView]:
    """Return an establishment's periods, the latest first, in a constant number of queries."""
    rows = list(establishment.periods.exclude(state=PeriodState.NOT_DUE).order_by("-first_on"))
    held = {
        d.expected_id: d
        for d in Declaration.objects.filter(expected__in=rows, state=DeclarationState.FILED)
    }
    receivers = ReceiverTable.load()
    imported = imported_amounts(establishment.party_id, {row.period for row in rows})
    always = any(c.town_always_receives for c in establishment.categories.all())
    return [
        _period_view(row, on, receivers, held.get(row.pk), imported.get(row.period), always)
        for row in rows
    ]


def expected_period(
    establishment: Establishment, period: TaxPeriod, *, on: date
) -> PeriodView | None:
    """Return one period of an establishment, if the register expects it."""
    found = (view for view in expected_periods(establishment, on=on) if view.period == period)
    return next(found, None)


def _period_view(
    row: ExpectedPeriod,
    on: date,
    receivers: ReceiverTable,
    declaration: Declaration | None,
    imported: ImportedAmounts | None,
    town_always: bool,
) -> PeriodView:
    state = PeriodState(row.state)
    is_late = state in DECLARABLE_STATES and row.due_on < on
    return PeriodView(
        period=row.tax_period,
        first_on=row.first_on,
        last_on=row.last_on,
        due_on=row.due_on,
        state=state,
        word=CITIZEN_WORDS[PeriodState.MISSING if is_late else state],
        is_open=on > row.last_on,
        is_late=is_late,
        receiver=receivers.of(row.first_on, town_always=town_always),
        link=receivers.link_of(row.first_on),
        answer_by=row.answer_by,
        declaration=declaration,
        imported=imported,
    )


def imported_amounts(party_id: int, periods: Collection[str]) -> dict[str, ImportedAmounts]:
    """Return what ΑΑΔΕ received for a business, by period; amended declarations do not count."""
    rows = list(ImportedDeclaration.objects.filter(party_id=party_id, period__in=periods))
    amended = {row.amends for row in rows if row.amends}
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for row in rows:
        total = sums[row.period]
        if row.reference not in amended:
            total[0] += row.base
            total[1] += row.fee
        total[2] += row.paid
    return {period: ImportedAmounts(*total) for period, total in sums.items()}


def slots_for(establishment: Establishment, period: TaxPeriod) -> list[Slot]:
    """Return the amounts that a first declaration of a period asks for.

    :raises NoRate: if a day of the period has no tariff
    """
    return slots_of(establishment, period, liable_categories(establishment))


def slots_to_correct(declaration: Declaration) -> list[Slot]:
    """Return the amounts that a correction asks for: those of the categories declared then.

    :raises NoRate: if a day of the period has no tariff
    """
    lines = declaration.lines.select_related("category").order_by("category_id", "first_on")
    categories = {line.category_id: line.category for line in lines}
    expected = declaration.expected
    return slots_of(expected.establishment, expected.tax_period, categories.values())


def answers(slots: Sequence[Slot], bases: Mapping[str, Decimal]) -> list[Answer]:
    """Return each amount with its fee; amounts not given yet are left out."""
    return [
        Answer(slot, bases[slot.name], slot.fee(bases[slot.name]))
        for slot in slots
        if slot.name in bases
    ]


def declared_bases(declaration: Declaration) -> dict[str, Decimal]:
    """Return what a declaration stated, by the names under which a correction asks it."""
    return {
        f"{line.category.key}:{line.first_on.isoformat()}": line.base
        for line in declaration.lines.select_related("category")
    }


def declaration_in_force(establishment: Establishment, period: TaxPeriod) -> Declaration | None:
    """Return the declaration that holds for a period, if any."""
    return Declaration.objects.filter(
        expected__establishment=establishment,
        expected__period=str(period),
        state=DeclarationState.FILED,
    ).first()


def declaration_by_key(key: str) -> Declaration | None:
    """Return the declaration that was sent under a key."""
    return Declaration.objects.filter(submission_key=key).first()


def declarations_of(party_ids: Collection[int]) -> list[Declaration]:
    """Return the declarations of businesses, the newest first, without findings in the making."""
    return list(
        Declaration.objects.filter(on_behalf_of_id__in=party_ids)
        .exclude(state__in=[DeclarationState.PROPOSED, DeclarationState.DROPPED])
        .select_related("expected__establishment")
        .order_by("-declared_at", "-pk")
    )


def declaration_view(declaration: Declaration) -> DeclarationView:
    """Return a declaration with its lines, files, versions and charges."""
    expected = declaration.expected
    versions = tuple(
        expected.declarations.exclude(
            state__in=[DeclarationState.PROPOSED, DeclarationState.DROPPED]
        ).order_by("-version")
    )
    sources = [Source(SOURCE_KIND, str(version.pk)) for version in versions]
    charges = [c for c in charges_of_source(sources) if c.state != "cancelled"]
    return DeclarationView(
        declaration=declaration,
        establishment=expected.establishment,
        period=expected.tax_period,
        due_on=expected.due_on,
        lines=tuple(declaration.lines.select_related("category").order_by("pk")),
        attachments=tuple(declaration.attachments.order_by("pk")),
        versions=versions,
        charges=tuple(charges),
        is_in_force=declaration.state == DeclarationState.FILED,
        is_late=expected.due_on < athens_day(declaration.declared_at),
    )


def unsent_attachments(
    establishment_id: int, user_id: int, codes: Collection[str]
) -> list[Attachment]:
    """Return files that wait to be sent, of one sender and establishment."""
    return list(
        Attachment.objects.filter(
            establishment_id=establishment_id,
            uploaded_by_id=user_id,
            declaration__isnull=True,
            code__in=codes,
        )
    )


def waiting_by_establishment(
    establishment_ids: Collection[int], *, on: date
) -> dict[int, tuple[int, int]]:
    """Return how many ended periods wait for a declaration, and how many of them are late."""
    late = Q(due_on__lt=on)
    rows = (
        ExpectedPeriod.objects.filter(
            establishment_id__in=establishment_ids, state__in=DECLARABLE_STATES, last_on__lt=on
        )
        .order_by()
        .values_list("establishment_id")
        .annotate(waiting=Count("pk"), late=Count("pk", filter=late))
    )
    return {pk: (waiting, overdue) for pk, waiting, overdue in rows}
