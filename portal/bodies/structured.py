"""A body for search engines, with the terms of Popolo where schema.org has none."""

from collections.abc import Iterable
from typing import Any

from portal.home.structured import organisation

from .models import BodyPage
from .queries import PartyGroup


def government_body(page: BodyPage, groups: Iterable[PartyGroup]) -> dict[str, Any]:
    """Describe a body as schema.org GovernmentOrganization with its memberships."""
    return {
        "@context": ["https://schema.org", {"popolo": "http://www.popoloproject.com/schemas/"}],
        "@type": "GovernmentOrganization",
        "name": page.title,
        "description": page.summary,
        "url": page.full_address,
        "popolo:classification": page.kind,
        "parentOrganization": organisation(page.locale.language_code),
        "member": [
            {
                "@type": "OrganizationRole",
                "roleName": member.get_role_display(),
                "startDate": member.valid_from.isoformat(),
                "popolo:on_behalf_of": member.party,
                "member": {"@type": "Person", "name": member.name},
            }
            for group in groups
            for member in group.members
        ],
    }
