"""Until when a debt may be paid where nobody says it: the rule of its kind, the law of its deed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backoffice.kernel.queries import legal_calendar
from backoffice.revenue import rules
from backoffice.revenue.models import ChargeKind, PayTerm

from .errors import DueDayMissing
from .kinds import kind_by_code


def due_day(
    *,
    kind: str,
    certified_on: date,
    occurred_on: date | None = None,
    served_on: date | None = None,
) -> date | None:
    """Return the due day of a kind's rule; none where declaration or contract states it.

    :param occurred_on: the day of the deed, whose law gives the time to pay
    :param served_on: the day of service, from which that time runs
    """
    return _due_day(kind_by_code(kind), certified_on, occurred_on or certified_on, served_on)


def due_day_of(kind: ChargeKind, facts: Mapping[str, Any], on: date) -> date:
    """Return the due day of a charge from the days of deed and service among its facts.

    :param on: the day of certification
    :raises DueDayMissing: if the kind has no rule, or its time runs from a service nobody knows
    """
    deed = _day(facts, "occurred_on") or on
    found = _due_day(kind, on, deed, _day(facts, "served_on"))
    if found is not None:
        return found
    if term_of(kind, deed):
        raise DueDayMissing(
            _("The time to pay of “%(kind)s” runs from service. Enter the day of service first.")
            % {"kind": kind}
        )
    raise DueDayMissing(
        _("No rule says until when “%(kind)s” is paid. Enter the last day to pay.") % {"kind": kind}
    )


def due_day_of_list(kind: ChargeKind, on: date) -> date:
    """Return the due day that a list of a kind is proposed: its rule, counted from a day.

    A list has one due day; deed and service of its rows count as of the day it is drawn up.

    :raises DueDayMissing: if the kind has no rule
    """
    facts = {"served_on": on.isoformat()}
    return due_day_of(kind, facts, on)


def term_of(kind: ChargeKind, day: date) -> PayTerm | None:
    """Return the time to pay that a kind gives for a deed of a day, if it has one of its own."""
    return PayTerm.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day), kind=kind, valid_from__lte=day
    ).first()


def _due_day(kind: ChargeKind, on: date, deed: date, served_on: date | None) -> date | None:
    term = term_of(kind, deed) if served_on else None
    if term and served_on:
        return rules.last_day_of_term(served_on, term.days, term.months, legal_calendar())
    if kind.due_rule == ChargeKind.DueRule.NEXT_MONTH_END:
        return rules.due_on(on, legal_calendar())
    return None


def _day(facts: Mapping[str, Any], name: str) -> date | None:
    """Return a day among facts; what is none counts as missing, as where surcharges are read."""
    try:
        return date.fromisoformat(str(facts.get(name, "")))
    except ValueError:
        return None
