"""What appointments hold about people, and after which time names and telephones go."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.privacy.extracts import Extract, exporter
from backoffice.privacy.registries import Eraser

from .models import Booking

EXPORTERS = (
    exporter(
        "appointments",
        title=_("Appointments"),
        purpose=_("to receive you at the hour you chose (GDPR article 6 §1 e)"),
        extracts=(
            Extract(
                "appointment",
                "appointments.Booking",
                "code topic=topic__title_el place=counter__place__title_el starts_at ends_at state"
                " name phone note booked_at reason",
                party=["party"],
                user=["user"],
            ),
        ),
    ),
)


def _held(before: datetime) -> QuerySet[Booking]:
    told = ~Q(name="") | ~Q(phone="") | ~Q(note="") | Q(party__isnull=False)
    return Booking.objects.filter(told | Q(user__isnull=False), ends_at__lt=before)


def _count(before: datetime) -> int:
    return _held(before).count()


def _erase(before: datetime, most: int) -> int:
    old = list(_held(before).order_by("ends_at").values_list("pk", flat=True)[:most])
    # The hour stays, for the figures of the office; who came does not.
    rows = Booking.objects.filter(pk__in=old)
    return rows.update(name="", phone="", note="", party=None, user=None, reason="")


ERASERS = (
    Eraser(
        "appointments",
        _("Names and telephones of past appointments"),
        "ΓΚΠΔ άρθρο 5 §1 ε· ρύθμιση του δήμου",
        12,
        _count,
        _erase,
    ),
)
