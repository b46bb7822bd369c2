"""Verbs of custody: declare a child, end the declaration (citizens' register, §8.3)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from stdnum.gr import amka as amka_number
from stdnum.gr import vat

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import party_of
from eservices.applications import rules
from eservices.applications.errors import ChildGrownUp, CustodyRefused, NeedsStrongerIdentity
from eservices.applications.models import Custody

MOST_CHILDREN = 20


@transaction.atomic
def declare_custody(
    *,
    surname: str,
    first_name: str,
    birth_on: date,
    afm: str,
    amka: str,
    by_court: bool,
    actor: User,
    at: datetime,
) -> Custody:
    """Declare that a child is in one's custody; declared before, it is the same declaration.

    :param by_court: whether a court's decision gives the custody; its copy goes with applications
    :raises NeedsStrongerIdentity: if the town does not know who declares
    :raises ChildGrownUp: if the child is of age
    :raises CustodyRefused: if neither AFM nor AMKA names the child
    """
    guardian = party_of(actor)
    if guardian is None:
        raise NeedsStrongerIdentity(2)
    today = athens_day(at)
    _check(birth_on, afm, amka, guardian.afm or "", today)
    rows = Custody.objects.select_for_update(of=["self"]).filter(
        guardian=guardian, ended_at__isnull=True
    )
    known = next((one for one in rows if (one.afm, one.amka) == (afm, amka)), None)
    if known is not None:
        return known
    if len(rows) >= MOST_CHILDREN:
        raise CustodyRefused(_("Too many children are declared. Come to the municipality."))
    made = Custody.objects.create(
        guardian=guardian,
        surname=surname,
        first_name=first_name,
        birth_on=birth_on,
        afm=afm,
        amka=amka,
        by_court=by_court,
        declared_by=actor,
        declared_at=at,
    )
    record("applications.custody.declared", made, actor=actor, at=at, on_behalf_of=guardian.pk)
    return made


def _check(birth_on: date, afm: str, amka: str, own_afm: str, today: date) -> None:
    if birth_on > today:
        raise CustodyRefused(_("The day of birth lies ahead. Look at it again."))
    if not rules.is_minor(birth_on, today):
        raise ChildGrownUp
    if not afm and not amka:
        raise CustodyRefused(_("Write the child's AFM or AMKA."))
    if afm and (not vat.is_valid(afm) or afm == own_afm):
        raise CustodyRefused(_("The child's AFM is not correct. Look at it again."))
    if amka and not (amka_number.is_valid(amka) and amka[:6] == f"{birth_on:%d%m%y}"):
        raise CustodyRefused(
            _("The AMKA is not correct, or it does not agree with the day of birth.")
        )


@transaction.atomic
def end_custody(*, custody_id: int, actor: User, at: datetime) -> Custody:
    """End a declaration; what was sent under it stays."""
    held = Custody.objects.select_for_update(of=["self"]).get(pk=custody_id)
    if held.ended_at is None:
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        record(
            "applications.custody.ended",
            held,
            actor=actor,
            at=at,
            on_behalf_of=held.guardian_id,
        )
    return held
