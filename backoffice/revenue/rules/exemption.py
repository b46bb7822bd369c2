"""Persons whose debts carry no interest for a time.

Legal source: ν.4978/2022 (ΚΕΔΕ) άρθρο 6 §6.
"""

from datetime import date

from backoffice.kernel.dates import add_months, last_day
from backoffice.revenue.states import ExemptionCause

from .surcharge import Still

BASIS = "ν.4978/2022 άρθρο 6 §6"
WORDS = {
    ExemptionCause.CONSCRIPT: ("Στρατευμένος, χωρίς τόκους", "Military service, no interest"),
    ExemptionCause.MINOR: (
        "Ανήλικος χωρίς εκπροσώπηση, χωρίς τόκους",
        "Minor without representation, no interest",
    ),
}


def days_without_interest(
    cause: ExemptionCause, began: date, ended: date | None, months: int
) -> tuple[date, date | None]:
    """Return the first and the last day without interest; no last day while the cause lasts.

    Conscripts: from the month of enlistment to the end of the last of some months after discharge.
    Minors without representation: until some months after they are represented or of age.

    :param began: enlistment, or the day since when nobody represents the minor
    :param ended: discharge, or the day of representation or majority
    :param months: as the law says for the cause
    """
    if cause == ExemptionCause.MINOR:
        return began, add_months(ended, months) if ended else None
    last = None
    if ended:
        month = add_months(ended.replace(day=1), months)
        last = last_day(month.year, month.month)
    return began.replace(day=1), last


def without_interest(cause: ExemptionCause, first: date, last: date | None) -> Still:
    """Return the days of an exemption as the calculation of a surcharge knows them."""
    words = WORDS[cause]
    return Still(first, last, words[0], words[1], BASIS)
