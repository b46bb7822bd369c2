"""From the names in `data/roles.json` to permissions; a name nobody declares is left out.

A module that is not built yet may be named: `checks.py` lists such names as warnings.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page


def declared_names() -> set[str]:
    """Return `app.codename` of every permission that some model declares."""
    found = {"wagtailadmin.access_admin", "wagtail_localize.submit_translation"}
    for model in apps.get_models():
        options = model._meta
        codenames = [f"{action}_{options.model_name}" for action in options.default_permissions]
        codenames += [codename for codename, _name in options.permissions]
        found |= {f"{options.app_label}.{codename}" for codename in codenames}
    return found


def unknown_names(patterns: Iterable[str]) -> list[str]:
    """Return the patterns that match no declared permission."""
    declared = declared_names()
    return sorted(
        pattern
        for pattern in set(patterns)
        if not any(fnmatchcase(name, pattern) for name in declared)
    )


def named_permissions(patterns: Iterable[str], never: Iterable[str]) -> set[Permission]:
    """Return the permissions that match a pattern and none of those that must never be given."""
    wanted, refused = list(patterns), set(never)
    found = set()
    for right in Permission.objects.select_related("content_type"):
        name = f"{right.content_type.app_label}.{right.codename}"
        if name not in refused and any(fnmatchcase(name, pattern) for pattern in wanted):
            found.add(right)
    return found


def give_content_rights(group: Group, row: dict[str, Any]) -> bool:
    """Give a role's group its rights on the site's pages and on the files of the root collection.

    :returns: whether anything was missing
    """
    root, files = Page.get_first_root_node(), Collection.get_first_root_node()
    if root is None or files is None:
        return False
    pages = {("wagtailcore." + name): None for name in row.get("pages", [])}
    changed = False
    for right in named_permissions(pages, []):
        _grant, new = GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=right
        )
        changed = changed or new
    for right in named_permissions(row.get("collections", []), []):
        _grant, new = GroupCollectionPermission.objects.get_or_create(
            group=group, collection=files, permission=right
        )
        changed = changed or new
    return changed
