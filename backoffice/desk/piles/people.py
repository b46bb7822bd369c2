"""Whoever is at the counter, writes, or asks about their own data; certificates to issue."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.appointments import access as appointments
from backoffice.certificates import access as certificates
from backoffice.certificates.kinds import attested, every
from backoffice.desk.worklist import Source
from backoffice.documents.access import departments_of
from backoffice.identity.models import User
from backoffice.messaging import access as messaging_access
from backoffice.messaging import queries as messaging
from backoffice.privacy import access as privacy_access
from backoffice.privacy import queries as privacy
from backoffice.privacy.states import RequestKind

from .shapes import allowed, closing_time, colleague, in_words, name_of, page

SECOND = _("It awaits a second person, and you may be that person.")


def _kinds() -> list[tuple[str, Any]]:
    return [(kind.code, kind.name) for kind in attested()]


def _every_kind() -> list[tuple[str, Any]]:
    return [(kind.code, kind.name) for kind in every()]


def _conversations(user: User, on: date) -> QuerySet[Any]:
    return messaging.waiting_for_office(set(departments_of(user)))


SOURCES = (
    Source(
        "messaging.conversation",
        _("Messages of citizens to answer"),
        allowed(messaging_access.WRITE, _conversations),
        {
            "item_key": "code",
            "item_title": "title",
            "item_person": name_of("party"),
            "item_department": "department_id",
            "item_opened": "last_at",
        },
        page("messaging:conversation"),
    ),
    Source(
        "appointments.booking",
        _("Appointments of today"),
        allowed(appointments.CHANGE, appointments.expected_today),
        {
            "item_key": "code",
            "item_title": "topic__title_el",
            "item_person": "name",
            "item_department": "counter__place__department_id",
            "item_due": "starts_at",
            "item_opened": "booked_at",
        },
        page("appointments:booking"),
    ),
    Source(
        "certificates.statement",
        _("Certificates to issue"),
        allowed(certificates.ISSUE, lambda user, on: certificates.to_issue(user)),
        {
            "item_key": "code",
            "item_title": in_words("kind", _kinds),
            "item_subject": "purpose",
            "item_person": name_of("party"),
            "item_opened": "stated_at",
        },
        page("certificates:statement"),
        why=SECOND,
    ),
    Source(
        "certificates.doubt",
        _("Certificates to be judged"),
        allowed(certificates.REVOKE, lambda user, on: certificates.to_judge(user)),
        {
            "item_key": "code",
            "item_title": in_words("kind", _every_kind),
            "item_subject": "doubted_why",
            "item_person": name_of("party"),
            "item_department": "entry__department_id",
            "item_opened": "doubted_at",
        },
        page("certificates:judge"),
        why=_("The decision behind it was taken up again: it stands, or you revoke it."),
    ),
    Source(
        "privacy.request",
        _("Requests about personal data"),
        allowed(privacy_access.ANSWER, lambda user, on: privacy.open_requests()),
        {
            "item_key": "code",
            "item_title": in_words("kind", lambda: RequestKind.choices),
            "item_subject": "text",
            "item_person": colleague("user"),
            "item_due": closing_time("due_on"),
            "item_opened": "received_at",
        },
        page("privacy:request"),
        why=_("You answer for personal data."),
    ),
    Source(
        "privacy.erasure",
        _("Erasures to decide on"),
        allowed(privacy_access.APPROVE, lambda user, on: privacy.erasures_to_decide(user)),
        {
            "item_key": "code",
            "item_title": in_words(
                "eraser", lambda: [(one.name, one.title) for one in privacy.erasers()]
            ),
            "item_subject": "legal_basis",
            "item_opened": "proposed_at",
        },
        page("privacy:erasure"),
        why=SECOND,
    ),
)
