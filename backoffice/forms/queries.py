"""Public reads: the form in force, the form of an answer, versions, who follows a part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from backoffice.audit import queries as audit

from . import fields, schema
from .errors import UnknownForm
from .faults import Fault
from .models import Definition, Part, PartVersion, Replay, Version
from .parts import expand
from .reading import Parts, documents_of, faults_of, parts_in_force
from .states import VersionState

# A version that was in force never changes, so a process reads it once.
_read: dict[int, fields.Form] = {}
MAX_READ = 1_000


@dataclass(frozen=True, slots=True)
class FormInForce:
    """The version of a form that is filled in now.

    :param version_id: what an answer keeps, to be read again by `form_of`
    """

    version_id: int
    key: str
    number: int
    titles: dict[str, str]
    since: datetime
    form: fields.Form


def form_in_force(key: str) -> FormInForce:
    """Return the form that is filled in now.

    :raises UnknownForm: if none of this key is in force
    """
    row = (
        Version.objects.filter(definition__key=key, state=VersionState.IN_FORCE)
        .select_related("definition")
        .defer("document", "expanded")
        .first()
    )
    if row is None or row.in_force_since is None:
        raise UnknownForm(
            _("No form “%(key)s” is in force. Publish it first, or correct the key.") % {"key": key}
        )
    return FormInForce(
        version_id=row.pk,
        key=key,
        number=row.number,
        titles=row.definition.titles,
        since=row.in_force_since,
        form=form_of(row.pk),
    )


def form_of(version_id: int) -> fields.Form:
    """Return the form of a version, with its parts as they were when it came in force.

    A draft is read with the parts as they are now.

    :raises UnknownForm: if there is no such version
    :raises FormFaults: if it is a draft with faults
    """
    known = _read.get(version_id)
    if known is not None:
        return known
    version = Version.objects.filter(pk=version_id).first()
    if version is None:
        raise UnknownForm(_("There is no version %(id)s of a form.") % {"id": version_id})
    if version.is_draft:
        return schema.read(version.document, documents_of(parts_in_force()))
    form = schema.read(version.expanded, {})
    if len(_read) >= MAX_READ:
        _read.clear()
    _read[version_id] = form
    return form


def is_in_force(key: str) -> bool:
    """Tell whether a form of this key can be filled in."""
    return Version.objects.filter(definition__key=key, state=VersionState.IN_FORCE).exists()


def keys_in_force() -> set[str]:
    """Return the keys of the forms that can be filled in."""
    rows = Version.objects.filter(state=VersionState.IN_FORCE)
    return set(rows.values_list("definition__key", flat=True))


def definitions() -> QuerySet[Definition]:
    """Return every form, by title."""
    return Definition.objects.order_by("title_el", "pk")


def definition_of(key: str) -> Definition | None:
    """Return a form by its key, or nothing."""
    return Definition.objects.filter(key=key).first()


def versions_of(key: str) -> QuerySet[Version]:
    """Return the versions of a form, the newest first, without their documents."""
    return (
        Version.objects.filter(definition__key=key)
        .select_related("definition", "in_force_by", "saved_by")
        .defer("document", "expanded")
        .order_by("-number")
    )


def version_of(key: str, number: int) -> Version | None:
    """Return one version of a form, or nothing."""
    rows = Version.objects.filter(definition__key=key, number=number)
    return rows.select_related("definition").first()


def used_in(part_key: str) -> QuerySet[Definition]:
    """Return the forms whose version in force follows a shared part, by title."""
    following = Version.objects.filter(state=VersionState.IN_FORCE, linked__has_key=part_key)
    return Definition.objects.filter(pk__in=following.values("definition")).order_by("title_el")


def faults_of_version(version: Version) -> list[Fault]:
    """Return what hinders a version from coming in force."""
    return faults_of(version.document, documents_of(parts_in_force()))


def expanded_of(version: Version, parts: Parts | None = None) -> dict[str, object]:
    """Return a version's document with its parts in place; a draft's with those of now."""
    if not version.is_draft:
        return version.expanded
    known = documents_of(parts_in_force()) if parts is None else parts
    return expand(version.document, known)


def history_of(key: str, limit: int = 30) -> list[Any]:
    """Return what was done to a form, the newest first."""
    return list(audit.history_of_all(list(versions_of(key)))[:limit])


def part_history_of(key: str, limit: int = 30) -> list[Any]:
    """Return what was done to a part, the newest first."""
    return list(audit.history_of_all(list(part_versions_of(key)))[:limit])


def parts() -> QuerySet[Part]:
    """Return every shared part, by title."""
    return Part.objects.order_by("title_el", "pk")


def part_versions_of(key: str) -> QuerySet[PartVersion]:
    """Return the versions of a part, the newest first."""
    rows = PartVersion.objects.filter(part__key=key)
    return rows.select_related("part", "in_force_by", "saved_by").order_by("-number")


def replays_of(version: Version) -> QuerySet[Replay]:
    """Return the replays of a version, the newest first."""
    return version.replays.select_related("asked_by").order_by("-asked_at", "-pk")


@dataclass(frozen=True, slots=True)
class FormFilter:
    """What somebody looks for among the forms."""

    q: str = ""
    state: str = ""
    part: str = ""


def choose_definitions(wanted: FormFilter) -> QuerySet[Definition]:
    """Return the chosen forms with their version in force and their draft."""
    versions = Version.objects.filter(definition=OuterRef("pk"))
    in_force = versions.filter(state=VersionState.IN_FORCE)
    rows = Definition.objects.annotate(
        in_force=Subquery(in_force.values("number")[:1]),
        in_force_since=Subquery(in_force.values("in_force_since")[:1]),
        draft=Subquery(versions.filter(state=VersionState.DRAFT).values("number")[:1]),
        drafted_at=Subquery(versions.filter(state=VersionState.DRAFT).values("saved_at")[:1]),
        all_versions=Count("versions"),
    )
    q = wanted.q.strip()
    if q:
        rows = rows.filter(
            Q(key__icontains=q) | Q(title_el__icontains=q) | Q(title_en__icontains=q)
        )
    if wanted.part:
        following = Version.objects.filter(
            state__in=(VersionState.IN_FORCE, VersionState.DRAFT), linked__has_key=wanted.part
        )
        rows = rows.filter(pk__in=following.values("definition"))
    if wanted.state == "draft":
        rows = rows.filter(draft__isnull=False)
    elif wanted.state == "in_force":
        rows = rows.filter(in_force__isnull=False)
    elif wanted.state == "none":
        rows = rows.filter(in_force__isnull=True)
    return rows.order_by("title_el", "pk")


def parts_with_use() -> list[Any]:
    """Return every part with its version in force, its draft, and how many forms follow it."""
    versions = PartVersion.objects.filter(part=OuterRef("pk"))
    in_force = versions.filter(state=VersionState.IN_FORCE)
    rows = Part.objects.annotate(
        in_force=Subquery(in_force.values("number")[:1]),
        draft=Subquery(versions.filter(state=VersionState.DRAFT).values("number")[:1]),
    ).order_by("title_el", "pk")
    following: dict[str, int] = {}
    for linked in Version.objects.filter(state=VersionState.IN_FORCE).values_list(
        "linked", flat=True
    ):
        for key in linked:
            following[key] = following.get(key, 0) + 1
    found: list[Any] = list(rows)
    for row in found:
        row.following = following.get(row.key, 0)
    return found
