"""The demonstration's letterbox shows what would have been sent, and only there."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import get_connection, send_mail
from django.test import Client

from tests.scenarios.people import RECEIPT


@pytest.fixture
def letterbox(db: None, settings: Any, tmp_path: Path) -> Path:
    """The folder that the file backend writes to."""
    settings.EMAIL_FILE_PATH = str(tmp_path)
    return tmp_path


def send(subject: str, body: str, folder: Path) -> None:
    """Send a mail into the folder."""
    backend = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(folder)
    )
    send_mail(subject, body, "town@example.org", ["maria@example.org"], connection=backend)


def test_letters_are_shown_with_their_links(letterbox: Path) -> None:
    send(
        "Απόδειξη A-2026-000001",
        "Δείτε την απόδειξη:\nhttp://localhost:8000/el/payments/receipts/X/\n<b>",
        letterbox,
    )
    send("Δεύτερο", "κείμενο", letterbox)
    page = Client().get("/demo/mail/").content.decode()
    assert RECEIPT.search(page)
    assert "maria@example.org" in page
    assert 'href="http://localhost:8000/el/payments/receipts/X/"' in page
    assert "<b>" not in page
    assert len(re.findall("<article", page)) == 2


def test_an_empty_letterbox_says_so(letterbox: Path) -> None:
    assert "Δεν υπάρχει ακόμη μήνυμα" in Client().get("/demo/mail/").content.decode()


def test_a_real_town_has_none(letterbox: Path, settings: Any) -> None:
    settings.DEMONSTRATION = False
    assert Client().get("/demo/mail/").status_code == 404
