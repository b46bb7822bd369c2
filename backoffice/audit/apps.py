from django.apps import AppConfig, apps
from django.core.signals import request_started
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "backoffice.audit"
    label = "audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        """Keep the trail for identity below, and show it in Wagtail's history of our rows."""
        from wagtail.log_actions import registry

        from backoffice.identity.trail import RECORDERS

        from .models import Entry
        from .services import forget_request, record

        RECORDERS.register("audit", record)
        request_started.connect(forget_request, dispatch_uid="audit.forget_request")
        for config in apps.get_app_configs():
            if config.name.startswith(("backoffice.", "eservices.")):
                for model in config.get_models():
                    # By type only: the report over Wagtail's own logs has other columns.
                    registry.log_entry_models_by_type.register(model, value=Entry)
