"""What the page of a matter shows of an application: where it stands, what to do, what was sent."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.kernel.matters import BLOCKS, HISTORIES, Block, Matter, Told, Visit

FOLDER = "applications_office/matter"


def application_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return an application with what may be done about it."""
    application = matter.rows.get("application")
    if application is None:
        return None
    return {"application": application, "view": matter.rows["view"]}


def answers_values(matter: Matter, visit: Visit) -> dict[str, Any] | None:
    """Return what the applicant sent, in the words of the form."""
    view = matter.rows.get("view")
    return None if view is None else {"seen": view.seen}


def told_of_application(matter: Matter, visit: Visit) -> Iterable[Told]:
    """Tell what happened to an application."""
    view = matter.rows.get("view")
    for event in view.events if view else ():
        what = str(event.get_kind_display())
        if event.old != event.new:
            what = f"{what}: {event.get_new_display()}"
        yield Told(event.at, what, str(event.actor or ""), event.text)


def register_blocks() -> None:
    """Enter the blocks, and the lines of history."""
    BLOCKS.register(
        "application",
        Block(
            10,
            pgettext_lazy("citizen", "Application"),
            f"{FOLDER}/application.html",
            application_values,
        ),
    )
    BLOCKS.register(
        "answers", Block(30, _("What was sent"), f"{FOLDER}/answers.html", answers_values)
    )
    HISTORIES.register("application", told_of_application)
