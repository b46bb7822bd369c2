"""An objection that is accepted: the matter gets another case and another time limit."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.documents import services as documents
from backoffice.documents.services import Correspondent, PersonalData
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.procedures import services as procedures
from backoffice.procedures.states import OPEN_CASES
from eservices.applications import offers
from eservices.applications.models import Application, Objection
from eservices.applications.states import ApplicationState

from .certified import put_in_doubt
from .moving import SOURCE, move
from .refunds import take_back_refund
from .running import begin_case, start_limit
from .submitting import BASIS


def take_up_again(
    application: Application, objection: Objection, *, actor: User | None, at: datetime
) -> None:
    """Examine a decided application anew, by its drawing and within its own days from today.

    The earlier case stays with the objection. A refund that was proposed for the refusal is
    withdrawn; a fee that was cancelled or given back is charged anew where the drawing charges it.
    What was certified after the earlier decision waits for somebody to judge it.
    """
    offer = offers.offer_with(application.service, application.form_version)
    earlier = application.case
    if earlier is not None:
        if earlier.state in OPEN_CASES:
            reason = _("An objection was accepted; the application is examined again.")
            procedures.cancel_case(case_id=earlier.pk, reason=reason, actor=actor, at=at)
        objection.earlier_case = earlier
        objection.save(update_fields=["earlier_case"])
    put_in_doubt(application, actor=actor, at=at)
    application.case = None
    application.limit_entry = _entered(application, objection, actor, at)
    if take_back_refund(application, actor=actor, at=at):
        application.charge = None
    move(
        application,
        ApplicationState.IN_PROGRESS,
        actor=actor,
        at=at,
        text=objection.answer,
        changed=("case", "limit_entry", "charge"),
    )
    clock = start_limit(application, offer, is_complete=True, actor=actor, at=at)
    begin_case(application, offer, application.snapshot["answers"], clock, actor=actor, at=at)


def _entered(
    application: Application, objection: Objection, actor: User | None, at: datetime
) -> Any:
    """Register that the matter was taken up; this entry carries the new time limit."""
    first = application.entry
    assert first is not None
    with override("el"):
        words = _("Examined again after an objection")
    related = [("continues", first.pk)]
    if objection.entry_id is not None:
        related.append(("continues", objection.entry_id))
    return documents.register_entry(
        book=first.book.code,
        direction="internal",
        subject=f"{words}: {application.title_el} – {application.name}",
        subject_public=f"{words}: {application.title_el}",
        channel="inside",
        department_id=application.department_id,
        sender=Correspondent(application.name, application.email, application.party_id),
        confidentiality=first.confidentiality,
        personal_data=PersonalData(held=True, basis=BASIS),
        relates_to=related,
        source=Source(f"{SOURCE}.again", objection.code),
        key=f"applications:again:{objection.code}",
        actor=actor,
        at=at,
    )
