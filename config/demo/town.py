"""The demonstration town «Δήμος Μινώας Ακτής»: fictional, synthetic, the same for a seed."""

from datetime import datetime
from itertools import islice

from django.db import transaction

from backoffice.documents.services import Correspondent
from backoffice.identity import services as identity
from backoffice.identity.models import User
from backoffice.party.queries import party_by_afm
from eservices.catalogue.services import load_services
from portal import demo as site

from . import (
    applications,
    circulation,
    decisions,
    documents,
    instalments,
    money,
    notices,
    offices,
    procedures,
    sign_ins,
    staff,
    tills,
    timetable,
)
from .budget import vote_budget
from .people import Person, people

SCALES = {"small": 60, "town": 60_000, "large": 600_000}
KNOWN = 40
CLERK, CASHIER = f"clerk@{staff.DOMAIN}", f"treasurer@{staff.DOMAIN}"
DESK = f"cashier@{staff.DOMAIN}"
CITIZEN = f"citizen@{staff.DOMAIN}"
EDITOR = f"editor@{staff.DOMAIN}"
OFFICER, MAYOR = f"officer@{staff.DOMAIN}", f"mayor@{staff.DOMAIN}"
REGISTRAR, HEAD = f"registry@{staff.DOMAIN}", f"head@{staff.DOMAIN}"


@transaction.atomic
def _people_and_staff(at: datetime, count: int) -> list[sign_ins.SignIn]:
    everyone = people(count)
    known = list(islice(everyone, KNOWN))
    identity.load_departments(at=at)
    money.open_books(at)
    vote_budget(at)
    money.register_people(known, at)
    money.register_people(everyone, at)
    return [
        staff.make_citizen("citizen", known[0], at),
        staff.make_citizen("hotelier", known[1], at),
        *staff.make_staff(at),
    ]


def _writer(person: Person) -> Correspondent | None:
    party = party_by_afm(person.afm)
    return Correspondent(party.full_name, f"citizen@{staff.DOMAIN}", party.pk) if party else None


def build(*, scale: str, at: datetime) -> bool:
    """Build the town; called again it finishes what was interrupted, or changes nothing.

    :param scale: a key of `SCALES`
    :returns: whether people were made, so that there are new sign-ins
    """
    known = list(people(KNOWN))
    is_new = not User.objects.filter(email=CLERK).exists()
    if is_new:
        sign_ins.write(_people_and_staff(at, SCALES[scale]), known[2:14])
    site.load(at=at, scale=scale)
    load_services(at=at)
    offices.set_contacts(editor=User.objects.get(email=EDITOR), at=at)
    documents.fill_register(
        clerk=User.objects.get(email=REGISTRAR), at=at, scale=scale, citizen=_writer(known[0])
    )
    clerk, cashier = User.objects.get(email=CLERK), User.objects.get(email=CASHIER)
    made = money.make_businesses(known[1], known[10:34], actor=clerk, at=at)
    money.declare_past(made, actor=clerk, cashier=cashier, at=at)
    money.owe_cleaning(known[:6], actor=clerk, at=at)
    money.draw_up_lists(known, clerk=clerk, treasurer=cashier, at=at)
    head = User.objects.get(email=HEAD)
    # Cases of the last weeks enter documents; whatever is entered today comes after them.
    procedures.start_cases(known[10:34], clerk=clerk, colleagues=[head, cashier], at=at)
    instalments.arrange_some([known[0], *known[3:6]], clerk=clerk, cashier=cashier, at=at)
    desk_cashier = User.objects.filter(email=DESK).first()
    if desk_cashier is not None:
        tills.keep_desk(known[:6], cashier=desk_cashier, at=at)
    tills.give_clearance(known[8], clerk=clerk, at=at)
    timetable.open_counters(clerk=clerk, at=at)
    citizen = User.objects.get(email=CITIZEN)
    timetable.book_and_write(citizen=citizen, clerk=clerk, at=at)
    notices.send_notices(clerk=clerk, at=at)
    decisions.decide_some(
        [known[0], *known[15:19]],
        citizen=User.objects.get(email=CITIZEN),
        clerk=clerk,
        head=head,
        cashier=cashier,
        at=at,
    )
    circulation.fill_desks(at=at)
    applications.let_head_sign(mayor=User.objects.get(email=MAYOR), head=head, at=at)
    applications.send_some(
        citizen=citizen, officer=User.objects.get(email=OFFICER), head=head, at=at
    )
    return is_new
