"""Open tasks in which a text can be read: by their step, the title of the case, or the person."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from backoffice.kernel import grams
from backoffice.party.queries import parties_near

from .models import Case, Task
from .states import OPEN_TASKS, CaseState

# Drawings give thousands of tasks the same few names: from each the index leads to the next.
NAMES = """
with recursive known (name) as (
    (select name_el from procedures_task where state in ('ready', 'claimed')
     order by name_el limit 1)
    union all
    select (select name_el from procedures_task
        where state in ('ready', 'claimed') and name_el > known.name order by name_el limit 1)
    from known where known.name is not null
)
select name from known where strpos(upper(name), upper(%s)) > 0
"""


def tasks_near(text: str) -> Sequence[QuerySet[Any]] | None:
    """Return the open tasks of running cases among which are all in which a text can be read.

    :returns: keys, in several querysets that may overlap; None where no index knows of the text
    """
    if len(text) < grams.SHORTEST or text != text.strip():
        return None
    rows = Task.objects.filter(state__in=OPEN_TASKS).order_by().values("pk")
    cases = Case.objects.filter(state=CaseState.RUNNING).order_by().values("pk")
    of_people = cases.filter(party__in=parties_near(text).order_by().values("pk"))
    return [
        rows.filter(name_el__in=RawSQL(NAMES, (text,))),  # noqa: S611 # nosec B611
        rows.filter(case__in=cases.filter(grams.near("title", text))),
        rows.filter(case__in=of_people),
    ]
