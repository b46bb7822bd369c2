"""Draw a procedure, put it in force, take it out of force."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record
from backoffice.identity.models import User
from backoffice.kernel.states import check_move
from backoffice.procedures import validation
from backoffice.procedures.engine import reading
from backoffice.procedures.errors import NotFit, VersionStays
from backoffice.procedures.models import Definition, Version
from backoffice.procedures.models.definitions import Kind
from backoffice.procedures.states import VERSION_MOVES, VersionState


@transaction.atomic
def save_draft(
    *,
    key: str,
    xml: str,
    actor: User | None,
    at: datetime,
    name_el: str = "",
    name_en: str = "",
    purpose: str = "",
    kind: str = Kind.PROCESS,
) -> Version:
    """Keep a drawing as the draft of a procedure, which may be new; faults are no hindrance yet.

    :raises UnreadableDiagram: if the text is not XML that can be read safely
    """
    reading.parse(xml)
    definition, is_new = Definition.objects.get_or_create(
        key=key,
        defaults={"kind": kind, "name_el": name_el or key, "name_en": name_en, "purpose": purpose},
    )
    definition = Definition.objects.select_for_update().get(pk=definition.pk)
    for name, value in (("name_el", name_el), ("name_en", name_en), ("purpose", purpose)):
        if value:
            setattr(definition, name, value)
    definition.save(update_fields=["name_el", "name_en", "purpose"])
    draft = definition.versions.filter(state=VersionState.DRAFT).first()
    before = {"checksum": draft.checksum} if draft else None
    if draft is None:
        last = definition.versions.aggregate(last=Max("number"))["last"] or 0
        draft = Version(definition=definition, number=last + 1)
    draft.xml, draft.saved_at = xml, at
    draft.checksum = sha256(xml.encode()).hexdigest()
    draft.save()
    record(
        "procedures.version.drafted",
        draft,
        actor=actor,
        at=at,
        before=before,
        after={"key": key, "number": draft.number, "checksum": draft.checksum, "new": is_new},
    )
    return draft


@transaction.atomic
def publish_version(*, version_id: int, actor: User | None, at: datetime) -> Version:
    """Put a draft in force; the version before it is retired, and its cases stay on it.

    :raises NotFit: if validation finds errors
    :raises VersionStays: if it is no draft
    """
    version = _locked(version_id)
    if version.state != VersionState.DRAFT:
        raise VersionStays(_("Only a draft can be published. Save a new draft first."))
    faults = [
        finding
        for finding in validation.check(version.xml, kind=version.definition.kind)
        if finding.severity == validation.ERROR
    ]
    if faults:
        raise NotFit(faults)
    return _put_in_force(version, "procedures.version.published", actor, at)


@transaction.atomic
def restore_version(*, version_id: int, actor: User | None, at: datetime) -> Version:
    """Put a retired version in force again, unchanged, in place of its successor."""
    version = _locked(version_id)
    if version.state != VersionState.RETIRED:
        raise VersionStays(_("Only a version that was replaced can be restored."))
    return _put_in_force(version, "procedures.version.restored", actor, at)


@transaction.atomic
def retire_version(*, version_id: int, actor: User | None, at: datetime) -> Version:
    """Take a version out of force: no case begins any more, running ones go on."""
    version = _locked(version_id)
    check_move(VERSION_MOVES, VersionState(version.state), VersionState.RETIRED)
    version.state = VersionState.RETIRED
    version.save(update_fields=["state"])
    record("procedures.version.retired", version, actor=actor, at=at)
    return version


def _locked(version_id: int) -> Version:
    version = Version.objects.select_related("definition").get(pk=version_id)
    Definition.objects.select_for_update().get(pk=version.definition_id)
    version.refresh_from_db()
    return version


def _put_in_force(version: Version, verb: str, actor: User | None, at: datetime) -> Version:
    check_move(VERSION_MOVES, VersionState(version.state), VersionState.PUBLISHED)
    version.definition.versions.filter(state=VersionState.PUBLISHED).update(
        state=VersionState.RETIRED
    )
    version.state, version.published_at, version.published_by = VersionState.PUBLISHED, at, actor
    version.save(update_fields=["state", "published_at", "published_by"])
    after = {"key": version.definition.key, "number": version.number, "checksum": version.checksum}
    record(verb, version, actor=actor, at=at, after=after)
    return version
