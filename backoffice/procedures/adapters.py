"""The operations that every town has: note in the trail, and write to somebody."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from backoffice.audit.services import record

from . import tasks
from .models import Case
from .operations import Context, Field, Operation, register


def _note(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    case = Case.objects.get(pk=context.case_id)
    record("procedures.case.noted", case, actor=None, at=context.at, note=inputs["text"][:2000])
    return {}


def _notify(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    # The letter leaves by the queue after the step is certain: mail cannot be taken back.
    tasks.defer_letter(to=inputs["to"], subject=inputs["subject"], text=inputs["text"])
    return {}


NOTE = Operation(
    name="audit.note",
    title=_("Note in the audit trail"),
    help=_("Writes a line about the case into the audit trail."),
    run=_note,
    inputs={"text": Field("text", _("Text"))},
)
NOTIFY = Operation(
    name="mail.notify",
    title=_("Write an e-mail"),
    help=_("Sends a short letter by e-mail; it never holds personal data beyond what you write."),
    run=_notify,
    inputs={
        "to": Field("text", _("E-mail address")),
        "subject": Field("text", _("Subject")),
        "text": Field("text", _("Text")),
    },
)


def register_all() -> None:
    """Enter the operations of this module."""
    for operation in (NOTE, NOTIFY):
        register(operation)
