"""What the verbs of appointments are called in the trail."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "appointments.booking.booked": _("Appointment booked"),
    "appointments.booking.moved": _("Appointment moved"),
    "appointments.booking.cancelled": _("Appointment cancelled"),
    "appointments.booking.attended": _("Appointment: the person came"),
    "appointments.booking.missed": _("Appointment: the person did not come"),
    "appointments.closure.made": _("Closed for appointments"),
    "appointments.counter.set_up": _("Counter set up"),
    "appointments.hours.set": _("Hours of a counter set"),
}
