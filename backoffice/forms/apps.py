from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsConfig(AppConfig):
    name = "backoffice.forms"
    label = "service_forms"
    verbose_name = _("Forms")

    def ready(self) -> None:
        """Offer what the register of persons holds as answers; tell the trail our verbs."""
        from backoffice.audit import words

        from . import known, labels

        known.register_all()
        words.register(labels.LABELS)
