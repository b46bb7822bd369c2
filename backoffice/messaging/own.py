"""The one notification that is ours: an office wrote to somebody."""

from django.utils.translation import gettext_lazy as _

from .templates import Template
from .wording import Text

WRITTEN = Template(
    code="messaging.written",
    topic="messages",
    title=_("An office wrote to somebody"),
    variables={"matter": _("what it is about")},
    el=Text(
        "Νέο μήνυμα: {matter}",
        "Ο Δήμος σάς έγραψε για: {matter}. Διαβάστε το μήνυμα και απαντήστε από "
        "τον λογαριασμό σας.",
        "Νέο μήνυμα από τον Δήμο: {matter}. Δείτε τον λογαριασμό σας.",
    ),
    en=Text(
        "New message: {matter}",
        "The municipality wrote to you about: {matter}. Read the message and answer from your "
        "account.",
        "New message from the municipality: {matter}. See your account.",
    ),
)
