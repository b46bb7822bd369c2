"""What the verbs of messages are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "messaging.message.written": _("Message written"),
    "messaging.preferences.set": _("Ways of being told chosen"),
    "messaging.mobile.asked": _("Code sent to a telephone"),
    "messaging.mobile.confirmed": _("Telephone confirmed"),
    "messaging.mobile.dropped": _("Telephone removed"),
    "messaging.wording.written": _("Words of a notification changed"),
}
