"""Nets and tables of versions, read once per process: a version in force never changes."""

from functools import lru_cache

from django.utils.translation import gettext as _

from .engine import decisions, reading
from .engine.net import Net
from .errors import UnknownProcedure
from .models import Version
from .states import VersionState


@lru_cache(maxsize=256)
def net_of(version_id: int) -> Net:
    """Return the net of a version that is or was in force."""
    version = Version.objects.select_related("definition").get(pk=version_id)
    return choose(reading.read(version.xml), version.definition.key)


@lru_cache(maxsize=256)
def table_of(version_id: int) -> decisions.Table:
    """Return the decision table of a version that is or was in force."""
    return decisions.read(Version.objects.values_list("xml", flat=True).get(pk=version_id))


def choose(nets: list[Net], key: str) -> Net:
    """Return the net that a definition runs: the one of its key, else the first that can begin."""
    named = [net for net in nets if net.id == key]
    begins = [net for net in nets if net.starts.get("")]
    return (named or begins or nets)[0]


def version_in_force(key: str) -> Version:
    """Return the version by which new cases begin.

    :raises UnknownProcedure: if none is in force
    """
    version = (
        Version.objects.select_related("definition")
        .defer("xml")
        .filter(definition__key=key, state=VersionState.PUBLISHED)
        .first()
    )
    if version is None:
        raise UnknownProcedure(
            _("No version of “%(key)s” is in force. Publish one first.") % {"key": key}
        )
    return version
