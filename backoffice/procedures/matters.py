"""The page of a case: which matter a case stands for, and whose page shows it.

Who owns the subject of a case may have a page of its own for it; then the case leads there, so that
nothing is shown on two pages.
"""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.kernel.matters import Matter, Visit
from backoffice.kernel.registry import Registry

from . import queries
from .models import Case

#: Kind of subject → address of the owner's page for a reader, or nothing if it is not theirs.
OWNERS: Registry[Callable[[str, User], str]] = Registry("owners of the pages of cases")
CASE = "procedures.case"


def page_of(case: Case, reader: User) -> str:
    """Return where a case is shown to a reader.

    A called case keeps its own page: it has a drawing of its own.
    """
    if case.parent_id is None and case.subject_kind in OWNERS.kinds():
        address = OWNERS.get(case.subject_kind)(case.subject_id, reader)
        if address:
            return address
    return reverse("procedures:case", args=[case.code])


def matter_of(case: Case, visit: Visit) -> Matter:
    """Return what a case is about, for a page of its own."""
    with override(case.party.language if case.party else "el"):
        citizen_link = reverse("my_messages:inbox")
    return Matter(
        subject=Source(case.subject_kind, case.subject_id),
        others=(Source(CASE, case.code),),
        title=str(case),
        rows={**rows_of(case, visit), "facts": case.facts},
        party_id=case.party_id,
        department_id=case.department_id,
        office_link=reverse("procedures:case", args=[case.code]),
        citizen_link=citizen_link,
    )


def rows_of(case: Case, visit: Visit) -> dict[str, Any]:
    """Return the rows that the blocks of a case look for, read once for all of them."""
    return {
        "case": case,
        "case_view": queries.case_view(case),
        "tasks": queries.tasks_for(visit.reader, case, athens_day(visit.at)),
        "drawing": reverse("procedures:case_drawing", args=[case.code]),
    }
