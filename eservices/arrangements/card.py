"""The monthly charge of a card for an arrangement: what is agreed to, and what falls due."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

import structlog
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from backoffice.arrangements import collecting, services
from backoffice.identity.models import User
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from eservices.payments import standing
from eservices.payments.standing import Collector, Consent, Due, OrderView
from integrations.stripe.messages import GatewayError
from theme.formatting import euro

log = structlog.get_logger(__name__)

KIND = "arrangements.arrangement"


def _due(found: collecting.InstalmentDue) -> Due:
    return Due(
        f"part-{found.number}",
        found.due_on,
        f"Δόση {found.number}, ρύθμιση {found.arrangement}",
        f"Instalment {found.number}, arrangement {found.arrangement}",
    )


def _due_on(code: str, on: date) -> Due | None:
    found = collecting.due_on(code, on)
    return _due(found) if found is not None else None


def _next_on(code: str, on: date) -> tuple[Due, Decimal] | None:
    found = collecting.next_on(code, on)
    return (_due(found), found.amount) if found is not None else None


def _items(code: str, at: datetime) -> Sequence[tuple[int, Decimal]]:
    return services.collect(code=code, at=at)


COLLECTOR = Collector(collecting.is_over, _due_on, _next_on, _items)


def is_collected(code: str) -> bool:
    """Tell whether a card is charged for an arrangement, by its code."""
    return standing.is_collected(Source(KIND, code))


def consent_text(arrangement: Any, total: Decimal, language: str) -> str:
    """Return what a citizen agrees to, in a language; exactly these words are kept."""
    days = settings.CARD_CHARGE_DAYS
    again = [str(day) for day in days[1:]]
    with override(language):
        parts = [
            gettext(
                "I ask that on the day on which an instalment of arrangement %(number)s is due, my "
                "card is charged with what is due then, by the arrangement's schedule: %(total)s "
                "in all, and what the law adds if an instalment is late."
            )
            % {"number": str(arrangement), "total": euro(total, language)},
        ]
        if again:
            parts.append(
                ngettext(
                    "If the bank refuses, it is asked again %(days)s day after the due day; I am "
                    "told each time. After that the charge stops and I pay by myself.",
                    "If the bank refuses, it is asked again %(days)s days after the due day; I am "
                    "told each time. After that the charge stops and I pay by myself.",
                    int(again[-1]),
                )
                % {"days": gettext(" and ").join(again)}
            )
        parts.append(
            gettext(
                "The card is kept by the card payment provider, never by the municipality. I can "
                "stop this at any time from my account; the provider then forgets the card."
            )
        )
    return "\n\n".join(parts)


def give(
    *, arrangement: Any, total: Decimal, language: str, key: str, actor: User, at: datetime
) -> Any:
    """Keep the consent for an arrangement and open the page that saves the card.

    :raises DomainError: if none can be given, or the page does not answer
    """
    with override(language):
        back = urljoin(settings.SITE_URL, reverse("my_arrangements:card", args=[arrangement.code]))
    consent = Consent(
        consent_text(arrangement, total, language),
        settings.CARD_CHARGE_DAYS,
        language,
        actor.email,
    )
    return standing.give(
        source=Source(KIND, arrangement.code),
        party_id=arrangement.debtor_id,
        consent=consent,
        return_url=back,
        key=key,
        actor=actor,
        at=at,
    )


def order_of(arrangement: Any, at: datetime) -> OrderView | None:
    """Return how the monthly charge of an arrangement stands, asking the gateway if it must."""
    source = Source(KIND, arrangement.code)
    view = standing.order_of(source, athens_day(at))
    if view is None or not view.is_asked:
        return view
    try:
        standing.confirm(order_id=view.order.pk, at=at)
    except GatewayError as error:
        log.warning("order.not_confirmed_now", order=view.order.code, error=str(error))
        return view
    return standing.order_of(source, athens_day(at))


def active_order(arrangement: Any, on: date) -> OrderView | None:
    """Return the monthly charge in force for an arrangement, or none."""
    view = standing.order_of(Source(KIND, arrangement.code), on)
    return view if view is not None and view.is_active else None
