"""Which matter an application stands for: the same names for staff and for the citizen."""

from collections.abc import Collection, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.matters import Matter, Visit
from backoffice.messaging.services import About
from backoffice.procedures.matters import CASE

from . import access, office_queries
from .models import Application
from .notices import SOURCE

#: What a browser shows in a tab of its own.
PREVIEWED = frozenset({"application/pdf", "image/jpeg", "image/png"})


def names_of(application: Application) -> tuple[Source, ...]:
    """Return the names under which modules file something for an application; the first is its own.

    Charges name it by its number, later papers under a kind of their own.
    """
    names = (
        Source(SOURCE, application.code),
        Source(SOURCE, str(application.pk)),
        Source(f"{SOURCE}.later", application.code),
    )
    case = application.case
    return (*names, Source(CASE, case.code)) if case else names


def office_link_of(application: Application) -> str:
    """Return where staff find an application."""
    return reverse("applications_office:application", args=[application.code])


def citizen_link_of(application: Application) -> str:
    """Return where the applicant finds an application, in the language they chose for it."""
    with override(application.language):
        return reverse("applications:application", args=[application.code])


def office_matter(application: Application, visit: Visit, on: date) -> Matter:
    """Return an application as the page of a matter shows it to staff."""
    view = office_queries.desk_view(application, visit.reader, visit.language, on)
    names = names_of(application)
    entries = [application.entry_id, view.certificate.entry_id if view.certificate else None]
    return Matter(
        subject=names[0],
        others=names[1:],
        title=f"{application.title} – {application.name}",
        rows={
            "application": application,
            "view": view,
            "case": view.case.case if view.case else None,
            "case_view": view.case,
            "tasks": view.tasks,
            "drawing": reverse("applications_office:drawing", args=[application.code]),
        },
        party_id=application.party_id,
        department_id=application.department_id,
        entry_ids=tuple(pk for pk in entries if pk),
        charge_ids=(application.charge_id,) if application.charge_id else (),
        office_link=office_link_of(application),
        citizen_link=citizen_link_of(application),
        addresses=lambda ids: _addresses(application, ids),
        step_address=lambda task: reverse(
            "applications_office:step", args=[application.code, task]
        ),
    )


def _addresses(application: Application, file_ids: Collection[int]) -> Mapping[int, str]:
    """Return where the files that came with an application may be had, in one statement."""
    rows = application.uploads.filter(file__in=list(file_ids), sent_at__isnull=False)
    found: dict[int, str] = {}
    for file_id, code, kind in rows.values_list("file_id", "code", "content_type"):
        address = reverse("applications_office:file", args=[application.code, code])
        found[file_id] = f"{address}?show=1" if kind in PREVIEWED else address
    return found


def page_for(subject_id: str, reader: User) -> str:
    """Return the page of the application that a case is about, if the reader may open it."""
    found = access.staff_applications_for(reader).filter(code=subject_id.partition(".")[0]).first()
    return office_link_of(found) if found else ""


def about_of(application: Application) -> About | None:
    """Return what a conversation about an application is, or nothing without a person."""
    if application.party_id is None:
        return None
    return About(
        subject=Source(SOURCE, application.code),
        title=f"{application.title_el} – {application.name}",
        party_id=application.party_id,
        department_id=application.department_id,
        citizen_link=citizen_link_of(application),
        office_link=office_link_of(application),
    )
