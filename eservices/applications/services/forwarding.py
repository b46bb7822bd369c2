"""Nobody took an application up while the law lets it be forwarded: the heads of the unit hear."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from backoffice.documents import queries as documents
from backoffice.documents.notices import heads_of
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging.services import notify
from eservices.applications import notices, rules
from eservices.applications.models import Application, Event
from eservices.applications.states import ApplicationState
from theme.formatting import day

from .moving import SOURCE, locked, trail


def warn_unforwarded(*, at: datetime) -> int:
    """Warn of applications whose days for forwarding passed (ν. 2690/1999 άρθρο 4 §1), each once.

    :returns: how many were told of
    """
    late = Application.objects.filter(state=ApplicationState.REGISTERED).exclude(
        events__kind=Event.Kind.LATE
    )
    today = athens_day(at)
    cutoff = rules.latest_late(today, documents.forward_limits(today))
    waiting = late.filter(submitted_at__lt=cutoff).order_by("pk").values_list("pk", flat=True)
    return sum(_warned(application_id, at) for application_id in list(waiting))


@transaction.atomic
def _warned(application_id: int, at: datetime) -> bool:
    application = locked(application_id)
    sent_on = athens_day(application.submitted_at)
    limit = documents.forward_limits(sent_on)(sent_on)
    is_late = rules.is_late_to_forward(application.state, limit, athens_day(at))
    if not is_late or application.events.filter(kind=Event.Kind.LATE).exists():
        return False
    with override("el"):
        said = notices.late_words(limit)
    Event.objects.create(
        application=application,
        kind=Event.Kind.LATE,
        old=application.state,
        new=application.state,
        text=said,
        is_public=False,
        at=at,
    )
    for head in heads_of(application.department_id):
        notify(
            template=notices.LATE.code,
            context={**notices.values_of(application), "state": "", "text": day(limit)},
            link=reverse("applications_office:application", args=[application.code]),
            key=f"applications:late:{application.pk}:{head.pk}",
            subject=Source(SOURCE, application.code),
            user=head,
            at=at,
        )
    trail("late_to_forward", application, actor=None, at=at)
    return True
