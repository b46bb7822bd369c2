"""What the queue would do in a moment, done now for whoever waits at the screen."""

from datetime import datetime

from django.db.models import Q

from backoffice.procedures import nets, queries
from backoffice.procedures.models import Case, Errand, Step
from backoffice.procedures.models.cases import StepKind
from backoffice.procedures.news import NEWS, Standing, is_heard
from backoffice.procedures.states import CaseState, ErrandState

from .errands import run_service_step

MOST = 24


def run_waiting_steps(*, case_id: int, at: datetime) -> int:
    """Run the automatic steps that a case and those it called wait for, each in its transaction.

    One that fails stays with the queue or becomes an incident, as always. Where the case stands
    then is told to whoever wants to hear of it.

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
    tell_news(case_id=case_id, at=at)
    return done


def tell_news(*, case_id: int, at: datetime) -> bool:
    """Tell where a case stands, to whoever wants to hear of its subject; twice is safe.

    :returns: whether somebody was told
    """
    case = Case.objects.select_related("definition").get(pk=case_id)
    is_over = case.state == CaseState.COMPLETED
    if case.parent_id or not is_heard(case.subject_kind):
        return False
    if not is_over and case.state != CaseState.RUNNING:
        return False
    NEWS.get(case.subject_kind)(
        Standing(
            process=case.definition.key,
            case_id=case.pk,
            subject_id=case.subject_id,
            facts=dict(case.facts),
            is_over=is_over,
            ends=_ends(case) if is_over else {},
            last_doer=queries.last_doer(case.pk),
            at=at,
        )
    )
    return True


def _ends(case: Case) -> dict[str, str]:
    elements = nets.net_of(case.version_id).elements
    done = Step.objects.filter(case=case, what=StepKind.DONE).values_list("element", flat=True)
    found = {name: elements[name] for name in set(done) if name in elements}
    return {name: one.label for name, one in found.items() if one.kind == "endEvent"}
