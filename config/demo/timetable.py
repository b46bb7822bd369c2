"""Where the demonstration receives people, a booked time and a conversation; synthetic."""

from datetime import datetime, time, timedelta
from typing import Any

from backoffice.appointments import queries, services
from backoffice.appointments.setting_up import set_up_counter
from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging import services as messaging
from backoffice.party.queries import party_of

HALL = {
    "code": "town-hall",
    "title_el": "Δημαρχείο",
    "title_en": "Town Hall",
    "address": "Πλατεία Λότζιας 1",
    "phone": "28990 00100",
    "access_el": "Είσοδος από την πλατεία, ισόγειο. Πρόσβαση με αμαξίδιο από τη δεξιά πλευρά.",
    "access_en": "Entrance from the square, ground floor. Wheelchair access on the right side.",
}
# code, Greek, English, minutes, service of the catalogue
MATTERS = (
    ("residence", "Μόνιμη κατοικία", "Permanent residence", 20, "permanent-residence-certificate"),
    ("fees", "Τέλη και οφειλές", "Fees and debts", 15, ""),
    ("civil-wedding", "Πολιτικός γάμος", "Civil marriage", 30, "civil-marriage-licence"),
)
MORNING = [(day, time(8), time(13)) for day in range(5)]


def open_counters(*, clerk: User, at: datetime) -> None:
    """Let the revenue office receive at two counters of the town hall."""
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    topics = [
        {"code": code, "title_el": el, "title_en": en, "minutes": minutes, "service": service}
        for code, el, en, minutes, service in MATTERS
    ]
    for name in ("1", "2"):
        set_up_counter(
            place={**HALL, "department_id": units["revenue"]},
            name=name,
            topics=topics,
            week=MORNING,
            valid_from=athens_day(at) - timedelta(days=30),
            actor=clerk,
            at=at,
        )


def book_and_write(*, citizen: User, clerk: User, at: datetime) -> None:
    """Book a time for a citizen, and let citizen and office write to each other, once."""
    party = party_of(citizen)
    topic = queries.topic_by_code("fees")
    if party is None or topic is None or queries.bookings_of(citizen).exists():
        return
    place = queries.places_for(topic).get()
    today = athens_day(at)
    last = today + timedelta(days=14)
    slots = queries.free_slots(topic, place, first=today, last=last, now=at)
    services.book(
        topic=topic,
        place=place,
        start=slots[len(slots) // 2].start,
        guest=services.Guest(party.full_name, party_id=party.pk, user=citizen),
        note="Ερώτηση για τα τέλη καθαριότητας",
        key="demonstration",
        actor=citizen,
        at=at,
    )
    _talk(party, place.department_id, citizen, clerk, at)


def _talk(party: Any, unit: int, citizen: User, clerk: User, at: datetime) -> None:
    held = messaging.open_conversation(
        subject=Source("demonstration", "fees"),
        title="Τέλη καθαριότητας 2026",
        party_id=party.pk,
        department_id=unit,
        citizen_link="/el/account/debts/",
        office_link="/cms/",
        at=at,
    )
    said = (
        (True, citizen, "Καλημέρα, μπορώ να πληρώσω τα τέλη σε δύο δόσεις;"),
        (False, clerk, "Καλημέρα σας. Ναι, από τη σελίδα των οφειλών σας, «Ρύθμιση σε δόσεις»."),
        (True, citizen, "Ευχαριστώ! Ισχύει και για το πρόστιμο;"),
    )
    for number, (to_office, author, body) in enumerate(said):
        messaging.write_message(
            conversation_id=held.pk,
            body=body,
            key=f"demonstration-{number}",
            to_office=to_office,
            author=author,
            at=at - timedelta(hours=6 - number),
        )
