"""What people are told of their appointments."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.messaging.templates import Template
from backoffice.messaging.wording import Text

PLACES = {
    "matter": _("what it is about"),
    "day": _("day"),
    "time": pgettext_lazy("appointment", "time"),
    "place": _("place of the appointment"),
    "address": _("address"),
    "reason": _("reason"),
}
TEMPLATES = (
    Template(
        "appointments.booked",
        "appointments",
        _("An appointment was booked"),
        PLACES,
        Text(
            "Το ραντεβού σας: {day}, {time}",
            "Κλείσατε ραντεβού για: {matter}.\n\n{day}, ώρα {time}\n{place}, {address}\n\n"
            "Αν δεν μπορείτε να έρθετε, αλλάξτε το ή ακυρώστε το, ώστε να πάρει τη θέση κάποιος "
            "άλλος.",
            "Ραντεβού {day} {time}, {place}, {address}.",
        ),
        Text(
            "Your appointment: {day}, {time}",
            "You booked an appointment for: {matter}.\n\n{day} at {time}\n{place}, {address}\n\n"
            "If you cannot come, move it or cancel it, so that somebody else can have the time.",
            "Appointment {day} {time}, {place}, {address}.",
        ),
    ),
    Template(
        "appointments.moved",
        "appointments",
        _("An appointment was moved"),
        PLACES,
        Text(
            "Το ραντεβού σας άλλαξε: {day}, {time}",
            "Το ραντεβού σας για «{matter}» έγινε στις {day}, ώρα {time}.\n{place}, {address}",
            "Νέα ώρα ραντεβού: {day} {time}, {place}.",
        ),
        Text(
            "Your appointment has moved: {day}, {time}",
            "Your appointment for “{matter}” is now on {day} at {time}.\n{place}, {address}",
            "New time of your appointment: {day} {time}, {place}.",
        ),
    ),
    Template(
        "appointments.cancelled",
        "appointments",
        _("An appointment was cancelled by the person"),
        PLACES,
        Text(
            "Ακυρώθηκε το ραντεβού της {day}",
            "Το ραντεβού σας για «{matter}» στις {day}, ώρα {time}, ακυρώθηκε.",
        ),
        Text(
            "The appointment of {day} is cancelled",
            "Your appointment for “{matter}” on {day} at {time} is cancelled.",
        ),
    ),
    Template(
        "appointments.cancelled_by_office",
        "appointments",
        _("An appointment was cancelled by the office"),
        PLACES,
        Text(
            "Το γραφείο δεν δέχεται στις {day}, {time}",
            "Το ραντεβού σας για «{matter}» στις {day}, ώρα {time}, δεν μπορεί να γίνει: {reason}."
            "\n\nΛυπούμαστε. Κλείστε άλλη ώρα από τον λογαριασμό σας.",
            "Το ραντεβού {day} {time} δεν μπορεί να γίνει. Κλείστε άλλη ώρα στον λογαριασμό σας.",
        ),
        Text(
            "The office does not receive on {day}, {time}",
            "Your appointment for “{matter}” on {day} at {time} cannot take place: {reason}.\n\n"
            "We are sorry. Book another time from your account.",
            "The appointment of {day} {time} cannot take place. Book another in your account.",
        ),
    ),
    Template(
        "appointments.reminder",
        "appointments",
        _("An appointment is near"),
        PLACES,
        Text(
            "Υπενθύμιση: ραντεβού {day}, {time}",
            "Σας περιμένουμε στις {day}, ώρα {time}, για: {matter}.\n{place}, {address}\n\n"
            "Αν δεν μπορείτε να έρθετε, αλλάξτε το ή ακυρώστε το.",
            "Υπενθύμιση: ραντεβού {day} {time}, {place}, {address}.",
        ),
        Text(
            "Reminder: appointment {day}, {time}",
            "We expect you on {day} at {time} for: {matter}.\n{place}, {address}\n\n"
            "If you cannot come, move it or cancel it.",
            "Reminder: appointment {day} {time}, {place}, {address}.",
        ),
    ),
)
