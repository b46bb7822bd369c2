"""Verbs of service: what left by which way, what came of it, and from which day service counts."""

from datetime import date, datetime

from django.core.files import File
from django.db import transaction

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.enforcement.errors import (
    AlreadyUnderWay,
    NotServable,
    ProofMissing,
    ReasonMissing,
    WrongDay,
    WrongEnd,
)
from backoffice.enforcement.models import Delivery, Notice
from backoffice.enforcement.queries.law import figures_on, service_law_on
from backoffice.enforcement.rules import deemed_on, measures_from, objection_until
from backoffice.enforcement.states import (
    DELIVERY_MOVES,
    NOTICE_MOVES,
    UNDER_WAY,
    DeliveryState,
    NoticeKind,
    NoticeState,
    Way,
)
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.queries import legal_calendar
from backoffice.kernel.states import check_move
from backoffice.revenue.services import interrupt_limitation


def locked_notice(notice_id: int) -> Notice:
    """Return a notice, locked; part of a larger verb."""
    rows = Notice.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("batch", "debtor").get(pk=notice_id)


def locked_delivery(delivery_id: int) -> Delivery:
    """Return a delivery with its notice, both locked, the notice first; part of a larger verb."""
    notice_id = Delivery.objects.values_list("notice_id", flat=True).get(pk=delivery_id)
    notice = locked_notice(notice_id)
    delivery = Delivery.objects.select_for_update(no_key=True).get(pk=delivery_id)
    delivery.notice = notice
    return delivery


def new_delivery(notice: Notice, way: str, actor: User | None, at: datetime) -> Delivery:
    """Begin a delivery; part of a larger verb, the notice is locked.

    :raises NotServable: if the notice was served or withdrawn
    :raises AlreadyUnderWay: if another delivery is not over
    """
    if notice.state != NoticeState.ISSUED:
        raise NotServable(NoticeState(notice.state).label)
    before = list(notice.deliveries.order_by("pk"))
    for other in before:
        if other.state in UNDER_WAY:
            raise AlreadyUnderWay(other.get_way_display())
    return Delivery(
        notice=notice,
        way=Way(way),
        key=f"{notice.code}-{len(before) + 1}",
        recipient=recipient_of(notice, way),
        ordered_at=at,
        ordered_by=actor,
    )


def recipient_of(notice: Notice, way: str) -> str:
    """Return where a notice goes by a way: the address it bears, the e-mail, the AFM."""
    if way == Way.EMAIL:
        return str(notice.debtor.email)
    if way == Way.EEPIDOSI:
        return str(notice.debtor.afm or "")
    return ", ".join([notice.content["name"], *notice.content["address"]])[:300]


def move(delivery: Delivery, new: DeliveryState) -> None:
    """Move a delivery along its table.

    :raises IllegalMove: if the table does not allow it
    """
    check_move(DELIVERY_MOVES, DeliveryState(delivery.state), new)
    delivery.state = new


def check_day(notice: Notice, on: date, at: datetime) -> None:
    """Refuse a day before the notice or ahead of today.

    :raises WrongDay: with the days that may be given
    """
    today = athens_day(at)
    if not notice.on <= on <= today:
        raise WrongDay(notice.on, today)


def count_from(delivery: Delivery) -> None:
    """Write down on which day service is deemed made, where that can be told."""
    assert delivery.sent_on is not None
    law = service_law_on(delivery.way, delivery.sent_on)
    delivery.deemed_on = deemed_on(
        law,
        sent_on=delivery.sent_on,
        delivered_on=delivery.delivered_on,
        calendar=legal_calendar(),
    )


def record_service(delivery: Delivery, actor: User | None, at: datetime) -> None:
    """Count a notice as served on the day its delivery is deemed made; part of a larger verb."""
    assert delivery.deemed_on is not None
    move(delivery, DeliveryState.SERVED)
    delivery.save()
    notice, served = delivery.notice, delivery.deemed_on
    check_move(NOTICE_MOVES, NoticeState(notice.state), NoticeState.SERVED)
    figures = figures_on(served)
    notice.state, notice.served_on, notice.served_by_way = NoticeState.SERVED, served, delivery.way
    notice.objection_until = objection_until(served, figures, legal_calendar())
    if notice.kind == NoticeKind.OVERDUE:
        notice.measures_from = measures_from(served, figures)
    notice.save(
        update_fields=["state", "served_on", "served_by_way", "objection_until", "measures_from"]
    )
    interrupt_limitation(
        charge_ids=list(notice.lines.values_list("charge_id", flat=True)),
        kind="notice_served",
        on=served,
        reference=f"{notice.get_kind_display()} {notice}",
        source=Source("enforcement.notice", notice.code),
        actor=actor,
        at=at,
    )
    after = {"way": delivery.way, "served_on": str(served)}
    record("enforcement.notice.served", notice, actor=actor, at=at, after=after)


