"""Who is away or left kinds of task to a colleague, as the page of absences lists it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backoffice.documents.authority import ASSIGNMENTS, led_by
from backoffice.documents.queries import absences_seen, staff_of, staff_on
from backoffice.identity.models import User
from backoffice.procedures.queries import processes_in_force

LISTED = timedelta(days=730)
MOST = 200


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence or a delegation, in words, and whether its reader may end it."""

    row: Any
    kinds: str
    state: str
    may_end: bool


def kinds_known() -> list[tuple[str, str]]:
    """Return the kinds of task that may be passed on by themselves: assignments, procedures."""
    rows = processes_in_force()
    return [(ASSIGNMENTS, _("Documents assigned")), *((row.key, row.name) for row in rows)]


def absences(user: User, on: date) -> list[AbsenceRow]:
    """Return what a member of staff sees of the absences of two years, the latest first."""
    names = dict(kinds_known())
    rows = list(absences_seen(user, on).filter(valid_until__gte=on - LISTED)[:MOST])
    mine = {user.pk, *(one.pk for one in led(user, on))}
    return [
        AbsenceRow(
            row,
            ", ".join(names.get(kind, kind) for kind in row.covers),
            state_of(row, on),
            row.absent_id in mine and not is_over(row, on) and not row.order_number,
        )
        for row in rows
    ]


def led(user: User, on: date) -> QuerySet[User]:
    """Return the people whose tasks somebody may pass on besides the own, by name."""
    if user.has_perm("documents.manage_authority"):
        return staff_on(on).exclude(pk=user.pk)
    return staff_of(led_by(user.pk, on), on).exclude(pk=user.pk)


def is_over(row: Any, on: date) -> bool:
    """Tell whether nothing passes on any more."""
    return row.withdrawn_at is not None or bool(row.valid_until < on)


def state_of(row: Any, on: date) -> str:
    """Return in words where an absence stands on a day."""
    if row.withdrawn_at is not None:
        return _("withdrawn")
    if on < row.valid_from:
        return _("to come")
    return _("over") if row.valid_until < on else _("now")
