"""Tell somebody something: kept in the account at once, sent by the ways the person chose."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from backoffice.identity.models import User
from backoffice.identity.queries import user_of_afm
from backoffice.kernel.actors import Source
from backoffice.kernel.transactions import joined
from backoffice.messaging import queries, tasks, wording
from backoffice.messaging.models import Delivery, Notification
from backoffice.messaging.states import Channel
from backoffice.messaging.templates import TEMPLATES, Template
from backoffice.party.queries import parties_by_id


@joined
def notify(
    *,
    template: str,
    context: Mapping[str, object],
    link: str,
    key: str,
    at: datetime,
    subject: Source | None = None,
    user: User | None = None,
    party_id: int | None = None,
) -> Notification:
    """Tell a user, or whoever stands behind a party; the same key again tells nothing new.

    It is written in the transaction of the fact that it tells of, so neither is without the other.

    :param template: the code of a registered template
    :param context: values for the places of its texts, as they should be read
    :param link: path of the one page that it leads to
    :param key: what tells this from every other notification
    :raises UnknownKind: if no module registered the template
    """
    kind = TEMPLATES.get(template)
    party = parties_by_id({party_id}).get(party_id) if party_id else None
    reader = user or _user_of(party)
    language = reader.language if reader else (party.language if party else "el")
    text = wording.filled(queries.text_of(kind, language), context)
    made = Notification(
        key=key,
        template=template,
        topic=kind.topic,
        user=reader,
        party=party,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else "",
        language=language,
        subject=text.subject,
        body=text.body,
        sms=text.sms[:480],
        link=link,
        at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return Notification.objects.get(key=key)
    _order(made, kind, reader, party)
    return made


def _user_of(party: Any) -> User | None:
    return user_of_afm(party.afm) if party and party.afm else None


def _order(made: Notification, kind: Template, reader: User | None, party: Any) -> None:
    ways = queries.ways_of(reader, kind.topic)
    addresses = {}
    if ways.email and (address := reader.email if reader else (party.email if party else "")):
        addresses[Channel.EMAIL] = address
    if ways.sms and made.sms:
        addresses[Channel.SMS] = ways.mobile
    rows = [
        Delivery(notification=made, channel=channel, address=address, ordered_at=made.at)
        for channel, address in addresses.items()
    ]
    for row in Delivery.objects.bulk_create(rows):
        transaction.on_commit(partial(tasks.order, row.pk))


def read_notification(*, notification: Notification, at: datetime) -> Notification:
    """Note that its reader opened a notification; the first time counts."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=at)
    notification.refresh_from_db(fields=["read_at"])
    return notification


def read_notifications(*, user: User, at: datetime) -> int:
    """Note that a user has seen everything told until now.

    :return: how many were new
    """
    return queries.notifications_of(user).filter(read_at=None, at__lte=at).update(read_at=at)
