"""Mails: one thing each, with the way there; no content of documents in them."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.identity.models import User
from backoffice.identity.queries import held_on
from backoffice.kernel.dates import athens_day
from backoffice.kernel.registry import Registry
from backoffice.kernel.town import letterhead
from theme.formatting import day

from .models import Assignment, Clock, ClockEvent, ClockNotice, Entry, Signature
from .steps import AssignmentState

#: kind → the path under which the applicant finds an entry; doors above us fill it.
PAPER_PATHS: Registry[Callable[[str], str]] = Registry("paths of papers")


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


def address_of(entry: Entry) -> str:
    """Return where the sender of an entry is written to: as on the document, else as registered."""
    party = entry.sender_party
    return entry.sender_email or (party.email if party else "")


def mail_applicant(event: ClockEvent, address: str) -> int:
    """Tell the applicant of an event of the time limit; reasons are read behind the sign-in."""
    entry = event.clock.entry
    party = entry.sender_party
    language = party.language if party else "el"
    with override(language):
        words = {"number": entry.label, "day": day(event.due_on) if event.due_on else ""}
        subject = {
            ClockEvent.Kind.SUSPENDED: _("%(number)s: the time limit stands still"),
            ClockEvent.Kind.RESUMED: _("%(number)s: the time limit runs on"),
            ClockEvent.Kind.EXTENDED: _("%(number)s: the time limit was extended"),
            ClockEvent.Kind.STOPPED: _("%(number)s: your request was answered"),
        }[ClockEvent.Kind(event.kind)] % words
        said = {
            ClockEvent.Kind.SUSPENDED: _(
                "We wait for you or for another authority before we can answer. The reason is on"
                " the page of your document."
            ),
            ClockEvent.Kind.RESUMED: _("The answer is due by %(day)s."),
            ClockEvent.Kind.EXTENDED: _(
                "Several services take part. The answer is now due by %(day)s."
            ),
            ClockEvent.Kind.STOPPED: _("What was sent to you is on the page of your document."),
        }[ClockEvent.Kind(event.kind)] % words
        ask = _("Without an account, ask the registry with the protocol number.")
        lines = [said, *_way_to(entry), ask, str(letterhead(language)["name"])]
    letter = EmailMessage(subject.replace("\n", " "), "\n\n".join(lines), to=[address])
    return letter.send()


def _way_to(entry: Entry) -> list[str]:
    return [
        f"{settings.SITE_URL}{PAPER_PATHS.get(kind)(entry.code)}" for kind in PAPER_PATHS.kinds()
    ]
