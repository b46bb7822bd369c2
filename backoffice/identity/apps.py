from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "backoffice.identity"
    label = "identity"
    verbose_name = _("Users and rights")

    def ready(self) -> None:
        """Listen to allauth, load the roles after every migration, offer our user screens."""
        from . import listeners
        from .checks import named_rights_exist

        listeners.connect()
        register(named_rights_exist)
        # Permissions of an application are created when its own signal comes: wait for the last.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(_load_roles, sender=last, dispatch_uid="identity.load_roles")
        users: Any = apps.get_app_config("wagtailusers")
        users.user_viewset = "backoffice.identity.screens.users.TownUserViewSet"
        users.group_viewset = "backoffice.identity.screens.users.TownGroupViewSet"


def _load_roles(**kwargs: Any) -> None:
    from django.utils import timezone

    from . import services

    if kwargs.get("using") == "default":
        services.load_roles(at=timezone.now())
