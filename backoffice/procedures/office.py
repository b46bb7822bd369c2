"""Operations of the register and of the applicant, which most of the town's procedures ask for.

The verbs of documents are imported when they run: applications are still being set up before.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from backoffice.party.queries import parties_by_id

from . import tasks
from .models import Case
from .operations import Context, Field, InputRefused, Operation, register

BOOK = "general"
REGISTRY = "registry"


def _party(context: Context) -> Any:
    return parties_by_id({context.party_id}).get(context.party_id) if context.party_id else None


def _department(context: Context) -> int:
    if context.department_id:
        return context.department_id
    units = departments_as_tree(athens_day(context.at))
    found = next((unit.pk for _depth, unit in units if unit.code == REGISTRY), None)
    if found is None:
        raise InputRefused(_("The case has no department. Start it with one."))
    return found


def _register(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from backoffice.documents.services import Correspondent, RecipientFacts, register_entry

    direction, party = inputs["direction"], _party(context)
    case = Case.objects.only("title", "facts").get(pk=context.case_id)
    incoming = direction == "incoming"
    if incoming and (known := _filed(case.facts)):
        return known
    name = (party.full_name if party else case.title) or context.case_code
    party_id = party.pk if party else None
    entry = register_entry(
        book=BOOK,
        direction=direction,
        subject=f"{inputs['subject']} ({context.case_code})",
        subject_public=inputs["subject"],
        channel="portal",
        department_id=_department(context),
        sender=Correspondent(name=name, party_id=party_id) if incoming else None,
        recipients=() if incoming else (RecipientFacts(name=name, party_id=party_id),),
        source=context.source,
        key=context.key,
        actor=context.actor,
        at=context.at,
    )
    return {"entry": entry.pk, "number": entry.label}


def _filed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entry under which the application was filed before its case began, if it was."""
    entry, number = facts.get("entry"), facts.get("protocol_number")
    return {"entry": entry, "number": number} if entry and number else {}


def _start_clock(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from backoffice.documents.queries import clocks_of
    from backoffice.documents.services.clock import start_clock

    # Whoever filed the application may have started it with the number.
    running = clocks_of([int(inputs["entry"])])
    if running:
        return {"due_on": running[int(inputs["entry"])].due_on}
    clock = start_clock(
        entry_id=int(inputs["entry"]),
        rule=inputs["rule"],
        complete_on=athens_day(context.at),
        actor=context.actor,
        at=context.at,
    )
    return {"due_on": clock.due_on}


def _stop_clock(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    from backoffice.documents.services.clock import stop_clock

    stop_clock(entry_id=int(inputs["entry"]), actor=context.actor, at=context.at)
    return {}


def _tell(context: Context, inputs: Mapping[str, Any]) -> dict[str, Any]:
    party = _party(context)
    if party is None or not party.email:
        return {"told": False}
    tasks.defer_letter(to=party.email, subject=inputs["subject"], text=inputs["text"])
    return {"told": True}


REGISTER = Operation(
    name="documents.register",
    title=gettext_lazy("Enter in the protocol"),
    help=gettext_lazy("Gives a number in the general protocol, with the case as its source."),
    run=_register,
    inputs={
        "direction": Field("text", gettext_lazy("Direction (incoming or outgoing)")),
        "subject": Field("text", gettext_lazy("Subject, without personal data")),
    },
    outputs={
        "entry": Field("number", gettext_lazy("The entry")),
        "number": Field("text", gettext_lazy("Protocol number")),
    },
)
START_CLOCK = Operation(
    name="documents.start_clock",
    title=gettext_lazy("Start the legal time limit"),
    help=gettext_lazy("Counts from today by a rule in force, such as general (50 days)."),
    run=_start_clock,
    inputs={
        "entry": Field("number", gettext_lazy("The entry")),
        "rule": Field("text", gettext_lazy("Code of the rule")),
    },
    outputs={"due_on": Field("date", gettext_lazy("Last day"))},
)
STOP_CLOCK = Operation(
    name="documents.stop_clock",
    title=gettext_lazy("Stop the legal time limit"),
    help=gettext_lazy("Notes that the application was answered."),
    run=_stop_clock,
    inputs={"entry": Field("number", gettext_lazy("The entry"))},
)
TELL = Operation(
    name="procedures.tell_applicant",
    title=gettext_lazy("Tell the applicant"),
    help=gettext_lazy("Writes to the applicant's e-mail address, if the register has one."),
    run=_tell,
    inputs={
        "subject": Field("text", gettext_lazy("Subject")),
        "text": Field("text", gettext_lazy("Text, without personal data")),
    },
    outputs={"told": Field("yes_no", gettext_lazy("Whether there was an address"))},
)


def register_all() -> None:
    """Enter the operations."""
    for operation in (REGISTER, START_CLOCK, STOP_CLOCK, TELL):
        register(operation)
