"""Mails to staff: one thing each, with the way there; no content of documents in them."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.identity.queries import held_on
from backoffice.kernel.dates import athens_day
from theme.formatting import day

from .models import Assignment, Clock, ClockNotice, Signature
from .steps import AssignmentState


def heads_of(department_id: int) -> list[User]:
    """Return the heads of a unit today."""
    on = athens_day(timezone.now())
    rows = held_on(on).filter(department_id=department_id, role__code="head")
    return list(User.objects.filter(pk__in=rows.values("user_id"), is_active=True))


def _send(people: Iterable[User], subject: str, lines: list[str]) -> int:
    body = "\n\n".join(lines)
    letters = [
        EmailMessage(subject.replace("\n", " "), body, to=[user.email])
        for user in people
        if user.email
    ]
    return get_connection().send_messages(letters) or 0 if letters else 0


def _link(name: str, *arguments: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}"


def mail_assignment(assignment_id: int) -> int:
    """Tell who has an entry on the desk, or who gave it and got it back."""
    held = Assignment.objects.select_related(
        "entry__book", "user", "assigned_by", "department"
    ).get(pk=assignment_id)
    if held.state == AssignmentState.RETURNED:
        people = [held.assigned_by] if held.assigned_by else []
        with override("el"):
            subject = _("Returned: %(number)s") % {"number": held.entry.label}
            said = _("The assignment came back with a reason. Open it here:")
    else:
        people = [held.user] if held.user else heads_of(held.department_id)
        with override("el"):
            subject = _("Assigned to you: %(number)s") % {"number": held.entry.label}
            said = _("An entry of the register waits for you. Open it here:")
    return _send(people, subject, [said, _link("circulation:assignments")])


def mail_return(signature_id: int) -> int:
    """Tell the writer that a co-signer returned the draft."""
    row = Signature.objects.select_related("draft__drafter", "draft__current").get(pk=signature_id)
    with override("el"):
        subject = _("A draft came back to you")
        said = _("A co-signer returned your draft with remarks. Open it here:")
    return _send([row.draft.drafter], subject, [said, _link("circulation:draft", row.draft.code)])


def mail_time_limit(clock: Clock, stage: str) -> int:
    """Warn the heads of the competent unit, and whoever acts, of a time limit."""
    people = heads_of(clock.entry.department_id)
    acting = clock.entry.assignments.filter(
        purpose=Assignment.Purpose.ACTION, state__in=["waiting", "accepted"], user__isnull=False
    ).select_related("user")
    people += [row.user for row in acting if row.user and row.user not in people]
    limit = clock.due_on or clock.forward_by
    words = {"number": clock.entry.label, "day": day(limit) if limit else ""}
    with override("el"):
        subject = {
            ClockNotice.Stage.BEFORE: _("The time limit of %(number)s ends on %(day)s"),
            ClockNotice.Stage.ON: _("The time limit of %(number)s ends today"),
            ClockNotice.Stage.AFTER: _("The time limit of %(number)s passed on %(day)s"),
            ClockNotice.Stage.FORWARD: _("%(number)s was to be forwarded by %(day)s"),
        }[ClockNotice.Stage(stage)] % words
        said = _("Open the list of time limits here:")
    return _send(people, subject, [said, _link("circulation:overdue")])
