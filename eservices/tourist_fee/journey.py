"""Where somebody stands on the way from the first question to sending."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.http import Http404

from backoffice.business_fees import access, queries
from backoffice.business_fees.queries import (
    Answer,
    Attachment,
    Declaration,
    DeclarationView,
    Establishment,
    PeriodView,
    Slot,
)
from backoffice.identity.models import User
from backoffice.kernel.dates import TaxPeriod, athens_day
from backoffice.kernel.money import ZERO
from backoffice.revenue.access import visible_party_ids

from .models import Draft

RECEIPTS, AMOUNT, FILES, CHECK = "receipts", "amount", "files", "check"


@dataclass(frozen=True)
class Journey:
    """One draft with everything that its pages show."""

    establishment: Establishment
    period: PeriodView
    slots: tuple[Slot, ...]
    draft: Draft
    corrected: Declaration | None
    attachments: tuple[Attachment, ...]
    on: date

    @property
    def bases(self) -> dict[str, Decimal]:
        """What the draft would declare: zeros when there were no receipts."""
        if self.draft.had_receipts is False:
            return {slot.name: ZERO for slot in self.slots}
        names = {slot.name for slot in self.slots}
        return {n: Decimal(v) for n, v in self.draft.bases.items() if n in names}

    @property
    def answers(self) -> list[Answer]:
        """Each amount given so far with its fee."""
        return queries.answers(self.slots, self.bases)

    @property
    def fee(self) -> Decimal:
        """Euros that would be declared in all."""
        return sum((answer.fee for answer in self.answers), ZERO)

    @property
    def difference(self) -> Decimal:
        """Euros more or less than what was declared before."""
        return self.fee - (self.corrected.fee_total if self.corrected else ZERO)

    @property
    def less(self) -> Decimal:
        """Euros less than what was declared before."""
        return -self.difference

    @property
    def next_step(self) -> tuple[str, int]:
        """The first question without an answer, with the amount's number from one."""
        if self.draft.had_receipts is None:
            return RECEIPTS, 0
        for number, slot in enumerate(self.slots, 1):
            if slot.name not in self.bases:
                return AMOUNT, number
        return (CHECK, 0) if self.draft.files_seen else (FILES, 0)

    @property
    def is_complete(self) -> bool:
        """Whether everything that must be answered is."""
        return self.next_step[0] in {CHECK, FILES}

    @property
    def is_late(self) -> bool:
        """Whether the last day to declare has passed."""
        return self.period.due_on < self.on


def parse_period(text: str) -> TaxPeriod:
    """Return the period that an address names.

    :raises Http404: if it names none
    """
    try:
        return TaxPeriod.parse(text)
    except ValueError:
        raise Http404 from None


def period_for(
    user: User, code: str, period: str, at: datetime
) -> tuple[Establishment, PeriodView]:
    """Return an establishment and one of its periods to somebody who may declare for it.

    :raises Http404: to everybody else, or if the period is not expected
    """
    establishment = access.establishment_for(user, code)
    view = queries.expected_period(establishment, parse_period(period), on=athens_day(at))
    if view is None:
        raise Http404
    return establishment, view


def draft_of(user: User, establishment_id: int, period: TaxPeriod) -> Draft | None:
    """Return somebody's draft for a period, if one was begun."""
    return Draft.objects.filter(
        user=user, establishment_id=establishment_id, period=str(period)
    ).first()


def journey_for(user: User, code: str, period: str, at: datetime) -> Journey | None:
    """Return how far somebody came with a period; nothing if no draft was begun.

    :raises Http404: if the user may not declare for the establishment
    :raises NoRate: if the council's rates do not cover the period
    """
    establishment, view = period_for(user, code, period, at)
    draft = draft_of(user, establishment.pk, view.period)
    if draft is None:
        return None
    corrected = access.declaration_for(user, draft.corrects) if draft.corrects else None
    slots = (
        queries.slots_to_correct(corrected)
        if corrected
        else queries.slots_for(establishment, view.period)
    )
    files = queries.unsent_attachments(establishment.pk, user.pk, draft.attachments)
    return Journey(
        establishment, view, tuple(slots), draft, corrected, tuple(files), athens_day(at)
    )


def drafts_of(user: User, establishment_id: int) -> dict[str, Draft]:
    """Return somebody's drafts of an establishment by period."""
    rows = Draft.objects.filter(user=user, establishment_id=establishment_id)
    return {draft.period: draft for draft in rows}


@dataclass(frozen=True, slots=True)
class EstablishmentCard:
    """An establishment somebody may declare for, with what needs doing."""

    establishment: Establishment
    to_declare: int
    late: int


def cards_for(user: User, at: datetime) -> list[EstablishmentCard]:
    """Return the establishments somebody may declare for, with how many periods wait."""
    on = athens_day(at)
    rows = access.establishments_of(user).select_related("party").prefetch_related("categories")
    waiting = queries.waiting_by_establishment([row.pk for row in rows], on=on)
    return [EstablishmentCard(row, *waiting.get(row.pk, (0, 0))) for row in rows]


def periods_for(user: User, code: str, at: datetime) -> list[PeriodView]:
    """Return an establishment's periods, the latest first, to somebody who may declare for it.

    :raises Http404: to everybody else
    """
    establishment = access.establishment_for(user, code)
    return queries.expected_periods(establishment, on=athens_day(at))


@dataclass(frozen=True, slots=True)
class PeriodsPage:
    """An establishment with its periods, parted by what needs doing."""

    establishment: Establishment
    waiting: list[PeriodView]
    coming: list[PeriodView]
    elsewhere: list[PeriodView]
    done: list[PeriodView]
    drafts: dict[str, Draft]

    @property
    def late(self) -> list[PeriodView]:
        """The periods whose last day to declare has passed."""
        return [view for view in self.waiting if view.is_late]


def periods_page_for(user: User, code: str, at: datetime) -> PeriodsPage:
    """Return an establishment's periods to somebody who may declare for it.

    :raises Http404: to everybody else
    """
    establishment = access.establishment_for(user, code)
    views = queries.expected_periods(establishment, on=athens_day(at))
    return PeriodsPage(
        establishment,
        waiting=[view for view in reversed(views) if view.can_declare],
        coming=[view for view in views if not view.is_open],
        elsewhere=[view for view in views if view.is_elsewhere],
        done=[view for view in views if view.is_done],
        drafts=drafts_of(user, establishment.pk),
    )


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    """A declaration, and whether its reader may also pay for the business."""

    view: DeclarationView
    may_pay: bool
    on: date


def declaration_page_for(user: User, code: str, at: datetime) -> DeclarationPage:
    """Return a declaration to those whom it concerns.

    :raises Http404: to everybody else
    """
    declaration = access.declaration_for(user, code)
    payers = visible_party_ids(user)
    return DeclarationPage(
        queries.declaration_view(declaration),
        may_pay=declaration.on_behalf_of_id in payers,
        on=athens_day(at),
    )
