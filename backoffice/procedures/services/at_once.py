"""What the queue would do in a moment, done now for whoever waits at the screen."""

from datetime import datetime

from django.db.models import Q

from backoffice.procedures import queries
from backoffice.procedures.endings import ENDINGS, Ended, is_heard
from backoffice.procedures.models import Case, Errand
from backoffice.procedures.states import CaseState, ErrandState

from .errands import run_service_step

MOST = 24


def run_waiting_steps(*, case_id: int, at: datetime) -> int:
    """Run the automatic steps that a case and those it called wait for, each in its transaction.

    One that fails stays with the queue or becomes an incident, as always. The end of the case is
    told to whoever wants to hear of it.

    :returns: how many were done
    """
    done = 0
    family = Q(case_id=case_id) | Q(case__root_id=case_id)
    while done < MOST:
        waiting = Errand.objects.filter(family, state=ErrandState.WAITING, next_at__lte=at)
        errand_id = waiting.order_by("pk").values_list("pk", flat=True).first()
        if errand_id is None or not run_service_step(errand_id=errand_id, at=at):
            break
        done += 1
    tell_ended(case_id=case_id, at=at)
    return done


def tell_ended(*, case_id: int, at: datetime) -> bool:
    """Tell that a case ran to its end, to whoever wants to hear of its subject; twice is safe.

    :returns: whether there was something to tell
    """
    case = Case.objects.select_related("definition").get(pk=case_id)
    if case.state != CaseState.COMPLETED or case.parent_id or not is_heard(case.subject_kind):
        return False
    ENDINGS.get(case.subject_kind)(
        Ended(
            process=case.definition.key,
            case_code=case.code,
            subject_id=case.subject_id,
            facts=dict(case.facts),
            decided_by=queries.last_doer(case.pk),
            at=at,
        )
    )
    return True
