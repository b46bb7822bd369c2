"""Verbs of the desk: keep a filter, do one thing with many items."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.identity.models import User
from backoffice.kernel.errors import DomainError

from .models import SavedFilter
from .worklist import SOURCES, Wanted

MOST_FILTERS = 30
MOST_AT_ONCE = 200


class NothingChosen(DomainError):
    """Many items at once need to be chosen first, all of one kind that allows it."""

    code = "nothing_chosen"


@transaction.atomic
def save_filter(*, user: User, name: str, wanted: Wanted, at: datetime) -> SavedFilter:
    """Keep a choice of the worklist under a name; the same name again replaces.

    :raises NothingChosen: without a name, or when too many are kept
    """
    name = name.strip()[:60]
    if not name:
        raise NothingChosen(_("Give the filter a name."))
    if SavedFilter.objects.filter(user=user).exclude(name=name).count() >= MOST_FILTERS:
        raise NothingChosen(_("You keep thirty filters. Remove one first."))
    made, _new = SavedFilter.objects.update_or_create(
        user=user, name=name, defaults={"wanted": asdict(wanted), "saved_at": at}
    )
    return made


@transaction.atomic
def drop_filter(*, user: User, filter_id: int) -> None:
    """Remove a kept filter of a user."""
    SavedFilter.objects.filter(user=user, pk=filter_id).delete()


def act_on_many(
    *, verb: str, chosen: Sequence[tuple[str, str]], actor: User, at: datetime
) -> tuple[int, int]:
    """Do one safe thing with many items; each is its own transaction, as if done alone.

    :param verb: `kind:name` of a `Bulk` of a source
    :param chosen: kinds and keys of the items; those of other kinds are left out
    :return: how many were done, and how many were not
    :raises NothingChosen: if nothing chosen allows it
    """
    kind, _colon, name = verb.partition(":")
    source = SOURCES.get(kind) if kind in SOURCES.kinds() else None
    bulk = next((one for one in source.bulks if one.name == name), None) if source else None
    keys = [key for item_kind, key in chosen if item_kind == kind][:MOST_AT_ONCE]
    if bulk is None or not keys:
        raise NothingChosen(_("Choose items for which this can be done, then press the button."))
    done = bulk.act(keys, actor, at)
    return done, len(chosen) - done
