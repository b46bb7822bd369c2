"""Verbs of electronic delivery: ordered with the fact, sent by the queue, asked for until it ends.

The remote side is called outside every transaction, under the delivery's own key. What it did not
answer is asked for by that key before anything is sent again, so a document arrives once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.audit.services import record
from backoffice.documents import services as documents
from backoffice.enforcement.errors import NoSuchWay, ServiceNotSet
from backoffice.enforcement.models import Batch, Delivery, Notice
from backoffice.enforcement.states import UNDER_WAY, DeliveryState, NoticeState, Way
from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from integrations.eepidosi.client import EepidosiClient
from integrations.eepidosi.messages import (
    EepidosiError,
    EepidosiRefused,
    EepidosiUnknown,
    Posting,
    Standing,
)

from .papers import keep_paper
from .service import count_from, locked_delivery, locked_notice, move, moved, new_delivery

ELECTRONIC = (Way.EMAIL, Way.EEPIDOSI)
BASIS = "ν.4978/2022 άρθρα 4, 7· ν.4727/2020 άρθρο 29"


def client() -> EepidosiClient:
    """Return the client of eEpidosi.

    :raises ServiceNotSet: if no address is configured
    """
    if not settings.EEPIDOSI_BASE_URL:
        raise ServiceNotSet
    return EepidosiClient(
        settings.EEPIDOSI_BASE_URL, settings.EEPIDOSI_TOKEN, settings.EEPIDOSI_TIMEOUT
    )


@transaction.atomic
def order_delivery(*, notice_id: int, way: str, actor: User, at: datetime) -> Delivery:
    """Order that the queue sends a notice by e-mail or eEpidosi.

    :raises NoSuchWay: if the way is another, or the debtor has no address for it
    :raises NotServable: if the notice was served or withdrawn
    :raises AlreadyUnderWay: if another delivery is not over
    """
    if way not in ELECTRONIC:
        raise NoSuchWay(_("Only e-mail and eEpidosi are sent by the system. Choose one of them."))
    delivery = new_delivery(locked_notice(notice_id), way, actor, at)
    if not delivery.recipient:
        raise NoSuchWay(
            _("The debtor has no address for %(way)s. Choose another way.")
            % {"way": delivery.get_way_display()}
        )
    delivery.save()
    record("enforcement.delivery.ordered", delivery.notice, actor=actor, at=at, after={"way": way})
    _defer([delivery.pk])
    return delivery


@transaction.atomic
def order_deliveries(*, batch_id: int, way: str, actor: User, at: datetime) -> int:
    """Order that the queue sends every notice of a batch that nothing is under way for.

    Pressed twice, it orders nothing twice. Debtors without an address for the way are left out.

    :returns: how many were ordered
    :raises NoSuchWay: if the way is neither e-mail nor eEpidosi
    """
    if way not in ELECTRONIC:
        raise NoSuchWay(_("Only e-mail and eEpidosi are sent by the system. Choose one of them."))
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch_id)
    found = _servable(batch, way)
    made = Delivery.objects.bulk_create(
        (new for notice in found if (new := _ordered(notice, way, actor, at)).recipient),
        batch_size=1000,
    )
    after = {"way": way, "ordered": len(made)}
    record("enforcement.deliveries.ordered", batch, actor=actor, at=at, after=after)
    _defer([delivery.pk for delivery in made])
    return len(made)


def _servable(batch: Batch, way: str) -> Sequence[Notice]:
    rows = (
        batch.notices.select_for_update(of=("self",), no_key=True)
        .filter(state=NoticeState.ISSUED)
        .exclude(deliveries__state__in=UNDER_WAY)
        .exclude(deliveries__way=way)
    )
    # A notice that came back by one way is not tried by it again without somebody looking.
    return list(rows.select_related("debtor").order_by("pk"))


def _ordered(notice: Notice, way: str, actor: User, at: datetime) -> Delivery:
    from .service import recipient_of

    return Delivery(
        notice=notice,
        way=way,
        key=f"{notice.code}-{way}",
        recipient=recipient_of(notice, way),
        ordered_at=at,
        ordered_by=actor,
    )


def _defer(delivery_ids: Sequence[int]) -> None:
    from backoffice.enforcement.tasks import send_delivery

    if delivery_ids:
        jobs: list[dict[str, Any]] = [{"delivery_id": pk} for pk in delivery_ids]
        send_delivery.batch_defer(*jobs)


def send_delivery(*, delivery_id: int, at: datetime) -> Delivery:
    """Send one ordered delivery; what left already is not sent again.

    :raises EepidosiUnavailable: if nothing left; the queue tries again
    """
    delivery = _claimed(delivery_id, at)
    if delivery.state == DeliveryState.UNKNOWN:
        return follow_delivery(delivery_id=delivery_id, at=at)
    if delivery.state != DeliveryState.WAITING:
        return delivery
    if delivery.way == Way.EMAIL:
        return _mail(delivery, at)
    return _serve(delivery, at)


@transaction.atomic
def _claimed(delivery_id: int, at: datetime) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state in UNDER_WAY:
        delivery.tries, delivery.asked_at = delivery.tries + 1, at
        delivery.save(update_fields=["tries", "asked_at"])
    return delivery


def _serve(delivery: Delivery, at: datetime) -> Delivery:
    notice = delivery.notice
    paper = keep_paper(notice_id=notice.pk, actor=delivery.ordered_by, at=at)
    try:
        posting = client().serve(
            key=delivery.key,
            afm=delivery.recipient,
            subject=f"{notice.get_kind_display()} {notice}",
            legal_basis=BASIS,
            document=paper,
        )
    except EepidosiRefused as refusal:
        return _refused(delivery.pk, str(refusal), at)
    except EepidosiUnknown:
        return _unknown(delivery.pk, at)
    return _posted(delivery.pk, posting, at)


@transaction.atomic
def _posted(delivery_id: int, posting: Posting, at: datetime) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state not in (DeliveryState.WAITING, DeliveryState.UNKNOWN):
        return delivery
    move(delivery, DeliveryState.SENT)
    delivery.reference, delivery.sent_on = posting.token, athens_day(posting.posted_at)
    count_from(delivery)
    delivery.save()
    moved(delivery, None, at)
    return delivery


@transaction.atomic
def _refused(delivery_id: int, reason: str, at: datetime) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state not in UNDER_WAY:
        return delivery
    move(delivery, DeliveryState.REFUSED)
    delivery.note = reason[:400]
    delivery.save(update_fields=["state", "note"])
    moved(delivery, None, at)
    return delivery


@transaction.atomic
def _unknown(delivery_id: int, at: datetime) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state == DeliveryState.WAITING:
        move(delivery, DeliveryState.UNKNOWN)
        delivery.save(update_fields=["state"])
        moved(delivery, None, at)
    return delivery


@transaction.atomic
def _waits_again(delivery_id: int) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state == DeliveryState.UNKNOWN:
        move(delivery, DeliveryState.WAITING)
        delivery.save(update_fields=["state"])
        _defer([delivery.pk])
    return delivery


def follow_delivery(*, delivery_id: int, at: datetime) -> Delivery:
    """Ask eEpidosi what became of a delivery, and write it down; safe to repeat.

    :raises EepidosiUnavailable: if it does not answer
    """
    delivery = Delivery.objects.select_related("notice").get(pk=delivery_id)
    if delivery.way != Way.EEPIDOSI:
        return delivery
    if delivery.state == DeliveryState.UNKNOWN:
        posting = client().find(delivery.key)
        if posting is None:
            return _waits_again(delivery_id)
        return _posted(delivery_id, posting, at)
    if delivery.state != DeliveryState.SENT:
        return delivery
    return _stands(delivery, client().status(delivery.reference), at)


def _stands(delivery: Delivery, standing: Standing, at: datetime) -> Delivery:
    if standing.state == "refused":
        return _refused(delivery.pk, standing.reason, at)
    if standing.opened_at is None and not standing.is_served:
        return delivery
    proof = None
    if standing.is_served and delivery.proof_id is None:
        proof = client().proof(delivery.reference)
    return _noted(delivery.pk, standing, proof, at)


@transaction.atomic
def _noted(delivery_id: int, standing: Standing, proof: bytes | None, at: datetime) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state != DeliveryState.SENT:
        return delivery
    if standing.opened_at is not None:
        delivery.delivered_on = athens_day(standing.opened_at)
    if proof is not None:
        name = f"eepidosi-{delivery.key}.txt"
        delivery.proof = documents.keep_file(content=proof, name=name, actor=None, at=at)
    delivery.save(update_fields=["delivered_on", "proof"])
    return delivery


def _mail(delivery: Delivery, at: datetime) -> Delivery:
    """Mail that a notice lies in the account; mail proves nothing and carries no personal data."""
    notice = delivery.notice
    with override(notice.content["language"]):
        words = _(
            "The municipality addressed a notice of debts to you on %(day)s, number %(number)s.\n\n"
            "Read it and pay after signing in:\n%(address)s\n\n%(town)s"
        ) % _facts(notice)
        title = _("A notice waits in your account")
    message = EmailMessage(
        title, words, to=[delivery.recipient], headers={"Message-ID": _message_id(delivery)}
    )
    message.send()
    # Handed over before the row says so: a crash between mails twice under one number.
    return _mailed(delivery.pk, at)


def _facts(notice: Notice) -> dict[str, Any]:
    language = notice.content["language"]
    return {
        "day": notice.content["on"],
        "number": str(notice),
        "address": f"{settings.SITE_URL}/{language}/account/debts/notices/",
        "town": notice.batch.frame["towns"][language]["name"],
    }


def _message_id(delivery: Delivery) -> str:
    domain = settings.SITE_URL.partition("//")[2].split(":")[0] or "localhost"
    return f"<notice-{delivery.key.lower()}@{domain}>"


@transaction.atomic
def _mailed(delivery_id: int, at: datetime) -> Delivery:
    delivery = locked_delivery(delivery_id)
    if delivery.state != DeliveryState.WAITING:
        return delivery
    # A plain e-mail is no service: it is over once it left, and another way must follow.
    move(delivery, DeliveryState.SENT)
    delivery.sent_on = athens_day(at)
    move(delivery, DeliveryState.RETURNED)
    delivery.note = _("Mailed; an e-mail does not count as service.")
    delivery.save()
    moved(delivery, None, at)
    return delivery


__all__ = ["EepidosiError", "client", "follow_delivery", "order_deliveries", "order_delivery"]
