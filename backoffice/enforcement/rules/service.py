"""When service is made, until when one may object, from when measures are allowed."""

from datetime import date, timedelta

from backoffice.kernel.calendar import LegalCalendar

from .law import Figures, ServiceLaw


def deemed_on(
    law: ServiceLaw, *, sent_on: date, delivered_on: date | None, calendar: LegalCalendar
) -> date | None:
    """Return the day on which service is made, or nothing while no day can be told.

    :param sent_on: the day of posting
    :param delivered_on: the day of delivery, if it is known
    :returns: nothing too for a way that is no service (a plain e-mail)
    """
    start = sent_on if law.from_posting else delivered_on
    if not law.serves or start is None:
        return None
    if law.working_days:
        return calendar.add_working_days(start, law.days)
    return start + timedelta(days=law.days)


def objection_until(served_on: date, figures: Figures, calendar: LegalCalendar) -> date:
    """Return the last day to object; a day off leads to the next working day.

    The day of service is not counted (ν.2690/1999 άρθρο 10).
    """
    return calendar.roll_forward(served_on + timedelta(days=figures.objection_days))


def measures_from(served_on: date, figures: Figures) -> date:
    """Return the first day of measures: the days of ν.4978/2022 άρθρο 7 must have passed."""
    return served_on + timedelta(days=figures.wait_days + 1)
