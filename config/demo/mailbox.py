"""The demonstration's letterbox: the mails it would have sent, for whoever tries it out.

Mounted only where `settings.DEMONSTRATION` is true; the people and addresses there are synthetic.
"""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHOWN = 100
TEMPLATE = Path(__file__).parent / "templates" / "demo" / "mailbox.html"
# What stands between two mails in a file that Django's file backend writes.
DIVIDER = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as its reader would see it."""

    to: str
    subject: str
    sent_at: datetime
    text: str


@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the latest mails of the demonstration, newest first.

    :raises Http404: outside the demonstration
    """
    if not getattr(settings, "DEMONSTRATION", False):
        raise Http404
    # Not an app of its own, so its one template is read from beside it.
    page = engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return HttpResponse(page.render({"letters": letters()[:SHOWN]}, request))


def letters() -> list[Letter]:
    """Return the mails in the folder of the file backend, newest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.VAR_DIR / "mail")
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    found = [letter for path in files[:SHOWN] for letter in _in_file(path)]
    return sorted(found, key=lambda letter: letter.sent_at, reverse=True)


def _in_file(path: Path) -> list[Letter]:
    parts = path.read_bytes().split(DIVIDER)
    return [_letter(part) for part in parts if part.strip()]


def _letter(raw: bytes) -> Letter:
    mail = email.message_from_bytes(raw.lstrip(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain", "html"))
    sent = mail["Date"]
    return Letter(
        str(mail["To"] or ""),
        str(mail["Subject"] or ""),
        parsedate_to_datetime(str(sent)) if sent else datetime.fromtimestamp(0, UTC),
        body.get_content().strip() if body is not None else "",
    )
