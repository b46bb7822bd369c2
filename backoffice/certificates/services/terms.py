"""What the town set: for how many days a kind may be used, and figures of law, each by day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from backoffice.audit.services import record
from backoffice.certificates.errors import FigureUnfit
from backoffice.certificates.figures import Figures, number
from backoffice.certificates.kinds import Kind, kind_of
from backoffice.certificates.models import Figure, Terms
from backoffice.identity.models import User

# The shipped validity has its own screen, with days and a decision of the town.
TERM = "valid_days"


def valid_days(kind: Kind, on: date) -> int | None:
    """Return for how many days a certificate may be used: the town's terms, else the kind's."""
    found = Terms.objects.filter(kind=kind.code, valid_from__lte=on).order_by("-valid_from").first()
    if found:
        return found.valid_days
    days = kind.shipped(on).get("valid_days")
    return None if days is None else int(days)


def figures_on(kind: Kind, on: date) -> Figures:
    """Return the figures of a kind on a day: what the town set goes before what is shipped."""
    rows = Figure.objects.filter(kind=kind.code, valid_from__lte=on).order_by("valid_from")
    own = {key: number(value) for key, value in rows.values_list("key", "value")}
    return {**kind.shipped(on), **own}


@transaction.atomic
def set_figure(
    *, kind: str, key: str, value: str, valid_from: date, basis: str, actor: User, at: datetime
) -> Figure:
    """Set a figure of a kind from a day on, as a law or a decision says.

    :param value: a whole number, a decimal or a fraction such as 1/3
    :raises UnknownKind: if the town gives none of this kind
    :raises FigureUnfit: if the kind has no such figure, it is none, or another is set for this day
    """
    if key == TERM or key not in {row.key for row in kind_of(kind).figures}:
        raise FigureUnfit(_("This kind has no such figure. Choose one of the list."))
    number(value)
    made, is_new = Figure.objects.get_or_create(
        kind=kind, key=key, valid_from=valid_from, defaults={"value": value, "basis": basis}
    )
    if (made.value, made.basis) != (value, basis):
        raise FigureUnfit(_("Another value is set from this day. Choose a later day."))
    if is_new:
        after = {"kind": kind, "key": key, "value": value, "valid_from": valid_from}
        record("certificates.figure.set", made, actor=actor, at=at, after=after, note=basis)
    return made


@transaction.atomic
def set_terms(
    *,
    kind: str,
    valid_days: int | None,
    valid_from: date,
    decision: str,
    actor: User,
    at: datetime,
) -> Terms:
    """Set for how many days certificates of a kind may be used, from a day on.

    :raises UnknownKind: if the town gives none of this kind
    """
    kind_of(kind)
    terms, _new = Terms.objects.get_or_create(
        kind=kind,
        valid_from=valid_from,
        defaults={"valid_days": valid_days, "decision": decision},
    )
    record(
        "certificates.terms.set",
        terms,
        actor=actor,
        at=at,
        after={"kind": kind, "valid_days": valid_days, "valid_from": valid_from},
        note=decision,
    )
    return terms
