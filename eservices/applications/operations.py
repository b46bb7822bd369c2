"""What a drawn procedure may do with the application that it is about.

The verbs are imported when they run: applications are still being set up before.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from backoffice.identity.models import User
from backoffice.kernel.dates import athens_day
from backoffice.procedures.operations import Context, Field, InputRefused, Operation, register
from backoffice.procedures.queries import last_doer

from .models import Application
from .notices import SOURCE
from .states import DECIDED, ApplicationState

DAYS_TO_ANSWER = 30


def _application(context: Context) -> Application:
    rows = Application.objects.select_related("entry__book", "charge", "decided_by", "case")
    code = context.subject.id.partition(".")[0]
    found = rows.filter(code=code).first() if context.subject.kind == SOURCE else None
    if found is None:
        raise InputRefused(_("The case is about no application."))
    return found


def _actor(context: Context) -> User | None:
    """Return who brought the case to this step; whoever sent the application did not decide it."""
    return last_doer(context.case_id)


def _ask(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from . import services
    from .services.pickable import items_named

    application = _application(context)
    words = (inputs["text"] or "").strip()
    services.ask_for_more(
        application_id=application.pk,
        items=items_named(application, inputs["items"] or "", words),
        text=words,
        due_on=athens_day(context.at) + timedelta(days=DAYS_TO_ANSWER),
        actor=_actor(context),
        at=context.at,
    )
    return {}


def _resume(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from . import services

    application = _application(context)
    if application.state in (ApplicationState.NEEDS_INFO, ApplicationState.AWAITING_PAYMENT):
        services.resume(application_id=application.pk, actor=_actor(context), at=context.at)
    return {}


def _fee(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from . import services

    charge = services.charge_on_the_way(
        application_id=_application(context).pk, actor=_actor(context), at=context.at
    )
    return {
        "due": charge is not None,
        "amount": charge.principal if charge else 0,
        "charge": charge.code if charge else "",
    }


def _approve(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from . import services

    application = _application(context)
    if application.state not in DECIDED:
        services.decide(
            application_id=application.pk,
            approved=True,
            reason=inputs["reasons"] or "",
            remedies="",
            actor=_actor(context),
            at=context.at,
        )
    return {}


def _reject(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from . import services
    from .services import answering

    application = _application(context)
    if application.state not in DECIDED:
        services.decide(
            application_id=application.pk,
            approved=False,
            reason=inputs["reasons"] or "",
            remedies=answering.remedies_or_standard(inputs["remedies"] or "", context.at),
            actor=_actor(context),
            at=context.at,
        )
    return {}


def _reply(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from .services import answering

    letter = answering.write_reply(
        application=_application(context), actor=_actor(context), at=context.at
    )
    return {"draft": letter.draft_id, "issued": letter.is_issued}


def _complete(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from .services import answering

    application = _application(context)
    if application.state != ApplicationState.COMPLETED:
        answering.hand_over(application=application, actor=_actor(context), at=context.at)
    return {}


def _forward(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from . import services

    services.forward(
        application_id=_application(context).pk,
        to=inputs["authority"],
        on=inputs["on"] or athens_day(context.at),
        reason=inputs["reasons"] or "",
        actor=_actor(context),
        at=context.at,
    )
    return {}


def _score(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from .services import lists, office

    application, note = _application(context), inputs["note"] or ""
    points = lists.score_application(
        application=application,
        points=inputs["points"],
        note=note,
        actor=_actor(context),
        at=context.at,
    )
    if inputs["accepted"] is not None:
        office.answer_lodged(
            application_id=application.pk,
            upheld=inputs["accepted"],
            answer=note,
            actor=_actor(context),
            at=context.at,
        )
    return {"points": points}


def _certificate(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from .services import answering

    made = answering.issue_certificate(
        application=_application(context),
        text=inputs["text"] or "",
        actor=_actor(context),
        at=context.at,
    )
    return {
        "issued": made is not None,
        "certificate": made.code if made else "",
        "number": made.entry.label if made else "",
    }


REASONS = Field("text", gettext_lazy("Reasons"), required=False)
REMEDIES = Field("text", gettext_lazy("Remedies"), required=False)
OPERATIONS = (
    Operation(
        name="applications.ask_for_more",
        title=gettext_lazy("Ask the applicant for more"),
        help=gettext_lazy(
            "Lists what is missing; the legal time limit stands still. The answer comes as the "
            "message “application_answered” about the application."
        ),
        run=_ask,
        inputs={
            "items": Field(
                "text", gettext_lazy("Keys of what is missing, with commas"), required=False
            ),
            "text": Field("text", gettext_lazy("Message to the applicant"), required=False),
        },
    ),
    Operation(
        name="applications.resume",
        title=gettext_lazy("Go on without an answer"),
        help=gettext_lazy("Waits no longer for the applicant; the time limit runs on."),
        run=_resume,
    ),
    Operation(
        name="applications.charge_fee",
        title=gettext_lazy("Charge the fee of the service"),
        help=gettext_lazy(
            "Works the fee out by its tariff, unless it was charged before. Its payment comes as "
            "the message “fee_paid” about the application."
        ),
        run=_fee,
        outputs={
            "due": Field("yes_no", gettext_lazy("Whether a fee is due now")),
            "amount": Field("money", gettext_lazy("Amount")),
            "charge": Field("text", pgettext_lazy("fee", "The charge")),
        },
    ),
    Operation(
        name="applications.approve",
        title=gettext_lazy("Approve the application"),
        help=gettext_lazy("Enters that it was approved, by whoever did the last step."),
        run=_approve,
        inputs={"reasons": REASONS},
    ),
    Operation(
        name="applications.reject",
        title=gettext_lazy("Reject the application"),
        help=gettext_lazy(
            "Enters the refusal. Without reasons it fails; without remedies it states those that "
            "the law gives against every decision."
        ),
        run=_reject,
        inputs={"reasons": REASONS, "remedies": REMEDIES},
    ),
    Operation(
        name="applications.reply",
        title=gettext_lazy("Write the letter to the applicant"),
        help=gettext_lazy(
            "Writes what was decided; whoever decided signs it if they may that day. Otherwise "
            "the message “reply_issued” comes once it was signed and issued."
        ),
        run=_reply,
        outputs={
            "draft": Field("number", gettext_lazy("The document")),
            "issued": Field("yes_no", gettext_lazy("Whether it was issued")),
        },
    ),
    Operation(
        name="applications.complete",
        title=gettext_lazy("Hand the answer over"),
        help=gettext_lazy("Puts the issued document into the applicant's account."),
        run=_complete,
    ),
    Operation(
        name="applications.forward",
        title=gettext_lazy("Forward to another authority"),
        help=gettext_lazy("Tells the applicant which authority is competent, and since when."),
        run=_forward,
        inputs={
            "authority": Field("text", gettext_lazy("Competent authority")),
            "on": Field("date", gettext_lazy("Forwarded on"), required=False),
            "reasons": REASONS,
        },
    ),
    Operation(
        name="applications.score",
        title=gettext_lazy("Count the points"),
        help=gettext_lazy("By the rules of the list of its window, or as an objection led to."),
        run=_score,
        inputs={
            "points": Field("number", gettext_lazy("Points after an objection"), required=False),
            "note": Field("text", gettext_lazy("Reasons"), required=False),
            "accepted": Field(
                "yes_no", gettext_lazy("Whether the objection is accepted"), required=False
            ),
        },
        outputs={"points": Field("number", gettext_lazy("Points"))},
    ),
    Operation(
        name="certificates.issue",
        title=gettext_lazy("Issue a certificate"),
        help=gettext_lazy(
            "Issues and seals the certificate in which the service ends. An attested kind waits "
            "for stated facts and a second person; it comes as the message “certificate_issued” "
            "about the application."
        ),
        run=_certificate,
        inputs={"text": Field("text", gettext_lazy("What is certified"), required=False)},
        outputs={
            "issued": Field("yes_no", gettext_lazy("Whether it was issued")),
            "certificate": Field("text", gettext_lazy("The certificate")),
            "number": Field("text", gettext_lazy("Protocol number")),
        },
    ),
)


def register_all() -> None:
    """Enter the operations."""
    for operation in OPERATIONS:
        register(operation)
