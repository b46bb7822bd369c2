"""What the page of a matter shows of messages: the conversation with the citizen, and answering.

The verbs are imported when they run: applications are still being set up when this is registered.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.documents.access import departments_of
from backoffice.kernel.errors import DomainError
from backoffice.kernel.matters import BLOCKS, HISTORIES, Block, Done, Matter, Told, Visit

from . import access, queries
from .forms import AnswerForm

#: Field ids of their own: other forms stand on the same page.
IDS = "message_%s"


def message_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return what was written about a matter to whoever answers for it in the office."""
    from .services import read_conversation

    if not visit.reader.has_perm(access.WRITE):
        return None
    if matter.party_id is None:
        return {"rows": [], "nobody": True}
    held = queries.conversation_about(matter.subject)
    unit = held.department_id if held else matter.department_id
    if unit not in departments_of(visit.reader):
        return {"rows": [], "elsewhere": True}
    rows = list(queries.messages_of(held)) if held else []
    if held is not None and rows:
        read_conversation(conversation_id=held.pk, as_office=True, reader=visit.reader, at=visit.at)
    is_closed = held is not None and held.closed_at is not None
    form = None if is_closed or visit.is_print else AnswerForm(auto_id=IDS)
    return {"rows": rows, "held": held, "form": form, "is_closed": is_closed}


def answer(matter: Matter, visit: Visit, data: Any, files: Any) -> Done:
    """Send what the office wrote about a matter."""
    from .services import About, write_about

    shown = message_values(matter, visit)
    form = AnswerForm(data, files, auto_id=IDS)
    if not shown or not shown.get("form"):
        return Done(values={"refusal": _("You cannot write about this case.")})
    if not form.is_valid():
        return Done(values={"form": form})
    assert matter.party_id is not None
    assert matter.department_id is not None
    about = About(
        subject=matter.subject,
        title=matter.title,
        party_id=matter.party_id,
        department_id=matter.department_id,
        citizen_link=matter.citizen_link,
        office_link=matter.office_link,
    )
    try:
        write_about(
            about=about,
            body=form.cleaned_data["body"],
            uploads=form.cleaned_data["papers"],
            key=form.cleaned_data["key"],
            to_office=False,
            author=visit.reader,
            at=visit.at,
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return Done(values={"form": form})
    return Done(text=_("The message is on its way."))


def told_about(matter: Matter, visit: Visit) -> Iterable[Told]:
    """Tell which notifications went out about a matter, and how."""
    for told in queries.notifications_about(matter.subject)[:200]:
        ways = [
            f"{copy.get_channel_display()}: {copy.get_state_display()}"
            for copy in told.deliveries.all()
        ]
        what = _("The person was told: “%(subject)s”") % {"subject": told.subject}
        yield Told(told.at, what, _("automatically"), ", ".join([_("account"), *ways]))


def register_blocks() -> None:
    """Enter the block, and the lines of history."""
    BLOCKS.register(
        "messages",
        Block(
            50,
            gettext_lazy("Messages"),
            "messaging/matter_messages.html",
            message_values,
            answer,
        ),
    )
    HISTORIES.register("messages", told_about)
