"""What the verbs of the forms are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "forms.version.drafted": _("Form drafted"),
    "forms.version.published": _("Form put in force"),
    "forms.version.restored": _("Form put in force again"),
    "forms.version.retired": _("Form taken out of force"),
    "forms.version.discarded": _("Draft of a form thrown away"),
    "forms.version.brought_up_to_date": _("Shared parts of a form brought up to date"),
    "forms.part.drafted": _("Shared part drafted"),
    "forms.part.published": _("Shared part put in force"),
    "forms.part.restored": _("Shared part put in force again"),
    "forms.part.discarded": _("Draft of a shared part thrown away"),
    "forms.draft.undone": _("Step of a draft undone"),
    "forms.draft.redone": _("Step of a draft done again"),
    "forms.replay.asked": _("Replay of a draft asked for"),
    "forms.replay.done": _("Replay of a draft done"),
    "forms.replay.failed": _("Replay of a draft failed"),
}
