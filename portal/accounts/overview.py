"""What stands on the first page of the account."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.appointments import queries as appointments
from backoffice.business_fees import access as business_access
from backoffice.business_fees import queries as business
from backoffice.documents import access as documents_access
from backoffice.documents import queries as documents
from backoffice.identity.models import User
from backoffice.identity.queries import verified_identity
from backoffice.messaging import queries as messaging
from backoffice.party import queries as parties
from backoffice.revenue import queries as revenue
from eservices.applications import queries as applications
from theme.formatting import day, euro, instant

Task = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Overview:
    """What needs a person now, where else they can go, and for whom they may act."""

    is_verified: bool
    asks_second_factor: bool
    needs: list[Task]
    rooms: list[Task]
    represented: list[str]


def of(user: User, on: date) -> Overview:
    """Gather the first page in a fixed number of queries."""
    own = parties.party_of(user)
    people = list(parties.represented_parties(user, on=on)) if own else []
    debts = revenue.debts_of([party.pk for party in people], on) if people else []
    shops = list(business_access.establishments_of(user)) if people else []
    papers = documents.waiting_papers(documents_access.correspondent_ids(user)) if people else 0
    waiting = business.waiting_by_establishment([shop.pk for shop in shops], on=on)
    return Overview(
        is_verified=verified_identity(user) is not None,
        asks_second_factor=user.needs_second_factor,
        needs=[
            *_to_pay(debts),
            *_to_declare(waiting),
            *_to_complete(papers),
            *_to_apply(applications.waiting_for(user, [party.pk for party in people])),
            *_to_read(messaging.unread_count(user)),
            *_to_come(appointments.coming_bookings(user, timezone.now()).first()),
        ],
        rooms=_rooms(bool(people), bool(shops)),
        represented=[party.full_name for party in people if own and party.pk != own.pk],
    )


def _to_pay(debts: list[Any]) -> list[Task]:
    if not debts:
        return []
    late = any(debt.is_overdue for debt in debts)
    first = min(debt.due_on for debt in debts)
    return [
        {
            "title": _("Pay %(amount)s") % {"amount": euro(sum(debt.total for debt in debts))},
            "url": reverse("debts:list"),
            "hint": ngettext("%(count)s debt", "%(count)s debts", len(debts))
            % {"count": len(debts)}
            + ", "
            + _("first due day %(day)s") % {"day": day(first)},
            "state": _("overdue") if late else _("open"),
            "tone": "danger" if late else "info",
        }
    ]


def _to_declare(waiting: dict[int, tuple[int, int]]) -> list[Task]:
    periods = sum(count for count, _late in waiting.values())
    late = sum(late for _count, late in waiting.values())
    if not periods:
        return []
    return [
        {
            "title": ngettext(
                "Declare the stay fee for %(count)s period",
                "Declare the stay fee for %(count)s periods",
                periods,
            )
            % {"count": periods},
            "url": reverse("tourist_fee:home"),
            "hint": "",
            "state": _("overdue") if late else _("open"),
            "tone": "danger" if late else "info",
        }
    ]


def _to_complete(papers: int) -> list[Task]:
    if not papers:
        return []
    return [
        {
            "title": ngettext(
                "See what %(count)s request of yours waits for",
                "See what %(count)s requests of yours wait for",
                papers,
            )
            % {"count": papers},
            "url": f"{reverse('correspondence:list')}?state=waiting",
            "hint": _("The time limit of the answer stands still meanwhile."),
            "state": _("waiting"),
            "tone": "warning",
        }
    ]


def _to_apply(waiting: applications.Waiting) -> list[Task]:
    rows = []
    if waiting.to_complete:
        rows.append(
            {
                "title": ngettext(
                    "Complete %(count)s application",
                    "Complete %(count)s applications",
                    waiting.to_complete,
                )
                % {"count": waiting.to_complete},
                "url": f"{reverse('applications:list')}?state=mine",
                "hint": _("The office asked you for something."),
                "state": _("waiting"),
                "tone": "warning",
            }
        )
    if waiting.drafts:
        rows.append(
            {
                "title": ngettext(
                    "Send %(count)s application that you began",
                    "Send %(count)s applications that you began",
                    waiting.drafts,
                )
                % {"count": waiting.drafts},
                "url": reverse("applications:list"),
                "hint": _("Saved, not sent"),
                "state": _("open"),
                "tone": "info",
            }
        )
    return rows


def _to_read(unread: int) -> list[Task]:
    if not unread:
        return []
    return [
        {
            "title": ngettext("Read %(count)s new message", "Read %(count)s new messages", unread)
            % {"count": unread},
            "url": reverse("my_messages:inbox"),
            "hint": "",
            "state": _("new"),
            "tone": "info",
        }
    ]


def _to_come(booking: Any) -> list[Task]:
    if booking is None:
        return []
    return [
        {
            "title": _("Come to your appointment: %(matter)s") % {"matter": booking.topic},
            "url": reverse("my_appointments:booking", args=[booking.code]),
            "hint": f"{instant(booking.starts_at)}, {booking.counter.place}",
            "state": _("booked"),
            "tone": "info",
        }
    ]


def _rooms(is_known: bool, has_shops: bool) -> list[Task]:
    if not is_known:
        return []
    rooms = [
        {
            "title": _("Your applications"),
            "url": reverse("applications:list"),
            "hint": _("What you asked for, where it stands, what is asked of you"),
        },
        {
            "title": _("Debts and payments"),
            "url": reverse("debts:list"),
            "hint": _("What you owe and why, payments, statement"),
        },
        {
            "title": _("Your documents"),
            "url": reverse("correspondence:list"),
            "hint": _("What you sent and received, and when you will have an answer"),
        },
        {
            "title": _("Paying by instalments"),
            "url": reverse("my_arrangements:list"),
            "hint": _("Calculate, apply, follow what is due"),
        },
    ]
    rooms.append(
        {
            "title": _("Certificates"),
            "url": reverse("my_certificates:list"),
            "hint": _("Municipal clearance, debts, payments: at once, sealed"),
        }
    )
    rooms += [
        {
            "title": _("Messages"),
            "url": reverse("my_messages:inbox"),
            "hint": _("What you were told, conversations with offices, how you are told"),
        },
        {
            "title": _("Your appointments"),
            "url": reverse("my_appointments:list"),
            "hint": _("Book a time, move it, give it up"),
        },
        {
            "title": _("Your personal data"),
            "url": reverse("my_privacy:home"),
            "hint": _("Who looked at your data, a copy of everything, corrections"),
        },
    ]
    if has_shops:
        rooms.append(
            {
                "title": _("Stay fee and fee of shops"),
                "url": reverse("tourist_fee:home"),
                "hint": _("Declarations of your lodgings and shops"),
            }
        )
    return rooms
