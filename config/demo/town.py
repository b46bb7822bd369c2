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
    bank,
    circulation,
    counter,
    decisions,
    documents,
    forgotten,
    instalments,
    money,
    notices,
    offices,
    personal,
    procedures,
    sign_ins,
    staff,
    tills,
    timetable,
    versions,
)
from .budget import vote_budget
from .people import Person, people

SCALES = {"small": 60, "town": 60_000, "large": 600_000}
KNOWN = 40
CLERK, CASHIER = f"clerk@{staff.DOMAIN}", f"treasurer@{staff.DOMAIN}"
DESK, COUNTER = f"cashier@{staff.DOMAIN}", f"counter@{staff.DOMAIN}"
CITIZEN = f"citizen@{staff.DOMAIN}"
EDITOR = f"editor@{staff.DOMAIN}"
OFFICER, MAYOR = f"officer@{staff.DOMAIN}", f"mayor@{staff.DOMAIN}"
ADMINISTRATOR = f"administrator@{staff.DOMAIN}"
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
    citizen, head = User.objects.get(email=CITIZEN), User.objects.get(email=HEAD)
    registrar = User.objects.get(email=REGISTRAR)
    forgotten.send_and_erase(citizen=citizen, registrar=registrar, head=head, at=at)
    documents.fill_register(clerk=registrar, at=at, scale=scale, citizen=_writer(known[0]))
    clerk, cashier = User.objects.get(email=CLERK), User.objects.get(email=CASHIER)
    made = money.make_businesses(known[1], known[10:34], actor=clerk, at=at)
    money.declare_past(made, actor=clerk, cashier=cashier, at=at)
    money.owe_cleaning(known[:6], actor=clerk, at=at)
    money.draw_up_lists(known, clerk=clerk, treasurer=cashier, at=at)
    # Cases of the last weeks enter documents; whatever is entered today comes after them.
    procedures.start_cases(known[10:34], clerk=clerk, colleagues=[head, cashier], at=at)
    instalments.arrange_some([known[0], *known[3:6]], clerk=clerk, cashier=cashier, at=at)
    desk_cashier = User.objects.filter(email=DESK).first()
    if desk_cashier is not None:
        tills.keep_desk(known[:6], cashier=desk_cashier, at=at)
    tills.give_clearance(known[8], clerk=clerk, at=at)
    timetable.open_counters(clerk=clerk, at=at)
    timetable.book_and_write(citizen=citizen, clerk=clerk, at=at)
    notices.send_notices(clerk=clerk, at=at)
    decisions.decide_some(
        [known[0], *known[15:19]],
        citizen=citizen,
        clerk=clerk,
        head=head,
        cashier=cashier,
        at=at,
    )
    circulation.fill_desks(at=at)
    _rarer(known, at)
    applications.let_head_sign(mayor=User.objects.get(email=MAYOR), head=head, at=at)
    applications.send_some(
        citizen=citizen, officer=User.objects.get(email=OFFICER), head=head, at=at
    )
    administrator = User.objects.get(email=ADMINISTRATOR)
    versions.draw_anew(administrator=administrator, head=head, at=at)
    return is_new


def _rarer(known: list[Person], at: datetime) -> None:
    """Make what happens seldom, so that its pages can be shown."""
    names = ("citizen", "hotelier", "registry", "head", "clerk", "treasurer")
    who = {name: User.objects.get(email=f"{name}@{staff.DOMAIN}") for name in names}
    tills.doubt_proof(known[0], clerk=who["clerk"], at=at)
    personal.ask_and_erase(
        citizen=who["citizen"],
        hotelier=who["hotelier"],
        registrar=who["registry"],
        head=who["head"],
        at=at,
    )
    bank.enter_sums(known[34:40], clerk=who["clerk"], treasurer=who["treasurer"], at=at)
    at_counter = User.objects.filter(email=COUNTER).first()
    if at_counter is not None:
        counter.take_at_counter(known[2], known[3], clerk=at_counter, at=at)
