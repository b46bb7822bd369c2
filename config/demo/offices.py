"""How the demonstration's offices are reached, and which services were checked lately."""

from datetime import datetime, timedelta

from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.dates import athens_day
from eservices.catalogue import queries, services

HALL = ("Δημαρχείο, Πλατεία Λότζιας 1", "Town Hall, 1 Loggia Square")
YARD = ("Αμαξοστάσιο, Λεωφόρος Λιμένος 40", "Depot, 40 Limenas Avenue")
MORNING = ("Δευτέρα–Παρασκευή 8:00–14:00", "Monday–Friday 8:00–14:00")
# department: last digits of the telephone, mailbox, where
OFFICES = {
    "civil-status": ("110", "registers", HALL),
    "registry": ("101", "protocol", HALL),
    "revenue": ("120", "revenue", HALL),
    "treasury": ("125", "treasury", HALL),
    "technical": ("130", "technical", HALL),
    "building-permits": ("135", "building", HALL),
    "green": ("155", "green", YARD),
    "cleaning": ("150", "cleaning", YARD),
    "municipal-police": ("160", "police", HALL),
    "social-policy": ("170", "social", HALL),
    "nurseries": ("175", "nurseries", HALL),
    "cemeteries": ("180", "cemeteries", YARD),
}
#: Every so many services of the list were checked by the editors; the rest are due.
CHECKED = 3


def set_contacts(*, editor: User, at: datetime) -> None:
    """Set the contacts of offices and mark some services as checked, once."""
    if queries.contacts().exists():
        return
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    for code, (digits, mailbox, place) in OFFICES.items():
        if code in units:
            facts = {
                "place_el": place[0],
                "place_en": place[1],
                "phone": f"28990 00{digits}",
                "email": f"{mailbox}@minoa-akti.example",
                "hours_el": MORNING[0],
                "hours_en": MORNING[1],
            }
            services.set_contact(department_id=units[code], facts=facts, actor=None, at=at)
    for number, one in enumerate(queries.services()):
        if number % CHECKED == 0:
            on = at - timedelta(days=20 + number)
            services.mark_checked(service_id=one.pk, actor=editor, at=on)
