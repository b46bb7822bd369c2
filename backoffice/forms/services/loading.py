"""The forms and parts that come with the programme: once each, never over a town's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from backoffice.forms import queries
from backoffice.forms.expansion import checksum
from backoffice.forms.models import PartVersion, Version
from backoffice.forms.states import VersionState

from .forms import publish_version, save_draft
from .parts import publish_part, save_part

FORM, PART = "form", "part"


@dataclass(frozen=True, slots=True)
class Shipped:
    """A document of the programme.

    :param kind: `form` or `part`
    :param document: `{"pages": […]}` of a form, `{"fields": […]}` of a part
    """

    kind: str
    key: str
    title_el: str
    title_en: str
    document: dict[str, Any]

    @property
    def checksum(self) -> str:
        """What tells one document from another."""
        return checksum(self.document)


@transaction.atomic
def load_shipped(documents: Iterable[Shipped], *, at: datetime) -> list[Version | PartVersion]:
    """Put in force every shipped document that is new to the town, parts before forms.

    A form or part that the town changed, or is changing now, stays the town's. Forms that follow a
    part and are still as shipped are brought up to date with it.

    :returns: the versions put in force, without the forms that followed a part
    :raises NotFit: if a document has faults
    """
    known = sorted(documents, key=lambda one: (one.kind != PART, one.key))
    rows: dict[tuple[str, str], Version | PartVersion] = {}
    for version in Version.objects.select_related("definition").order_by("number"):
        rows[FORM, version.definition.key] = version
    for part_version in PartVersion.objects.select_related("part").order_by("number"):
        rows[PART, part_version.part.key] = part_version
    seen = {(FORM, *pair) for pair in _seen(Version, "definition__key")}
    seen |= {(PART, *pair) for pair in _seen(PartVersion, "part__key")}
    loaded: list[Version | PartVersion] = []
    for one in known:
        newest = rows.get((one.kind, one.key))
        is_the_towns = newest is not None and not newest.shipped_checksum
        if is_the_towns or (one.kind, one.key, one.checksum) in seen:
            continue
        loaded.append(_load_part(one, at) if one.kind == PART else _load_form(one, at))
    return loaded


def _seen(model: Any, key: str) -> list[tuple[str, str]]:
    return list(model.objects.exclude(shipped_checksum="").values_list(key, "shipped_checksum"))


def _load_form(one: Shipped, at: datetime) -> Version:
    draft = save_draft(
        key=one.key,
        document=one.document,
        title_el=one.title_el,
        title_en=one.title_en,
        actor=None,
        at=at,
    )
    Version.objects.filter(pk=draft.pk).update(shipped_checksum=one.checksum)
    return publish_version(version_id=draft.pk, actor=None, at=at)


def _load_part(one: Shipped, at: datetime) -> PartVersion:
    draft = save_part(
        key=one.key,
        document=one.document,
        title_el=one.title_el,
        title_en=one.title_en,
        actor=None,
        at=at,
    )
    PartVersion.objects.filter(pk=draft.pk).update(shipped_checksum=one.checksum)
    # A form that the town changed keeps the words that the town chose.
    following = [
        row.key
        for row in queries.used_in(one.key)
        if row.versions.filter(state=VersionState.IN_FORCE).exclude(shipped_checksum="").exists()
    ]
    publish_part(version_id=draft.pk, forms=following, actor=None, at=at)
    draft.refresh_from_db()
    return draft
