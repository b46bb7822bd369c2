from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The wiring: commands that need every module, and the checks that hold the house together."""

    name = "config"
    label = "house"
    verbose_name = "Loggia"
