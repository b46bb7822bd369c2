"""Letters to debtors: one thing each, with the link to it."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.party.queries import parties_by_id
from theme.formatting import day, euro

from . import collecting
from .models import Arrangement, Instalment


def _link(arrangement: Arrangement) -> str:
    return settings.SITE_URL + reverse("my_arrangements:arrangement", args=[arrangement.code])


def _by_hand() -> str:
    return _(
        "Instalment %(number)s of your arrangement %(arrangement)s is due on %(day)s: "
        "%(amount)s.\n\nPay it here:\n%(link)s\n\n"
        "An instalment that is late costs more, and the arrangement can be lost."
    )


def _automatic() -> str:
    return _(
        "Instalment %(number)s of your arrangement %(arrangement)s is due on %(day)s: "
        "%(amount)s.\n\nOn that day your card is charged; you need do nothing. "
        "See or stop it here:\n%(link)s"
    )


def mail_reminder(row: Instalment) -> bool:
    """Remind of an instalment; return whether there was an address to write to."""
    arrangement = row.arrangement
    party = parties_by_id({arrangement.debtor_id})[arrangement.debtor_id]
    if not party.email:
        return False
    with override(party.language):
        subject = _("Instalment %(number)s is due on %(day)s") % {
            "number": row.number,
            "day": day(row.due_on),
        }
        words = _automatic if collecting.is_automatic(arrangement.code) else _by_hand
        body = words() % {
            "number": row.number,
            "arrangement": str(arrangement),
            "day": day(row.due_on),
            "amount": euro(row.capital + row.interest),
            "link": _link(arrangement),
        }
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [party.email])
    return True


def mail_loss(arrangement_id: int) -> bool:
    """Tell that an arrangement is lost; return whether there was an address to write to."""
    arrangement = Arrangement.objects.select_related("terms").get(pk=arrangement_id)
    party = parties_by_id({arrangement.debtor_id})[arrangement.debtor_id]
    if not party.email:
        return False
    with override(party.language):
        subject = _("Your arrangement %(number)s is lost") % {"number": str(arrangement)}
        body = _(
            "Arrangement %(number)s was lost on %(day)s: %(cause)s.\n\n"
            "What is left of the debts is owed at once, with surcharges as if it had never "
            "stood. What you paid stays credited.\n\n"
            "See what you can do, also whether a second chance is open:\n%(link)s"
        ) % {
            "number": str(arrangement),
            "day": day(arrangement.ended_on) if arrangement.ended_on else "",
            "cause": arrangement.get_cause_display(),
            "link": _link(arrangement),
        }
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [party.email])
    return True
