"""What the verbs of the catalogue are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "catalogue.service.loaded": _("Service brought by the programme"),
    "catalogue.service.renewed": _("Service renewed by the programme"),
    "catalogue.service.registered": _("Service entered"),
    "catalogue.service.changed": _("Service changed"),
    "catalogue.service.checked": _("Service checked"),
    "catalogue.fee.set": _("Fee of a service set"),
    "catalogue.fee.taken_back": _("Announced fee taken back"),
    "catalogue.window.announced": _("Window of a service announced"),
    "catalogue.contact.set": _("Contact of an office set"),
}
