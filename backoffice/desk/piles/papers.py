"""The register and circulation: to register, assign, answer, sign, number, send, clear."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.desk.worklist import Source
from backoffice.documents import queries as documents
from backoffice.documents.queries import clearance, mail
from backoffice.documents.queries.entries import waiting_of
from backoffice.documents.steps import OPEN_ASSIGNMENTS, DispatchState, DraftState
from backoffice.identity.models import User

from .shapes import allowed, closing_time, number_of, page

READS = "documents.view_draft"
DRAFT = {
    "item_key": "code",
    "item_title": "current__subject",
    "item_subject": "code",
    "item_department": "department_id",
    "item_opened": "created_at",
    "item_holder": "drafter_id",
}
NUMBERING = {name: column for name, column in DRAFT.items() if name != "item_holder"}


def _mine(user: User, on: date) -> QuerySet[Any]:
    return documents.assignments_of(user, on).filter(state__in=OPEN_ASSIGNMENTS)


def _came_back(user: User, on: date) -> QuerySet[Any]:
    return documents.drafts_in(user, on, "own").filter(state=DraftState.RETURNED)


def _to_send(user: User, on: date) -> QuerySet[Any]:
    failed_or_new = (DispatchState.WAITING, DispatchState.FAILED)
    return documents.dispatches_waiting(user, on).filter(state__in=failed_or_new)


SOURCES = (
    Source(
        "documents.message",
        _("Messages to register"),
        allowed("documents.handle_mail", lambda user, on: mail.tray()),
        {
            "item_key": "code",
            "item_title": "subject",
            "item_person": "sender_name",
            "item_opened": "fetched_at",
        },
        page("documents:message"),
        why=_("You register what comes to the mailbox."),
    ),
    Source(
        "documents.entry",
        _("Documents to assign"),
        allowed("documents.assign_entry", lambda user, on: waiting_of(user).defer(None)),
        {
            "item_key": "code",
            "item_title": "subject",
            "item_subject": number_of(),
            "item_person": "sender_name",
            "item_department": "department_id",
            "item_opened": "registered_at",
        },
        page("documents:entry"),
        why=_("You assign documents, and nobody has this one."),
    ),
    Source(
        "documents.assignment",
        _("Documents assigned"),
        allowed("documents.view_assignment", _mine),
        {
            "item_key": "entry__code",
            "item_title": "entry__subject",
            "item_subject": number_of("entry__"),
            "item_person": "entry__sender_name",
            "item_department": "department_id",
            "item_due": closing_time("due_on"),
            "item_opened": "assigned_at",
            "item_holder": "user_id",
        },
        page("documents:entry"),
    ),
    Source(
        "documents.sign",
        _("For my signature"),
        allowed(READS, documents.to_sign),
        DRAFT,
        page("circulation:draft"),
        why=_("It waits for a signature that you may give."),
    ),
    Source(
        "documents.cosign",
        _("For my co-signature"),
        allowed(READS, documents.to_cosign),
        DRAFT,
        page("circulation:draft"),
        why=_("You are next to co-sign it."),
    ),
    Source(
        "documents.returned",
        _("Drafts that came back to me"),
        allowed("documents.write_draft", _came_back),
        DRAFT,
        page("circulation:draft"),
    ),
    Source(
        "documents.number",
        _("Signed documents to number"),
        allowed("documents.issue_draft", lambda user, on: documents.drafts_in(user, on, "issue")),
        NUMBERING,
        page("circulation:draft"),
        why=_("You give signed documents their number."),
    ),
    Source(
        "documents.dispatch",
        _("Copies to send"),
        allowed("documents.dispatch_draft", _to_send),
        {
            "item_key": "pk",
            "item_title": "draft__current__subject",
            "item_subject": number_of("draft__entry__"),
            "item_person": "addressee__name",
            "item_department": "draft__department_id",
            "item_opened": "draft__created_at",
        },
        page("circulation:dispatch"),
        why=_("You send what was issued."),
    ),
    Source(
        "documents.clearance",
        _("Clearance lists to approve"),
        allowed("documents.approve_clearance", lambda user, on: clearance.to_approve(user)),
        {"item_key": "code", "item_title": "code", "item_opened": "drawn_at"},
        page("documents:clearance"),
        why=_("It awaits a second person, and you may be that person."),
    ),
)
