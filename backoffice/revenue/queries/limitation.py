"""Until when debts can be collected, and which are about to lapse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from backoffice.kernel.dates import DateRange, add_months
from backoffice.revenue.queries.figures import MONTHS_AFTER_ARRANGEMENT, whole_figures
from backoffice.revenue.rules import Clock, Deadline, Event, charge_number, collect_until

# Clocks run by whole years, so a look at the year of certification finds the few candidates.
CLOCKS = """
select charge.id, charge.code, charge.series, charge.number, charge.year, charge."on",
    charge.due_on, kind.collect_years, kind.name_el, kind.name_en, charge.debtor_id,
    party.name, party.afm,
    charge.principal - coalesce((select sum(amount) from revenue_allocation
        where charge_id = charge.id and component = 'principal'), 0) as open,
    (select array_agg(kind || ' ' || "on" order by "on", id) from revenue_limitationevent
     where charge_id = charge.id),
    (select array_agg(first || ' ' || coalesce(last::text, '') order by first) from revenue_hold
     where charge_id = charge.id and kind = 'arranged' and voided_at is null)
from revenue_charge charge
join revenue_chargekind kind on kind.id = charge.kind_id
join party_party party on party.id = charge.debtor_id
where {where} order by charge."on", charge.id
"""


@dataclass(frozen=True, slots=True)
class Limitation:
    """A certified debt and its clock; the open amount in euros, without surcharges."""

    charge_id: int
    code: str
    number: str
    debtor_id: int
    debtor: str
    afm: str
    label_el: str
    label_en: str
    on: date
    due_on: date
    open: Decimal
    deadline: Deadline
    events: tuple[Event, ...]
    arranged: bool

    def label(self, language: str) -> str:
        """Return what it is for, in a language."""
        return self.label_en if language == "en" else self.label_el


def limitation(charge_id: int) -> Limitation:
    """Return until when a charge can be collected, and what made it that day."""
    return limitations([charge_id])[0]


def limitations(charge_ids: Sequence[int]) -> list[Limitation]:
    """Return until when charges can be collected, in one statement."""
    return list(_read("charge.id = any(%(ids)s)", {"ids": list(charge_ids)}))


def about_to_lapse(*, months: int, on: date) -> list[Limitation]:
    """Return the open debts whose time ends within some months, or has ended, the earliest first.

    :param months: from `on`; nothing that ends on that last day is left out
    """
    end = add_months(on, months)
    # Nothing certified after this year can lapse by then, whatever its kind.
    found = _read(
        "charge.state = 'open' and kind.collect_years is not null "
        'and charge."on" < make_date(%(year)s - kind.collect_years, 1, 1)',
        {"year": end.year + 1},
    )
    ending = [row for row in found if row.deadline.last and row.deadline.last <= end]
    return sorted(ending, key=lambda row: (row.deadline.last, row.charge_id))


def january_report(year: int) -> list[dict[str, Any]]:
    """Return what lapsed or stayed uncollected in a year, by kind and year of certification.

    The head of finance reports it each January with the reasons (ΚΔΚ άρθρο 166Α §4). `open` is
    what was certified until the year's end and is open now; `lapses` what of it the next year
    ends; `lapsed` what its time has run out for; amounts in euros.
    """
    end = date(year, 12, 31)
    rows: dict[tuple[str, str, int], dict[str, Any]] = {}
    found = _read("charge.state = 'open' and charge.\"on\" <= %(end)s", {"end": end})
    for row in found:
        key = (row.label_el, row.label_en, row.on.year)
        sums = rows.setdefault(
            key,
            {
                "name_el": row.label_el,
                "name_en": row.label_en,
                "year": row.on.year,
                "charges": 0,
                "open": Decimal(0),
                "lapses": Decimal(0),
                "lapsed": Decimal(0),
            },
        )
        sums["charges"] += 1
        sums["open"] += row.open
        if row.deadline.has_passed(date(year + 1, 1, 1)):
            sums["lapsed"] += row.open
        elif row.deadline.last and row.deadline.last.year == year + 1:
            sums["lapses"] += row.open
    return [rows[key] for key in sorted(rows)]


def _read(where: str, values: dict[str, Any]) -> Iterable[Limitation]:
    with connection.cursor() as cursor:
        cursor.execute(CLOCKS.format(where=where), values)
        found = cursor.fetchall()
    months = whole_figures(MONTHS_AFTER_ARRANGEMENT)
    return [_limitation(row, months) for row in found]


def _limitation(row: Sequence[Any], months: tuple[tuple[date, int], ...]) -> Limitation:
    pk, code, series, number, year, on, due_on, years, el, en, debtor_id, name, afm, left = row[:14]
    events = tuple(_event(text) for text in row[14] or ())
    arranged = tuple(_span(text) for text in row[15] or ())
    deadline = collect_until(Clock(on, years, events, arranged, months))
    return Limitation(
        pk,
        code,
        charge_number(series, number, year),
        debtor_id,
        name,
        afm or "",
        el,
        en,
        on,
        due_on,
        left,
        deadline,
        events,
        any(span.last is None for span in arranged),
    )


def _event(text: str) -> Event:
    kind, day = text.split(" ")
    return Event(kind, date.fromisoformat(day))


def _span(text: str) -> DateRange:
    first, last = text.split(" ")
    return DateRange(date.fromisoformat(first), date.fromisoformat(last) if last else None)
