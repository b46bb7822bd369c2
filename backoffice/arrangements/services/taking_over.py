"""Taking over an arrangement that began in another system, such as those of ν.5143/2024.

Its money until now was booked there: what is taken over are the debts as the register has them,
the instalments that are left, and what makes it lost sooner. The amount left by its papers rules:
what the register computes above it is what the arrangement waives, and comes back if it is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from backoffice.arrangements import offers, rules
from backoffice.arrangements.errors import TakeOverRefused
from backoffice.arrangements.facts import losses_of, organ_for, terms_on, waivers_of
from backoffice.arrangements.models import ArrangedDebt, Arrangement, TakenOver, Terms
from backoffice.arrangements.offers import Wish
from backoffice.arrangements.states import ArrangementState, Cause, Group
from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.counters import next_number
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.revenue import queries as revenue_queries
from backoffice.revenue import services as revenue
from backoffice.revenue.queries import Debt
from theme.formatting import euro

from .applying import SERIES, SOURCE


@dataclass(frozen=True, slots=True)
class Papers:
    """What the papers of an arrangement say; amounts in euros.

    :ivar charge_ids: its debts in our register; none for every debt that its scheme takes
    :ivar agreed_parts: how many instalments were agreed
    :ivar left_parts: how many of them are not paid, those overdue with them
    :ivar left_amount: what those come to
    :ivar next_due: the day of the first of them, past if it is overdue
    :ivar late_before: how many were not paid on their day until now
    """

    debtor_id: int
    scheme: str
    applied_on: date
    agreed_parts: int
    left_parts: int
    left_amount: Decimal
    next_due: date
    origin: str
    origin_number: str
    decision: str
    decided_on: date
    late_before: int = 0
    paid_amount: Decimal = ZERO
    ada: str = ""
    group: str = Group.OTHERS
    charge_ids: Sequence[int] = ()


@transaction.atomic
def take_over(*, papers: Papers, key: str, actor: User, at: datetime) -> Arrangement:
    """Enter an arrangement from its papers; another person puts it in force or refuses it.

    The same key again returns what exists. Legal source: ν.5143/2024 άρθρο 25.

    :raises SchemeClosed: if the scheme took no applications on that day
    :raises TakeOverRefused: if the papers contradict the terms, themselves or the register
    :raises DebtExcluded: if its scheme leaves one of the debts out, or another one holds it
    """
    known = Arrangement.objects.filter(key=key).first()
    if known is not None:
        return known
    terms = terms_on(papers.scheme, papers.applied_on)
    _check_papers(papers, terms, athens_day(at))
    debts = _locked_debts(papers, terms)
    waived = _waived(papers, debts)
    try:
        with transaction.atomic():
            made = _file(papers, terms, debts, waived, key, actor, at)
    except IntegrityError as error:
        raise TakeOverRefused(
            _("This arrangement, or one of its debts, was entered already. Look it up in the list.")
        ) from error
    record(
        "arrangements.arrangement.taken_over",
        made,
        actor=actor,
        at=at,
        on_behalf_of=papers.debtor_id,
        after={"capital": made.capital, "parts": made.parts, "from": str(made.taken_over)},
    )
    return made


def _check_papers(papers: Papers, terms: Terms, today: date) -> None:
    if terms.bears_interest:
        raise TakeOverRefused(
            _("This scheme bears interest. Arrange what is left anew, or let it end where it is.")
        )
    if not terms.least_number <= papers.agreed_parts <= terms.most_number:
        raise TakeOverRefused(
            _("The scheme has %(least)s to %(most)s instalments. Check how many were agreed.")
            % {"least": terms.least_number, "most": terms.most_number}
        )
    if not 1 <= papers.left_parts <= papers.agreed_parts:
        raise TakeOverRefused(_("At least one instalment is left, and no more than were agreed."))
    if not papers.decision.strip() or papers.decided_on > today or papers.applied_on > today:
        raise TakeOverRefused(_("Enter the decision or protocol number, and days until today."))
    if not papers.origin.strip() or not papers.origin_number.strip():
        raise TakeOverRefused(_("Enter where it was kept, and its number there."))
    limit = dict(losses_of(terms)).get(Cause.LATE_TOTAL)
    if limit is not None and papers.late_before >= limit:
        raise TakeOverRefused(
            _("With %(late)s instalments not paid on their day it is lost. It is not taken over.")
            % {"late": papers.late_before}
        )


def _locked_debts(papers: Papers, terms: Terms) -> list[Debt]:
    """Return the debts as they stood on the day of the application, locked against payments."""
    wish = Wish(
        papers.debtor_id, papers.charge_ids, papers.agreed_parts, papers.scheme, papers.group
    )
    found = offers.debts_under(wish, terms, papers.applied_on)
    revenue.lock_charges([debt.charge_id for debt in found])
    return offers.debts_under(wish, terms, papers.applied_on)


def _waived(papers: Papers, debts: Sequence[Debt]) -> dict[int, Decimal]:
    """Return by debt what of its surcharge the papers no longer ask for, the oldest first."""
    owed = sum((d.principal_open + d.surcharge + d.expenses for d in debts), ZERO)
    rest = owed - papers.left_amount
    most = sum((debt.surcharge for debt in debts), ZERO)
    if not 0 <= rest <= most:
        raise TakeOverRefused(
            _(
                "By the papers %(left)s is left. In the register these debts come to %(owed)s, "
                "%(most)s of it surcharge. Enter missing debts or payments first, or choose "
                "the debts."
            )
            % {"left": euro(papers.left_amount), "owed": euro(owed), "most": euro(most)}
        )
    shares = {}
    for debt in debts:
        shares[debt.charge_id] = min(debt.surcharge, rest)
        rest -= shares[debt.charge_id]
    return shares


def _file(
    papers: Papers,
    terms: Terms,
    debts: Sequence[Debt],
    waived: dict[int, Decimal],
    key: str,
    actor: User,
    at: datetime,
) -> Arrangement:
    arrangement = Arrangement.objects.create(
        key=key, terms=terms, **_amounts(papers, debts, waived), **_signed(papers, actor, at)
    )
    revenue.place_hold(
        charge_ids=list(waived),
        kind="arranged",
        source=Source(SOURCE, arrangement.code),
        first=papers.applied_on + timedelta(days=1),
        reason=f"Ρύθμιση {arrangement}",
        waived=waived,
        actor=actor,
        at=at,
    )
    before = revenue_queries.credited_of(list(waived))
    ArrangedDebt.objects.bulk_create(
        ArrangedDebt(
            arrangement=arrangement,
            charge_id=debt.charge_id,
            position=position,
            principal=debt.principal_open,
            surcharge=debt.surcharge + debt.expenses,
            waived=waived[debt.charge_id],
            rows_before=len(before.get(debt.charge_id, [])),
        )
        for position, debt in enumerate(debts, 1)
    )
    steps = waivers_of(terms)
    TakenOver.objects.create(
        arrangement=arrangement,
        origin=papers.origin.strip()[:120],
        origin_number=papers.origin_number.strip()[:60],
        agreed_parts=papers.agreed_parts,
        paid_amount=papers.paid_amount,
        late_before=papers.late_before,
        next_due=papers.next_due,
        table_waiver=sum(
            (rules.waived(d.surcharge, papers.agreed_parts, papers.group, steps) for d in debts),
            ZERO,
        ),
    )
    return arrangement


def _amounts(papers: Papers, debts: Sequence[Debt], waived: dict[int, Decimal]) -> dict[str, Any]:
    principal = sum((debt.principal_open for debt in debts), ZERO)
    return {
        "debtor_id": papers.debtor_id,
        "group": papers.group,
        "parts": papers.left_parts,
        "principal": principal,
        "surcharge": sum((debt.surcharge + debt.expenses for debt in debts), ZERO),
        "waived": sum(waived.values(), ZERO),
        "capital": papers.left_amount,
        "rate": Decimal(0),
        "organ": organ_for(principal, papers.applied_on),
    }


def _signed(papers: Papers, actor: User, at: datetime) -> dict[str, Any]:
    year = athens_day(at).year
    return {
        "year": year,
        "number": next_number(SERIES, year),
        "applied_on": papers.applied_on,
        "applied_at": at,
        "applied_by": actor,
        "state": ArrangementState.AWAITING,
        "decision": papers.decision.strip(),
        "ada": papers.ada.strip(),
        "decided_on": papers.decided_on,
        "prepared_by": actor,
        "prepared_at": at,
    }
