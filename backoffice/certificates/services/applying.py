"""Asked for a certificate, looked at, looked at again once something was mended."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.certificates.errors import NotAtOnce, UnknownKind
from backoffice.certificates.kinds import Finding, Kind, kind_of
from backoffice.certificates.models import Application, Certificate, Statement
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day

from .entering import enter_application, locked
from .issuing import LANGUAGE, issue
from .sealing import try_to_seal

# Longer ago nobody waits for it; the page still lets its holder go on.
WISH_LASTS = timedelta(days=30)


def obtain(
    *, kind: str, party_id: int, key: str, actor: User, at: datetime, purpose: str = ""
) -> Application:
    """Ask for a certificate and, if nothing stands against it, have it sealed at once.

    Without a seal now, because an authority is away, the queue makes it a little later.

    :raises DomainError: as `apply_for` does
    """
    made = apply_for(kind=kind, party_id=party_id, key=key, actor=actor, at=at, purpose=purpose)
    try_to_seal(made, at)
    return made


def go_on(*, application_id: int, actor: User | None, at: datetime) -> Application:
    """Look again at an application that something stood against, and issue if nothing does now."""
    made = look_again(application_id=application_id, actor=actor, at=at)
    try_to_seal(made, at)
    return made


def resume(*, party_ids: Collection[int], at: datetime) -> int:
    """Go on with what people asked for lately and something stood against, as after a payment.

    Whoever asked is the actor: the wish stands until it is fulfilled or forgotten.

    :return: how many were issued
    """
    waiting = Application.objects.filter(
        party__in=sorted(party_ids), certificate=None, made_at__gte=at - WISH_LASTS
    ).select_related("made_by")
    issued = 0
    for made in waiting.order_by("pk"):
        go_on(application_id=made.pk, actor=made.made_by, at=at)
        issued += Certificate.objects.filter(application=made).exists()
    return issued


@transaction.atomic
def apply_for(
    *, kind: str, party_id: int, key: str, actor: User | None, at: datetime, purpose: str = ""
) -> Application:
    """Ask for a certificate: issued in the same transaction, or kept with what stands against it.

    :param key: unique for this form; the same key again gives the same application
    :raises UnknownKind: if the town gives none of this kind
    :raises NotAtOnce: if its facts have to be stated first
    :raises KeyUsedOtherwise: if the key stands for another question
    """
    owner = kind_of(kind)
    if owner.is_attested:
        raise NotAtOnce(
            _("An office checks first before it gives this certificate. Apply for the service.")
        )
    made = enter_application(
        kind=kind, party_id=party_id, key=key, purpose=purpose, actor=actor, at=at
    )
    look(locked(made.pk), owner, at)
    return Application.objects.get(pk=made.pk)


@transaction.atomic
def look_again(*, application_id: int, actor: User | None, at: datetime) -> Application:
    """Look at the facts again; an application that led to a certificate stays as it is."""
    made = locked(application_id)
    look(made, kind_of(made.kind), at)
    return Application.objects.get(pk=application_id)


def look(made: Application, kind: Kind, at: datetime) -> None:
    """Issue a locked application, or note what stands against it; issued before, leave it."""
    if Certificate.objects.filter(application=made).exists():
        return
    on = athens_day(at)
    kind.hold(made.party_id, on)
    with override(LANGUAGE):
        finding = _finding(made, kind, on)
    made.grounds = [asdict(ground) for ground in finding.grounds]
    made.tried_at = at
    made.save(update_fields=["grounds", "tried_at"])
    if not made.grounds:
        issue(made, kind, finding, at)


def _finding(made: Application, kind: Kind, on: date) -> Finding:
    if kind.find is not None:
        return kind.find(made.party_id, on)
    if kind.attest is None:
        raise UnknownKind(_("The town gives no such certificate. Choose one of the list."))
    return kind.attest(made.party_id, Statement.objects.get(application=made).facts, on)
