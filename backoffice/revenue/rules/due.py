"""When a charge is due, and from when a published tariff applies."""

from datetime import date, timedelta

from backoffice.kernel.calendar import LegalCalendar
from backoffice.kernel.dates import add_months


def due_on(certified_on: date, calendar: LegalCalendar) -> date:
    """Return the due day of a lump sum: the last working day of the month after certification.

    Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 5 περ. α.
    """
    month = add_months(certified_on.replace(day=1), 1)
    return calendar.last_working_day(month.year, month.month)


def last_day_of_term(served_on: date, days: int, months: int, calendar: LegalCalendar) -> date:
    """Return the last day of a time to pay; it moves on to a working day.

    :param served_on: the day from which it runs, which does not count
    """
    return calendar.roll_forward(add_months(served_on, months) + timedelta(days=days))


def first_day_of_tariff(published_on: date, months: int) -> date:
    """Return the first day on which a tariff applies, some months after its publication.

    Legal source for the three months of stay and shop fees: ν.5143/2024 άρθρο 30.
    """
    return add_months(published_on, months)
