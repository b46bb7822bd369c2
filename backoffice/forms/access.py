"""The only way a screen gets a row: whoever may not see it is told that it is not there."""

from django.http import Http404

from backoffice.identity.models import User

from . import queries
from .models import Definition, Part, Replay, Version

VIEW = "service_forms.view_definition"
EDIT = "service_forms.edit_definition"
PUBLISH = "service_forms.publish_version"


def definition_for(user: User, key: str) -> Definition:
    """Return a form for whoever may see how forms are made.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm(VIEW):
        raise Http404
    found = Definition.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def version_for(user: User, key: str, number: int) -> Version:
    """Return a version for whoever may see how forms are made.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm(VIEW):
        raise Http404
    found = queries.version_of(key, number)
    if found is None:
        raise Http404
    return found


def part_for(user: User, key: str) -> Part:
    """Return a shared part for whoever may see how forms are made.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm(VIEW):
        raise Http404
    found = Part.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found


def replay_for(user: User, key: str, replay_id: int) -> Replay:
    """Return a replay for whoever may see how forms are made.

    :raises Http404: if there is none, or the user may not see it
    """
    if not user.has_perm(VIEW):
        raise Http404
    rows = Replay.objects.filter(pk=replay_id, version__definition__key=key)
    found = rows.select_related("version__definition", "asked_by").first()
    if found is None:
        raise Http404
    return found
