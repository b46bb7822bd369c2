"""Objections against charges: lodged in the protocol, disputed meanwhile, decided with reasons."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.states import check_move
from backoffice.party.queries import parties_by_id
from backoffice.revenue.act_states import OBJECTION_MOVES, ActKind, Cause, ObjectionState
from backoffice.revenue.models import Act, Charge, LimitationEvent, Objection, ObjectionTerm
from backoffice.revenue.states import ChargeState, LimitationEventKind

from .act_effects import Item
from .act_errors import ActDoesNotFit, ObjectionOpen, ObjectionTooLate
from .acts import DEPARTMENT, propose_act
from .errors import ReasonMissing, UnknownCharge
from .holds import place_hold
from .locking import lock_charges
from .objection_ends import SOURCE, end, lift

#: By these the debtor learns of the charge; the time to object begins the day after.
SERVED = (LimitationEventKind.ACT_SERVED, LimitationEventKind.NOTICE_SERVED)


def last_day_to_object(charge: Charge) -> date | None:
    """Return until when one may object, or nothing while no notice was served.

    The days are rows of `ObjectionTerm`, a kind's own before the general ones.
    """
    served = (
        LimitationEvent.objects.filter(charge=charge, kind__in=SERVED)
        .order_by("on")
        .values_list("on", flat=True)
        .first()
    )
    if served is None:
        return None
    terms = [
        term
        for term in ObjectionTerm.objects.exclude(valid_until__lt=served)
        if term.valid_from <= served and term.kind_id in (None, charge.kind_id)
    ]
    terms.sort(key=lambda term: (term.kind_id is not None, term.valid_from))
    return served + timedelta(days=terms[-1].days) if terms else None


@transaction.atomic
def object_to_charge(
    *,
    charge_id: int,
    reasons: str,
    key: str,
    actor: User,
    at: datetime,
    uploads: Sequence[tuple[str, bytes]] = (),
    wanted_less: Decimal | None = None,
) -> Objection:
    """Lodge an objection against a charge: it gets a protocol number and the debt is disputed.

    Interest goes on, enforcement rests (ν.4978/2022 άρθρο 6 §5). The same key again gives the
    same objection.

    :param uploads: names and contents of what proves it
    :param wanted_less: by how many euros the charge is too much, where the objector says so
    :param key: unique for this form
    :raises ObjectionTooLate: if the last day has passed
    :raises ObjectionOpen: if one against this charge is being examined
    :raises ReasonMissing: if no reasons are given
    """
    # Locked before it is looked for: the form sent twice at once is one objection.
    lock_charges([charge_id])
    known = Objection.objects.filter(key=key).first()
    if known is not None:
        return known
    if not reasons.strip():
        raise ReasonMissing(_("State what is wrong with the charge, and why."))
    charge = _objectionable(charge_id, athens_day(at))
    objection = Objection(
        key=key,
        charge=charge,
        party_id=charge.debtor_id,
        objector=actor,
        reasons=reasons.strip(),
        wanted_less=wanted_less,
        lodged_at=at,
        last_day=last_day_to_object(charge),
    )
    objection.entry = _register(objection, uploads, actor, at)
    objection.save(force_insert=True)
    place_hold(
        charge_ids=[charge.pk],
        kind="disputed",
        source=Source(SOURCE, objection.code),
        first=athens_day(at),
        reason=str(_("Objection %(entry)s") % {"entry": objection.entry.label}),
        actor=actor,
        at=at,
    )
    after = {"charge": str(charge), "entry": objection.entry.label}
    record(
        "revenue.objection.lodged",
        objection,
        actor=actor,
        at=at,
        on_behalf_of=charge.debtor_id,
        after=after,
    )
    return objection


def _objectionable(charge_id: int, today: date) -> Charge:
    charge = Charge.objects.select_related("kind").filter(pk=charge_id).first()
    if charge is None or charge.state == ChargeState.CANCELLED:
        raise UnknownCharge(_("There is no such debt. Go back to your debts and choose again."))
    last = last_day_to_object(charge)
    if last is not None and today > last:
        raise ObjectionTooLate(
            _(
                "The last day to object was %(day)s. Manifest errors are corrected at any time: "
                "write to the revenue office and say which one it is."
            )
            % {"day": f"{last:%d/%m/%Y}"}
        )
    if Objection.objects.filter(charge=charge, state=ObjectionState.LODGED).exists():
        raise ObjectionOpen(
            _("An objection against this charge is being examined. Wait for its answer.")
        )
    return charge


def _register(
    objection: Objection, uploads: Sequence[tuple[str, bytes]], actor: User, at: datetime
) -> Any:
    # The file store is patched for typing when its app is ready, after this module is read.
    from backoffice.documents import services as documents

    party = parties_by_id({objection.party_id})[objection.party_id]
    units = [unit for _depth, unit in departments_as_tree(athens_day(at))]
    unit = next((unit for unit in units if unit.code == DEPARTMENT), units[0])
    with override("el"):
        subject = str(_("Objection against charge %(number)s") % {"number": objection.charge})
    return documents.register_document(
        uploads=[("objection.txt", objection.reasons.encode()), *uploads],
        kind="original",
        book=settings.DOCUMENTS_BOOK,
        direction="incoming",
        subject=subject,
        channel="portal",
        department_id=unit.pk,
        sender=documents.Correspondent(party.full_name, actor.email, party_id=party.pk),
        confidentiality="limited",
        personal_data=documents.PersonalData(held=True, basis="ΓΚΠΔ, άρθρο 6 §1 περ. ε΄"),
        source=Source(SOURCE, objection.code),
        key=f"{SOURCE}:{objection.key}"[:120],
        actor=actor,
        at=at,
    )


def _locked(objection_id: int) -> Objection:
    found = Objection.objects.select_for_update(no_key=True, of=("self",))
    return found.select_related("charge").get(pk=objection_id)


@transaction.atomic
def reject_objection(
    *, objection_id: int, answer: str, actor: User, at: datetime, decision_number: str = ""
) -> Objection:
    """Reject an objection with the reasons; the debt is no longer disputed.

    :raises ReasonMissing: if no reasons are given
    :raises IllegalMove: if it is decided already
    """
    if not answer.strip():
        raise ReasonMissing(_("State the reasons; the objector reads them."))
    objection = _locked(objection_id)
    if objection.act_id is not None:
        raise ActDoesNotFit(
            _("Its correction is proposed. Withdraw that act first, then reject the objection.")
        )
    end(objection, ObjectionState.REJECTED, answer, decision_number, actor, at)
    return objection


@transaction.atomic
def accept_objection(
    *,
    objection_id: int,
    answer: str,
    actor: User,
    at: datetime,
    amount: Decimal | None = None,
) -> Act:
    """Propose the correction that an objection asks for; carried out, the objection is accepted.

    :param amount: by how many euros the charge becomes less, or none for all of it
    :raises ActDoesNotFit: if the charge is not that much
    :raises ReasonMissing: if no reasons are given
    """
    objection = _locked(objection_id)
    check_move(OBJECTION_MOVES, ObjectionState(objection.state), ObjectionState.ACCEPTED)
    if objection.act_id is not None:
        raise ObjectionOpen(_("Its correction is proposed already. Reload the page."))
    act = propose_act(
        kind=ActKind.CORRECTION,
        cause=Cause.OBJECTION,
        items=[Item(charge_id=objection.charge_id, amount=amount)],
        reason=answer,
        actor=actor,
        at=at,
    )
    objection.act, objection.answer = act, answer.strip()
    objection.save(update_fields=["act", "answer"])
    return act


@transaction.atomic
def withdraw_objection(*, objection_id: int, actor: User, at: datetime) -> Objection:
    """Take back one's objection before it is decided; the debt is no longer disputed."""
    objection = _locked(objection_id)
    if objection.act_id is not None:
        raise ActDoesNotFit(_("A correction is proposed in your favour. Wait for its decision."))
    check_move(OBJECTION_MOVES, ObjectionState(objection.state), ObjectionState.WITHDRAWN)
    objection.state = ObjectionState.WITHDRAWN
    objection.save(update_fields=["state"])
    lift(objection, actor, at)
    record("revenue.objection.withdrawn", objection, actor=actor, at=at)
    return objection
