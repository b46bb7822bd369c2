"""The e-services of the house as they are found by searching."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.home.doors import address

from .registry import FindableService


def services() -> Iterator[FindableService]:
    """Return the services whose doors are open, in every language."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for door, title, summary, text in _told():
                url = address(door)
                if url:
                    yield FindableService(door, code, title, summary, url, text)


def _told() -> list[tuple[str, str, str, str]]:
    return [
        (
            "pay:by_rf",
            _("Pay with an RF code"),
            _("Pay a bill of the municipality by card without signing in."),
            _("payment bill card debt fee water code"),
        ),
        (
            "debts:list",
            _("See and pay what you owe"),
            _("All your debts to the municipality, why you owe them, and paying them by card."),
            _("debts fees certificate clearance payment instalments account statement"),
        ),
        (
            "tourist_fee:home",
            _("Declare the stay fee"),
            _("Monthly or quarterly declaration of lodgings and catering businesses."),
            _("hotel rooms lodging overnight tourist fee gross receipts declaration"),
        ),
        (
            "accounts:home",
            _("Your account"),
            _("Sign in, see what needs you now, and manage how you sign in."),
            _("login TAXISnet password second factor mandates"),
        ),
    ]
