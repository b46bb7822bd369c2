"""What the page of a matter shows of the person: who it is, masked as in lists."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.kernel.matters import BLOCKS, Block, Matter, Visit

from .models import Party


def person_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return the person that a matter is about; the register opens to those who may read it."""
    party = Party.objects.filter(pk=matter.party_id).first() if matter.party_id else None
    if party is None:
        return None
    return {"party": party, "may_open": visit.reader.has_perm("party.change_party")}


def register_blocks() -> None:
    """Enter the block."""
    BLOCKS.register("person", Block(12, _("Person"), "party/matter_person.html", person_values))
