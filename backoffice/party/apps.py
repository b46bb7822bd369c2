from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartyConfig(AppConfig):
    name = "backoffice.party"
    label = "party"
    verbose_name = _("Persons and businesses")

    def ready(self) -> None:
        """Be told of every person an authority vouches for; put our part on a matter's page."""
        from backoffice.identity.services import VERIFIED

        from . import matter_blocks
        from .services import meet_verified_person

        VERIFIED.register("party", meet_verified_person)
        matter_blocks.register_blocks()
