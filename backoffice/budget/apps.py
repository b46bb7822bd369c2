from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "backoffice.budget"
    label = "budget"
    verbose_name = _("Budget")

    def ready(self) -> None:
        """Say what the verbs are called in the trail."""
        from backoffice.audit import words

        from .labels import LABELS

        words.register(LABELS)
