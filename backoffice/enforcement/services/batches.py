"""Verbs of batches: choose, rehearse, issue, give up."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.enforcement import letters
from backoffice.enforcement.errors import NobodyChosen, RehearsedEarlier
from backoffice.enforcement.models import Batch, Candidate, NoticeLine, Part
from backoffice.enforcement.queries.law import figure, figures_on
from backoffice.enforcement.states import BATCH_MOVES, BatchState, NoticeKind, NoticeState
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.money import ZERO
from backoffice.kernel.states import check_move
from backoffice.party.queries import parties_by_id, postal_addresses
from backoffice.revenue.queries import OpenCharge

from .criteria import Criteria, charges_chosen

#: Notices that are issued together and printed as one file.
PART = 250
BOOK = "general"
# An address whose post code nobody knows is sorted behind all others.
LAST = "99999"


@transaction.atomic
def choose_debtors(
    *,
    kind: str,
    title: str,
    criteria: Criteria,
    department_id: int,
    actor: User,
    at: datetime,
) -> Batch:
    """Begin a batch of notices with a choice of debts, and rehearse it.

    :param kind: `individual` or `overdue`
    """
    batch = Batch.objects.create(
        kind=NoticeKind(kind),
        title=title.strip()[:120],
        criteria=criteria.to_json(),
        department_id=department_id,
        made_by=actor,
        made_at=at,
    )
    record(
        "enforcement.batch.chosen", batch, actor=actor, at=at, after={"kind": kind, "title": title}
    )
    return rehearse_batch(batch_id=batch.pk, actor=actor, at=at)


@transaction.atomic
def rehearse_batch(*, batch_id: int, actor: User, at: datetime) -> Batch:
    """Find who would get a notice today and who would not, and why; nothing is issued.

    :raises IllegalMove: if the batch was issued or given up
    """
    batch = _locked(batch_id)
    check_move(BATCH_MOVES, BatchState(batch.state), BatchState.REHEARSED)
    today = athens_day(at)
    batch.candidates.all().delete()
    found = _candidates(batch, today)
    Candidate.objects.bulk_create(found, batch_size=2000)
    batch.findings = _findings(found)
    batch.rehearsed_on, batch.state = today, BatchState.REHEARSED
    batch.save(update_fields=["findings", "rehearsed_on", "state"])
    record("enforcement.batch.rehearsed", batch, actor=actor, at=at, after=batch.findings)
    return batch


def _locked(batch_id: int) -> Batch:
    return Batch.objects.select_for_update(no_key=True).get(pk=batch_id)


def _candidates(batch: Batch, on: date) -> list[Candidate]:
    criteria = Criteria.from_json(batch.criteria)
    by_debtor: dict[int, list[OpenCharge]] = defaultdict(list)
    for row in charges_chosen(criteria, batch.kind, on):
        by_debtor[row.debtor_id].append(row)
    told = _told(batch.kind, [r.charge_id for rows in by_debtor.values() for r in rows])
    since = on - timedelta(days=int(figure("notice.lately_days", on)))
    parties = parties_by_id(set(by_debtor))
    addresses = postal_addresses(set(by_debtor))
    codes = {pk: addresses[pk].postcode if pk in addresses else "" for pk in by_debtor}
    order = sorted(by_debtor, key=lambda pk: (codes[pk] or LAST, parties[pk].sort_key, pk))
    return [
        _candidate(batch, place, parties[pk], by_debtor[pk], told, since, criteria, codes[pk])
        for place, pk in enumerate(order, 1)
    ]


def _told(kind: str, charge_ids: Sequence[int]) -> dict[int, date]:
    """Return the day of the last notice of a kind about each charge."""
    rows = (
        NoticeLine.objects.filter(notice__kind=kind, charge_id__in=list(charge_ids))
        .exclude(notice__state=NoticeState.WITHDRAWN)
        .values("charge_id")
        .annotate(day=Max("notice__on"))
    )
    return {row["charge_id"]: row["day"] for row in rows}


def _candidate(
    batch: Batch,
    place: int,
    party: Any,
    rows: Sequence[OpenCharge],
    told: dict[int, date],
    since: date,
    criteria: Criteria,
    postcode: str,
) -> Candidate:
    held = [row for row in rows if row.hold]
    fresh = [row for row in rows if not row.hold]
    due = [r for r in fresh if r.charge_id not in told or told[r.charge_id] <= since]
    amount = sum((row.amount for row in due), ZERO)
    choice = Candidate.Choice.IN
    if not fresh:
        choice = Candidate.Choice.HELD
    elif not due:
        choice = Candidate.Choice.LATELY
    elif amount < criteria.least:
        choice = Candidate.Choice.SMALL
    days = [told[row.charge_id] for row in rows if row.charge_id in told]
    return Candidate(
        batch=batch,
        debtor_id=party.pk,
        position=place,
        charge_ids=[row.charge_id for row in due],
        amount=amount or sum((row.amount for row in rows), ZERO),
        held=sum((row.amount for row in held), ZERO),
        postcode=postcode,
        has_email=bool(party.email),
        notified_on=max(days) if days else None,
        choice=choice,
    )


def _findings(found: Sequence[Candidate]) -> dict[str, Any]:
    chosen = [row for row in found if row.choice == Candidate.Choice.IN]
    counts = Counter(str(row.choice) for row in found)
    return {
        **{str(choice.value): counts.get(choice.value, 0) for choice in Candidate.Choice},
        "amount": str(sum((row.amount for row in chosen), ZERO)),
        "debts": sum(len(row.charge_ids) for row in chosen),
        "held_amount": str(sum((row.held for row in found), ZERO)),
        "no_address": sum(not row.postcode for row in chosen),
        "no_email": sum(not row.has_email for row in chosen),
    }


@transaction.atomic
def issue_batch(*, batch_id: int, actor: User, at: datetime) -> Batch:
    """Issue a rehearsed batch: one register entry now, the notices by the queue, part by part.

    :raises RehearsedEarlier: if the rehearsal is not of today
    :raises NobodyChosen: if nobody would get a notice
    :raises IllegalMove: if the batch was issued already, or given up
    """
    batch = _locked(batch_id)
    check_move(BATCH_MOVES, BatchState(batch.state), BatchState.ISSUING)
    today = athens_day(at)
    if batch.rehearsed_on != today:
        raise RehearsedEarlier(batch.rehearsed_on)
    if not batch.findings.get("in"):
        raise NobodyChosen
    entry = _registered(batch, actor, at)
    batch.entry, batch.on = entry, today
    batch.issued_by, batch.issued_at, batch.state = actor, at, BatchState.ISSUING
    batch.frame = letters.frame(
        batch.kind,
        entry=entry.label,
        department=batch.department.name_el,
        figures=figures_on(today),
    )
    batch.save()
    parts = _divided(batch)
    record("enforcement.batch.issuing", batch, actor=actor, at=at, after={"parts": len(parts)})
    _defer([part.pk for part in parts])
    return batch


def _registered(batch: Batch, actor: User, at: datetime) -> Any:
    count = batch.findings["in"]
    with override("el"):
        subject = f"{batch.get_kind_display().capitalize()}: {batch.title}"
        readers = _("%(count)d debtors, as in the list of the batch") % {"count": count}
        basis = _("collection of public revenue (law 4978/2022)")
    return documents.register_entry(
        book=BOOK,
        direction="outgoing",
        subject=subject,
        channel="post",
        department_id=batch.department_id,
        recipients=[documents.RecipientFacts(readers)],
        confidentiality="limited",
        personal_data=documents.PersonalData(held=True, basis=basis),
        source=Source("enforcement.batch", batch.code),
        key=f"enforcement:batch:{batch.code}",
        actor=actor,
        at=at,
    )


def _divided(batch: Batch) -> list[Part]:
    """Cut the chosen debtors, in the order of their post codes, into parts."""
    places = list(
        batch.candidates.filter(choice=Candidate.Choice.IN)
        .order_by("position")
        .values_list("position", flat=True)
    )
    cuts = [places[start : start + PART] for start in range(0, len(places), PART)]
    return Part.objects.bulk_create(
        Part(batch=batch, number=number, first=cut[0], last=cut[-1])
        for number, cut in enumerate(cuts, 1)
    )


def _defer(part_ids: Sequence[int]) -> None:
    from backoffice.enforcement.tasks import set_part

    # In this very transaction: the queue knows of a part exactly when the part is there.
    jobs: list[dict[str, Any]] = [{"part_id": pk} for pk in part_ids]
    set_part.batch_defer(*jobs)


@transaction.atomic
def cancel_batch(*, batch_id: int, actor: User, at: datetime) -> Batch:
    """Give up a batch that was not issued.

    :raises IllegalMove: if it was
    """
    batch = _locked(batch_id)
    check_move(BATCH_MOVES, BatchState(batch.state), BatchState.CANCELLED)
    batch.state = BatchState.CANCELLED
    batch.save(update_fields=["state"])
    record("enforcement.batch.given_up", batch, actor=actor, at=at)
    return batch
