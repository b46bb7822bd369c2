"""Closed cases forget what they were told, when the matter that they served is erased."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from backoffice.procedures.models import Case, Message
from backoffice.procedures.states import OPEN_CASES


@transaction.atomic
def forget_facts(*, case_ids: Collection[int], before: datetime) -> None:
    """Empty the facts of closed cases and of those they called, and the contents of messages.

    Part of an approved erasure, and refused by the database otherwise. Who did which step and when
    stays, and what officers answered at it.

    :param before: what was closed or came later than this instant is left as it is
    """
    family = Case.objects.filter(Q(pk__in=case_ids) | Q(root__in=case_ids))
    closed = family.exclude(state__in=OPEN_CASES).filter(closed_at__lt=before)
    named = {name for pair in closed.values_list("subject_id", "code") for name in pair}
    closed.exclude(facts={}).update(facts={})
    told = Message.objects.filter(correlation__in=named, sent_at__lt=before)
    told.exclude(payload={}).update(payload={})
