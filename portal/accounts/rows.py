"""Rows of other modules as the account's pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from backoffice.party import queries as parties

STATES = {
    "in_force": ("success", lambda: _("in force")),
    "coming": ("info", lambda: _("begins later")),
    "ended": ("neutral", lambda: _("ended")),
    "revoked": ("neutral", lambda: _("revoked")),
}


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A mandate as one of its two sides sees it."""

    code: str
    name: str
    afm: str
    scope: str
    first: date
    last: date | None
    state: str
    tone: str
    is_given: bool
    can_end: bool


def mandate(held: Any, own: Any, on: date) -> MandateRow:
    """Return a mandate as its giver or its holder sees it."""
    is_given = own is not None and held.principal_id == own.pk
    # The giver sees the name as written: the register's would tell who an AFM belongs to.
    name = (held.agent_name or held.agent.full_name) if is_given else held.principal.full_name
    afm = held.agent.afm if is_given else held.principal.afm
    state = parties.state_of(held, on)
    tone, word = STATES[state]
    return MandateRow(
        code=held.code,
        name=name,
        afm=parties.masked(afm),
        scope=held.get_scope_display(),
        first=held.valid_from,
        last=held.valid_until,
        state=word(),
        tone=tone,
        is_given=is_given,
        can_end=state in {"in_force", "coming"},
    )


def mandates_given(own: Any, on: date) -> list[MandateRow]:
    """Return the mandates a party gave."""
    return [mandate(row, own, on) for row in parties.mandates_given_by(own)]


def mandates_held(own: Any, on: date) -> list[MandateRow]:
    """Return the mandates a party holds."""
    return [mandate(row, own, on) for row in parties.mandates_held_by(own)]
