"""What drafts of forms and of parts have in common; each caller holds the lock of its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backoffice.forms.errors import ChangedMeanwhile, VersionStays
from backoffice.forms.expansion import checksum
from backoffice.forms.models import Definition, Part, PartVersion, Version
from backoffice.forms.states import VERSION_MOVES, VersionState
from backoffice.identity.models import User
from backoffice.kernel.states import check_move

Owner = TypeVar("Owner", Definition, Part)
AnyVersion = Version | PartVersion
MAX_STEPS = 200


@dataclass(frozen=True, slots=True)
class Edit:
    """Who saves what, when, and what they did.

    :param what: the kind of step, such as `field_added`; `saved` for a whole document
    :param about: the label of what the step touched
    :param base: the checksum of the draft that the editor saw; empty asks nothing
    """

    document: dict[str, Any]
    actor: User | None
    at: datetime
    what: str = "saved"
    about: str = ""
    base: str = ""


def owner_for(model: type[Owner], key: str, title_el: str, title_en: str) -> Owner:
    """Return the form or part of a key, locked; a new one if there is none."""
    defaults = {"title_el": title_el or key, "title_en": title_en}
    made, is_new = model.objects.get_or_create(key=key, defaults=defaults)
    owner = model.objects.select_for_update().get(pk=made.pk)
    wanted = {"title_el": title_el, "title_en": title_en}
    changed = [name for name, value in wanted.items() if value and getattr(owner, name) != value]
    for name in changed:
        setattr(owner, name, wanted[name])
    if changed and not is_new:
        owner.save(update_fields=changed)
    return owner


def keep(draft: AnyVersion, edit: Edit, origin: dict[str, Any] | None = None) -> None:
    """Write the document of an edit into a draft, with a step to undo to.

    :param origin: the document in force from which a new draft begins

    :raises ChangedMeanwhile: if the draft is no longer what the editor saw
    """
    need_unchanged(draft, edit.base)
    draft.document, draft.checksum = edit.document, checksum(edit.document)
    draft.saved_at, draft.saved_by = edit.at, edit.actor
    draft.save()
    if origin is not None:
        _add_step(draft, replace(edit, document=origin, what="begun", about=""))
    _add_step(draft, edit)


def _add_step(draft: AnyVersion, edit: Edit) -> None:
    current = draft.revisions.filter(is_current=True).first()
    last = current.number if current else 0
    draft.revisions.filter(number__gt=last).delete()
    draft.revisions.filter(number__lte=last - MAX_STEPS).delete()
    draft.revisions.filter(is_current=True).update(is_current=False)
    draft.revisions.create(
        number=last + 1,
        document=edit.document,
        what=edit.what,
        about=edit.about[:200],
        is_current=True,
        saved_at=edit.at,
        saved_by=edit.actor,
    )


def origin_of(owner: Definition | Part) -> dict[str, Any] | None:
    """Return the document in force, from which a new draft begins."""
    in_force = owner.versions.filter(state=VersionState.IN_FORCE).first()
    return in_force.document if in_force else None


def next_number(owner: Definition | Part) -> int:
    """Return the number of the next version."""
    last: int | None = owner.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def need_draft(version: AnyVersion) -> None:
    """Refuse what is no draft.

    :raises VersionStays: if the version is or was in force
    """
    if version.state != VersionState.DRAFT:
        raise VersionStays(_("Only a draft can be changed or put in force. Save a new draft."))


def need_unchanged(draft: AnyVersion, base: str) -> None:
    """Refuse to act on a draft that is no longer what was looked at.

    :raises ChangedMeanwhile: if it is another
    """
    if base and draft.checksum and base != draft.checksum:
        raise ChangedMeanwhile(
            _("Somebody changed this draft after you opened it. Look at it again and repeat.")
        )


def put_in_force(
    version: AnyVersion, owner: Definition | Part, *, actor: User | None, at: datetime
) -> None:
    """Put a version in force in place of the one before, which is retired."""
    check_move(VERSION_MOVES, VersionState(version.state), VersionState.IN_FORCE)
    owner.versions.filter(state=VersionState.IN_FORCE).update(state=VersionState.RETIRED)
    version.state, version.in_force_since, version.in_force_by = VersionState.IN_FORCE, at, actor
    version.save()
    version.revisions.all().delete()


def facts_of(version: AnyVersion, key: str, **more: Any) -> Mapping[str, Any]:
    """Return what the trail keeps of a version."""
    return {"key": key, "number": version.number, "checksum": version.checksum, **more}
