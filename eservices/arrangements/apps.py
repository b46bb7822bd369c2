from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MyArrangementsConfig(AppConfig):
    name = "eservices.arrangements"
    label = "my_arrangements"
    verbose_name = _("Paying by instalments")

    def ready(self) -> None:
        """Say what monthly charges of cards collect, and to letters that they do."""
        from backoffice.arrangements.collecting import automatic
        from eservices.payments.standing import collectors

        from . import card

        collectors.register(card.KIND, card.COLLECTOR)
        automatic.register("card", card.is_collected)
