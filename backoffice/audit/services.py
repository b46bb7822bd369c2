"""Write the trail."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from backoffice.identity.models import User

from .models import Entry


def record(
    verb: str,
    subject: models.Model,
    *,
    actor: User | None,
    at: datetime,
    on_behalf_of: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> Entry:
    """Write the one audit row of a verb, in the transaction of the change itself.

    :param verb: `module.noun.done`, such as `revenue.charge.cancelled`
    :param actor: who did it; none for the system itself
    :param on_behalf_of: the identifier of the party for whom the actor acted
    """
    return Entry.objects.create(
        verb=verb,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        actor=actor if actor is not None and actor.pk else None,
        on_behalf_of=on_behalf_of,
        at=at,
        before=_plain(before),
        after=_plain(after),
        note=note,
    )


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    encode = DjangoJSONEncoder().default
    return {
        key: value if isinstance(value, str | int | bool | list | dict | None) else encode(value)
        for key, value in values.items()
    }
