"""Note that a member of staff looked at a person's data."""

from datetime import UTC, datetime

from backoffice.identity.models import User
from backoffice.privacy.models import Sight


def note_sight(
    *, party_id: int, what: str, actor: User, at: datetime, subject: str = "", reason: str = ""
) -> None:
    """Note that somebody looked; again within the hour notes nothing more.

    One statement, so that a screen may note it without a thought for its speed.

    :param what: a word of `words.SIGHTS`
    :param subject: the code of what was looked at
    """
    hour = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    row = Sight(
        party_id=party_id,
        user=actor,
        what=what,
        subject=subject[:80],
        reason=reason[:200],
        hour=hour,
        at=at,
    )
    Sight.objects.bulk_create([row], ignore_conflicts=True)
