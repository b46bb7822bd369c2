"""Undo and do again: a draft goes back to an earlier step, or forward."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.forms.errors import NoStep
from backoffice.forms.expansion import checksum, linked_parts
from backoffice.forms.models import Definition, Part, PartRevision, Revision, Version
from backoffice.forms.reading import documents_of, parts_in_force
from backoffice.identity.models import User

from . import drafts
from .drafts import AnyVersion


def undo(*, version: AnyVersion, actor: User, at: datetime) -> AnyVersion:
    """Bring a draft back to what it was before its last step.

    :raises NoStep: if it has no earlier step
    """
    return _move(version, -1, actor, at)


def redo(*, version: AnyVersion, actor: User, at: datetime) -> AnyVersion:
    """Do the step again that was undone last.

    :raises NoStep: if nothing was undone, or something was done since
    """
    return _move(version, +1, actor, at)


@transaction.atomic
def _move(version: AnyVersion, by: int, actor: User, at: datetime) -> AnyVersion:
    _lock(version)
    version.refresh_from_db()
    drafts.need_draft(version)
    current = version.revisions.filter(is_current=True).first()
    target = _step(version, current, by) if current else None
    if current is None or target is None:
        raise NoStep(
            _("There is nothing to undo.") if by < 0 else _("There is nothing to do again.")
        )
    before = {"checksum": version.checksum}
    version.document, version.checksum = target.document, checksum(target.document)
    version.saved_at, version.saved_by = at, actor
    if isinstance(version, Version):
        known = documents_of(parts_in_force())
        version.linked = dict.fromkeys(linked_parts(version.document, known))
    version.save()
    version.revisions.filter(is_current=True).update(is_current=False)
    version.revisions.filter(pk=target.pk).update(is_current=True)
    after = {"checksum": version.checksum, "what": current.what if by < 0 else target.what}
    verb = "forms.draft.undone" if by < 0 else "forms.draft.redone"
    record(verb, version, actor=actor, at=at, before=before, after=after)
    return version


def _lock(version: AnyVersion) -> None:
    if isinstance(version, Version):
        Definition.objects.select_for_update().get(pk=version.definition_id)
    else:
        Part.objects.select_for_update().get(pk=version.part_id)


def _step(
    version: AnyVersion, current: Revision | PartRevision, by: int
) -> Revision | PartRevision | None:
    if by < 0:
        return version.revisions.filter(number__lt=current.number).order_by("-number").first()
    return version.revisions.filter(number__gt=current.number).order_by("number").first()
