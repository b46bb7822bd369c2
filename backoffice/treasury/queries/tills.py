"""What a till should hold, in one statement."""

from django.db import connection

from backoffice.treasury.models import Session
from backoffice.treasury.rules import Till

# It starts from what was left: a float drawn or a difference found at the opening is a movement.
TILL = """
select
    coalesce(sum(amount) filter (where method = 'cash' and amount > 0), 0),
    coalesce(sum(amount) filter (where method = 'cash' and amount < 0), 0),
    coalesce(sum(amount) filter (where method = 'supply'), 0),
    coalesce(sum(amount) filter (where method = 'deposit'), 0),
    coalesce(sum(amount) filter (where method in ('surplus', 'shortage')), 0),
    coalesce(sum(amount) filter (where method = 'pos' and amount > 0), 0),
    coalesce(sum(amount) filter (where method = 'pos' and amount < 0), 0)
from (
    select method, amount from treasury_taking where session_id = %(session)s
    union all
    select kind, amount from treasury_movement where session_id = %(session)s
) moved
"""


def till_of(session: Session) -> Till:
    """Return what a session's till should hold, from what was left in it and what moved since."""
    with connection.cursor() as cursor:
        cursor.execute(TILL, {"session": session.pk})
        return Till(session.left, *cursor.fetchone())