@transaction.atomic
def record_handing(
    *,
    notice_id: int,
    on: date,
    proof: File[bytes] | None,
    note: str = "",
    actor: User,
    at: datetime,
) -> Delivery:
    """Write down that a bailiff or clerk handed a notice over, with the signed proof.

    :param on: the day of the handing
    :raises ProofMissing: without a file
    :raises WrongDay: if the day lies before the notice or ahead
    :raises NotServable: if the notice was served or withdrawn
    :raises AlreadyUnderWay: if another delivery is not over
    """
    if proof is None:
        raise ProofMissing
    notice = locked_notice(notice_id)
    check_day(notice, on, at)
    delivery = new_delivery(notice, Way.HAND, actor, at)
    name = proof.name or "proof.pdf"
    delivery.proof = documents.keep_file(content=proof, name=name, actor=actor, at=at)
    delivery.sent_on = delivery.delivered_on = on
    delivery.note = note.strip()[:400]
    delivery.save()
    count_from(delivery)
    record_service(delivery, actor, at)
    return delivery


@transaction.atomic
def record_posting(
    *, notice_id: int, on: date, tracking: str, actor: User, at: datetime
) -> Delivery:
    """Write down that a notice was posted, registered, under a tracking number.

    :raises WrongDay: if the day lies before the notice or ahead
    :raises NotServable: if the notice was served or withdrawn
    :raises AlreadyUnderWay: if another delivery is not over
    """
    notice = locked_notice(notice_id)
    check_day(notice, on, at)
    delivery = new_delivery(notice, Way.POST, actor, at)
    delivery.sent_on, delivery.reference = on, tracking.strip().upper()[:120]
    delivery.state = DeliveryState.SENT
    delivery.save()
    moved(delivery, actor, at)
    return delivery


@transaction.atomic
def record_return(
    *,
    delivery_id: int,
    delivered_on: date | None,
    reason: str = "",
    proof: File[bytes] | None = None,
    actor: User,
    at: datetime,
) -> Delivery:
    """Write down what the post did with a notice: delivered on a day, or came back with a reason.

    :param delivered_on: the day of delivery; nothing if it came back
    :raises WrongEnd: if the delivery is not one by post
    :raises ReasonMissing: if it came back and nobody says why
    :raises WrongDay: if the day lies before the posting or ahead
    :raises IllegalMove: if the delivery has ended already
    """
    delivery = locked_delivery(delivery_id)
    if delivery.way != Way.POST:
        raise WrongEnd(delivery.get_way_display())
    if proof is not None:
        name = proof.name or "proof.pdf"
        delivery.proof = documents.keep_file(content=proof, name=name, actor=actor, at=at)
    delivery.note = reason.strip()[:400]
    if delivered_on is None:
        return _came_back(delivery, actor, at)
    assert delivery.sent_on is not None
    if not delivery.sent_on <= delivered_on <= athens_day(at):
        raise WrongDay(delivery.sent_on, athens_day(at))
    delivery.delivered_on = delivered_on
    count_from(delivery)
    record_service(delivery, actor, at)
    return delivery


def _came_back(delivery: Delivery, actor: User, at: datetime) -> Delivery:
    if not delivery.note:
        raise ReasonMissing
    move(delivery, DeliveryState.RETURNED)
    delivery.save()
    moved(delivery, actor, at)
    return delivery


def moved(delivery: Delivery, actor: User | None, at: datetime) -> None:
    """Leave the row of the trail for a delivery that moved."""
    after = {"way": delivery.way, "state": delivery.state, "reference": delivery.reference}
    record("enforcement.delivery.moved", delivery.notice, actor=actor, at=at, after=after)


@transaction.atomic
def mark_deemed(*, on: date, at: datetime) -> int:
    """Count as served what the law deems served by a day; repeating changes nothing.

    :returns: how many notices were served by it
    """
    due = Delivery.objects.filter(state=DeliveryState.SENT, deemed_on__lte=on).order_by("notice_id")
    served = 0
    for delivery_id in list(due.values_list("pk", flat=True)):
        delivery = locked_delivery(delivery_id)
        # Another worker may have been first.
        if delivery.state == DeliveryState.SENT and delivery.notice.state == NoticeState.ISSUED:
            record_service(delivery, None, at)
            served += 1
    return served


@transaction.atomic
def withdraw_notice(*, notice_id: int, reason: str, actor: User, at: datetime) -> Notice:
    """Withdraw a notice that should not have been issued; it stays, and counts for nothing.

    :raises ReasonMissing: without a reason
    :raises IllegalMove: if it was served or withdrawn before
    """
    if not reason.strip():
        raise ReasonMissing
    notice = locked_notice(notice_id)
    check_move(NOTICE_MOVES, NoticeState(notice.state), NoticeState.WITHDRAWN)
    for delivery in notice.deliveries.filter(state__in=UNDER_WAY):
        _give_up(delivery, reason)
    notice.state, notice.reason = NoticeState.WITHDRAWN, reason.strip()[:400]
    notice.save(update_fields=["state", "reason"])
    record("enforcement.notice.withdrawn", notice, actor=actor, at=at, note=notice.reason)
    return notice


def _give_up(delivery: Delivery, reason: str) -> None:
    if delivery.state == DeliveryState.SENT:
        move(delivery, DeliveryState.RETURNED)
    elif delivery.state == DeliveryState.UNKNOWN:
        move(delivery, DeliveryState.REFUSED)
    else:
        move(delivery, DeliveryState.CANCELLED)
    delivery.note = reason.strip()[:400]
    delivery.save(update_fields=["state", "note"])
