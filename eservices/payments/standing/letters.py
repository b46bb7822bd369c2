"""Letters about a standing order: one thing each, with the link to it."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from eservices.payments.models import Attempt, StandingOrder
from eservices.payments.words import refusal
from theme.formatting import day as on_day
from theme.formatting import euro


def mail_refused(attempt: Attempt, again_on: date | None) -> bool:
    """Tell that a charge was refused; return whether there was an address to write to."""
    order = attempt.order
    if order is None or not order.email:
        return False
    with override(order.language):
        subject = _("Your card was not charged: %(what)s") % {"what": attempt.description}
        lines = [
            _("We asked for %(amount)s from your card ending in %(last4)s for “%(what)s”.")
            % {
                "amount": euro(attempt.payment.amount),
                "last4": order.last4,
                "what": attempt.description,
            },
            refusal(attempt.last_failure),
        ]
        if again_on is not None:
            lines.append(
                _("We try again on %(day)s. What is paid late may cost more; you can pay now:")
                % {"day": on_day(again_on)}
            )
        lines.append(order.return_url)
    return _send(order, subject, lines)


def mail_stopped(order_id: int) -> bool:
    """Tell that an order was stopped without a wish; return whether there was an address."""
    order = StandingOrder.objects.get(pk=order_id)
    if not order.email:
        return False
    with override(order.language):
        subject = _("Your card is no longer charged every month")
        lines = [
            _("The monthly charge of your card ending in %(last4)s has stopped: %(why)s.")
            % {"last4": order.last4, "why": order.get_stop_reason_display()},
            _("Pay what is due by yourself, or give another card:"),
            order.return_url,
        ]
    return _send(order, subject, lines)


def _send(order: StandingOrder, subject: str, lines: list[str]) -> bool:
    body = "\n\n".join(line for line in lines if line)
    send_mail(subject[:200], body, settings.DEFAULT_FROM_EMAIL, [order.email])
    return True
