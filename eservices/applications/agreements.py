"""What people confirmed or agreed to in what they sent, for their page of personal data."""

from django.db.models import Q

from backoffice.forms.queries import form_of
from backoffice.identity.models import User
from backoffice.privacy.registries import Agreed

from .models import Application

LATEST = 100


def agreed_by(user: User, party_id: int | None, language: str) -> list[Agreed]:
    """Return the confirmations of a person's latest applications, the latest first."""
    mine = Q(user=user, party__isnull=True)
    if party_id is not None:
        mine |= Q(party=party_id)
    sent = Application.objects.filter(mine).select_related("entry__book")
    found = []
    for one in sent.order_by("-submitted_at")[:LATEST]:
        answers = one.snapshot.get("answers", {})
        for _page, field in form_of(one.form_version).walk():
            if field.type == "consent" and answers.get(field.key) is True:
                found.append(
                    Agreed(
                        field.label.of(language),
                        field.purpose.of(language),
                        one.submitted_at,
                        f"{one.title} {one.entry.label if one.entry else one.code}",
                    )
                )
    return found
