from django.apps import AppConfig


class GsisConfig(AppConfig):
    """Sign-in with TAXISnet codes."""

    name = "integrations.gsis"
    label = "gsis"
    verbose_name = "TAXISnet (GSIS)"
