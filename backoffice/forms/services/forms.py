"""Draft a form, put it in force, take it out of force."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.forms.errors import VersionStays
from backoffice.forms.expansion import copy_in, linked_parts
from backoffice.forms.models import Definition, PartVersion, Version
from backoffice.forms.reading import documents_of, need_fit, parts_in_force
from backoffice.forms.states import VERSION_MOVES, VersionState
from backoffice.identity.models import User
from backoffice.kernel.states import check_move

from . import drafts
from .drafts import Edit


@transaction.atomic
def save_draft(
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
) -> Version:
    """Keep a document as the draft of a form, which may be new; faults are no hindrance yet.

    Parts to be copied are put in place at once and follow no more; links stay links.

    :param what: the kind of step for undo, such as `field_added`
    :param about: the label of what the step touched
    :param base: the checksum of the draft that the editor saw; empty asks nothing
    :raises ChangedMeanwhile: if somebody else saved the draft since
    """
    definition = drafts.owner_for(Definition, key, title_el, title_en)
    draft = definition.versions.filter(state=VersionState.DRAFT).first()
    before = {"checksum": draft.checksum} if draft else None
    origin = drafts.origin_of(definition) if draft is None else None
    if draft is None:
        draft = Version(definition=definition, number=drafts.next_number(definition))
    known = documents_of(parts_in_force())
    document = copy_in(document, known)
    draft.linked = dict.fromkeys(linked_parts(document, known))
    draft.shipped_checksum = ""
    drafts.keep(draft, Edit(document, actor, at, what, about, base), origin)
    after = drafts.facts_of(draft, key, what=what, about=about)
    record("forms.version.drafted", draft, actor=actor, at=at, before=before, after=dict(after))
    return draft


@transaction.atomic
def publish_version(
    *, version_id: int, actor: User | None, at: datetime, note: str = "", base: str = ""
) -> Version:
    """Put a draft in force; what was sent on the version before keeps that version.

    :param note: what changed and why, for those who come after
    :param base: the checksum of the draft that was looked at; empty asks nothing
    :raises NotFit: if the document has faults
    :raises VersionStays: if it is no draft
    :raises ChangedMeanwhile: if somebody changed the draft since
    """
    version = _locked(version_id)
    drafts.need_draft(version)
    drafts.need_unchanged(version, base)
    if note:
        version.note = note[:400]
    put_parts_in(version, parts_in_force())
    _put_in_force(version, "forms.version.published", actor, at)
    return version


@transaction.atomic
def restore_version(*, version_id: int, actor: User | None, at: datetime) -> Version:
    """Put a retired version in force again, unchanged, in place of its successor.

    :raises VersionStays: if it is not retired
    """
    version = _locked(version_id)
    if version.state != VersionState.RETIRED:
        raise VersionStays(_("Only a version that was replaced can be restored."))
    _put_in_force(version, "forms.version.restored", actor, at)
    return version


@transaction.atomic
def retire(*, version_id: int, actor: User | None, at: datetime) -> Version:
    """Take a form out of force: nobody begins it any more, what was sent keeps it."""
    version = _locked(version_id)
    check_move(VERSION_MOVES, VersionState(version.state), VersionState.RETIRED)
    version.state = VersionState.RETIRED
    version.save(update_fields=["state"])
    record("forms.version.retired", version, actor=actor, at=at)
    return version


@transaction.atomic
def discard_draft(*, version_id: int, actor: User | None, at: datetime) -> None:
    """Throw a draft away; the version in force stays.

    :raises VersionStays: if it is no draft
    """
    version = _locked(version_id)
    drafts.need_draft(version)
    facts = dict(drafts.facts_of(version, version.definition.key))
    record("forms.version.discarded", version, actor=actor, at=at, before=facts)
    version.delete()


def put_parts_in(version: Version, parts: dict[str, PartVersion]) -> None:
    """Set what citizens fill in: the document with each part in its place.

    :raises NotFit: if the document has faults
    """
    name = version.definition.title
    known = documents_of(parts)
    version.expanded = need_fit(version.document, known, name)
    version.linked = {key: parts[key].number for key in linked_parts(version.document, known)}


def bring_up_to_date(
    definition: Definition, parts: dict[str, PartVersion], *, actor: User | None, at: datetime
) -> Version:
    """Put the form in force again with the parts as they are now; a draft stays a draft.

    :raises NotFit: if the form does not bear the new part
    """
    Definition.objects.select_for_update().get(pk=definition.pk)
    old = definition.versions.get(state=VersionState.IN_FORCE)
    number = drafts.next_number(definition)
    draft = definition.versions.filter(state=VersionState.DRAFT).first()
    if draft is not None and draft.number == number - 1:
        # A draft is always the newest: what comes in force now takes its number.
        draft.number, number = number, draft.number
        draft.save(update_fields=["number"])
    new = Version(
        definition=definition,
        number=number,
        document=old.document,
        checksum=old.checksum,
        shipped_checksum=old.shipped_checksum,
        note=str(_("Shared parts brought up to date")),
        saved_at=at,
        saved_by=actor,
    )
    put_parts_in(new, parts)
    check_move(VERSION_MOVES, VersionState(old.state), VersionState.RETIRED)
    old.state = VersionState.RETIRED
    old.save(update_fields=["state"])
    new.state, new.in_force_since, new.in_force_by = VersionState.IN_FORCE, at, actor
    new.save()
    facts = drafts.facts_of(new, definition.key, linked=new.linked)
    record("forms.version.brought_up_to_date", new, actor=actor, at=at, after=dict(facts))
    return new


def _locked(version_id: int) -> Version:
    version = Version.objects.select_related("definition").get(pk=version_id)
    Definition.objects.select_for_update().get(pk=version.definition_id)
    version.refresh_from_db()
    return version


def _put_in_force(version: Version, verb: str, actor: User | None, at: datetime) -> None:
    drafts.put_in_force(version, version.definition, actor=actor, at=at)
    facts = drafts.facts_of(version, version.definition.key, linked=version.linked)
    record(verb, version, actor=actor, at=at, after=dict(facts), note=version.note)
