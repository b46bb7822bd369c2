"""Draft a shared part, put it in force, and bring the forms that follow it up to date."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.forms import editing, queries
from backoffice.forms.errors import KeyTaken, VersionStays
from backoffice.forms.models import Part, PartVersion, Version
from backoffice.forms.reading import as_form, documents_of, need_fit, parts_in_force
from backoffice.forms.states import VersionState
from backoffice.identity.models import User

from . import drafts
from .drafts import Edit
from .forms import bring_up_to_date, save_draft


@transaction.atomic
def save_part(
    *,
    key: str,
    document: dict[str, Any],
    actor: User | None,
    at: datetime,
    title_el: str = "",
    title_en: str = "",
    what: str = "saved",
    about: str = "",
    base: str = "",
) -> PartVersion:
    """Keep `{"fields": […]}` as the draft of a shared part, which may be new.

    :raises ChangedMeanwhile: if somebody else saved the draft since
    """
    part = drafts.owner_for(Part, key, title_el, title_en)
    draft = part.versions.filter(state=VersionState.DRAFT).first()
    before = {"checksum": draft.checksum} if draft else None
    origin = drafts.origin_of(part) if draft is None else None
    if draft is None:
        draft = PartVersion(part=part, number=drafts.next_number(part))
    draft.shipped_checksum = ""
    drafts.keep(draft, Edit(document, actor, at, what, about, base), origin)
    after = drafts.facts_of(draft, key, what=what, about=about)
    record("forms.part.drafted", draft, actor=actor, at=at, before=before, after=dict(after))
    return draft


@transaction.atomic
def publish_part(
    *,
    version_id: int,
    actor: User | None,
    at: datetime,
    forms: Collection[str] = (),
    note: str = "",
    base: str = "",
) -> list[Version]:
    """Put a part's draft in force, and again each of these forms with the part as it is now.

    A form that is not named keeps the part as it was until it is next put in force.

    :param forms: keys of forms that follow the part; `queries.used_in` tells which there are
    :param base: the checksum of the draft that was looked at; empty asks nothing
    :returns: the new versions of those forms
    :raises NotFit: if the part, or a form with it, has faults; nothing changes then
    :raises VersionStays: if it is no draft
    :raises ChangedMeanwhile: if somebody changed the draft since
    """
    version = _locked(version_id)
    drafts.need_draft(version)
    drafts.need_unchanged(version, base)
    if note:
        version.note = note[:400]
    part = version.part
    need_fit(as_form(version.document, part.titles), documents_of(parts_in_force()), part.title)
    drafts.put_in_force(version, part, actor=actor, at=at)
    facts = drafts.facts_of(version, part.key, forms=sorted(forms))
    record("forms.part.published", version, actor=actor, at=at, after=dict(facts), note=note)
    return _follow(part, forms, actor, at)


@transaction.atomic
def make_part_of_page(
    *,
    version_id: int,
    page: int,
    key: str,
    title_el: str,
    title_en: str,
    actor: User,
    at: datetime,
    base: str = "",
) -> PartVersion:
    """Put a page's fields in force as a shared part, and let the draft follow it there.

    :param page: the place of the page among the draft's, from 0
    :raises KeyTaken: if a part has this key
    :raises NotFit: if the fields cannot stand without the rest of the form
    :raises ChangedMeanwhile: if somebody else saved the draft since
    """
    if Part.objects.filter(key=key).exists():
        raise KeyTaken(_("A shared part has this key already. Choose another."))
    version = Version.objects.select_related("definition").get(pk=version_id)
    fields = editing.entry_at(version.document, (page,)).get("fields") or []
    made = save_part(
        key=key,
        document={"fields": fields},
        title_el=title_el,
        title_en=title_en,
        actor=actor,
        at=at,
    )
    publish_part(version_id=made.pk, actor=actor, at=at)
    save_draft(
        key=version.definition.key,
        document=editing.replace_by_link(version.document, page, key),
        actor=actor,
        at=at,
        what="part_made",
        about=title_el,
        base=base,
    )
    made.refresh_from_db()
    return made


@transaction.atomic
def restore_part(
    *, version_id: int, actor: User | None, at: datetime, forms: Collection[str] = ()
) -> list[Version]:
    """Put a retired version of a part in force again, and these forms with it.

    :raises VersionStays: if it is not retired
    """
    version = _locked(version_id)
    if version.state != VersionState.RETIRED:
        raise VersionStays(_("Only a version that was replaced can be restored."))
    drafts.put_in_force(version, version.part, actor=actor, at=at)
    facts = drafts.facts_of(version, version.part.key, forms=sorted(forms))
    record("forms.part.restored", version, actor=actor, at=at, after=dict(facts))
    return _follow(version.part, forms, actor, at)


@transaction.atomic
def discard_part_draft(*, version_id: int, actor: User | None, at: datetime) -> None:
    """Throw a part's draft away; the version in force stays.

    :raises VersionStays: if it is no draft
    """
    version = _locked(version_id)
    drafts.need_draft(version)
    facts = dict(drafts.facts_of(version, version.part.key))
    record("forms.part.discarded", version, actor=actor, at=at, before=facts)
    version.delete()


def _follow(part: Part, forms: Collection[str], actor: User | None, at: datetime) -> list[Version]:
    parts = parts_in_force()
    following = [row for row in queries.used_in(part.key) if row.key in forms]
    return [bring_up_to_date(row, parts, actor=actor, at=at) for row in following]


def _locked(version_id: int) -> PartVersion:
    version = PartVersion.objects.select_related("part").get(pk=version_id)
    Part.objects.select_for_update().get(pk=version.part_id)
    version.refresh_from_db()
    return version
