from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CorrespondenceConfig(AppConfig):
    name = "eservices.correspondence"
    label = "correspondence"
    verbose_name = _("Correspondence")

    def ready(self) -> None:
        """Say where a person finds a paper, for the messages about it."""
        from backoffice.documents.notices import PAPER_PATHS

        PAPER_PATHS.register("account", _path)


def _path(code: str) -> str:
    return reverse("correspondence:paper", args=[code])
