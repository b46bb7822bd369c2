"""The demonstration town «Δήμος Μινώας Ακτής»: fictional, synthetic, the same for a seed."""

from datetime import datetime
from itertools import islice

from django.db import transaction

from backoffice.identity import services as identity
from backoffice.identity.models import User
from portal import demo as site

from . import money, sign_ins, staff
from .people import people

SCALES = {"small": 60, "town": 60_000, "large": 600_000}
ALREADY_THERE = "clerk@minoa-akti.example"


@transaction.atomic
def _people_and_staff(at: datetime, count: int) -> list[sign_ins.SignIn]:
    everyone = people(count)
    known = list(islice(everyone, 40))
    identity.load_departments(at=at)
    money.open_books(at)
    money.register_people(known, at)
    money.register_people(everyone, at)
    made = [
        staff.make_citizen("citizen", known[0], at),
        staff.make_citizen("hotelier", known[1], at),
        *staff.make_staff(at),
    ]
    sign_ins.write(made, known[2:8])
    return made


def build(*, scale: str, at: datetime) -> bool:
    """Build the town once; a second call changes nothing.

    :param scale: a key of `SCALES`
    :returns: whether anything was built
    """
    if User.objects.filter(email=ALREADY_THERE).exists():
        return False
    count = SCALES[scale]
    known = list(people(40))
    _people_and_staff(at, count)
    site.load(at=at, scale=scale)
    clerk = User.objects.get(email=ALREADY_THERE)
    cashier = User.objects.get(email=f"treasurer@{staff.DOMAIN}")
    made = money.make_business(known[1], at)
    made += money.make_other_businesses(known[10:34], at)
    money.declare_past(made, actor=clerk, cashier=cashier, at=at)
    money.owe_cleaning(known[:6], actor=clerk, at=at)
    return True
