"""Send what was ordered, once each; ask the gateway what became of it."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.kernel.states import check_move
from backoffice.messaging import tasks
from backoffice.messaging.gateway import gateway
from backoffice.messaging.models import Delivery
from backoffice.messaging.states import MOVES, Channel, DeliveryState
from integrations.sms.messages import Sending, SmsError, SmsRefused

MOST_TRIES = 10


def send_delivery(*, delivery_id: int, at: datetime) -> Delivery:
    """Send one copy; sent before, it changes nothing.

    A letter goes out while its row is locked and is the last thing done, so a repetition finds it
    sent. An SMS carries the delivery's code as its key: the gateway sends one message for it.

    :raises integrations.sms.messages.SmsError: if the gateway is away; another try mends
    :raises OSError: if the mail server is away; another try mends
    """
    try:
        return _sent(delivery_id, at)
    except (SmsError, OSError) as error:
        _note_trouble(delivery_id, str(error), at)
        raise


@transaction.atomic
def _sent(delivery_id: int, at: datetime) -> Delivery:
    delivery = _locked(delivery_id)
    if delivery.state != DeliveryState.WAITING:
        return delivery
    if delivery.channel == Channel.SMS:
        return _send_sms(delivery, at)
    delivery.state, delivery.sent_at = DeliveryState.SENT, at
    delivery.tries = F("tries") + 1
    delivery.save(update_fields=["state", "sent_at", "tries"])
    _letter(delivery).send()
    return delivery


def _send_sms(delivery: Delivery, at: datetime) -> Delivery:
    try:
        sending = gateway().send(
            key=delivery.code, to=delivery.address, text=delivery.notification.sms
        )
    except SmsRefused as error:
        return _settle(delivery, DeliveryState.FAILED, at, str(error))
    delivery.state, delivery.sent_at = DeliveryState.SENT, at
    delivery.provider_id, delivery.trouble = sending.id, ""
    delivery.tries = F("tries") + 1
    delivery.save(update_fields=["state", "sent_at", "provider_id", "trouble", "tries"])
    return delivery


def _letter(delivery: Delivery) -> EmailMessage:
    told = delivery.notification
    with override(told.language):
        why = _("You get this letter because of your choices in your account: %(url)s") % {
            "url": f"{settings.SITE_URL}/{told.language}/account/messages/settings/"
        }
    body = "\n\n".join(
        [told.body, settings.SITE_URL + told.link, f"{settings.WAGTAIL_SITE_NAME}\n{why}"]
    )
    return EmailMessage(
        " ".join(told.subject.split()),
        body,
        to=[delivery.address],
        headers={"Auto-Submitted": "auto-generated", "X-Delivery": delivery.code},
    )


def _locked(delivery_id: int) -> Delivery:
    return (
        Delivery.objects.select_for_update(of=("self",), no_key=True)
        .select_related("notification")
        .get(pk=delivery_id)
    )


@transaction.atomic
def _note_trouble(delivery_id: int, trouble: str, at: datetime) -> None:
    delivery = _locked(delivery_id)
    if delivery.state != DeliveryState.WAITING:
        return
    delivery.tries += 1
    delivery.trouble = trouble[:300]
    delivery.save(update_fields=["tries", "trouble"])
    if delivery.tries >= MOST_TRIES:
        _settle(delivery, DeliveryState.FAILED, at, trouble)


def _settle(delivery: Delivery, state: DeliveryState, at: datetime, trouble: str = "") -> Delivery:
    check_move(MOVES, DeliveryState(delivery.state), state)
    delivery.state, delivery.settled_at, delivery.trouble = state, at, trouble[:300]
    delivery.save(update_fields=["state", "settled_at", "trouble"])
    return delivery


def follow_delivery(*, delivery_id: int, at: datetime) -> Delivery:
    """Ask the gateway what became of an SMS, and note it if it is settled.

    :raises integrations.sms.messages.SmsUnavailable: if the gateway does not answer
    """
    delivery = Delivery.objects.get(pk=delivery_id)
    if delivery.state != DeliveryState.SENT or not delivery.provider_id:
        return delivery
    standing = gateway().status(delivery.provider_id)
    return _follow(delivery_id, standing, at)


@transaction.atomic
def _follow(delivery_id: int, standing: Sending, at: datetime) -> Delivery:
    delivery = _locked(delivery_id)
    if delivery.state != DeliveryState.SENT or standing.state == "accepted":
        return delivery
    state = DeliveryState.DELIVERED if standing.state == "delivered" else DeliveryState.FAILED
    return _settle(delivery, state, at, standing.reason)


def order_forgotten(*, before: datetime) -> int:
    """Order again what nobody sent, as after a worker was killed; safe at any time."""
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, ordered_at__lt=before)
    ids = list(waiting.order_by("ordered_at").values_list("pk", flat=True)[:500])
    for delivery_id in ids:
        tasks.order(delivery_id)
    return len(ids)


def order_reports(*, since: datetime) -> int:
    """Ask for the reports of the SMS that were sent since an instant and are not settled."""
    sent = Delivery.objects.filter(
        state=DeliveryState.SENT, channel=Channel.SMS, sent_at__gte=since
    )
    ids = list(sent.order_by("sent_at").values_list("pk", flat=True)[:500])
    for delivery_id in ids:
        tasks.order_report(delivery_id)
    return len(ids)
