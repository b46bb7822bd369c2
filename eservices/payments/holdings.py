"""What payments hold about people: the cards they saved, as far as the gateway tells us."""

from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter

EXPORTERS = (
    exporter(
        "payments",
        title=_("Saved cards"),
        purpose=_("to charge a card as you agreed (GDPR article 6 §1 a)"),
        extracts=(
            Extract(
                "standing_order",
                "payments.StandingOrder",
                "code given_at consent state brand last4 exp_month exp_year confirmed_at"
                " stopped_at stop_reason forgotten_at",
                party=["party"],
                user=["given_by"],
            ),
        ),
    ),
)
