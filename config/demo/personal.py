"""The demonstration's personal data: requests of every kind, and two people who erase what is old.

Everybody in it is synthetic.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backoffice.identity.models import User
from backoffice.identity.queries import departments_as_tree
from backoffice.kernel.actors import Source
from backoffice.kernel.dates import athens_day
from backoffice.messaging import services as messaging
from backoffice.party.queries import party_of
from backoffice.privacy import queries, services

#: Longer ago than the town keeps looks, and than it keeps what nobody answers any more.
OLD_LOOKS, OLD_TALK = timedelta(days=3 * 365), timedelta(days=6 * 365)
LIMITS = "Διορθώστε τον αριθμό του σπιτιού μου: είναι 14, όχι 41."
OBJECTION = "Δεν θέλω να χρησιμοποιείται το τηλέφωνό μου για ενημερώσεις της αγοράς."
ERASURE = "Διαγράψτε όλα όσα έχετε για μένα, και τις παλιές πληρωμές."
KEPT = (
    "Οι πληρωμές φυλάσσονται όσο ορίζει ο νόμος για τα λογιστικά βιβλία (ΓΚΠΔ άρθρο 17 §3 β)."
    " Όσα δεν χρειάζονται πια διαγράφονται όταν λήξει ο χρόνος τους."
)
LONGER = "Ελέγχουμε και τα αρχεία της λαϊκής αγοράς, που τηρούνται σε άλλο κτίριο."


@transaction.atomic
def ask_and_erase(
    *, citizen: User, hotelier: User, registrar: User, head: User, at: datetime
) -> None:
    """Let people ask about their data, and staff propose and decide erasures; once."""
    if queries.requests_of(citizen).exists():
        return
    _ask(citizen, hotelier, head, at)
    _old_talk(hotelier, head, at)
    _erase(citizen, registrar, head, at)


def _ask(citizen: User, hotelier: User, head: User, at: datetime) -> None:
    """Leave a copy to be made, others to answer, prolonged, refused and answered."""
    _request(citizen, "access", "", at)
    _request(citizen, "correction", LIMITS, at - timedelta(days=24))
    objection = _request(hotelier, "objection", OBJECTION, at - timedelta(days=45))
    services.extend_request(
        request_id=objection.pk, reason=LONGER, actor=head, at=at - timedelta(days=20)
    )
    erasure = _request(hotelier, "erasure", ERASURE, at - timedelta(days=70))
    services.refuse_request(
        request_id=erasure.pk, answer=KEPT, actor=head, at=at - timedelta(days=58)
    )
    limited = _request(
        citizen, "restriction", "Μέχρι να διορθωθεί η οδός.", at - timedelta(days=80)
    )
    services.answer_request(
        request_id=limited.pk,
        answer="Έγινε δεκτό: ως τη διόρθωση η διεύθυνση δεν χρησιμοποιείται για επιδόσεις.",
        actor=head,
        at=at - timedelta(days=71),
    )


def _request(user: User, kind: str, text: str, at: datetime) -> Any:
    return services.ask(user=user, kind=kind, text=text, key=f"demo:{user.pk}:{kind}", at=at)


def _old_talk(hotelier: User, head: User, at: datetime) -> None:
    """Enter a conversation of years ago, which was answered and in which nobody wrote any more."""
    party = party_of(hotelier)
    if party is None:
        return
    units = {unit.code: unit.pk for _depth, unit in departments_as_tree(athens_day(at))}
    then = at - OLD_TALK
    talk = messaging.open_conversation(
        subject=Source("demonstration", "old"),
        title=f"Ώρες καθαριότητας της παραλίας {then.year}",
        party_id=party.pk,
        department_id=units["cleaning"],
        citizen_link="/el/account/",
        office_link="/cms/",
        at=then,
    )
    said = ((hotelier, "Πότε καθαρίζεται η παραλία;"), (head, "Κάθε πρωί, ως τις οκτώ."))
    for number, (author, body) in enumerate(said):
        messaging.write_message(
            conversation_id=talk.pk,
            body=body,
            key=f"demonstration-old-{number}",
            to_office=author == hotelier,
            author=author,
            at=then + timedelta(days=number),
        )


def _erase(citizen: User, registrar: User, head: User, at: datetime) -> None:
    """Leave one erasure refused, one carried out and one that awaits the second person."""
    party = party_of(citizen)
    if party is not None:
        for day in range(3):
            services.note_sight(
                party_id=party.pk, what="debts", actor=head, at=at - OLD_LOOKS - timedelta(days=day)
            )
    refused = services.propose_erasure(
        eraser="messages", actor=registrar, at=at - timedelta(days=40)
    )
    services.refuse_erasure(
        erasure_id=refused.pk,
        reason="Τα ζητά ο ορκωτός ελεγκτής ως το τέλος του μήνα.",
        actor=head,
        at=at - timedelta(days=39),
    )
    looks = services.propose_erasure(eraser="looks", actor=registrar, at=at - timedelta(days=9))
    services.approve_erasure(erasure_id=looks.pk, actor=head, at=at - timedelta(days=8))
    services.carry_out(erasure_id=looks.pk, at=at - timedelta(days=8))
    services.propose_erasure(eraser="messages", actor=registrar, at=at)
