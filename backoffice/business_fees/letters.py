"""Letters to businesses: the same words in mail and in the account, one thing each."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from backoffice.party.queries import parties_by_id
from theme.formatting import day

from .models import ExpectedPeriod
from .states import PeriodState


def mail_invitations(expected_ids: Sequence[int]) -> int:
    """Mail the invitations of periods that still wait; return how many letters went out."""
    rows = list(
        ExpectedPeriod.objects.filter(pk__in=expected_ids, state=PeriodState.INVITED)
        .select_related("establishment")
        .order_by("pk")
    )
    parties = parties_by_id({row.establishment.party_id for row in rows})
    letters = []
    for row in rows:
        party = parties[row.establishment.party_id]
        if party.email:
            letters.append(_invitation(row, party.email, party.language))
    connection = get_connection()
    return connection.send_messages(letters) or 0 if letters else 0


def _invitation(row: ExpectedPeriod, address: str, language: str) -> EmailMessage:
    with override(language):
        period = row.tax_period.label(language)
        path = reverse("tourist_fee:declare", args=[row.establishment.code, row.period])
        body = _(
            "The declaration of %(name)s for %(period)s was due on %(due)s and has not arrived.\n\n"
            "Declare it by %(until)s, also if there were no receipts:\n%(link)s\n\n"
            "After that day the municipality may assess the fee itself.\n"
            "Invitation number: %(number)s"
        ) % {
            "name": row.establishment.trade_name,
            "period": period,
            "due": day(row.due_on),
            "until": day(row.answer_by) if row.answer_by else "",
            "link": f"{settings.SITE_URL}{path}",
            "number": row.invitation_no,
        }
        subject = _("Declaration missing: %(name)s, %(period)s") % {
            "name": row.establishment.trade_name,
            "period": period,
        }
    return EmailMessage(subject.replace("\n", " "), body, to=[address])
