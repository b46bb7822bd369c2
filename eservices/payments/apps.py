from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "eservices.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        """Say what our verb is called in the trail, and what the desk counts."""
        from backoffice.audit import words
        from backoffice.desk import panels, worklist
        from backoffice.privacy import registries

        from . import desk, holdings

        panels.register("payments", desk.tiles)
        registries.register_holdings(holdings)
        worklist.register(desk.NOTICES)
        words.register(
            {
                "payments.notice.resolved": _("Notice of the gateway settled by a clerk"),
                "payments.order.given": _("Standing order given"),
                "payments.order.confirmed": _("Card saved for a standing order"),
                "payments.order.stopped": _("Standing order stopped"),
            }
        )
